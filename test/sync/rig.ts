/** One connected ledger in memory: a provider that answers as told, a lane that is worked off in order, a clock that moves when told. */
import type { SyncPorts } from '../../functions/sync/ports.ts';
import { pullStep } from '../../functions/sync/pull-step.ts';
import { sweepConnections } from '../../functions/sync/sweep-connections.ts';
import { type Connection, type Grant, newConnection } from '../../shared/domain/connection.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Finding } from '../../shared/domain/sweep.ts';
import {
	type Accounting,
	AccountingFault,
	type AccountingFaultKind,
	type Looked,
	type Organisation,
	type Page,
} from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Batch } from '../../shared/ports/sweeps.ts';
import type { Message, MessageOf } from '../../shared/wire/messages.ts';
import { memoryAllowances } from '../support/allowances.ts';
import { fake } from '../support/fake.ts';

export const began = instant('2026-11-22T09:00:00.000Z');
export const minute = 60_000;
export const hour = 60 * minute;
export const gbp = currency('GBP');

export const lumen: Organisation = {
	name: 'Lumen',
	legal: { name: 'Lumen Studio Ltd', taxId: 'GB123', address: null },
	baseCurrency: gbp,
	timeZone: 'Europe/London',
	country: 'GB',
};

/** A page with nothing in it, the last of its read; 2 calls. */
const lastPage: Page = {
	customers: [],
	documents: [],
	refused: [],
	progress: { kind: 'invoice', done: 0, total: 0 },
	calls: 2,
	next: null,
	watermark: 'w',
};
export const saying = (kind: AccountingFaultKind, retryAfterMs: number | null = null): AccountingFault =>
	new AccountingFault(kind, `said ${kind}`, retryAfterMs);

/** What the next calls answer, in turn; when nothing is told any more they are good. */
type Told<T> = (AccountingFault | (() => Promise<T>))[];
const answer = async <T>(told: Told<T>, good: T): Promise<T> => {
	const next = told.shift();
	if (next instanceof AccountingFault) throw next;
	return next ? next() : good;
};

const agreed = newConnection({ company: 'co', provider: 'xero', externalId: 'a', name: 'Lumen', grant: 'g' }, began);
const tied: Connection['tieOut'] = { at: began, basis: 'as told', lines: [] };

/** Live, read, compared and asked who it is an hour ago; nothing under way. */
export const atRest: Connection = {
	...agreed,
	phase: 'live',
	watermark: 'w0',
	freshAsOf: later(began, -hour),
	legal: lumen.legal,
	baseCurrency: gbp,
	timeZone: 'Europe/London',
	organisationDue: later(began, 23 * hour),
	tieOut: tied,
	wake: began,
	rev: 1,
};

const aGrant = (): Grant => ({
	company: 'co',
	id: 'g',
	provider: 'xero',
	state: 'alive',
	access: 'a1',
	refresh: 'r1',
	accessExpiresAt: later(began, 100 * hour),
	refreshExpiresAt: later(began, 1000 * hour),
	generation: 1,
	refreshing: null,
	failures: 0,
	wake: null,
	rev: 1,
});

