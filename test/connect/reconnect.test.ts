/** Coming back from Xero for a ledger this company has already: with this consent's event on it, or still with an earlier one. */
import { describe, expect, it } from 'vitest';
import { stateHashOf } from '../../functions/connect/begin-consent.ts';
import { completeConsent } from '../../functions/connect/complete-consent.ts';
import { type Connection, newConnection } from '../../shared/domain/connection.ts';
import { instant, later } from '../../shared/domain/day.ts';
import { ledgerId } from '../../shared/domain/document.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Consent, Consented } from '../../shared/ports/consent.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { fake } from '../support/fake.ts';

const now = instant('2026-11-22T09:00:00.000Z');
const asker = { company: 'co', user: 'ana', name: 'Ana', session: 's', owner: true };

const known = (externalId: string, state: Connection['state'], over: Partial<Connection> = {}): Connection => ({
	...newConnection({ company: 'co', provider: 'xero', externalId, name: externalId, grant: 'old' }, now),
	phase: 'live',
	watermark: 'w7',
	state,
	rev: 1,
	...over,
});

/** `owners`: whose each tenant is in our directory. */
const world = (connections: readonly Connection[], owners: Readonly<Record<string, string>>) => {
	const stored = new Map(connections.map((each) => [each.ledger, each]));
	const directory = new Map(Object.entries(owners));
	const grants = new Set(['old']);
	const sent: Message[] = [];
	const store = fake<Connections>({
		takeConsent: async () => ({ ...asker, stateHash: stateHashOf('state'), provider: 'xero', expiresAt: later(now, 60_000) }),
		connection: async (_, ledger) => stored.get(ledger) ?? null,
		connections: async () => [...stored.values()],
		saveConnection: async (next) => {
			stored.set(next.ledger, { ...next, rev: next.rev + 1 });
			return 'saved';
		},
		saveGrant: async ({ id }) => {
			grants.add(id);
			return 'saved';
		},
		dropGrant: async (_, id) => void grants.delete(id),
	});
	const completed = (consented: Pick<Consented, 'ledgers' | 'reached'>) => {
		const tokens = { access: 'a', refresh: 'r', accessExpiresAt: later(now, 1_800_000), refreshExpiresAt: later(now, 9_000_000) };
		const ports = {
			connections: store,
			consent: fake<Consent>({ provider: 'xero', redeem: async () => ({ tokens, ...consented }) }),
			directory: fake<Directory>({
				ledger: async (_, externalId) => {
					const company = directory.get(externalId);
					return company === undefined ? null : { company, ledger: ledgerId('xero', externalId) };
				},
				claimLedger: async (_, externalId, { company }) => {
					if ((directory.get(externalId) ?? company) !== company) return 'taken';
					directory.set(externalId, company);
					return 'claimed';
				},
			}),
			companies: fake<Companies>({}),
			moves: fake<LedgerMoves>({ moves: async () => ({ asks: [], demands: [] }) }),
			queues: { send: async (message: Message) => void sent.push(message) },
			vault: { seal: async (_: unknown, plain: string) => plain, open: async (_: unknown, sealed: string) => sealed },
			clock: { now: () => now },
		};
		const returned = { code: 'c', state: 'state', realm: null, error: undefined, redirectUri: 'http://127.0.0.1/callback' };
		return completeConsent('xero', asker, returned, ports);
	};
	const stateOf = (externalId: string) => stored.get(ledgerId('xero', externalId));
	return { completed, stateOf, stored, grants, sent };
};
const named = (...ids: readonly string[]) => ids.map((externalId) => ({ externalId, name: externalId }));

describe('Reconnect', () => {
	it.each([
		['with this consent’s event', { ledgers: named('a'), reached: [] }],
		['with an earlier event', { ledgers: [], reached: named('a') }],
		['with an earlier event, beside one that is new', { ledgers: named('b'), reached: named('a') }],
	])('%s: the ledger is read again, from where it was', async (_, consented) => {
		const run = { id: 'r', step: 3, failures: 3, waitsForToken: true, tokenRefused: { generation: 1, renewed: 3 }, forbiddenAt: now };
		const at = world([known('a', 'needs-reconnecting', { run: run as Connection['run'] })], { a: 'co' });
		expect((await at.completed(consented)).connected).toContain('a');
		const again = at.stateOf('a');
		expect(again).toMatchObject({ state: 'connected', watermark: 'w7', lastError: null, wake: now });
		expect(again?.run).toMatchObject({ id: 'r', step: 3, failures: 0, waitsForToken: false, tokenRefused: null, forbiddenAt: null });
		expect(again?.grant).not.toBe('old');
		expect(at.grants.has('old')).toBe(false);
		expect(at.sent).toContainEqual({ type: 'sync.pull', company: 'co', ledger: 'xero-a', run: 'r', step: 3 });
	});

	it('of one that is well takes it up with the new consent too', async () => {
		const at = world([known('a', 'connected')], { a: 'co' });
		expect((await at.completed({ ledgers: [], reached: named('a') })).connected).toEqual(['a']);
	});

	it('leaves alone what was not chosen: another’s, nobody’s, one that is well beside it, one that was given up', async () => {
		const before = [known('well', 'connected'), known('left', 'disconnected')];
		const at = world(before, { well: 'co', left: 'co', theirs: 'other' });
		const { connected, asked } = await at.completed({ ledgers: named('new'), reached: named('well', 'left', 'theirs', 'nobody’s') });
		expect([connected, asked]).toEqual([['new'], []]);
		expect([at.stateOf('well'), at.stateOf('left')]).toEqual(before);
		expect([...at.stored.keys()]).toEqual(['xero-well', 'xero-left', 'xero-new']);
	});

	it('that reaches only what is another company’s, or nobody’s, connects nothing', async () => {
		const at = world([], { theirs: 'other' });
		await expect(at.completed({ ledgers: [], reached: named('theirs', 'nobody’s') })).rejects.toThrow(Refusal);
		expect(at.stored.size).toBe(0);
	});
});
