import { request as httpRequest } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../../../local/runtime/http.ts';
import { InvocationError } from '../../../local/runtime/room.ts';

let gateway: Gateway;
let seen: { entry: string; event: APIGatewayProxyEventV2 }[] = [];
let answer: (event: APIGatewayProxyEventV2) => unknown = () => ({ statusCode: 204 });
beforeAll(async () => {
	gateway = await startGateway({ port: 0 });
	gateway.open(
		[
			{ key: 'GET /', entry: 'receivables/app.http' },
			{ key: 'GET /customers/{customer}', entry: 'one' },
			{ key: 'GET /customers/new', entry: 'literal' },
			{ key: 'POST /webhooks/xero', entry: 'hook' },
			{ key: 'ANY /reminders/{rest+}', entry: 'rest' },
			{ key: 'POST /reminders/{rest+}', entry: 'post' },
			{ key: 'GET /customers.csv', entry: 'csv' },
		],
		async (entry, event) => {
			const read = event as APIGatewayProxyEventV2;
			seen.push({ entry, event: read });
			return answer(read);
		},
	);
});
afterAll(() => gateway.close());
beforeEach(() => {
	seen = [];
	answer = () => ({ statusCode: 204 });
});
const eventOf = async (path: string, init?: RequestInit): Promise<APIGatewayProxyEventV2> => {
	await fetch(`${gateway.origin}${path}`, init);
	const last = seen.at(-1);
	if (!last) throw new Error('nothing was invoked');
	return last.event;
};

it('builds the event as API Gateway does', async () => {
	const event = await eventOf('/customers/a%20b?x=1&y=%C3%A9&x=2&empty', {
		headers: { cookie: 'one=1; two=a=b', 'x-list': 'a', accept: 'text/html', 'user-agent': 'tests' },
	});
	expect(event).toMatchObject({
		version: '2.0',
		routeKey: 'GET /customers/{customer}',
		rawPath: '/customers/a b',
		rawQueryString: 'x=1&y=%C3%A9&x=2&empty',
		cookies: ['one=1', 'two=a=b'],
		queryStringParameters: { x: '1,2', y: 'é', empty: '' },
		pathParameters: { customer: 'a b' },
		isBase64Encoded: false,
		requestContext: {
			http: { method: 'GET', path: '/customers/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tests' },
			routeKey: 'GET /customers/{customer}',
			stage: '$default',
		},
	});
	expect(event.headers).not.toHaveProperty('cookie');
	expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
	expect(event).not.toHaveProperty('body');
	expect(await eventOf('/')).not.toHaveProperty('queryStringParameters');
});

it.each([
	['/customers/new', 'GET', 'literal'],
	['/customers/7', 'GET', 'one'],
	['/customers.csv', 'GET', 'csv'],
	['/reminders/a/b', 'GET', 'rest'],
	['/reminders/a/b', 'POST', 'post'],
])('%s %s goes to %s', async (path, method, entry) => {
	await fetch(`${gateway.origin}${path}`, { method });
	expect(seen.at(-1)?.entry).toBe(entry);
});

it.each(['/nothing', '/customers', '/customers/7/x', '/customers/7/', '/reminders', '/customersXcsv'])('%s is nowhere', async (path) => {
	const response = await fetch(`${gateway.origin}${path}`);
	expect([response.status, await response.json()]).toEqual([404, { message: 'Not Found' }]);
	expect(seen).toHaveLength(0);
});

it('hands over any body byte for byte', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.uint8Array({ minLength: 1, maxLength: 300 }),
			fc.constantFrom('application/octet-stream', 'application/x-www-form-urlencoded', 'image/png'),
			async (bytes, type) => {
				const event = await eventOf('/webhooks/xero', { method: 'POST', body: Buffer.from(bytes), headers: { 'content-type': type } });
				expect(event.isBase64Encoded).toBe(true);
				expect(Buffer.from(event.body ?? '', 'base64')).toEqual(Buffer.from(bytes));
			},
		),
		{ numRuns: 40 },
	);
	await fc.assert(
		fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (text) => {
			const event = await eventOf('/webhooks/xero', {
				method: 'POST',
				body: text,
				headers: { 'content-type': 'application/json; charset=utf-8' },
			});
			expect([event.isBase64Encoded, event.body]).toEqual([false, text]);
		}),
		{ numRuns: 40 },
	);
});

