/** The door behind the edge: who comes past the edge is refused, who comes by it is counted by their own address. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callerOf } from '../../../shared/runtime/edge.ts';
import { onPublic } from '../../../shared/runtime/on-public.ts';
import { env } from '../../../shared/wire/env.ts';
import { edgeHeaders } from '../../../shared/wire/http.ts';

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const gateway = '198.51.100.1';
const by = (key: string, visitor = '203.0.113.7') => ({ [edgeHeaders.key]: key, [edgeHeaders.visitor]: visitor });

afterEach(() => vi.unstubAllEnvs());

describe('a caller', () => {
	it('is whom the gateway saw while nothing stands in front, whatever the headers say', () => {
		for (const keys of [undefined, '']) {
			vi.stubEnv(env.edgeKeys, keys);
			expect(callerOf(by('anything'), gateway)).toBe(gateway);
		}
	});

	it('is whom the edge saw, once its key has proved it', () => {
		vi.stubEnv(env.edgeKeys, hashOf('right'));
		expect(callerOf(by('right'), gateway)).toBe('203.0.113.7');
		expect(callerOf({ [edgeHeaders.key]: 'right' }, gateway)).toBe(gateway);
	});

	it('is refused past the edge: without a key, with another, with the hash that a function knows', () => {
		vi.stubEnv(env.edgeKeys, hashOf('right'));
		vi.stubEnv(env.hub, 'https://hub.example.com');
		for (const headers of [{}, by('wrong'), by(''), by(hashOf('right')), by('right, right'), { [edgeHeaders.visitor]: '203.0.113.7' }])
			expect(() => callerOf(headers, gateway)).toThrow('Open https://hub.example.com instead');
	});

	it('may use either key while one is changed', () => {
		vi.stubEnv(env.edgeKeys, `${hashOf('new')},${hashOf('old')}`);
		expect([callerOf(by('new'), gateway), callerOf(by('old'), gateway)]).toEqual(['203.0.113.7', '203.0.113.7']);
		expect(() => callerOf(by('older'), gateway)).toThrow();
	});

	it('has no way in by the deployment’s default, which is the hash of nothing known', () => {
		vi.stubEnv(env.edgeKeys, '0'.repeat(64));
		expect(() => callerOf(by(''), gateway)).toThrow();
	});
});

describe('a function behind the edge', () => {
	const seen: { address: string; body: Buffer }[] = [];
	const handler = onPublic({
		'POST /webhooks/x': ({ address, body }) => {
			seen.push({ address, body });
			return { status: 200 };
		},
	});
	const ask = (headers: Record<string, string>, body: Buffer) =>
		handler(
			{
				version: '2.0',
				routeKey: 'POST /webhooks/x',
				rawPath: '/webhooks/x',
				rawQueryString: '',
				headers,
				requestContext: { http: { method: 'POST', path: '/webhooks/x', sourceIp: gateway } },
				body: body.toString('base64'),
				isBase64Encoded: true,
			} as unknown as APIGatewayProxyEventV2,
			{ awsRequestId: 'r' } as Context,
		);

	it('answers 403 past the edge before it reads anything, and by the edge sees visitor and raw bytes', async () => {
		vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT');
		vi.stubEnv(env.edgeKeys, hashOf('right'));
		const body = Buffer.from([0, 255, 13, 10, 123]);
		// Larger than a request may be: had it been read, the answer would be 413.
		const refused = await ask(by('wrong'), Buffer.alloc(300 * 1024));
		expect(refused.statusCode).toBe(403);
		expect(JSON.parse(refused.body ?? '{}')).toMatchObject({ code: 'NOT_BY_THE_EDGE' });
		expect(seen).toEqual([]);
		expect((await ask(by('right'), body)).statusCode).toBe(200);
		expect(seen).toEqual([{ address: '203.0.113.7', body }]);
	});
});
