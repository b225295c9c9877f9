/** Where a company's people are reached: what the sign-in service verified, kept at each sign-in, and nothing else. */
import { describe, expect, it } from 'vitest';
import { completeSignIn } from '../../functions/team/complete-sign-in.ts';
import { localClientId, startIdentity } from '../../local/identity/index.ts';
import { oidcSignIn } from '../../shared/adapters/oidc/sign-in.ts';
import { instant } from '../../shared/domain/day.ts';
import type { Companies, Contact, User } from '../../shared/ports/companies.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { People } from '../../shared/ports/people.ts';
import type { Claims, SignIn } from '../../shared/ports/sign-in.ts';
import { fake } from '../support/fake.ts';

const claims: Claims = { issuer: 'i', subject: 's', name: 'Ana', email: 'ana@a.example', language: 'es', tokenId: 't', expiresAt: 2 };
const pending = { state: 'st', nonce: 'n', verifier: 'v' };
const returned = { code: 'c', state: 'st', redirectUri: 'https://hub.example.com/sign-in/callback' };

/** `user`: who is known; null: a newcomer. */
const signedIn = async (said: Claims, user: User | null) => {
	const kept: Contact[] = [];
	const opened: User[] = [];
	await completeSignIn(returned, pending, {
		signIn: fake<SignIn>({ redeem: async () => 'token', verify: async () => said }),
		companies: fake<Companies>({
			user: async () => user,
			keepContact: async (_, __, contact) => void kept.push(contact),
			open: async (_, each) => {
				opened.push(each);
				return 'opened';
			},
		}),
		directory: fake<Directory>({ subject: async () => user && { company: user.company, user: user.id } }),
		people: fake<People>({}),
		clock: { now: () => instant('2026-11-22T09:00:00.000Z') },
	});
	return { kept, opened };
};
const ana: User = { company: 'co', id: 'u', name: 'Ana', roles: ['owner'] };

describe('signing in', () => {
	it('keeps the address of a newcomer', async () => {
		const { opened } = await signedIn(claims, null);
		expect(opened).toMatchObject([{ email: 'ana@a.example', language: 'es', roles: ['owner'] }]);
	});

	it('keeps that of somebody from before it was kept, and a new one; forgets what is not said any more', async () => {
		expect((await signedIn(claims, ana)).kept).toEqual([{ email: 'ana@a.example', language: 'es' }]);
		expect((await signedIn(claims, { ...ana, email: 'old@a.example', language: 'es' })).kept).toEqual([
			{ email: 'ana@a.example', language: 'es' },
		]);
		expect((await signedIn({ ...claims, email: null, language: null }, { ...ana, email: 'old@a.example' })).kept).toEqual([{}]);
	});

	it('writes nothing where nothing changed', async () => {
		expect((await signedIn(claims, { ...ana, email: 'ana@a.example', language: 'es' })).kept).toEqual([]);
		expect((await signedIn({ ...claims, email: null, language: null }, ana)).kept).toEqual([]);
	});
});

describe('what a token says', () => {
	it.each([
		[{}, 'ana@demo.example'],
		[{ email_verified: undefined }, 'ana@demo.example'],
		[{ email_verified: false }, null],
		[{ email_verified: 'false' }, null],
		[{ email: 'no address' }, null],
		[{ email: 'a@b.example\r\nBcc: c@d.example' }, null],
		[{ email: 7 }, null],
	])('%j: the address is %s', async (more, email) => {
		const identity = await startIdentity({ port: 0, dir: null });
		try {
			const signIn = oidcSignIn(identity.url, localClientId, () => new Date());
			expect((await signIn.verify(await identity.idToken('ana', more))).email).toBe(email);
		} finally {
			await identity.close();
		}
	});

	it.each([
		['ru', 'ru'],
		['es_MX', 'es-MX'],
		['', null],
		['<script>', null],
	])('the locale "%s" is %s', async (locale, language) => {
		const identity = await startIdentity({ port: 0, dir: null });
		try {
			const signIn = oidcSignIn(identity.url, localClientId, () => new Date());
			expect((await signIn.verify(await identity.idToken('ana', { locale }))).language).toBe(language);
		} finally {
			await identity.close();
		}
	});
});
