// The thread a function runs in: loads the bundle as Lambda would and answers one event at a time.
// Plain JavaScript, because taking types out costs 50 ms at every cold start.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

const { folder, handler: handlerName, offsetMs, functionName, memoryMb, arn } = workerData;
if (offsetMs) (await import('../clock.ts')).moveClock(offsetMs);

/** Lambda sees the asset's folder and nothing above it, so a `.js` file there is CommonJS whatever package.json lies around ours. */
const load = async (file) => {
	const base = join(folder, file);
	if (existsSync(`${base}.mjs`)) return import(pathToFileURL(`${base}.mjs`).href);
	const path = existsSync(`${base}.cjs`) ? `${base}.cjs` : `${base}.js`;
	const run = compileFunction(readFileSync(path, 'utf8'), ['exports', 'require', 'module', '__filename', '__dirname'], {
		filename: path,
		importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
	});
	const module = { exports: {} };
	run.call(module.exports, module.exports, createRequire(path), module, path, folder);
	return module.exports;
};

const errorOf = (error) => ({
	errorType: error?.name ?? 'Error',
	errorMessage: error?.message ?? String(error),
	trace: String(error?.stack ?? error).split('\n'),
});

/** Resolves when the main thread has taken what was printed, so that an invocation's lines are in the log before it ends. */
const flushed = (stream) => (stream.writableLength ? new Promise((resolve) => stream.write('', resolve)) : undefined);

const started = performance.now();
const split = handlerName.lastIndexOf('.');
const handler = (await load(handlerName.slice(0, split)))[handlerName.slice(split + 1)];
if (typeof handler !== 'function') throw new Error(`${handlerName} is not a function of ${folder}`);
parentPort.postMessage({ ready: performance.now() - started });

parentPort.on('message', async ({ id, event, timeoutMs }) => {
	const deadline = performance.now() + timeoutMs;
	const context = {
		functionName,
		functionVersion: '$LATEST',
		invokedFunctionArn: arn,
		memoryLimitInMB: String(memoryMb),
		awsRequestId: id,
		logGroupName: `/aws/lambda/${functionName}`,
		logStreamName: 'local',
		callbackWaitsForEmptyEventLoop: true,
		getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
	};
	let end;
	try {
		end = { id, ok: JSON.stringify(await handler(JSON.parse(event), context)) ?? 'null' };
	} catch (error) {
		end = { id, error: errorOf(error) };
	}
	await flushed(process.stdout);
	await flushed(process.stderr);
	parentPort.postMessage(end);
});
