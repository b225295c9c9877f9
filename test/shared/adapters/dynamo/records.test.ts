import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoCompanies } from '../../../../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../../../../shared/adapters/dynamo/connections.ts';
import { dynamoDeadLetters } from '../../../../shared/adapters/dynamo/dead-letters.ts';
import { dynamoDirectory } from '../../../../shared/adapters/dynamo/directory.ts';
import { type Instant, instant, later } from '../../../../shared/domain/day.ts';
import type { Company } from '../../../../shared/ports/companies.ts';
import type { Connection, Grant } from '../../../../shared/ports/connections.ts';
import { at, type Bench, eur, ledger, otherLedger, startBench } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterEach(() => bench.dynamo.faults.clear());
afterAll(() => bench.close());

const aConnection = (company: string, over: Partial<Connection> = {}): Connection => ({
	company,
	ledger,
	provider: 'xero',
	externalId: '11111111-1111-4111-8111-111111111111',
	name: 'Demo',
	legal: null,
	baseCurrency: eur,
	timeZone: 'Europe/Madrid',
	grant: 'g1',
	state: 'connected',
	phase: 'backfill',
	run: {
		id: 'r1',
		mode: 'backfill',
		stage: 'pages',
		step: 2,
		cursor: 'abc',
		watermark: null,
		startedAt: at,
		calls: 3,
		changed: 0,
		progress: [{ kind: 'invoice', done: 1, total: 2 }],
		failures: 0,
		waitsForToken: false,
	},
	watermark: null,
	freshAsOf: null,
	lastFullAt: null,
	lastDeltaAt: null,
	dirtyAt: null,
	stopped: null,
	lastError: { text: 'x', at, retryAt: null },
	recount: null,
	refused: [{ kind: 'invoice', id: 'i', reason: '' }],
	counts: { invoice: 3 },
	tieOut: null,
	wake: null,
	changedAt: null,
	connectedAt: at,
	releasedAt: null,
	rev: 0,
	...over,
});
const aGrant = (company: string, over: Partial<Grant> = {}): Grant => ({
	company,
	id: 'g1',
	provider: 'xero',
	state: 'alive',
	access: 'sealed',
	refresh: 'sealed',
	accessExpiresAt: at,
	refreshExpiresAt: at,
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: null,
	rev: 0,
	...over,
});
const aCompany = (id: string, over: Partial<Company> = {}): Company => ({
	id,
	name: 'Acme',
	timeZone: 'UTC',
	timeZoneKnown: false,
	rolledTo: null,
	wake: null,
	rev: 0,
	...over,
});

