/** Who is let in, and as whom: sessions, roles, forms from elsewhere, and coming back from the sign-in service, over HTTP on the running stack. */
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { type JWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localClientId, startIdentity } from '../../local/identity/index.ts';
import { demoUsers } from '../../local/identity/users.ts';
import type { ConnectionsView, DeadLettersView } from '../../shared/wire/http.ts';
import { companyOf, type Running, refused, startRunning } from '../support/running.ts';
import { connectionsOf, signedIn } from '../support/signed-in.ts';
import { type Shown, Visitor } from '../support/visitor.ts';

let running: Running;
let hub = '';
let ana: Visitor;
let anaPage: Shown;

beforeAll(async () => {
	running = await startRunning();
	hub = running.stack.hubOrigin;
	({ visitor: ana, page: anaPage } = await signedIn(running.stack));
}, 180_000);
afterAll(() => running?.close());

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (text = ''): JWTPayload => JSON.parse(Buffer.from(text, 'base64url').toString()) as JWTPayload;
const withCookie = (token: string, path = '/me', init: RequestInit = {}): Promise<Response> =>
	fetch(`${hub}${path}`, { redirect: 'manual', ...init, headers: { cookie: `cobro-session=${token}`, ...init.headers } });
const withBearer = (token: string): Promise<Response> => fetch(`${hub}/me`, { headers: { authorization: `Bearer ${token}` } });
const problem = async (answer: Response) => refused({ status: answer.status, html: await answer.text(), headers: answer.headers });
const asJson = { accept: 'application/json' } as const;

describe('a session token', () => {
	let good = '';
	beforeAll(async () => {
		good = await running.stack.identity.idToken('ana');
	});

	it('that is right is taken as cookie and as bearer', async () => {
		expect((await withCookie(good)).status).toBe(200);
		expect((await withBearer(good)).status).toBe(200);
	});

	const signedBy = async (claims: JWTPayload, kid?: string): Promise<string> => {
		const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
		return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...(kid === undefined ? {} : { kid }) }).sign(privateKey);
	};
	const parts = (): [string, string, string] => good.split('.') as [string, string, string];
	const bad: Readonly<Record<string, () => Promise<string> | string>> = {
		expired: () => running.stack.identity.idToken('ana', { exp: Math.floor(Date.parse(running.stack.now()) / 1000) - 60 }),
		'for another client': () => running.stack.identity.idToken('ana', { aud: 'another' }),
		'of another issuer': async () => {
			const other = await startIdentity({ port: 0, dir: null });
			const token = await other.idToken('ana');
			await other.close();
			return token;
		},
		'that names our issuer and key, signed with another': () => signedBy(decoded(parts()[1]), String(decoded(parts()[0]).kid)),
		'signed with a key nobody knows': () => signedBy(decoded(parts()[1]), 'unknown'),
		'with alg none': () => `${part({ alg: 'none' })}.${parts()[1]}.`,
		'with alg none and our kid': () => `${part({ ...decoded(parts()[0]), alg: 'none' })}.${parts()[1]}.${parts()[2]}`,
		'signed with our public key as an HMAC secret': async () => {
			const jwks = (await (await fetch(`${running.stack.identity.url}/.well-known/jwks.json`)).json()) as { keys: [JWK] };
			const pem = createPublicKey({ key: jwks.keys[0], format: 'jwk' }).export({ type: 'spki', format: 'pem' });
			const unsigned = `${part({ ...decoded(parts()[0]), alg: 'HS256' })}.${parts()[1]}`;
			return `${unsigned}.${createHmac('sha256', pem).update(unsigned).digest('base64url')}`;
		},
		'whose payload was changed': () => {
			const [header, payload, signature] = parts();
			return `${header}.${part({ ...decoded(payload), sub: demoUsers[1]?.subject })}.${signature}`;
		},
		'whose signature was changed': () => {
			const [header, payload, signature] = parts();
			return `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
		},
		'cut short': () => good.slice(0, -40),
		'that is no token': () => 'a.b.c',
		'of 20,000 characters': () => 'x'.repeat(15_000),
	};
	it.each(Object.keys(bad))('%s: signed out, told how to go on, nothing of the token told', async (name) => {
		const token = (await bad[name]?.()) ?? '';
		for (const answer of [await withCookie(token), await withBearer(token)]) {
			const said = await problem(answer);
			expect(said).toMatchObject({ status: 401, code: 'SIGNED_OUT' });
			expect(JSON.stringify(said)).not.toContain(token.slice(0, 12));
		}
		const page = await withCookie(token, '/', { headers: { accept: 'text/html' } });
		expect(page.status).toBe(401);
		expect(await page.text()).toContain('href="/sign-in"');
	});

	it('that is meant for APIs and not for people is not taken', async () => {
		const code = await running.stack.identity.idToken('ana', { aud: undefined, token_use: 'access', client_id: localClientId });
		expect(await problem(await withCookie(code))).toMatchObject({ status: 401 });
	});

	it('of somebody without a company: told so', async () => {
		expect(await problem(await withBearer(await running.stack.identity.idToken('boris')))).toMatchObject({
			status: 403,
			code: 'NO_COMPANY',
		});
	});
});

describe('a form with our cookie', () => {
	it.each([
		['from another site of this machine', { origin: 'http://localhost:1' }],
		['from a site that looks like ours', { origin: 'http://127.0.0.1:1' }],
		['without an Origin', {}],
	])('%s: refused', async (_, headers) => {
		const token = ana.cookies(hub).get('cobro-session') ?? '';
		for (const path of ['/connections/xero', '/sign-out', '/connections/xero-1/sync', '/connections/xero-1/disconnect'])
			expect(await problem(await withCookie(token, path, { method: 'POST', headers }))).toMatchObject({ status: 403, code: 'OTHER_SITE' });
	});

	it.each(['http://evil.example', 'null'])('from %s does not even reach a function', async (origin) => {
		const token = ana.cookies(hub).get('cobro-session') ?? '';
		expect((await withCookie(token, '/connections/xero', { method: 'POST', headers: { origin } })).status).toBe(403);
	});

	it('that names another company, in body, query or header: the session’s company is meant', async () => {
		const mine = await companyOf(running, ana);
		const answer = await withCookie(ana.cookies(hub).get('cobro-session') ?? '', '/connections/xero?company=other', {
			method: 'POST',
			headers: { origin: hub, 'x-company': 'other', 'content-type': 'application/json', ...asJson },
			body: JSON.stringify({ company: 'other', user: 'other', roles: ['operator'] }),
		});
		expect(answer.status).toBe(200);
		const consents = (await running.items()).filter(({ sk }) => String(sk).startsWith('CONSENT#'));
		expect(consents.map(({ pk, user }) => [pk, user === 'other'])).toEqual([[`C#${mine}`, false]]);
	});

	it.each([
		['300 KB', 'a=1&'.repeat(75_000)],
		['3 MB', 'a=1&'.repeat(750_000)],
	])('of %s: too much, and nothing is begun', async (_, body) => {
		const before = await running.written();
		const answer = await ana.request(`${hub}/connections/xero`, {
			method: 'POST',
			body: new URLSearchParams(body),
			accept: 'application/json',
		});
		expect(refused(answer)).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
		expect(await running.written()).toBe(before);
	});
});

