/** What a delta can say of journal entries though nobody says it all: what was deleted, taken off, left out, too slow, or not to be had. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../../shared/adapters/quickbooks/client.ts';
import { deltaRead, readCursor, readWatermark, writeCursor } from '../../../../shared/adapters/quickbooks/cursor.ts';
import { TooSlow } from '../../../../shared/adapters/quickbooks/faults.ts';
import { journalsTouched } from '../../../../shared/adapters/quickbooks/journals.ts';
import { readPage } from '../../../../shared/adapters/quickbooks/page.ts';
import { instant } from '../../../../shared/domain/day.ts';
import type { Document } from '../../../../shared/domain/document.ts';
import type { Accounting, Page } from '../../../../shared/ports/accounting.ts';
import {
	type Copy,
	emptyCopy,
	horizon,
	invoices,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	today,
} from '../../../sandbox/quickbooks/rig.ts';
import { fake } from '../../../support/fake.ts';

let rig: Rig | null = null;
afterEach(async () => {
	await rig?.close();
	rig = null;
});

const ann = 1;
const start = async () => {
	const started = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	rig = started;
	const { sandbox, edit, pass } = started;
	return { sandbox, edit, pass, journals: sandbox.journals(realm), accounting: await started.open() };
};
type Started = Awaited<ReturnType<typeof start>>;

const copied = async (): Promise<Started & { readonly copy: Copy }> => {
	const started = await start();
	return { ...started, copy: await readAll(started.accounting, started.accounting.everything(horizon)) };
};
const journals = (copy: Pick<Copy, 'documents'>): Document[] => [...copy.documents.values()].filter(({ kind }) => kind === 'journal');
/** What changed since `copy`, whose watermark goes on, and the calls that it cost. */
const delta = async ({ sandbox, pass }: Started, accounting: Accounting, copy: Copy) => {
	pass(600_000);
	sandbox.resetCalls();
	const fresh = await readAll(accounting, accounting.changes(copy.watermark), emptyCopy());
	copy.watermark = fresh.watermark;
	return { fresh, calls: sandbox.calls(), compares: fresh.pages.some(({ compare }) => compare === true) };
};

describe('a change that may be more than it says', () => {
	it('has the totals compared: an entry of which nothing is left says no customer', async () => {
		const it = await copied();
		const entry = it.journals.add({ customer: ann, day: today, minor: -4_000 }) ?? 0;
		expect((await delta(it, it.accounting, it.copy)).compares).toBe(true);
		it.journals.remove(entry);
		const { fresh, compares } = await delta(it, it.accounting, it.copy);
		expect([journals(fresh), fresh.refused, compares]).toEqual([[], [], true]);
		it.edit.createInvoice({ customer: ann, day: today, due: today, total: 100 });
		expect((await delta(it, it.accounting, it.copy)).compares).toBe(false);
	});

	it('is named in deltas alone: a read of everything carries no names along', async () => {
		const it = await start();
		const journal = it.journals.add({ customer: ann, day: today, minor: 10_000 }) ?? 0;
		for (let n = 0; n < 20; n += 1) it.edit.pay({ customer: ann, day: today, total: 100, journals: [{ journal, minor: 100 }] });
		const copy = await readAll(it.accounting, it.accounting.everything(horizon));
		const cursors = copy.pages.flatMap(({ next }) => (next === null ? [] : [next]));
		expect([journals(copy)[0]?.open, cursors.filter((cursor) => cursor.includes(`${journal}-${ann}`))]).toEqual([8_000, []]);
	});

	it('asks for the report where an entry was edited and has no customer now; never for one that had none', () => {
		const entry = (sync: string) => [{ entity: 'JournalEntry', rows: [{ Id: '7', SyncToken: sync, Line: [{}] }] }] as const;
		expect([journalsTouched(entry('0')), journalsTouched(entry('1'))]).toEqual([null, []]);
	});

	it.each([
		['deleteDocument', false],
		['voidDocument', false],
		['voidDocument', true],
	] as const)(
		'%s of a payment that settled an invoice with an entry: both are open again in one read (in another language: %s)',
		async (take, isWordless) => {
			const it = await copied();
			it.sandbox.rough.set('silent-settle', true);
			it.sandbox.rough.set('wordless', isWordless);
			const invoice = it.edit.createInvoice({ customer: ann, day: today, due: today, total: 5_000 });
			const journal = it.journals.add({ customer: ann, day: today, minor: -5_000 }) ?? 0;
			const [apply, journalCredits] = [[{ invoice, minor: 5_000 }], [{ journal, minor: 5_000 }]];
			const payment = it.edit.pay({ customer: ann, day: today, total: 0, apply, journalCredits });
			expect(journals((await delta(it, it.accounting, it.copy)).fresh)).toEqual([]);
			it.edit[take]('Payment', payment);
			const { fresh, calls } = await delta(it, it.accounting, it.copy);
			expect([calls, fresh.documents.get(`invoice ${invoice}`)?.open]).toEqual([2, 5_000]);
			expect(journals(fresh)).toMatchObject([{ id: `${journal}-${ann}`, unapplied: 5_000 }]);
			// One of money that names no entry costs nothing more.
			it.edit.pay({ customer: ann, day: today, total: 100 });
			expect((await delta(it, it.accounting, it.copy)).calls).toBe(1);
		},
	);
});

