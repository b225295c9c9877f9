/* Prints the main thread's CPU milliseconds of loading one bundle, in a process that has what Lambda's own runtime has loaded before. */
require('node:http');
require('node:https');
require('node:fs');
require('node:url');
require('node:crypto');
require('node:stream');
const before = process.threadCpuUsage();
const { handler } = require(process.argv[2]);
const { user, system } = process.threadCpuUsage(before);
if (typeof handler !== 'function') throw new Error('no handler');
process.stdout.write(String((user + system) / 1000), () => process.exit(0));
