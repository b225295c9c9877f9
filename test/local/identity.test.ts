import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalIdentity, startIdentity } from '../../local/identity/index.ts';

const hub = 'http://127.0.0.1:4999';
const dir = mkdtempSync(join(tmpdir(), 'cobro-identity-'));
let identity: LocalIdentity;
beforeAll(async () => {
	identity = await startIdentity({ port: 0, dir });
	identity.setHub(hub);
});
afterAll(() => identity.close());

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const request = (changes: Readonly<Record<string, string | null>> = {}): string => {
	const all = {
		response_type: 'code',
		client_id: identity.clientId,
		redirect_uri: `${hub}/sign-in/callback`,
		scope: 'openid profile email',
		state: 's<"1',
		nonce: 'n1',
		code_challenge: challenge,
		code_challenge_method: 'S256',
		...changes,
	};
	return new URLSearchParams(
		Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value] as [string, string]])),
	).toString();
};
const choose = (user: string, query = request()): Promise<Response> =>
	fetch(`${identity.url}/authorize?${query}`, { method: 'POST', body: new URLSearchParams({ user }), redirect: 'manual' });
const codeOf = (answer: Response): string => new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
const redeem = (code: string, changes: Readonly<Record<string, string>> = {}): Promise<Response> =>
	fetch(`${identity.url}/token`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: identity.clientId,
			code,
			code_verifier: verifier,
			redirect_uri: `${hub}/sign-in/callback`,
			...changes,
		}),
	});

it('signs a person in: discovery, page, code, token, published key', async () => {
	const discovery = (await (await fetch(`${identity.url}/.well-known/openid-configuration`)).json()) as Record<string, string>;
	expect(discovery.issuer).toBe(identity.url);
	const page = await (await fetch(`${discovery.authorization_endpoint}?${request()}`)).text();
	expect(page).toContain('Ana Demo');
	expect(page).toContain('Boris Demo');
	expect(page).not.toContain('s<"1');

	const chosen = await choose('ana');
	expect(chosen.status).toBe(303);
	expect(new URL(chosen.headers.get('location') ?? '').searchParams.get('state')).toBe('s<"1');
	const answer = await redeem(codeOf(chosen));
	const { id_token } = (await answer.json()) as { id_token: string };
	const { payload } = await jwtVerify(id_token, createRemoteJWKSet(new URL(discovery.jwks_uri ?? '')), {
		issuer: identity.url,
		audience: identity.clientId,
		algorithms: ['RS256'],
	});
	expect(payload).toMatchObject({ name: 'Ana Demo', email: 'ana@demo.example', nonce: 'n1', token_use: 'id' });
	expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(400 * 24 * 3600);
	expect(payload.jti).toMatch(/^[0-9a-f]{32}$/);
});

it('takes a code once, and only with its verifier and its address', async () => {
	const code = codeOf(await choose('boris'));
	expect((await redeem(code)).status).toBe(200);
	expect((await redeem(code)).status).toBe(400);
	expect((await redeem(codeOf(await choose('boris')), { code_verifier: 'another' })).status).toBe(400);
	expect((await redeem(codeOf(await choose('boris')), { redirect_uri: `${hub}/elsewhere` })).status).toBe(400);
	expect((await redeem(codeOf(await choose('boris')), { client_id: 'another' })).status).toBe(400);
});

it('redirects nowhere but to the hub', async () => {
	for (const redirect_uri of [
		'https://evil.example/sign-in/callback',
		`${hub}.evil.example/sign-in/callback`,
		`${hub}/sign-in/callback/x`,
	]) {
		const answer = await fetch(`${identity.url}/authorize?${request({ redirect_uri })}`, { redirect: 'manual' });
		expect(answer.status).toBe(400);
		expect(answer.headers.get('location')).toBeNull();
	}
	const out = await fetch(`${identity.url}/logout?logout_uri=${encodeURIComponent('https://evil.example/')}`, { redirect: 'manual' });
	expect(out.status).toBe(400);
	const back = await fetch(`${identity.url}/logout?client_id=x&logout_uri=${encodeURIComponent(`${hub}/sign-in`)}`, { redirect: 'manual' });
	expect(back.headers.get('location')).toBe(`${hub}/sign-in`);
});

it('sends a flow without PKCE back with an error, and knows nobody else', async () => {
	const answer = await choose('ana', request({ code_challenge: null }));
	expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_request');
	expect((await choose('mallory')).status).toBe(400);
});

it('refuses other sites and other names for this machine', async () => {
	const cross = await fetch(`${identity.url}/authorize?${request()}`, { method: 'POST', headers: { origin: 'https://evil.example' } });
	expect(cross.status).toBe(403);
});

it('keeps its key over a restart, so that sessions stay valid', async () => {
	const first = await startIdentity({ port: 0, dir });
	const token = await first.idToken('ana');
	await first.close();
	const second = await startIdentity({ port: first.port, dir });
	await jwtVerify(token, createRemoteJWKSet(new URL(`${second.url}/.well-known/jwks.json`)), { issuer: first.url });
	await second.close();
});
