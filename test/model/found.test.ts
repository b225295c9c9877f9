/** What histories on the model found, each in its smallest form. */
import { expect, it } from 'vitest';
import { begun } from '../../functions/sync/run.ts';
import { runFor } from '../../functions/sync/run-for.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { later } from '../../shared/domain/day.ts';
import { atRest, began, minute, rig } from '../sync/rig.ts';
import { compare } from './compare.ts';
import { company, World } from './world.ts';

const due: Partial<Connection> = { freshAsOf: later(began, -minute), sweepDue: began };

it('a list that came short before is whole again after a sweep that has nothing to ask for (seed 32)', async () => {
	const short = { kind: 'invoice', id: 'list deletions', reason: 'some may still stand' } as const;
	const { state, pull } = rig({ ...due, refused: [short], refusedInAll: 1 });
	await pull();
	expect(state.connection).toMatchObject({ run: null, refused: [], refusedInAll: 0, lastSweep: { missing: 0, failed: null } });
});

it('a list that only the connection calls short, since its page was cut, is whole after a sweep too (seed 1949)', async () => {
	const short = { kind: 'invoice', id: 'list deletions', reason: 'some may still stand' } as const;
	const { state, ports, pull } = rig({ ...due, refused: [short], refusedInAll: 1 });
	Object.assign(ports.books, { unread: async () => [] });
	await pull();
	expect(state.connection).toMatchObject({ run: null, refused: [], refusedInAll: 0 });
});

it.each([
	['that was asked for before the last delta', -minute],
	['that was asked for after it', -3 * minute],
])('a sweep under way is no answer to a read %s (seed 284)', async (_, freshMs) => {
	const since = later(began, -2 * minute);
	const fresh = later(began, freshMs);
	const sweep = begun({ ...atRest, ...due, freshAsOf: fresh }, 'r', began, { sweeps: true });
	const { state, ports } = rig({ ...sweep, rev: 1 });
	await runFor({ type: 'sync.pull', company: 'co', ledger: atRest.ledger, run: null, step: 0, since }, ports);
	expect(state.connection.askedAt ?? null).toBe(fresh >= since ? null : began);
});

it('a ledger that is connected again is read before a sweep that was asked for: no mark of a webhook is left from before (seed 276)', async () => {
	const world = new World(1);
	const { ledger } = world.open('xero', 'x1');
	ledger.isQuiet = true;
	while (ledger.rows.size < 8) ledger.edit();
	await world.connectAll();
	await world.rest();
	const known = await world.connection(ledger.ledger);
	if (!known) throw new Error('nothing was connected');
	await world.connections.saveConnection({ ...known, sweepAsked: 'open-items' });
	await world.disconnect(ledger.ledger);
	while (ledger.edit() !== 'create');
	await world.connect([ledger.ledger]);
	await world.rest();
	expect((await compare(world)).differences).toEqual([]);
	expect((await world.connections.connection(company, ledger.ledger))?.lastSweep).toMatchObject({ failed: null });
});
