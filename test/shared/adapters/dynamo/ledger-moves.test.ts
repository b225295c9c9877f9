/** Requests that a ledger moves, on the table: each side's own record, both or none of what they share, and one owner whoever comes at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoConnections } from '../../../../shared/adapters/dynamo/connections.ts';
import { dynamoDirectory } from '../../../../shared/adapters/dynamo/directory.ts';
import { dynamoLedgerMoves } from '../../../../shared/adapters/dynamo/ledger-moves.ts';
import { type Connection, disconnected, type Grant, newConnection } from '../../../../shared/domain/connection.ts';
import { later } from '../../../../shared/domain/day.ts';
import { ledgerId } from '../../../../shared/domain/document.ts';
import { endedAsk, endedDemand, type MoveAsk, type MoveDemand, moveWorkOf, newAsk, putTo } from '../../../../shared/domain/ledger-move.ts';
import type { HandOver } from '../../../../shared/ports/ledger-moves.ts';
import { at, type Bench, startBench } from './table.ts';

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

let ledgers = 0;
const world = () => {
	const store = bench.open();
	return {
		externalId: `org-${++ledgers}`,
		connections: dynamoConnections(store),
		directory: dynamoDirectory(store),
		moves: dynamoLedgerMoves(store),
		count: store.count,
	};
};
type World = ReturnType<typeof world>;

const aGrant = (company: string): Grant => ({
	company,
	id: `g-${company}`,
	provider: 'xero',
	state: 'alive',
	access: 'a',
	refresh: 'r',
	accessExpiresAt: later(at, 1_000),
	refreshExpiresAt: later(at, 9_000_000_000),
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: null,
	rev: 0,
});

/** A ledger of `owner`, connected and read. */
const owned = async ({
	connections,
	directory,
	externalId,
}: World): Promise<{ readonly owner: string; readonly connection: Connection }> => {
	const owner = bench.company();
	await directory.claimLedger('xero', externalId, { company: owner, ledger: ledgerId('xero', externalId) });
	await connections.saveConnection(newConnection({ company: owner, provider: 'xero', externalId, name: 'Lumen', grant: 'g' }, at));
	const connection = await connections.connection(owner, ledgerId('xero', externalId));
	if (!connection) throw new Error('it was not saved');
	return { owner, connection };
};

const asked = async ({ moves, connections, externalId }: World, owner: string) => {
	const company = bench.company();
	await connections.saveGrant(aGrant(company));
	const of = { company, id: `m-${company}`, ledger: ledgerId('xero', externalId), provider: 'xero', externalId, name: 'Lumen' } as const;
	const both = putTo(newAsk({ ...of, grant: `g-${company}`, by: { user: 'u', name: 'Olga' } }, at, 0), owner, 'Brightwater', at);
	expect(await moves.saveBoth(both.ask, both.demand)).toBe('saved');
	return { ask: { ...both.ask, rev: 1 }, demand: { ...both.demand, rev: 1 } };
};

const over = (from: Connection, { ask, demand }: { readonly ask: MoveAsk; readonly demand: MoveDemand }): HandOver => ({
	ask: endedAsk(ask, 'agreed', at),
	demand: endedDemand(demand, 'agreed', at, 'u'),
	from: { ...disconnected(from), movedAt: at },
	to: newConnection({ company: ask.company, provider: 'xero', externalId: ask.externalId, name: ask.name, grant: ask.grant }, at),
	grant: { ...aGrant(ask.company), rev: 1 },
});

describe('a request', () => {
	it('is on both sides as it was saved, each its own company’s, and due at both', async () => {
		const here = world();
		const { owner } = await owned(here);
		const { ask, demand } = await asked(here, owner);
		expect(await here.moves.ask(ask.company, ask.ledger)).toEqual(ask);
		expect(await here.moves.demand(owner, ask.ledger, ask.id)).toEqual(demand);
		expect(await here.moves.moves(ask.company)).toEqual({ asks: [ask], demands: [] });
		expect(await here.moves.moves(owner)).toEqual({ asks: [], demands: [demand] });
		for (const [company, id] of [
			[ask.company, ask.id],
			[owner, 'other'],
			[owner, 'a#b'],
		] as const)
			expect(await here.moves.demand(company, ask.ledger, id)).toBeNull();
		expect(await here.moves.ask(owner, ask.ledger)).toBeNull();
		expect(await here.moves.ask(owner, 'a#b')).toBeNull();
		const due = await here.connections.dueGrants(later(at, 9 * 24 * 3_600_000), 1_000);
		const mine = due.filter(({ company }) => company === owner || company === ask.company);
		expect(mine.flatMap(({ id }) => moveWorkOf(id) ?? [])).toEqual([
			{ ledger: ask.ledger, demand: ask.id },
			{ ledger: ask.ledger, demand: null },
		]);
	});

	it('is ended on both sides or on none, and leaves the table by itself', async () => {
		const here = world();
		const { owner } = await owned(here);
		const { ask, demand } = await asked(here, owner);
		const ends = (end: 'refused' | 'withdrawn') => here.moves.saveBoth(endedAsk(ask, end, at), endedDemand(demand, end, at));
		expect((await Promise.all([ends('refused'), ends('withdrawn')])).toSorted()).toEqual(['saved', 'stale']);
		const after = await here.moves.ask(ask.company, ask.ledger);
		expect((await here.moves.demand(owner, ask.ledger, ask.id))?.state).toBe(after?.state);
		expect(await here.moves.saveAsk({ ...ask, wake: null })).toBe('stale');
		expect(await here.moves.saveDemand({ ...demand, wake: null })).toBe('stale');
	});
});

