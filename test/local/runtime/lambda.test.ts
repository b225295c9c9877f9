import { afterEach, expect, it } from 'vitest';
import { readAssembly } from '../../../local/runtime/assembly.ts';
import { baseEnvironment, LocalFunction } from '../../../local/runtime/lambda.ts';
import { LogSink } from '../../../local/runtime/log.ts';
import { naming } from '../../../local/runtime/names.ts';
import { readWiring } from '../../../local/runtime/wiring.ts';
import { writeFixture } from './fixture.ts';

const open: LocalFunction[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map((each) => each.close()));
});

const functionOf = (
	code: string,
	more: { readonly properties?: object; readonly environment?: object; readonly offsetMs?: number } = {},
): { fn: LocalFunction; log: LogSink } => {
	const { properties = {}, environment = {}, offsetMs = 0 } = more;
	const dir = writeFixture({ functions: { 'a/b.queue': { code, properties, environment } } });
	const names = naming({ queuesUrl: 'http://127.0.0.1:1', hub: 'http://127.0.0.1:2' });
	const [spec] = readWiring(readAssembly(dir), names, {}).functions;
	if (!spec) throw new Error('no function');
	const log = new LogSink(null);
	const fn = new LocalFunction(spec, {
		log,
		offsetMs: () => offsetMs,
		base: baseEnvironment({ AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:1' }, '/nowhere'),
	});
	open.push(fn);
	return { fn, log };
};

it('stays warm between events, and tells its context', async () => {
	const { fn, log } = functionOf(`
		let calls = 0;
		exports.handler = async (event, context) => {
			console.log('said', event.word);
			return { calls: ++calls, left: context.getRemainingTimeInMillis(), name: context.functionName, echo: event };
		};`);
	expect(await fn.invoke({ word: 'one', gone: undefined })).toMatchObject({ calls: 1, name: 'aBQueue', echo: { word: 'one' } });
	const second = (await fn.invoke({ word: 'two' })) as { calls: number; left: number };
	expect(second.calls).toBe(2);
	expect(second.left).toBeGreaterThan(4000);
	expect(fn.counts).toMatchObject({ invocations: 2, coldStarts: 1, errors: 0 });
	expect(log.text()).toContain('a/b.queue said two');
});

it("sees its own variables and no one else's", async () => {
	process.env.COBRO_TEST_SECRET = 'of the machine';
	const { fn } = functionOf('exports.handler = async () => ({ ...process.env })', { environment: { MINE: 'yes', NUMBER: 7 } });
	const seen = (await fn.invoke({})) as Record<string, string>;
	delete process.env.COBRO_TEST_SECRET;
	expect(seen).toMatchObject({ MINE: 'yes', NUMBER: '7', AWS_LAMBDA_FUNCTION_NAME: 'aBQueue', AWS_ACCESS_KEY_ID: 'local' });
	expect(seen).not.toHaveProperty('COBRO_TEST_SECRET');
	expect(seen).not.toHaveProperty('HOME');
	expect(seen).not.toHaveProperty('NODE_OPTIONS');
});

it('kills a handler that takes too long, even one that never yields, and starts afresh', async () => {
	const { fn } = functionOf(
		'let calls = 0; exports.handler = async (event) => { calls++; if (event.spin) for (;;); if (event.hang) await new Promise(() => setInterval(() => {}, 1000)); return calls; }',
		{ properties: { Timeout: 1 } },
	);
	expect(await fn.invoke({})).toBe(1);
	await expect(fn.invoke({ spin: true })).rejects.toMatchObject({ type: 'Timeout', message: 'Task timed out after 1.00 seconds' });
	await expect(fn.invoke({ hang: true })).rejects.toMatchObject({ type: 'Timeout' });
	expect(await fn.invoke({})).toBe(1);
	expect(fn.counts).toMatchObject({ timeouts: 2, coldStarts: 3 });
});

it("passes a handler's error on, and survives one that takes the thread with it", async () => {
	const { fn, log } = functionOf(`
		class Refusal extends Error { name = 'Refusal'; }
		exports.handler = async (event) => {
			if (event.how === 'throw') throw new Refusal('no');
			if (event.how === 'exit') process.exit(3);
			if (event.how === 'later') { setTimeout(() => { throw new Error('after') }, 1); await new Promise(() => {}); }
			return 'fine';
		};`);
	await expect(fn.invoke({ how: 'throw' })).rejects.toMatchObject({ type: 'Refusal', message: 'no' });
	expect(fn.counts.coldStarts).toBe(1);
	await expect(fn.invoke({ how: 'exit' })).rejects.toMatchObject({ type: 'Crash', message: 'the runtime exited with code 3' });
	await expect(fn.invoke({ how: 'later' })).rejects.toMatchObject({ type: 'Crash', message: 'after' });
	expect(await fn.invoke({})).toBe('fine');
	expect(log.text()).toContain('Refusal: no');
});

it('reports a bundle that does not load', async () => {
	const { fn } = functionOf('require("./missing")');
	await expect(fn.invoke({})).rejects.toMatchObject({ type: 'Crash', message: expect.stringContaining('./missing') as unknown });
	await expect(functionOf('exports.other = 1').fn.invoke({})).rejects.toMatchObject({
		message: expect.stringContaining('not a function') as unknown,
	});
});

it('runs so many at once and no more', async () => {
	const { fn } = functionOf(
		'exports.handler = async () => { const from = performance.timeOrigin + performance.now(); await new Promise((done) => setTimeout(done, 60)); return [from, performance.timeOrigin + performance.now()]; }',
		{ properties: { ReservedConcurrentExecutions: 2 } },
	);
	const spans = (await Promise.all(Array.from({ length: 6 }, () => fn.invoke({})))) as [number, number][];
	const most = Math.max(...spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length));
	expect(most).toBe(2);
	expect(fn.running).toBe(0);
	expect(fn.counts.coldStarts).toBeLessThanOrEqual(2);
});

it('forgets everything when it crashes, and fails what was running', async () => {
	const { fn } = functionOf(
		'let calls = 0; exports.handler = async (event) => { calls++; if (event.wait) await new Promise(() => setInterval(() => {}, 1000)); return calls; }',
	);
	await fn.invoke({});
	const running = fn.invoke({ wait: true });
	const failed = expect(running).rejects.toMatchObject({ type: 'Crash' });
	await new Promise((resolve) => setTimeout(resolve, 50));
	await fn.crash();
	await failed;
	expect(await fn.invoke({})).toBe(1);
});

it("moves a function's clock and leaves everything else of Date as it is", async () => {
	const code = `exports.handler = async () => ({
		now: new Date().toISOString(), ms: Date.now(), text: Date(), of: new Date('2020-01-02').toISOString(), is: new Date() instanceof Date, utc: Date.UTC(2020, 0),
		same: new Date().constructor === Date, parsed: Date.parse('2020-01-01T00:00:00Z'), sub: new (class Day extends Date {})().getUTCFullYear(),
	})`;
	const offsetMs = Date.parse('2020-05-15T12:00:00Z') - Date.now();
	const seen = (await functionOf(code, { offsetMs }).fn.invoke({})) as Record<string, unknown>;
	expect(seen.now).toMatch(/^2020-05-15T12:00/);
	expect(Math.abs(Number(seen.ms) - Date.parse('2020-05-15T12:00:00Z'))).toBeLessThan(20_000);
	expect(seen.text).toContain('2020');
	expect(seen).toMatchObject({
		of: '2020-01-02T00:00:00.000Z',
		is: true,
		utc: 1577836800000,
		same: true,
		parsed: 1577836800000,
		sub: 2020,
	});
});

it('refuses what Lambda would not carry', async () => {
	const { fn } = functionOf("exports.handler = async (event) => 'x'.repeat(event.size ?? 1)");
	await expect(fn.invoke({ text: 'x'.repeat(6 * 1024 * 1024) })).rejects.toMatchObject({ type: 'RequestTooLarge' });
	await expect(fn.invoke({ size: 6 * 1024 * 1024 })).rejects.toMatchObject({ type: 'Function.ResponseSizeTooLarge' });
});
