/** Journal entries on receivables and refund receipts, read from the sandbox: when the report is asked for, what it becomes, and what when it cannot be had. */
import { afterEach, describe, expect, it } from 'vitest';
import { type AgedLine, type AgedUnread, agedLines } from '../../../../shared/adapters/quickbooks/aged-detail.ts';
import { journalsIn } from '../../../../shared/adapters/quickbooks/journals.ts';
import { addDays, day, instant } from '../../../../shared/domain/day.ts';
import { type Document, journalId, journalList } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { Accounting } from '../../../../shared/ports/accounting.ts';
import {
	type Copy,
	horizon,
	invoices,
	ledger,
	organisation,
	type Rig,
	readAll,
	realm,
	startRig,
	today,
} from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const usd = currency('USD');
const ann = 1;
const bob = 2;
const start = async (count = 3): Promise<Accounting> => {
	const customers = [
		{ id: 'ann', name: 'Ann' },
		{ id: 'bob', name: 'Bob' },
	];
	rig = await startRig({ organisation: organisation({ customers, documents: invoices(count) }) });
	return rig.open();
};
const journals = (copy: Pick<Copy, 'documents'>): Document[] => [...copy.documents.values()].filter(({ kind }) => kind === 'journal');
const said = ({ id, customer, number, total, open, unapplied, due }: Document) => [id, customer, number, total, open, unapplied, due];
const sorted = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => row.join(' | ')).sort();
const settledIn = (copy: Copy): string[] => copy.pages.flatMap(({ settled = [] }) => settled.map(({ id }) => id));
const enter = (of: { customer?: number; minor: number; number?: string }) =>
	rig.sandbox.journals(realm).add({ customer: ann, day: today, ...of }) ?? 0;
/** What changed since `copy`, and the calls that it cost. */
const delta = async (accounting: Accounting, copy: Copy): Promise<{ readonly copy: Copy; readonly calls: number }> => {
	rig.pass(600_000);
	rig.sandbox.resetCalls();
	const fresh: Copy = { customers: new Map(), documents: new Map(), refused: [], pages: [], watermark: '' };
	await readAll(accounting, accounting.changes(copy.watermark), fresh);
	copy.watermark = fresh.watermark;
	expect(fresh.pages.reduce((all, { calls }) => all + calls, 0)).toBe(rig.sandbox.calls());
	return { copy: fresh, calls: rig.sandbox.calls() };
};