describe('addresses that are not ours', () => {
	it.each(['/nothing', '/receivables', '/connections/xero/x/y', '/customers', '/.env', '/admin'])('%s: not there', async (path) => {
		expect((await ana.request(`${hub}${path}`)).status).toBe(404);
	});
	it('a method that a route does not have: not there', async () => {
		expect((await ana.request(`${hub}/me`, { method: 'DELETE' })).status).toBe(404);
	});
	it.each(['/customers/%zz', '/customers/%c3'])('%s, which is no text: a bad request', async (path) => {
		expect((await ana.request(`${hub}${path}`)).status).toBe(400);
	});
	it.each(['a%23b', '..%2f..%2fetc', '%00', 'x'.repeat(900), '__proto__', '%3Cscript%3E'])(
		'the customer and the ledger "%s": not there, as a page and as JSON',
		async (id) => {
			const page = await ana.request(`${hub}/customers/${id}`);
			expect(page.status).toBe(404);
			expect(page.html).not.toContain('<script');
			expect(refused(await ana.request(`${hub}/receivables/customers/${id}/documents`, asJson))).toMatchObject({ status: 404 });
			for (const what of ['sync', 'recount', 'disconnect'])
				expect(refused(await ana.request(`${hub}/connections/${id}/${what}`, { method: 'POST', ...asJson }))).toMatchObject({
					status: 404,
				});
		},
	);
	it.each([['POST', '/customers/any/arrangements/mandate', 7]])('%s %s is for later: 501 with the issue', async (method, path, issue) => {
		expect(refused(await ana.request(`${hub}${path}`, { method, ...asJson }))).toMatchObject({ status: 501, code: 'NOT_BUILT', issue });
	});
	it('a pay link that nobody was given: a page that says so, and no cookie', async () => {
		const answer = await fetch(`${hub}/pay/some-token`, { redirect: 'manual' });
		expect([answer.status, answer.headers.getSetCookie()]).toEqual([404, []]);
		expect(await answer.text()).toContain('<h1');
	});
});

