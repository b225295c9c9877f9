/** Tokens under races and silences: what was handed out once is never lost, and a ledger is given back alone. */
import { describe, expect, it } from 'vitest';
import { disconnectLedger } from '../../functions/connect/disconnect-ledger.ts';
import { type GrantPorts, tendGrant } from '../../functions/connect/tend-grant.ts';
import type { Connection, Grant } from '../../shared/domain/connection.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import { ledgerId } from '../../shared/domain/document.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type Consent, ConsentFault, type Tokens } from '../../shared/ports/consent.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { fake } from '../support/fake.ts';

const moves = { moves: async () => ({ asks: [], demands: [] }) };
const began = instant('2026-11-22T09:00:00.000Z');
const hour = 3_600_000;

const aConnection = (externalId: string, over: Partial<Connection> = {}): Connection =>
	({
		company: 'co',
		ledger: ledgerId('xero', externalId),
		provider: 'xero',
		externalId,
		grant: 'g',
		state: 'connected',
		run: null,
		wake: null,
		releasedAt: null,
		lastError: null,
		rev: 1,
		...over,
	}) as Connection;

const aGrant = (over: Partial<Grant> = {}): Grant => ({
	company: 'co',
	id: 'g',
	provider: 'xero',
	state: 'alive',
	access: 'access:old',
	refresh: 'refresh:old',
	accessExpiresAt: began,
	refreshExpiresAt: later(began, 999 * hour),
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: began,
	rev: 1,
	...over,
});

