// The thread a function runs in: loads the bundle as Lambda would and answers one event at a time.
// Plain JavaScript, because taking types out costs 50 ms at every cold start.
import { existsSync } from 'node:fs';
import { createRequire, enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';

const { folder, handler: handlerName, offsetMs, functionName, memoryMb, arn } = workerData;
const moveTo = async (ms) => (await import('../clock.ts')).moveClock(ms);
if (offsetMs) await moveTo(offsetMs);

/** CommonJS or a module, as the asset's own package.json says, or its ending. */
const load = (file) => {
	const path = ['js', 'mjs', 'cjs'].map((ending) => join(folder, `${file}.${ending}`)).find((each) => existsSync(each));
	if (!path) throw new Error(`there is no ${file} in ${folder}`);
	return createRequire(path)(path);
};

const errorOf = (error) => ({
	errorType: error?.name ?? 'Error',
	errorMessage: error?.message ?? String(error),
	trace: String(error?.stack ?? error).split('\n'),
});

/** Resolves when the main thread has taken what was printed, so that an invocation's lines are in the log before it ends. */
const flushed = (stream) => (stream.writableLength ? new Promise((resolve) => stream.write('', resolve)) : undefined);

// A bundle is compiled by the first thread that loads it; the others take that from the machine's temporary folder, a third less time each.
enableCompileCache();
const started = performance.now();
const split = handlerName.lastIndexOf('.');
const handler = load(handlerName.slice(0, split))[handlerName.slice(split + 1)];
if (typeof handler !== 'function') throw new Error(`${handlerName} is not a function of ${folder}`);
flushCompileCache();
parentPort.postMessage({ ready: performance.now() - started });

const answer = async ({ id, event, timeoutMs, moved }) => {
	if (moved !== undefined) await moveTo(moved);
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
};
parentPort.on('message', (message) => void answer(message));