describe('connections', () => {
	it('are saved over the revision that was seen, and only over that', async () => {
		const connections = dynamoConnections(bench.open());
		const co = bench.company();
		const first = aConnection(co);
		expect(await connections.connection(co, ledger)).toBeNull();
		expect(await connections.saveConnection(first)).toBe('saved');
		expect(await connections.connection(co, ledger)).toEqual({ ...first, rev: 1 });
		expect(await connections.saveConnection(first)).toBe('stale');
		expect(await connections.saveConnection({ ...first, rev: 1, run: null })).toBe('saved');
		expect(await connections.saveConnection({ ...first, rev: 7 })).toBe('stale');
		expect((await connections.connection(co, ledger))?.run).toBeNull();
		await connections.saveConnection(aConnection(co, { ledger: otherLedger, provider: 'quickbooks' }));
		expect((await connections.connections(co)).map((each) => each.ledger)).toEqual([otherLedger, ledger]);
		expect(await connections.connections(`${co}x`)).toEqual([]);
		expect(await connections.connection(`${co}x`, ledger)).toBeNull();
	});

	it('of many savers at one revision exactly one wins, also when answers are lost', async () => {
		const co = bench.company();
		bench.dynamo.faults.seed(3);
		Object.assign(bench.dynamo.faults, { answerLost: 0.3, writeConflict: 0.2 });
		for (let rev = 0; rev < 12; rev++) {
			const outcomes = await Promise.all(
				Array.from({ length: 4 }, () => dynamoConnections(bench.open()).saveConnection(aConnection(co, { rev, run: null }))),
			);
			expect(outcomes.filter((outcome) => outcome === 'saved')).toHaveLength(1);
		}
		bench.dynamo.faults.clear();
		expect((await dynamoConnections(bench.open()).connection(co, ledger))?.rev).toBe(12);
	});

	it('wake from their moment on, oldest first over all shards, each station its own', async () => {
		const connections = dynamoConnections(bench.open());
		const companies = dynamoCompanies(bench.open());
		const cos = Array.from({ length: 9 }, () => bench.company());
		const soon = (i: number): Instant => later(at, i * 1000);
		for (const [i, co] of cos.entries()) {
			await connections.saveConnection(aConnection(co, { wake: soon(i), ledger: i % 2 ? ledger : otherLedger }));
			await connections.saveGrant(aGrant(co, { id: `g${i}`, wake: soon(i) }));
			await companies.saveCompany(aCompany(co, { wake: soon(i) }));
		}
		const due = await connections.dueConnections(soon(5), 100);
		expect(due).toEqual(cos.slice(0, 6).map((company, i) => ({ company, id: i % 2 ? ledger : otherLedger })));
		expect(await connections.dueConnections(soon(5), 2)).toEqual(due.slice(0, 2));
		expect((await connections.dueGrants(soon(2), 100)).map(({ id }) => id)).toEqual(['g0', 'g1', 'g2']);
		expect(await companies.dueCompanies(soon(1), 100)).toEqual(cos.slice(0, 2).map((company) => ({ company, id: company })));
		const [first = ''] = cos;
		await connections.saveConnection(aConnection(first, { wake: null, ledger: otherLedger, rev: 1 }));
		expect((await connections.dueConnections(soon(5), 100)).map(({ company }) => company)).toEqual(cos.slice(1, 6));
	});
});

describe('users', () => {
	it('are listed, with the address that was kept, and without one where none was', async () => {
		const companies = dynamoCompanies(bench.open());
		const co = bench.company();
		const ana = { company: co, id: 'ana', name: 'Ana', roles: ['owner'] } as const;
		await companies.open(aCompany(co), { ...ana, email: 'ana@a.example' }, { issuer: 'i', subject: co });
		expect(await companies.users(co)).toEqual([{ ...ana, email: 'ana@a.example' }]);
		await companies.keepContact(co, 'ana', { language: 'es' });
		expect(await companies.users(co)).toEqual([{ ...ana, language: 'es' }]);
		expect(await companies.user(co, 'ana')).toEqual({ ...ana, language: 'es' });
		await companies.keepContact(co, 'ana', {});
		expect(await companies.users(co)).toEqual([ana]);
	});

	it('of whom nobody knows are not made by their address', async () => {
		const companies = dynamoCompanies(bench.open());
		const co = bench.company();
		await companies.keepContact(co, 'nobody', { email: 'x@a.example' });
		expect(await companies.users(co)).toEqual([]);
	});
});

describe('grants and consents', () => {
	it('a dropped grant is gone, as often as one likes', async () => {
		const connections = dynamoConnections(bench.open());
		const co = bench.company();
		expect(await connections.saveGrant(aGrant(co))).toBe('saved');
		expect(await connections.grant(co, 'g1')).toEqual(aGrant(co, { rev: 1 }));
		await connections.dropGrant(co, 'g1');
		await connections.dropGrant(co, 'g1');
		expect(await connections.grant(co, 'g1')).toBeNull();
		expect(await connections.saveGrant(aGrant(co, { rev: 1 }))).toBe('stale');
	});

	it('a consent is taken once, by its own company', async () => {
		const connections = dynamoConnections(bench.open());
		const co = bench.company();
		// The table deletes it soon after it expires, by this machine's clock.
		const request = {
			company: co,
			stateHash: 'ab12',
			provider: 'xero',
			user: 'u',
			session: 's',
			expiresAt: instant('2099-01-01T00:00:00Z'),
		} as const;
		await connections.beginConsent(request);
		expect(await connections.takeConsent(`${co}x`, 'ab12')).toBeNull();
		const taken = await Promise.all(Array.from({ length: 5 }, () => connections.takeConsent(co, 'ab12')));
		expect(taken.filter((each) => each !== null)).toEqual([request]);
		expect(await connections.takeConsent(co, 'ab12')).toBeNull();
	});
});