/** Everything in memory; the provider answers as told, and may be interrupted by somebody else's write. */
const world = (connections: readonly Connection[], grant: Grant, answer: () => Promise<Tokens> | Tokens) => {
	const state = { grant: grant as Grant | null, now: began, connections: new Map(connections.map((each) => [each.ledger, each])) };
	const sent: Message[] = [];
	const released: string[] = [];
	const pointers: string[] = [];
	const store = fake<Connections>({
		connection: async (_, ledger) => state.connections.get(ledger) ?? null,
		connections: async () => [...state.connections.values()],
		saveConnection: async (next) => {
			if (state.connections.get(next.ledger)?.rev !== next.rev) return 'stale';
			state.connections.set(next.ledger, { ...next, rev: next.rev + 1 });
			return 'saved';
		},
		grant: async () => state.grant,
		saveGrant: async (next) => {
			if (state.grant?.rev !== next.rev) return 'stale';
			state.grant = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		dropGrant: async () => {
			state.grant = null;
		},
	});
	const consent = fake<Consent>({ refresh: async () => answer(), release: async (externalId) => void released.push(externalId) });
	const ports: GrantPorts = {
		moves,
		connections: store,
		consentOf: async () => consent,
		directory: fake<Directory>({ releaseLedger: async (_: string, externalId: string) => void pointers.push(externalId) }),
		queues: { send: async (message) => void sent.push(message) },
		vault: { seal: async ({ purpose }, plain) => `${purpose}:${plain}`, open: async (_, sealed) => sealed },
		clock: { now: (): Instant => state.now },
	};
	return { state, ports, sent, released, pointers };
};
const fresh = (): Tokens => ({
	access: 'new',
	refresh: 'new',
	accessExpiresAt: later(began, hour / 2),
	refreshExpiresAt: later(began, 999 * hour),
});

describe('tending a grant', () => {
	it('keeps new tokens although somebody marked the grant meanwhile', async () => {
		const { state, ports } = world([aConnection('a')], aGrant(), () => {
			if (state.grant) state.grant = { ...state.grant, accessExpiresAt: began, rev: state.grant.rev + 1 };
			return fresh();
		});
		expect(await tendGrant('co', 'g', ports)).toBe('refreshed');
		expect(state.grant).toMatchObject({ access: 'access:new', refresh: 'refresh:new', generation: 2, refreshing: null, failures: 0 });
	});

	it('does nothing twice: a duplicate finds it done, a second finds the first at work', async () => {
		let asked = 0;
		const { state, ports } = world([aConnection('a')], aGrant(), async () => {
			asked += 1;
			expect(await tendGrant('co', 'g', ports)).toBe('nothing to do');
			return fresh();
		});
		await tendGrant('co', 'g', ports);
		expect(await tendGrant('co', 'g', ports)).toBe('nothing to do');
		expect([asked, state.grant?.generation]).toEqual([1, 2]);
	});

	it('sends on the steps that wait for a token, and breaks no other pause', async () => {
		const run = (id: string, waitsForToken: boolean): Connection['run'] => ({ id, step: 3, waitsForToken }) as Connection['run'];
		const { ports, sent } = world(
			[aConnection('a', { run: run('r1', true) }), aConnection('b', { run: run('r2', false) })],
			aGrant(),
			fresh,
		);
		await tendGrant('co', 'g', ports);
		expect(sent).toEqual([{ type: 'sync.pull', company: 'co', ledger: 'xero-a', run: 'r1', step: 3 }]);
	});

	it('gives one ledger back and keeps the other’s tokens', async () => {
		const { state, ports, released, pointers, sent } = world(
			[aConnection('a'), aConnection('b')],
			aGrant({ accessExpiresAt: later(began, hour) }),
			fresh,
		);
		await disconnectLedger('co', ledgerId('xero', 'a'), ports);
		expect(sent).toEqual([{ type: 'connect.refresh', company: 'co', grant: 'g' }]);
		expect(await tendGrant('co', 'g', ports)).toBe('refreshed');
		expect([released, pointers]).toEqual([['a'], ['a']]);
		expect(state.connections.get('xero-a')).toMatchObject({ state: 'disconnected', releasedAt: began });
		expect(state.connections.get('xero-b')).toMatchObject({ state: 'connected', releasedAt: null });
		expect(state.grant).toMatchObject({ generation: 2 });
	});

	it('deletes the tokens with the last ledger, also when the message was lost and only the wake is left', async () => {
		const { state, ports, released } = world([aConnection('a')], aGrant({ accessExpiresAt: later(began, hour) }), fresh);
		await disconnectLedger('co', ledgerId('xero', 'a'), { ...ports, queues: { send: async () => undefined } });
		expect(await tendGrant('co', 'g', ports)).toBe('released');
		expect([released, state.grant]).toEqual([['a'], null]);
	});

	it('drops tokens that no ledger uses when they run out, and revokes nothing: the organisation may be another company’s', async () => {
		const { state, ports, released } = world([], aGrant(), fresh);
		expect(await tendGrant('co', 'g', ports)).toBe('nothing to do');
		expect([state.grant, released]).toEqual([null, []]);
	});

	it('waits longer each time the provider is silent, and says so from the third time on', async () => {
		const { state, ports } = world([aConnection('a')], aGrant(), () => {
			throw new ConsentFault('unavailable', 'no answer');
		});
		const waits: number[] = [];
		for (let i = 0; i < 4; i++) {
			expect(await tendGrant('co', 'g', ports)).toBe('unanswered');
			waits.push((Date.parse(state.grant?.wake ?? '') - Date.parse(state.now)) / 60_000);
			state.now = state.grant?.wake ?? began;
		}
		expect(waits).toEqual([1, 2, 4, 5]);
		expect(state.connections.get('xero-a')?.lastError?.text).toContain('has not renewed our permission in 4 tries');
		expect(state.connections.get('xero-a')?.state).toBe('connected');
	});

	it.each([
		['xero', 30],
		['quickbooks', 24 * 60],
	] as const)('%s: tries at least every five minutes while the token before is still taken (%i minutes)', async (provider, grace) => {
		const { state, ports } = world([aConnection('a')], aGrant({ provider }), () => {
			throw new ConsentFault('unavailable', 'no answer');
		});
		const tries: number[] = [];
		while (Date.parse(state.now) - Date.parse(began) < (grace + 90) * 60_000) {
			tries.push((Date.parse(state.now) - Date.parse(began)) / 60_000);
			await tendGrant('co', 'g', ports);
			state.now = state.grant?.wake ?? began;
		}
		expect(tries.slice(0, 8)).toEqual([0, 1, 3, 7, 12, 17, 22, 27]);
		const pauses = tries.slice(1).map((at, i) => [tries[i] ?? 0, at - (tries[i] ?? 0)] as const);
		for (const [from, pause] of pauses) expect(pause).toBeLessThanOrEqual(from < grace ? 5 : 30);
		expect(pauses.at(-1)?.[1]).toBe(30);
		expect(state.grant?.refreshing).toMatchObject({ since: began });
	});

	it('goes by the last try where the first was not kept', async () => {
		const startedAt = later(began, -10 * 60_000);
		const { state, ports } = world([aConnection('a')], aGrant({ refreshing: { startedAt }, failures: 9 }), () => {
			throw new ConsentFault('unavailable', 'no answer');
		});
		await tendGrant('co', 'g', ports);
		expect(state.grant).toMatchObject({ refreshing: { startedAt: began, since: startedAt }, wake: later(began, 5 * 60_000) });
	});

	it('asks for a person when the provider refuses, but not those who disconnected meanwhile', async () => {
		const { state, ports } = world([aConnection('a'), aConnection('b', { state: 'disconnected', releasedAt: began })], aGrant(), () => {
			throw new ConsentFault('refused', 'no');
		});
		expect(await tendGrant('co', 'g', ports)).toBe('refused');
		expect(state.connections.get('xero-a')?.state).toBe('needs-reconnecting');
		expect(state.connections.get('xero-b')?.state).toBe('disconnected');
		expect(state.grant?.state).toBe('dead');
	});
});
