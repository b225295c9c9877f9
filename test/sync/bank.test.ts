/** Looking how far the bank is posted, and what a person says of it, on fakes: when a look is made, what failures leave behind, two writers at once. */
import { describe, expect, it } from 'vitest';
import { lookAtBank } from '../../functions/sync/look-at-bank.ts';
import { askForBank, sayPosted, takeBackPosted } from '../../functions/sync/say-posted.ts';
import { sweepTies } from '../../functions/sync/sweep-ties.ts';
import { tellNext } from '../../functions/sync/tell-next.ts';
import type { BankAccount, BankRecord } from '../../shared/domain/books-fresh.ts';
import { day, type Instant, later } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { type BankAnswer, type BankRecords, bankWork, booksFreshFor } from '../../shared/ports/bank-postings.ts';
import type { BookTies } from '../../shared/ports/book-ties.ts';
import type { Companies, Company } from '../../shared/ports/companies.ts';
import { fake } from '../support/fake.ts';
import { atRest, began, gbp, hour, minute, rig, saying } from './rig.ts';

const ledger = atRest.ledger;
const hsbc: BankAccount = {
	id: 'a',
	name: 'HSBC',
	currency: gbp,
	kind: 'bank',
	receives: true,
	latest: day('2026-11-20'),
	waiting: [{ currency: gbp, minor: 5_000, payments: 2 }],
};
const answered: BankAnswer = { accounts: [hsbc], accountsAt: began, reconciles: true, reaches: null };

const bankRig = (over: Parameters<typeof rig>[0] = {}) => {
	const base = rig(over);
	const kept: { record: BankRecord | null; saves: number; between: (() => void) | null } = { record: null, saves: 0, between: null };
	const told: (BankAnswer | AccountingFault)[] = [];
	let looks = 0;
	const banks: BankRecords = {
		bank: async () => kept.record,
		banks: async () => new Map(kept.record ? [[ledger, kept.record]] : []),
		saveBank: async (record) => {
			kept.between?.();
			if (record.rev !== (kept.record?.rev ?? 0)) return 'stale';
			kept.record = { ...record, rev: record.rev + 1 };
			kept.saves += 1;
			return 'saved';
		},
	};
	const ports = {
		...base.ports,
		banks,
		openBankPostings: async (_: string, __: string, ___: () => Instant, meter?: { ask(what: 'read'): void }) => ({
			look: async () => {
				looks += 1;
				meter?.ask('read');
				const next = told.shift() ?? answered;
				if (next instanceof AccountingFault) throw next;
				return next;
			},
		}),
		companies: fake<Companies>({ company: async () => ({ timeZone: 'Europe/London' }) as Company }),
	};
	const look = (since?: Instant) => lookAtBank({ company: 'co', ledger, ...(since ? { since } : {}) }, ports);
	const ana = { company: 'co', user: 'u1', name: 'Ana' };
	return { ...base, ports, kept, told, look, ana, looks: () => looks };
};

