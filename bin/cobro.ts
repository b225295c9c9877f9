/**
 * The CDK app as the CLI starts it. It bundles every function first, so that nothing old is deployed; another process does that while this one loads CDK
 * and the stacks. Compiled code of the libraries is kept for the next time: 1.5 of 6 s.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
enableCompileCache(join(root, 'node_modules/.cache/compiled'));
// What it says goes to stderr: stdout is the CLI's.
const bundling = once(spawn(process.execPath, ['scripts/bundle.ts'], { cwd: root, stdio: ['ignore', 2, 2] }), 'exit');
const { synthesize } = await import('./app.ts');
const [code]: unknown[] = await bundling;
if (code !== 0) throw new Error('the functions cannot be bundled: esbuild says why above');
synthesize();