describe('a read of everything, or of what is open', () => {
	it('has what journal entries left on each customer, post-dated ones too, for one call', async () => {
		const accounting = await start();
		const count = async (): Promise<number> => {
			rig.sandbox.resetCalls();
			await readAll(accounting, accounting.openItems());
			return rig.sandbox.calls();
		};
		const without = await count();
		const owed = enter({ minor: 5_000, number: 'J-1' });
		const credit = enter({ minor: -3_000, number: 'J-2' });
		const moved = rig.sandbox.journals(realm).transfer({ from: ann, to: bob, minor: 700, day: addDays(today, 40), number: 'J-3' });
		rig.sandbox.journals(realm).other({ day: today, minor: 9_900, debit: '86', credit: '35' });
		rig.edit.pay({ customer: ann, day: today, total: 2_000, journals: [{ journal: owed, minor: 2_000 }] });
		expect(await count()).toBe(without);
		for (const cursor of [accounting.openItems(), accounting.everything(horizon)]) {
			const copy = await readAll(accounting, cursor);
			expect(copy.refused).toEqual([]);
			expect(sorted(journals(copy).map(said))).toEqual(
				sorted([
					[journalId(String(owed), '1'), `${ledger}~1`, 'J-1', 5_000, 3_000, 0, today],
					[journalId(String(credit), '1'), `${ledger}~1`, 'J-2', 3_000, 0, 3_000, null],
					[journalId(String(moved), '1'), `${ledger}~1`, 'J-3', 700, 0, 700, null],
					[journalId(String(moved), '2'), `${ledger}~2`, 'J-3', 700, 700, 0, addDays(today, 40)],
				]),
			);
			for (const { entries, open, unapplied } of journals(copy))
				expect(entries.reduce((all, { minor }) => all + minor, 0)).toBe(open + unapplied);
			expect(settledIn(copy)).toEqual([]);
			expect(copy.pages.flatMap(({ whole = [] }) => whole)).toEqual([{ kind: 'journal', id: journalList }]);
			// It comes last: nothing of a long list is newer than it.
			expect(copy.pages.at(-1)?.progress.kind).toBe('journal');
		}
		// The ledger's own figure is the same sum.
		const copy = await readAll(accounting, accounting.everything(horizon));
		const net = [...copy.documents.values()].reduce((all, { open, unapplied }) => all + open - unapplied, 0);
		expect((await accounting.control()).figures).toEqual([{ currency: usd, minor: net }]);
	});

	it('has money given back since the horizon as a closed document; a void one as void', async () => {
		const accounting = await start();
		const kept = rig.edit.refund({ customer: ann, day: today, total: 4_200, number: 'RF-1', reference: 'card' });
		rig.edit.refund({ customer: ann, day: day('2020-01-01'), total: 100, number: 'RF-0' });
		const copy = await readAll(accounting, accounting.everything(horizon));
		const found = [...copy.documents.values()].filter(({ kind }) => kind === 'refund-receipt');
		expect(
			found.map(({ id, state, open, unapplied, total, number, due, entries }) => [id, state, open, unapplied, total, number, due, entries]),
		).toEqual([[String(kept), 'closed', 0, 0, 4_200, 'RF-1', null, []]]);
		expect((await accounting.look('refund-receipt', [String(kept)])).documents).toMatchObject([{ id: String(kept), total: 4_200 }]);
		rig.pass(600_000);
		rig.edit.voidDocument('RefundReceipt', kept);
		const { copy: after, calls } = await delta(accounting, copy);
		expect([calls, after.documents.get(`refund-receipt ${kept}`)?.state]).toEqual([1, 'void']);
		rig.edit.deleteDocument('RefundReceipt', kept);
		expect((await delta(accounting, copy)).copy.documents.get(`refund-receipt ${kept}`)?.state).toBe('deleted');
	});
});

describe('a delta', () => {
	const copied = async (): Promise<{ accounting: Accounting; copy: Copy }> => {
		const accounting = await start();
		return { accounting, copy: await readAll(accounting, accounting.everything(horizon)) };
	};

	it('asks for the report where an entry of a customer changed, and nowhere else', async () => {
		const { accounting, copy } = await copied();
		rig.edit.createInvoice({ customer: ann, day: today, due: today, total: 100 });
		rig.sandbox.journals(realm).other({ day: today, minor: 9_900, debit: '86', credit: '35' });
		expect((await delta(accounting, copy)).calls).toBe(1);
		const id = enter({ minor: 5_000 });
		const entered = await delta(accounting, copy);
		expect([entered.calls, journals(entered.copy).map(({ open }) => open)]).toEqual([2, [5_000]]);
		rig.sandbox.journals(realm).edit(id, { minor: 6_000 });
		expect(journals((await delta(accounting, copy)).copy)).toMatchObject([{ open: 6_000, total: 6_000 }]);
		rig.pass(200_000);
		expect((await delta(accounting, copy)).calls).toBeLessThanOrEqual(2);
		expect((await delta(accounting, copy)).calls).toBe(1);
	});

	it('says that nothing is open on what was paid, by the payment that names it', async () => {
		const { accounting, copy } = await copied();
		const id = enter({ minor: 5_000 });
		await delta(accounting, copy);
		rig.pass(600_000);
		rig.edit.pay({ customer: ann, day: today, total: 2_000, journals: [{ journal: id, minor: 2_000 }] });
		const part = await delta(accounting, copy);
		expect([part.calls, settledIn(part.copy), journals(part.copy)[0]?.open]).toEqual([2, [], 3_000]);
		expect(journals(part.copy)[0]?.entries).toMatchObject([
			{ kind: 'issued', minor: 5_000 },
			{ kind: 'payment', minor: -2_000, estimated: true },
		]);
		rig.edit.pay({ customer: ann, day: today, total: 3_000, journals: [{ journal: id, minor: 3_000 }] });
		const whole = await delta(accounting, copy);
		expect([whole.calls, settledIn(whole.copy), journals(whole.copy)]).toEqual([2, [`${id}-1`], []]);
	});

	it('cannot say whose a deleted entry was: asked by id, the report answers for all at once', async () => {
		const { accounting, copy } = await copied();
		const [gone, stays] = [enter({ minor: 5_000 }), enter({ minor: 700, customer: bob })];
		await delta(accounting, copy);
		rig.sandbox.journals(realm).remove(gone);
		const after = await delta(accounting, copy);
		expect([after.calls, settledIn(after.copy)]).toEqual([2, []]);
		rig.sandbox.resetCalls();
		const looked = await accounting.look('journal', [`${gone}-1`, `${stays}-2`, 'none-such']);
		expect([looked.documents.map(({ id }) => id), looked.settled?.map(({ id }) => id), looked.gone]).toEqual([
			[`${stays}-2`],
			[`${gone}-1`, 'none-such'],
			[],
		]);
		// The report; and the zone, for the company's day.
		expect([looked.calls, rig.sandbox.calls()]).toEqual([2, 2]);
		expect((await accounting.look('journal', [`${stays}-2`])).calls).toBe(1);
		expect(accounting.atOnce('journal')).toBeGreaterThan(1_000);
	});

	it('of more entries than one answer holds asks for the report all the same', async () => {
		const { accounting, copy } = await copied();
		for (let n = 0; n < 1_100; n += 1) enter({ minor: 100 + n });
		const after = await delta(accounting, copy);
		expect(journals(after.copy)).toHaveLength(1_100);
		expect(after.copy.refused).toEqual([]);
	}, 30_000);
});