describe('handing over', () => {
	it('moves the pointer, ends one connection and begins the other; the consent and both records with it', async () => {
		const here = world();
		const { owner, connection } = await owned(here);
		const both = await asked(here, owner);
		const writes = here.count.writes;
		expect(await here.moves.handOver(over(connection, both))).toBe('moved');
		console.log(`handing a ledger over: ${here.count.writes - writes} WCU`);
		expect(await here.directory.ledger('xero', here.externalId)).toEqual({ company: both.ask.company, ledger: connection.ledger });
		expect(await here.connections.connection(owner, connection.ledger)).toMatchObject({ state: 'disconnected', movedAt: at });
		expect(await here.connections.connection(both.ask.company, connection.ledger)).toMatchObject({ state: 'connected', phase: 'backfill' });
		// The old owner gives up a claim that is no longer its own.
		await here.directory.releaseLedger('xero', here.externalId, owner);
		expect((await here.directory.ledger('xero', here.externalId))?.company).toBe(both.ask.company);
	});

	it.each<[string, (move: HandOver) => HandOver]>([
		['the old connection', (move) => ({ ...move, from: { ...move.from, rev: 7 } })],
		['the new connection', (move) => ({ ...move, to: { ...move.to, rev: 1 } })],
		['the consent', (move) => ({ ...move, grant: { ...move.grant, rev: 2 } })],
		['the asking side', (move) => ({ ...move, ask: { ...move.ask, rev: 2 } })],
		['the asked side', (move) => ({ ...move, demand: { ...move.demand, rev: 0 } })],
	])('where %s has changed: nothing at all is written', async (_, changed) => {
		const here = world();
		const { owner, connection } = await owned(here);
		const both = await asked(here, owner);
		expect(await here.moves.handOver(changed(over(connection, both)))).toBe('stale');
		expect((await here.directory.ledger('xero', here.externalId))?.company).toBe(owner);
		expect(await here.connections.connection(owner, connection.ledger)).toEqual(connection);
		expect(await here.connections.connection(both.ask.company, connection.ledger)).toBeNull();
		expect(await here.moves.ask(both.ask.company, connection.ledger)).toEqual(both.ask);
	});

	it('where the ledger is a third company’s by now: nothing at all is written', async () => {
		const here = world();
		const { owner, connection } = await owned(here);
		const both = await asked(here, owner);
		const third = bench.company();
		await here.directory.releaseLedger('xero', here.externalId, owner);
		await here.directory.claimLedger('xero', here.externalId, { company: third, ledger: connection.ledger });
		expect(await here.moves.handOver(over(connection, both))).toBe('stale');
		expect((await here.directory.ledger('xero', here.externalId))?.company).toBe(third);
		expect(await here.connections.connection(owner, connection.ledger)).toEqual(connection);
	});

	it('to five at once, each three times: one has it', async () => {
		const here = world();
		const { owner, connection } = await owned(here);
		const all = [];
		for (let i = 0; i < 5; i++) all.push(await asked(here, owner));
		const outcomes = await Promise.all([...all, ...all, ...all].map((both) => here.moves.handOver(over(connection, both))));
		expect(outcomes.filter((outcome) => outcome === 'moved')).toHaveLength(1);
		const pointer = await here.directory.ledger('xero', here.externalId);
		const readers = await Promise.all(all.map(({ ask }) => here.connections.connection(ask.company, connection.ledger)));
		expect(readers.flatMap((each) => (each ? [each.company] : []))).toEqual([pointer?.company]);
		const states = await Promise.all(all.map(async ({ ask }) => (await here.moves.ask(ask.company, ask.ledger))?.state ?? '–'));
		expect(states.toSorted()).toEqual(['agreed', 'asked', 'asked', 'asked', 'asked']);
	});
});
