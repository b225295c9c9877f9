/** Invitations on the real table: cut at every call, raced, renewed, revoked, expired; addresses that only look alike; a company always has an owner. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, startBench } from '../shared/adapters/dynamo/table.ts';
import { JoinWorld } from './join-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
let bench: Bench;
let worlds = 0;
const world = (): JoinWorld => new JoinWorld(bench, `w${++worlds}`);
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

describe('cut before or after any call, then again', () => {
	it('whoever accepts is one member of that company, and has no other', async () => {
		let cuts = 0;
		for (const side of ['before', 'after'] as const)
			for (let inCalls = 1; inCalls < 5; inCalls++) {
				const w = world();
				const { ana, invitation } = await w.invited();
				w.cut({ inCalls, side });
				const first = await w.signIn('boris', w.token());
				w.cut(null);
				if (first === 'cut') cuts += 1;
				expect(await w.signIn('boris', w.token())).toBe('done');
				const { issuer, subject } = w.claims('boris');
				expect((await w.directory.subject(issuer, subject))?.company).toBe(ana.company);
				expect((await w.companies.users(ana.company)).map(({ roles }) => roles.join())).toEqual(
					expect.arrayContaining(['owner', 'finance']),
				);
				expect(await w.companies.users(ana.company)).toHaveLength(2);
				expect((await w.people.invitation(ana.company, invitation.id))?.state).toBe('accepted');
				expect((await w.people.changes(ana.company, 10)).filter(({ did }) => did === 'joined')).toHaveLength(1);
			}
		expect(cuts).toBe(6);
		console.log(`accepting: cut at ${cuts} places, one member each time`);
	});

	it('a letter is sent at most once, and whoever cannot know says so', async () => {
		const states: string[] = [];
		for (const side of ['before', 'after'] as const)
			for (let inCalls = 1; inCalls < 8; inCalls++) {
				const w = world();
				await w.signIn('ana');
				const ana = await w.asker('ana');
				await w.invite(ana, 'boris@demo.example');
				const [made] = await w.people.invitations(ana.company);
				if (!made) throw new Error('nobody was invited');
				w.cut({ inCalls, side });
				await w.write(made);
				w.cut(null);
				await w.write(made);
				w.pass(5 * minute);
				await w.write(made);
				await w.write(made);
				const after = await w.people.invitation(ana.company, made.id);
				expect(w.mails.length).toBeLessThanOrEqual(1);
				expect(after?.wake).toBeNull();
				if (after?.letter === 'sent') expect(w.mails).toHaveLength(1);
				states.push(after?.letter ?? '');
			}
		expect(new Set(states)).toEqual(new Set(['sent', 'unsure']));
	});

	it('an invitation whose message was lost is found by the sweeper', async () => {
		const w = world();
		await w.signIn('ana');
		const ana = await w.asker('ana');
		expect(await w.invite(ana, 'boris@demo.example')).toBe('done');
		const [made] = await w.people.invitations(ana.company);
		expect(await w.due()).not.toContain(`invitation:${made?.id}`);
		w.pass(2 * minute);
		expect(await w.due()).toContain(`invitation:${made?.id}`);
		if (made) await w.write(made);
		expect(await w.due()).not.toContain(`invitation:${made?.id}`);
	});

	it('a role changes whole, or not, and its entry with it', async () => {
		for (const side of ['before', 'after'] as const)
			for (let inCalls = 1; inCalls < 4; inCalls++) {
				const w = world();
				const { ana } = await w.invited();
				await w.signIn('boris', w.token());
				const boris = await w.asker('boris');
				w.cut({ inCalls, side });
				await w.roles(ana, boris.user, ['auditor']);
				w.cut(null);
				const { roles } = await w.asker('boris');
				const entries = (await w.people.changes(ana.company, 10)).filter(({ did }) => did === 'roles');
				expect([roles.join(), entries.length]).toEqual(entries.length === 0 ? ['finance', 0] : ['auditor', 1]);
				expect(await w.roles(ana, boris.user, ['auditor'])).toBe('done');
				expect((await w.people.changes(ana.company, 10)).filter(({ did }) => did === 'roles')).toHaveLength(1);
			}
	});
});

describe('at once', () => {
	it('in two windows: one member; beside a plain sign-in: one company, whichever was first', async () => {
		for (let n = 0; n < 5; n++) {
			const w = world();
			const { ana } = await w.invited();
			expect(await Promise.all([w.signIn('boris', w.token()), w.signIn('boris', w.token())])).toEqual(['done', 'done']);
			expect(await w.companies.users(ana.company)).toHaveLength(2);
			const v = world();
			const { ana: other } = await v.invited();
			const [joined, plain] = await Promise.all([v.signIn('boris', v.token()), v.signIn('boris')]);
			expect(plain).toBe('done');
			const { company } = await v.asker('boris');
			expect(joined).toBe(company === other.company ? 'done' : 'IN_ANOTHER_COMPANY');
			expect(await v.companies.users(other.company)).toHaveLength(company === other.company ? 2 : 1);
		}
	});

	it('accepted and taken back: one of the two', async () => {
		for (let n = 0; n < 5; n++) {
			const w = world();
			const { ana, invitation } = await w.invited();
			const [joined, revoked] = await Promise.all([w.signIn('boris', w.token()), w.revoke(ana, invitation.id)]);
			const members = (await w.companies.users(ana.company)).length;
			expect([joined, ['STALE', 'ACCEPTED'].includes(revoked), members]).toEqual(
				joined === 'done' ? ['done', true, 2] : ['INVITATION_REVOKED', false, 1],
			);
		}
	});

	it('owners who stop each other from being owners, in a ring: one is left', async () => {
		for (let n = 0; n < 5; n++) {
			const w = world();
			const { ana } = await w.invited(['owner']);
			await w.signIn('boris', w.token());
			await w.invite(ana, 'carol@demo.example', ['owner']);
			const carols = (await w.people.invitations(ana.company)).find(({ email }) => email.startsWith('carol'));
			if (carols) await w.write(carols);
			await w.signIn('carol', w.token());
			const [boris, carol] = [await w.asker('boris'), await w.asker('carol')];
			const outcomes = await Promise.all([
				w.roles(ana, boris.user, ['finance']),
				w.remove(boris, carol.user),
				w.roles(carol, ana.user, ['sales']),
				w.roles(boris, boris.user, ['auditor']),
			]);
			expect(outcomes).toContain('done');
			expect((await w.companies.users(ana.company)).filter(({ roles }) => roles.includes('owner')).length).toBeGreaterThanOrEqual(1);
		}
	});

	it('the last one stays, by whatever way', async () => {
		const w = world();
		const { ana } = await w.invited();
		await w.signIn('boris', w.token());
		expect(await w.roles(ana, ana.user, ['finance'])).toBe('LAST_OWNER');
		expect(await w.remove(ana, ana.user)).toBe('LAST_OWNER');
		// More besides is no less.
		expect(await w.roles(ana, ana.user, ['owner', 'finance'])).toBe('done');
	});

	it('somebody who was an owner when the page was drawn, and is none when it is written, changes nothing', async () => {
		const w = world();
		const { ana } = await w.invited(['owner']);
		await w.signIn('boris', w.token());
		const boris = await w.asker('boris');
		expect(await w.roles(ana, boris.user, ['finance'])).toBe('done');
		expect(await w.invite(boris, 'mallory@demo.example', ['owner'])).toBe('ROLE_MISSING');
		expect(await w.roles(boris, ana.user, ['finance'])).toBe('ROLE_MISSING');
		expect(await w.remove(boris, ana.user)).toBe('ROLE_MISSING');
	});
});

describe('whose link it is', () => {
	it.each([
		['another address', { email: 'boris@other.example' }, 'OTHER_ADDRESS'],
		['none', { email: null }, 'ADDRESS_UNPROVEN'],
		['one that nobody proved', { emailProven: false }, 'ADDRESS_UNPROVEN'],
		['one that the service says nothing of', { emailProven: undefined as unknown as boolean }, 'ADDRESS_UNPROVEN'],
		['one with a tag', { email: 'boris+x@demo.example' }, 'OTHER_ADDRESS'],
		['the same in capitals', { email: 'BORIS@Demo.Example' }, 'done'],
	])('%s: %j is %s', async (_, over, outcome) => {
		const w = world();
		const { ana } = await w.invited();
		expect(await w.signIn('boris', w.token(), over)).toBe(outcome);
		expect(await w.companies.users(ana.company)).toHaveLength(outcome === 'done' ? 2 : 1);
		const { issuer, subject } = w.claims('boris');
		if (outcome !== 'done') expect(await w.directory.subject(issuer, subject)).toBeNull();
	});

	it('letters whose lower case is another letter’s are no such address', async () => {
		const w = world();
		await w.signIn('ana');
		const ana = await w.asker('ana');
		await w.invite(ana, 'kelvin@demo.example');
		const [made] = await w.people.invitations(ana.company);
		if (made) await w.write(made);
		expect('\u212aelvin@demo.example'.toLowerCase()).toBe('kelvin@demo.example');
		expect(await w.signIn('mallory', w.token(), { email: '\u212aelvin@demo.example' })).toBe('OTHER_ADDRESS');
	});

	it('somebody of another company is told so, and stays there', async () => {
		const w = world();
		const { ana } = await w.invited();
		await w.signIn('boris');
		const own = await w.asker('boris');
		expect(await w.signIn('boris', w.token())).toBe('IN_ANOTHER_COMPANY');
		expect((await w.asker('boris')).company).toBe(own.company);
		expect(await w.companies.users(ana.company)).toHaveLength(1);
	});

	it('used, by somebody else: refused; guessed or another company’s: leads nowhere else', async () => {
		const w = world();
		await w.invited();
		const token = w.token();
		await w.signIn('boris', token);
		expect(await w.signIn('carol', token, { email: 'boris@demo.example' })).toBe('INVITATION_USED');
		expect(await w.look(token)).toBe('INVITATION_USED');
		for (const guess of ['', 'x', 'A'.repeat(43), `${token}A`, token.slice(1), 'a#b'])
			expect(await w.look(guess)).toBe('INVITATION_UNKNOWN');
		const v = world();
		const { ana: theirs } = await v.invited();
		expect(await w.revoke(await w.asker('ana'), 'a#b')).toBe('NOT_FOUND');
		expect(await w.roles(await w.asker('ana'), theirs.user, ['finance'])).toBe('NOT_FOUND');
		expect((await v.companies.users(theirs.company)).map(({ roles }) => roles.join())).toEqual(['owner']);
	});

	it('seven days, then no more; renewed, the old link is over and one letter more is sent', async () => {
		const w = world();
		const { ana } = await w.invited();
		const old = w.token();
		w.pass(7 * day - 1);
		expect(await w.look(old)).toBe('done');
		w.pass(1);
		expect(await w.look(old)).toBe('INVITATION_EXPIRED');
		expect(await w.signIn('boris', old)).toBe('INVITATION_EXPIRED');
		expect(await w.invite(ana, 'boris@demo.example', ['sales'])).toBe('done');
		const all = await w.people.invitations(ana.company);
		expect(all).toHaveLength(1);
		if (all[0]) await w.write(all[0]);
		expect(w.mails).toHaveLength(2);
		expect(await w.signIn('boris', old)).toBe('INVITATION_REPLACED');
		expect(await w.signIn('boris', w.token())).toBe('done');
		expect((await w.asker('boris')).roles).toEqual(['sales']);
	});
});

describe('removed', () => {
	it('opens a company of their own with the next sign-in, even where they opened the one they were removed from', async () => {
		const w = world();
		const { ana } = await w.invited(['owner']);
		await w.signIn('boris', w.token());
		const boris = await w.asker('boris');
		expect(await w.remove(boris, ana.user)).toBe('done');
		await expect(w.asker('ana')).rejects.toThrow('nowhere');
		expect(await w.signIn('ana')).toBe('done');
		const own = await w.asker('ana');
		expect([own.company === ana.company, own.roles]).toEqual([false, ['owner']]);
		expect((await w.companies.users(ana.company)).map(({ id }) => id)).toEqual([boris.user]);
		expect(await w.signIn('ana')).toBe('done');
		expect((await w.asker('ana')).company).toBe(own.company);
	});

	it('and invited again, comes back as who they were', async () => {
		const w = world();
		const { ana } = await w.invited();
		await w.signIn('boris', w.token());
		const before = await w.asker('boris');
		await w.remove(ana, before.user);
		w.pass(5 * minute);
		await w.invite(ana, 'boris@demo.example', ['auditor']);
		const [made] = await w.people.invitations(ana.company);
		if (made) await w.write(made);
		expect(await w.signIn('boris', w.token())).toBe('done');
		expect(await w.asker('boris')).toMatchObject({ user: before.user, company: ana.company, roles: ['auditor'] });
		expect((await w.people.changes(ana.company, 10)).map(({ did }) => did).toSorted()).toEqual([
			'invited',
			'invited',
			'joined',
			'joined',
			'removed',
		]);
	});
});

describe('how many', () => {
	it('wait at once: twenty; are written in an hour: twenty; somebody who is here: none', async () => {
		const w = world();
		await w.signIn('ana');
		const ana = await w.asker('ana');
		expect(await w.invite(ana, 'ana@demo.example')).toBe('ALREADY_HERE');
		for (let n = 0; n < 20; n++) expect(await w.invite(ana, `p${n}@demo.example`)).toBe('done');
		expect(await w.invite(ana, 'p20@demo.example')).toBe('TOO_MANY');
		w.pass(2 * minute);
		expect(await w.invite(ana, 'p1@demo.example')).toBe('TOO_OFTEN');
		w.pass(60 * minute);
		expect(await w.invite(ana, 'p1@demo.example')).toBe('done');
	});

	it('a letter waits while SES is busy or all mails are stopped, and is not tried again where it was refused', async () => {
		const w = world();
		await w.signIn('ana');
		const ana = await w.asker('ana');
		await w.invite(ana, 'boris@demo.example');
		const [made] = await w.people.invitations(ana.company);
		if (!made) throw new Error('nobody was invited');
		const now = () => w.people.invitation(ana.company, made.id);
		w.stopped = true;
		await w.write(made);
		expect(await now()).toMatchObject({ letter: 'due', token: null });
		w.stopped = false;
		w.mailFault = 'throttled';
		await w.write(made);
		expect(await now()).toMatchObject({ letter: 'due', token: null, wake: expect.any(String) as string });
		w.mailFault = 'refused';
		await w.write(made);
		expect(await now()).toMatchObject({ letter: 'refused', wake: null });
		w.mailFault = null;
		await w.write(made);
		expect(w.mails).toEqual([]);
	});
});