describe('a report that cannot be had', () => {
	it.each([
		['forbidden', 1],
		['server-error', 3],
		['unavailable-html', 3],
		['truncated-page', 1],
	] as const)('%s: the rest is read, and it is said', async (kind, times) => {
		const accounting = await start();
		enter({ minor: 5_000 });
		rig.sandbox.faults.add(kind, times, 'AgedReceivableDetail');
		const copy = await readAll(accounting, accounting.everything(horizon));
		expect(copy.documents.size).toBe(3);
		expect(copy.refused).toMatchObject([{ kind: 'journal', id: journalList }]);
		expect(copy.watermark).not.toBe('');
		expect(rig.sandbox.faults.list()).toEqual([]);
		// The next read has it, and says so.
		const after = await readAll(accounting, accounting.openItems());
		expect([journals(after).length, after.pages.flatMap(({ whole = [] }) => whole)]).toEqual([1, [{ kind: 'journal', id: journalList }]]);
	});

	it('is tried again when it was not answered, and is waited for when QuickBooks says so', async () => {
		const accounting = await start();
		enter({ minor: 5_000 });
		rig.sandbox.faults.add('server-error', 2, 'AgedReceivableDetail');
		const copy = await readAll(accounting, accounting.openItems());
		expect([journals(copy).length, copy.refused]).toEqual([1, []]);
		rig.sandbox.faults.add('throttled-minute', 1, 'AgedReceivableDetail');
		await expect(readAll(accounting, accounting.openItems())).rejects.toMatchObject({ kind: 'throttled' });
	});
});

const place = { ledger, home: usd, zone: 'UTC' };
const at = instant('2026-11-22T12:00:00Z');
const line = (over: Partial<AgedLine> = {}): AgedLine => ({
	id: '7',
	kind: 'journal',
	type: 'Journal Entry',
	number: 'J-7',
	customer: '12',
	day: day('2026-10-01'),
	due: null,
	currency: usd,
	minor: 4_000,
	amount: null,
	...over,
});