export const rig = (over: Partial<Connection> = {}) => {
	const state = { now: began, connection: { ...atRest, ...over } as Connection, grant: aGrant() as Grant | null };
	/** What the ledger shows when it is asked for one by one, and what was noted as open and held here. */
	const looks: Told<Looked> = [];
	const kept = { noted: [] as string[], batches: [] as Batch[], findings: [] as Finding[], mapping: 1, looked: [] as Batch[] };
	const told = { pages: [] as Told<Page>, controls: [] as Told<Awaited<ReturnType<Accounting['control']>>>, who: [] as Told<Organisation> };
	const asked = { cursors: [] as string[], pages: 0, controls: 0, who: 0 };
	const sent: Message[] = [];
	const allowances = memoryAllowances();
	const lane: MessageOf<'sync.pull'>[] = [];
	const accounting = fake<Accounting>({
		get mapping() {
			return kept.mapping;
		},
		changes: () => 'changes',
		openItems: () => 'open items',
		everything: () => 'everything',
		atOnce: () => 2,
		look: (kind, ids) => {
			kept.looked.push({ kind, ids });
			return answer(looks, { documents: [], refused: [], gone: [], calls: 1 });
		},
		page: (cursor) => {
			asked.pages += 1;
			asked.cursors.push(cursor);
			return answer(told.pages, lastPage);
		},
		control: () => {
			asked.controls += 1;
			return answer(told.controls, { figures: [], basis: 'as told', calls: 4 });
		},
		organisation: () => {
			asked.who += 1;
			return answer(told.who, lumen);
		},
	});
	const connections = fake<Connections>({
		connection: async () => state.connection,
		connections: async () => [state.connection],
		saveConnection: async (next) => {
			if (next.rev !== state.connection.rev) return 'stale';
			state.connection = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		grant: async () => state.grant,
		saveGrant: async (next) => {
			if (next.rev !== state.grant?.rev) return 'stale';
			state.grant = { ...next, rev: next.rev + 1 };
			return 'saved';
		},
		dueConnections: async (now) =>
			state.connection.wake !== null && state.connection.wake <= now ? [{ company: 'co', id: state.connection.ledger }] : [],
	});
	const ports: SyncPorts = {
		allowances: allowances.port,
		connections,
		books: fake<Books>({
			save: async () => ({ written: 0 }) as Awaited<ReturnType<Books['save']>>,
			saveCustomers: async () => ({ written: 0 }) as Awaited<ReturnType<Books['saveCustomers']>>,
			repair: async () => ({ written: kept.findings.length, stale: 0, findings: kept.findings.splice(0) }),
			repairCustomers: async () => ({ written: 0, stale: 0 }),
			document: async () => null,
			unread: async () => state.connection.refused,
			noteRows: async () => ({ changed: 0, unread: [] }),
			currencies: async () => [],
		}),
		sweeps: {
			note: async (_, run, step, rows) => void kept.noted.push(...rows.map(({ id }) => `${run.slice(0, 0)}${step}:${id}`)),
			file: async () => ({ documents: kept.batches.reduce((all, { ids }) => all + ids.length, 0), batches: kept.batches.length }),
			batch: async (_, __, n) => kept.batches[n] ?? null,
		},
		companies: fake<Companies>({}),
		queues: {
			send: async (message) => {
				sent.push(message);
				if (message.type === 'sync.pull') lane.push(message);
			},
		},
		vault: { seal: async (_, plain) => plain, open: async (_, sealed) => sealed },
		openAccounting: async () => accounting,
		clock: { now: (): Instant => state.now },
	};
	/** Whoever renews tokens has done so, if it was asked to. */
	const renewed = (): void => {
		const { grant } = state;
		if (!grant || grant.accessExpiresAt > state.now) return;
		state.grant = { ...grant, generation: grant.generation + 1, accessExpiresAt: later(state.now, 100 * hour), rev: grant.rev + 1 };
	};
	/** The lane, in order, to its end; tokens are renewed in between. */
	const worked = async (): Promise<void> => {
		for (let message = lane.shift(); message; message = lane.shift()) {
			await pullStep(message, ports);
			renewed();
		}
	};
	const pull = (since?: Instant): Promise<void> => {
		lane.push({ type: 'sync.pull', company: 'co', ledger: state.connection.ledger, run: null, step: 0, ...(since ? { since } : {}) });
		return worked();
	};
	/** The ledger's next wake comes, is swept and worked off. */
	const woken = async (): Promise<void> => {
		const { wake } = state.connection;
		if (wake !== null && wake > state.now) state.now = wake;
		await sweepConnections(ports);
		await worked();
	};
	return { state, told, looks, kept, asked, sent, lane, ports, allowances, accounting, pull, worked, woken };
};