describe('changes of entries that cannot be told', () => {
	const now = instant('2026-11-22T12:00:00Z');
	const since = JSON.stringify({ at: '2026-11-22T11:00:00Z', home: 'USD', zone: { name: 'UTC', asked: '2026-11-22' } });
	const cell = (value: string, id?: string) => ({ value, ...(id === undefined ? {} : { id }) });
	const report = {
		Columns: { Column: ['txn_type', 'cust_name', 'tx_date', 'subt_open_bal'].map((ColType) => ({ ColType })) },
		Rows: { Row: [{ ColData: [cell('Journal Entry', '7'), cell('Ann', '1'), cell('2026-11-01'), cell('40.00')] }] },
	};

	it('in time: the report is asked for instead, and the read comes to its end', async () => {
		const asked: string[] = [];
		const client = fake<Client>({
			changes: async (of) => {
				asked.push(of.join());
				if (of.includes('JournalEntry')) throw new TooSlow();
				return { is: [], time: now };
			},
			agedReceivables: async () => ({ is: report, time: now }),
		});
		const reader = { client, ledger: `quickbooks-${realm}`, now: () => now, timeoutMs: 15_000 };
		const found: Document[] = [];
		let watermark: string | null = null;
		for (let cursor: string | null = writeCursor(deltaRead(readWatermark(since), now)); cursor !== null; ) {
			const page: Page = await readPage(reader, readCursor(cursor, now));
			found.push(...page.documents);
			if (page.next === null) ({ watermark } = page);
			cursor = page.next;
		}
		expect([asked.length, asked.at(-1)]).toEqual([7, 'JournalEntry']);
		expect([found.map(({ id, open }) => [id, open]), watermark]).toEqual([[['7-1', 4_000]], expect.stringContaining('11:58')]);
	});

	it('in one answer: those of no customer hide none of a customer', async () => {
		const it = await copied();
		for (let n = 0; n < 1000; n += 1) it.journals.other({ day: today, minor: 100, debit: '86', credit: '35' });
		it.pass(5_000);
		it.journals.add({ customer: ann, day: today, minor: -5_000 });
		const { fresh } = await delta(it, it.accounting, it.copy);
		expect([journals(fresh).map(({ unapplied }) => unapplied), fresh.refused]).toEqual([[5_000], []]);
	}, 60_000);
});

describe('a report that cannot be had', () => {
	it.each([['server-error', 3]] as const)('%s: the next delta asks for what this one was to ask, and settles it', async (kind, times) => {
		const it = await copied();
		const journal = it.journals.add({ customer: ann, day: today, minor: 5_000 }) ?? 0;
		await delta(it, it.accounting, it.copy);
		it.edit.pay({ customer: ann, day: today, total: 5_000, journals: [{ journal, minor: 5_000 }] });
		it.sandbox.faults.add(kind, times + 1, 'AgedReceivableDetail');
		const first = await delta(it, it.accounting, it.copy);
		expect([first.fresh.refused.length, first.calls]).toEqual([1, 1 + times]);
		// Still not: asked for once, and owed on.
		const second = await delta(it, it.accounting, it.copy);
		expect([second.fresh.refused.length, second.calls]).toEqual([1, 2]);
		const third = await delta(it, it.accounting, it.copy);
		expect(third.fresh.pages.flatMap(({ settled = [] }) => settled.map(({ id }) => id))).toEqual([`${journal}-${ann}`]);
		expect([third.calls, (await delta(it, it.accounting, it.copy)).calls]).toEqual([2, 1]);
	});

	it('watermarks from before owe nothing; what one owes outlives a cursor of another version', () => {
		expect(readWatermark(JSON.stringify({ at: '2026-11-22T11:00:00Z' })).owed).toBeUndefined();
		const now = instant('2026-11-22T12:00:00Z');
		const state = deltaRead(readWatermark(JSON.stringify({ at: '2026-11-22T11:00:00Z', owed: ['7-1'] })), now);
		const again = readCursor(JSON.stringify({ ...state, v: 1 }), now);
		expect(again.steps.at(-1)).toEqual({ do: 'journals', tries: 0, named: ['7-1'] });
	});
});