describe('lines of the report', () => {
	const found = (lines: readonly AgedLine[], cut = false, asked: readonly string[] = [], unread: readonly AgedUnread[] = []) =>
		journalsIn(place, { lines, unread, cut }, at, asked);

	it('add up by entry and customer; the whole is what the report says, and no less than what is open', () => {
		rig = { close: async () => undefined } as Rig;
		const one = found([line(), line({ minor: -1_000 }), line({ customer: '13', minor: -500, amount: -800, due: day('2026-12-01') })]);
		expect(one.documents.map(said)).toEqual([
			['7-12', `${ledger}~12`, 'J-7', 3_000, 3_000, 0, day('2026-10-01')],
			['7-13', `${ledger}~13`, 'J-7', 800, 0, 500, null],
		]);
		expect(one.documents[1]?.entries).toMatchObject([{ minor: 800 }, { kind: 'credit', minor: -300, day: '2026-11-22', estimated: true }]);
		expect(found([line({ amount: -4_000 })]).documents).toMatchObject([{ total: 4_000 }]);
		expect(found([line({ amount: 100 })]).documents).toMatchObject([{ total: 4_000 }]);
		expect(found([line({ due: day('2026-12-24') })]).documents).toMatchObject([{ due: '2026-12-24', version: at }]);
	});

	it('that make no sense are refused alone; what is of no customer, or not called a journal entry, is none of ours', () => {
		const all = found([
			line(),
			line({ id: '8', day: null }),
			line({ id: '9', currency: currency('EUR') }),
			line({ id: '9' }),
			line({ id: 'x y' }),
		]);
		expect([all.documents.length, all.refused.map(({ id }) => id)]).toEqual([1, ['8-12', '9-12', '?']]);
		const none = found([line({ customer: null }), line({ id: null }), line({ id: '5', kind: 'other', type: 'Asiento contable' })], false, [
			'5-12',
			'6-12',
		]);
		expect([none.documents, none.refused, none.settled.map(({ id }) => id)]).toEqual([[], [], ['6-12']]);
		// Two that cancel each other out leave nothing.
		expect(found([line(), line({ minor: -4_000 })], false, ['7-12'])).toMatchObject({
			documents: [],
			settled: [{ id: '7-12', version: at, day: '2026-11-22' }],
		});
	});

	it('cut short settle nothing, and it is said', () => {
		const cut = found([line()], true, ['6-12']);
		expect([cut.documents.length, cut.settled, cut.whole, cut.refused.map(({ id }) => id)]).toEqual([1, [], [], [journalList]]);
	});

	it('that cannot be read count as there, and hold up nobody else', () => {
		const of = (id: string | null, customer: string | null, kind: AgedUnread['kind'] = 'journal') => ({ id, customer, kind });
		const some = found(
			[line(), line({ id: '8' })],
			false,
			['7-12', '5-12', '6-12'],
			[of('7', '12'), of('5', '12', 'other'), of(null, '1', 'copied')],
		);
		expect([some.documents.map(({ id }) => id), some.refused.map(({ id }) => id)]).toEqual([['8-12'], ['7-12']]);
		expect([some.settled.map(({ id }) => id), some.whole.length]).toEqual([['6-12'], 1]);
		const nameless = found([line()], false, ['6-12'], [of(null, null, 'other')]);
		expect([nameless.settled, nameless.whole, nameless.refused]).toMatchObject([
			[],
			[],
			[{ id: journalList, reason: expect.stringContaining('whose it is') }],
		]);
	});

	it('are in each transaction’s own currency where the company has several', () => {
		const column = (key: string) => ({ ColType: key });
		const row = (values: readonly string[]) => ({ ColData: values.map((value) => ({ value })), type: 'Data' });
		const answer = (keys: readonly string[], ...rows: (readonly string[])[]) => ({
			Columns: { Column: keys.map(column) },
			Rows: { Row: rows.map(row) },
		});
		const keys = ['txn_type', 'currency', 'subt_open_bal', 'foreign_open_bal', 'foreign_amount'];
		expect(
			agedLines(answer(keys, ['Journal Entry', 'EUR', '110.00', '100.00', '150.00'], ['Invoice', 'USD', '5.00', '', '']), usd).lines,
		).toMatchObject([
			{ currency: 'EUR', minor: 10_000, amount: 15_000 },
			{ currency: 'USD', minor: 500, amount: null },
		]);
		expect(agedLines(answer(['txn_type', 'foreign_open_bal', 'currency'], ['Invoice', '1.00', 'EUR']), null)).toMatchObject({
			unread: [],
		});
		expect(agedLines(answer(['txn_type', 'subt_open_bal'], ['Invoice', '1.00']), null)).toMatchObject({
			cut: false,
			lines: [],
			unread: [{ id: null }],
		});
	});
});