describe('companies', () => {
	it('opens a company once for an identity, with its user, all or nothing', async () => {
		const companies = dynamoCompanies(bench.open());
		const directory = dynamoDirectory(bench.open());
		const [one, two] = [bench.company(), bench.company()];
		const identity = { issuer: 'https://id.example.com', subject: `s-${one}` };
		const user = (company: string) => ({ company, id: 'u1', name: 'Ana', roles: ['owner', 'operator'] }) as const;
		bench.dynamo.faults.seed(1);
		bench.dynamo.faults.answerLost = 0.5;
		const outcomes = await Promise.all([one, two].map((co) => companies.open(aCompany(co), user(co), identity)));
		bench.dynamo.faults.clear();
		expect(outcomes.sort()).toEqual(['opened', 'taken']);
		const who = await directory.subject(identity.issuer, identity.subject);
		const [mine, theirs] = who?.company === one ? [one, two] : [two, one];
		expect(who).toEqual({ company: mine, user: 'u1' });
		expect(await companies.company(mine)).toEqual(aCompany(mine, { rev: 1 }));
		expect(await companies.user(mine, 'u1')).toEqual(user(mine));
		expect(await companies.company(theirs)).toBeNull();
		expect(await companies.user(theirs, 'u1')).toBeNull();
		expect(await companies.saveCompany(aCompany(mine, { rev: 1, timeZone: 'Europe/Madrid' }))).toBe('saved');
		expect(await companies.saveCompany(aCompany(mine, { rev: 1 }))).toBe('stale');
		expect(await companies.open(aCompany(mine), user(mine), { ...identity, subject: 'new' })).toBe('exists');
		expect(await directory.subject(identity.issuer, 'new')).toBeNull();
	});
});

describe('directory', () => {
	it('gives a ledger to one company at a time', async () => {
		const directory = dynamoDirectory(bench.open());
		const owner = { company: bench.company(), ledger: otherLedger };
		const stranger = { company: bench.company(), ledger: otherLedger };
		expect(await directory.claimLedger('quickbooks', '1', owner)).toBe('claimed');
		expect(await directory.claimLedger('quickbooks', '1', owner)).toBe('claimed');
		expect(await directory.claimLedger('quickbooks', '1', stranger)).toBe('taken');
		await directory.releaseLedger('quickbooks', '1', stranger.company);
		expect(await directory.ledger('quickbooks', '1')).toEqual(owner);
		expect(await directory.ledger('xero', '1')).toBeNull();
		await directory.releaseLedger('quickbooks', '1', owner.company);
		await directory.releaseLedger('quickbooks', '1', owner.company);
		expect(await directory.claimLedger('quickbooks', '1', stranger)).toBe('claimed');
	});
});

describe('dead letters', () => {
	it('are recorded once by id, listed newest first for fourteen days, each company its own', async () => {
		// TTL runs by this machine's clock, so the letters live in its future.
		let now = instant('2099-01-01T00:00:00Z');
		const letters = dynamoDeadLetters(bench.open(), () => now);
		const co = bench.company();
		const letter = (id: string, minutes: number) => ({
			company: co,
			id,
			station: 'sync',
			type: 'sync.pull',
			reason: 'why',
			at: later(now, minutes * 60_000),
		});
		const [a, b, c] = [letter('a', 1), letter('b', 3), letter('c', 2)];
		for (const each of [a, b, c, a, { ...a, at: later(now, 600_000) }]) await letters.record(each);
		expect(await letters.list(co, 10)).toEqual([b, c, a]);
		expect(await letters.list(co, 2)).toEqual([b, c]);
		expect(await letters.list('_operator', 10)).toEqual([]);
		now = instant('2099-01-15T00:00:01Z');
		expect(await letters.list(co, 10)).toEqual([]);
	});
});