describe('coming back from the sign-in service', () => {
	/** Stops at the service's page; the address the browser would be sent back to after choosing Ana. */
	const chosen = async (visitor: Visitor): Promise<URL> => {
		const page = await visitor.open(`${hub}/sign-in`);
		const answer = await visitor.request(page.url, { method: 'POST', body: new URLSearchParams({ user: 'ana' }), from: page.url });
		return new URL(answer.headers.get('location') ?? '');
	};
	const comeBack = async (visitor: Visitor, url: URL): Promise<void> => {
		const answer = await visitor.request(url.href, asJson);
		expect(refused(answer)).toMatchObject({ status: 400, code: 'SIGN_IN_FAILED' });
		expect(answer.headers.getSetCookie()).toEqual([]);
		expect(visitor.cookies(hub).has('cobro-session')).toBe(false);
	};

	it('with the address of another browser’s sign-in (login CSRF): refused', async () => {
		const url = await chosen(new Visitor());
		await comeBack(new Visitor(), url);
		const begunToo = new Visitor();
		await begunToo.open(`${hub}/sign-in`);
		await comeBack(begunToo, url);
	});

	it.each<[string, (url: URL) => void]>([
		['a state that is not this one’s', (url) => url.searchParams.set('state', 'other')],
		['no state', (url) => url.searchParams.delete('state')],
		['no code', (url) => url.searchParams.delete('code')],
		['a code nobody gave', (url) => url.searchParams.set('code', 'made-up')],
	])('with %s: refused', async (_, spoil) => {
		const visitor = new Visitor();
		const url = await chosen(visitor);
		spoil(url);
		await comeBack(visitor, url);
	});

	it('twice with the same code: the second is refused', async () => {
		const visitor = new Visitor();
		const url = await chosen(visitor);
		const jar = visitor.cookies(hub).get('cobro-sign-in') ?? '';
		expect((await visitor.request(url.href)).status).toBe(303);
		const again = await fetch(url, { headers: { cookie: `cobro-sign-in=${jar}` }, redirect: 'manual' });
		expect(await problem(again)).toMatchObject({ code: 'SIGN_IN_FAILED' });
	});

	it('with a code of another sign-in under one’s own state: refused, since the verifier differs', async () => {
		const [mine, theirs] = [new Visitor(), new Visitor()];
		const url = await chosen(mine);
		url.searchParams.set('code', (await chosen(theirs)).searchParams.get('code') ?? '');
		await comeBack(mine, url);
	});

	it('gives a cookie that scripts cannot read and other sites do not send', async () => {
		const visitor = new Visitor();
		const answer = await visitor.request((await chosen(visitor)).href);
		const [session] = answer.headers.getSetCookie().filter((line) => line.startsWith('cobro-session='));
		expect(session).toMatch(/HttpOnly; SameSite=Lax/);
		expect(answer.headers.get('location')).toBe('/');
	});

	it('signing out ends it in this browser', async () => {
		const { visitor, page } = await signedIn(running.stack);
		expect((await visitor.press(page, 'Sign out')).html).toContain('/sign-in');
		expect((await visitor.request(`${hub}/me`, asJson)).status).toBe(401);
	});
});

describe('a person who may only look (auditor)', () => {
	let boris: Visitor;
	let page: Shown;
	beforeAll(async () => {
		const subject = demoUsers.find(({ login }) => login === 'boris')?.subject ?? '';
		const company = { id: 'audited', name: 'Audited Ltd', timeZone: 'UTC', timeZoneKnown: false, rolledTo: null, wake: null, rev: 0 };
		const user = { company: 'audited', id: 'b', name: 'Boris Demo', roles: ['auditor'] } as const;
		expect(await running.companies.open(company, user, { issuer: running.stack.identity.url, subject })).toBe('opened');
		({ visitor: boris, page } = await signedIn(running.stack, 'Boris'));
	});

	it('is shown no button that would be refused', () => {
		expect(page.html).not.toContain('Connect Xero</button>');
		expect(anaPage.html).toContain('Connect Xero</button>');
	});

	it.each(['/connections/xero', '/connections/xero-1/sync', '/connections/xero-1/recount', '/connections/xero-1/disconnect'])(
		'cannot POST %s',
		async (path) => {
			const before = await running.written();
			const answer = await boris.request(`${hub}${path}`, { method: 'POST', ...asJson });
			expect(refused(answer)).toMatchObject({ status: 403, code: 'ROLE_MISSING' });
			expect(await running.written()).toBe(before);
		},
	);

	it('cannot finish a consent either', async () => {
		const answer = await boris.request(`${hub}/connections/xero/callback?code=c&state=s`, asJson);
		expect(refused(answer)).toMatchObject({ status: 403, code: 'ROLE_MISSING' });
	});

	it('sees what the company has, and only that', async () => {
		await running.send('notices', 'poison');
		await running.stack.idle();
		expect((await boris.json<ConnectionsView>(`${hub}/connections`)).connections).toEqual([]);
		expect((await boris.json<DeadLettersView>(`${hub}/dead-letters`)).letters).toEqual([]);
		expect((await ana.json<DeadLettersView>(`${hub}/dead-letters`)).letters).toHaveLength(1);
		expect(await connectionsOf(running.stack, boris)).toEqual([]);
	});
});