it('sends the answer as the handler meant it', async () => {
	answer = () => ({
		statusCode: 201,
		headers: { 'X-One': '1', 'content-type': 'text/csv' },
		cookies: ['a=1; Path=/', 'b=2'],
		body: 'é,1\n',
	});
	const text = await fetch(`${gateway.origin}/`);
	expect([text.status, text.headers.get('x-one'), text.headers.get('content-type'), await text.text()]).toEqual([
		201,
		'1',
		'text/csv',
		'é,1\n',
	]);
	expect(text.headers.getSetCookie()).toEqual(['a=1; Path=/', 'b=2']);
	answer = () => ({ statusCode: 200, isBase64Encoded: true, body: Buffer.from([0, 255, 7]).toString('base64') });
	expect(Buffer.from(await (await fetch(`${gateway.origin}/`)).arrayBuffer())).toEqual(Buffer.from([0, 255, 7]));
	answer = () => ({ any: 'thing' });
	const json = await fetch(`${gateway.origin}/`);
	expect([json.headers.get('content-type'), await json.json()]).toEqual(['application/json', { any: 'thing' }]);
});

it('speaks API Gateway when the function fails, is late, or is asked too much', async () => {
	const statusOf = async (type: string): Promise<unknown> => {
		answer = () => {
			throw new InvocationError(type, 'inside');
		};
		const response = await fetch(`${gateway.origin}/`);
		return [response.status, await response.json()];
	};
	expect(await statusOf('Refusal')).toEqual([500, { message: 'Internal Server Error' }]);
	expect(await statusOf('Timeout')).toEqual([503, { message: 'Service Unavailable' }]);
	expect(await statusOf('RequestTooLarge')).toEqual([413, { message: 'Request Entity Too Large' }]);
	const large = await fetch(`${gateway.origin}/webhooks/xero`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });
	expect(large.status).toBe(413);
	expect((await fetch(`${gateway.origin}/customers/%E0%A4%A`)).status).toBe(400);
});

it('answers nobody but this machine and its own pages', async () => {
	const ask = (headers: Record<string, string>): Promise<number> =>
		new Promise((resolve, reject) => {
			const asked = httpRequest({ host: '127.0.0.1', port: gateway.port, path: '/', headers }, (response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			});
			asked.on('error', reject);
			asked.end();
		});
	expect(await ask({ host: `localhost:${gateway.port}` })).toBe(204);
	expect(await ask({ origin: `http://127.0.0.1:${gateway.port}` })).toBe(204);
	expect(await ask({ host: 'evil.example' })).toBe(403);
	expect(await ask({ host: '127.0.0.1.evil.example' })).toBe(403);
	expect(await ask({ origin: 'https://evil.example' })).toBe(403);
	expect(await ask({ origin: 'null' })).toBe(403);
});

it('logs the route of an answer and nothing of who asked', async () => {
	const lines: object[] = [];
	const logged = await startGateway({ port: 0, onAnswer: (line) => lines.push(line) });
	logged.open([{ key: 'GET /customers/{customer}', entry: 'one' }], async () => ({ statusCode: 404 }));
	await (await fetch(`${logged.origin}/customers/secret?token=secret`)).text();
	await logged.close();
	expect(lines).toEqual([{ routeKey: 'GET /customers/{customer}', status: 404, latencyMs: expect.any(Number) as unknown }]);
});

it('says that it is starting until it is open, and names a taken port', async () => {
	const early = await startGateway({ port: 0 });
	expect((await fetch(`${early.origin}/`)).status).toBe(503);
	await expect(startGateway({ port: early.port })).rejects.toThrow(/port \d+ \(hub\) is taken.*--port/);
	await early.close();
});