describe('a look', () => {
	it('is made once for a wish, however often its message comes, and again for a later one', async () => {
		const { look, kept, looks, state } = bankRig();
		await look(began);
		await look(began);
		expect(looks()).toBe(1);
		expect(kept.record).toMatchObject({ look: { at: began, accounts: [hsbc], accountsInAll: 1 }, problem: null });
		state.now = later(began, hour);
		await look();
		expect(looks()).toBe(1);
		await look(state.now);
		expect(looks()).toBe(2);
		state.now = later(began, 28 * hour);
		await look();
		expect(looks()).toBe(3);
	});

	it('waits while documents are read, and is not made of a ledger that is not', async () => {
		const reading = bankRig({ run: { id: 'r', stage: 'pages', mode: 'delta' } as never });
		await reading.look(began);
		expect([reading.looks(), reading.kept.record?.wake]).toEqual([0, later(began, minute)]);
		const gone = bankRig({ state: 'disconnected' });
		await gone.look(began);
		expect([gone.looks(), gone.kept.record]).toEqual([0, null]);
	});

	it.each([
		['throttled', 30 * minute, 30 * minute],
		['unavailable', null, 10 * minute],
		['refused', null, 10 * minute],
	] as const)('that ends as %s is said, keeps what is known, and comes again', async (kind, retry, pause) => {
		const { look, kept, told, state, sent } = bankRig();
		await look(began);
		state.now = later(began, hour);
		told.push(saying(kind, retry));
		await look(state.now);
		expect(kept.record).toMatchObject({ look: { at: began }, failures: 1, problem: { text: `said ${kind}`, at: state.now } });
		expect(kept.record?.wake).toBe(later(state.now, pause));
		expect(sent).toEqual([]);
		state.now = later(state.now, pause);
		await look();
		expect(kept.record).toMatchObject({ failures: 0, problem: null, look: { at: state.now } });
	});

	it('with a token that has run out asks for another', async () => {
		const { look, told, sent } = bankRig();
		told.push(saying('unauthorised'));
		await look(began);
		expect(sent).toEqual([{ type: 'connect.refresh', company: 'co', grant: 'g' }]);
	});

	it('that the permission does not cover says which, and tries again tomorrow', async () => {
		const { look, kept, told, ports } = bankRig();
		told.push({ missingScope: 'accounting.banktransactions.read' });
		await look(began);
		expect(kept.record).toMatchObject({ look: null, failures: 0, problem: { scope: 'accounting.banktransactions.read' } });
		const at = { today: day('2026-11-22'), now: began };
		expect(await booksFreshFor({ company: 'co', ledger }, at, ports.banks)).toMatchObject({ verdict: 'unknown', why: 'missing-scope' });
	});

	it('is asked for after a sweep and after a first read, and not after what changes bring', async () => {
		const { ports, sent } = bankRig();
		for (const mode of ['sweep', 'backfill', 'delta'] as const)
			await tellNext({ ...atRest, lastRun: { mode, startedAt: began, endedAt: began, calls: 1, changed: 0 } }, ports);
		const asked = sent.filter(({ type }) => type === 'sync.bank');
		expect(asked).toEqual([
			{ type: 'sync.bank', company: 'co', ledger, since: began },
			{ type: 'sync.bank', company: 'co', ledger },
		]);
	});

	it('leaves the minutes after a first read to the person who waits for it, unless that person wants it', async () => {
		const lastRun = { mode: 'backfill', startedAt: began, endedAt: began, calls: 50, changed: 900 } as const;
		const { look, looks, kept, state } = bankRig({ lastRun });
		state.now = later(began, 1_000);
		await look();
		await look();
		expect([looks(), kept.record?.wake]).toEqual([0, later(began, 2 * minute)]);
		state.now = later(began, 2 * minute);
		await look();
		expect([looks(), kept.record?.look?.at]).toEqual([1, state.now]);
		const asked = bankRig({ lastRun });
		asked.state.now = later(began, 1_000);
		await asked.look(asked.state.now);
		expect(asked.looks()).toBe(1);
	});

	it('that is due is sent by the sweeper beside the comparisons', async () => {
		const { ports, sent } = bankRig();
		const ties = fake<BookTies>({ dueTies: async () => [{ company: 'co', id: bankWork(ledger) }] });
		await sweepTies({ ties, queues: ports.queues, clock: ports.clock });
		expect(sent).toEqual([{ type: 'sync.bank', company: 'co', ledger }]);
	});
});

describe('what a person says', () => {
	it('is kept with who and when; the same again is one; a look between loses neither', async () => {
		const { ports, kept, ana, state, look } = bankRig();
		await look(began);
		expect(await sayPosted(ana, ledger, '2026-11-21', ports)).toBe('2026-11-21');
		const { saves } = kept;
		state.now = later(began, minute);
		await sayPosted(ana, ledger, '2026-11-21', ports);
		expect([kept.saves, kept.record?.said]).toEqual([saves, { day: '2026-11-21', user: 'u1', name: 'Ana', at: began }]);
		// Somebody else's look is saved between the read and the save of this one.
		kept.between = () => {
			kept.between = null;
			if (kept.record) kept.record = { ...kept.record, failures: 7, rev: kept.record.rev + 1 };
		};
		await sayPosted({ ...ana, user: 'u2', name: 'Bo' }, ledger, '2026-11-20', ports);
		expect(kept.record).toMatchObject({ failures: 7, said: { day: '2026-11-20', name: 'Bo' }, look: { accounts: [hsbc] } });
		await look(later(state.now, 1));
		expect(kept.record).toMatchObject({ failures: 0, said: { name: 'Bo' } });
	});

	it('can be taken back, twice as well, and without having been said', async () => {
		const { ports, kept, ana } = bankRig();
		await takeBackPosted('co', ledger, ports);
		expect(kept.record).toBe(null);
		await sayPosted(ana, ledger, '2026-11-21', ports);
		await takeBackPosted('co', ledger, ports);
		await takeBackPosted('co', ledger, ports);
		expect([kept.record?.said, kept.saves]).toEqual([null, 2]);
	});

	it.each([
		[undefined, 'DAY_UNREADABLE'],
		['', 'DAY_UNREADABLE'],
		['2026-02-30', 'DAY_UNREADABLE'],
		['22/11/2026', 'DAY_UNREADABLE'],
		['2026-11-23', 'DAY_AHEAD'],
		['2025-11-20', 'DAY_TOO_OLD'],
	])('%s is refused as %s', async (asked, code) => {
		const { ports, kept, ana } = bankRig();
		await expect(sayPosted(ana, ledger, asked, ports)).rejects.toMatchObject({ status: 400, code });
		expect(kept.record).toBe(null);
	});

	it('of a ledger that is not there or gone is refused', async () => {
		const { ports, ana } = bankRig({ state: 'disconnected' });
		await expect(sayPosted(ana, ledger, '2026-11-21', ports)).rejects.toMatchObject({ status: 404 });
		await expect(askForBank('co', ledger, ports)).rejects.toMatchObject({ status: 409 });
	});
});
