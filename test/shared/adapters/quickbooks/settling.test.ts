/** What settled a document, when, and documents that are void. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applicationsIn, creditNoteFrom, invoiceFrom, paymentFrom } from '../../../../shared/adapters/quickbooks/documents.ts';
import { currency } from '../../../../shared/domain/money.ts';

const place = { ledger: 'quickbooks-1', home: currency('USD'), zone: 'America/Los_Angeles' };
const nothing = applicationsIn(place, []);
const head = {
	Id: '7',
	SyncToken: '2',
	MetaData: { LastUpdatedTime: '2026-07-03T22:30:00-07:00' },
	TxnDate: '2026-06-01',
	CustomerRef: { value: '3' },
	CurrencyRef: { value: 'MXN' },
};
const invoice = { ...head, TotalAmt: 1160.5, Balance: 1160.5, DueDate: '2026-07-01', DocNumber: 'F-9' };

describe('a payment of money and credit memos', () => {
	const mixed = (cash: number, lines: readonly (readonly [number, string, string])[]) => ({
		...head,
		Id: '30',
		TxnDate: '2026-06-20',
		TotalAmt: cash,
		UnappliedAmt: 0,
		Line: lines.map(([Amount, TxnType, TxnId]) => ({ Amount, LinkedTxn: [{ TxnId, TxnType }] })),
	});
	const entriesOf = (row: object, Id: string, total: number) =>
		invoiceFrom(
			place,
			applicationsIn(place, [row]),
		)({ ...invoice, Id, TotalAmt: total, Balance: 0 }).entries.map((each) => [each.kind, each.minor, each.estimated ?? false]);

	it.each([[true], [false]])('60 and a memo of 40 settle 100 as what they are (memo first: %s)', (memoFirst) => {
		const lines = [
			[100, 'Invoice', '7'],
			[40, 'CreditMemo', '8'],
		] as const;
		const row = mixed(60, memoFirst ? lines.toReversed() : lines);
		expect(entriesOf(row, '7', 100)).toEqual([
			['issued', 10_000, false],
			['credit', -4000, false],
			['payment', -6000, false],
		]);
		const memo = creditNoteFrom(place, applicationsIn(place, [row]))({ ...head, Id: '8', TotalAmt: 40, RemainingCredit: 0 });
		expect(memo.entries.map((each) => [each.kind, each.minor])).toEqual([
			['issued', 4000],
			['credit', -4000],
		]);
		expect(paymentFrom(place)(row)).toMatchObject({ total: 6000, unapplied: 0, state: 'closed', entries: [] });
	});
	it('a journal entry that pays is a credit, one that is paid takes of the money', () => {
		const pays = mixed(0, [
			[100, 'Invoice', '7'],
			[100, 'JournalEntry', '8'],
		]);
		expect(entriesOf(pays, '7', 100)).toEqual([
			['issued', 10_000, false],
			['credit', -10_000, false],
		]);
		const both = mixed(60, [
			[30, 'JournalEntry', '8'],
			[100, 'Invoice', '7'],
			[10, 'CreditMemo', '9'],
		]);
		expect(entriesOf(both, '7', 100)).toEqual([
			['issued', 10_000, false],
			['credit', -4_000, false],
			['payment', -6_000, false],
		]);
		const isPaid = mixed(150, [
			[100, 'Invoice', '7'],
			[50, 'JournalEntry', '8'],
		]);
		expect(entriesOf(isPaid, '7', 100)).toEqual([
			['issued', 10_000, false],
			['payment', -10_000, false],
		]);
	});
	it('over several invoices: memos in the order of the lines, money the rest', () => {
		const row = mixed(70, [
			[50, 'Invoice', '1'],
			[40, 'CreditMemo', '8'],
			[50, 'Invoice', '2'],
			[20, 'CreditMemo', '9'],
			[30, 'Invoice', '3'],
		]);
		expect(entriesOf(row, '1', 50)).toEqual([
			['issued', 5000, false],
			['credit', -5000, false],
		]);
		expect(entriesOf(row, '2', 50)).toEqual([
			['issued', 5000, false],
			['credit', -1000, false],
			['payment', -4000, false],
		]);
		expect(entriesOf(row, '3', 30).at(-1)).toEqual(['payment', -3000, false]);
	});
	it('adds up to the money and the memos, whatever the lines', () => {
		const line = fc.tuple(fc.nat(90_000), fc.constantFrom('Invoice', 'CreditMemo'));
		fc.assert(
			fc.property(fc.array(line, { maxLength: 8 }), (all) => {
				const sum = (type: string) => all.filter(([, of]) => of === type).reduce((total, [minor]) => total + minor, 0);
				const row = mixed(
					Math.max(0, sum('Invoice') - sum('CreditMemo')) / 100,
					all.map(([minor, type], i) => [minor / 100, type, String(i)]),
				);
				const found = [...applicationsIn(place, [row])];
				const of = (type: string, kind: string) =>
					found
						.filter(([to]) => to.startsWith(type))
						.flatMap(([, each]) => each)
						.filter((each) => each.kind === kind)
						.reduce((total, { minor }) => total + minor, 0);
				expect(of('CreditMemo', 'credit')).toBe(sum('CreditMemo'));
				expect(of('Invoice', 'credit')).toBe(Math.min(sum('Invoice'), sum('CreditMemo')));
				expect(of('Invoice', 'credit') + of('Invoice', 'payment')).toBe(sum('Invoice'));
			}),
		);
	});
});

it('dates what it does not know on the company’s own day, whatever offset QuickBooks writes', () => {
	const row = { ...invoice, Balance: 0, MetaData: { LastUpdatedTime: '2026-07-03T22:30:00-07:00' } };
	const dayOf = (zone: string) => invoiceFrom({ ...place, zone }, nothing)(row).entries.at(-1)?.day;
	expect(['America/Los_Angeles', 'UTC', 'Pacific/Kiritimati'].map(dayOf)).toEqual(['2026-07-03', '2026-07-04', '2026-07-04']);
	expect(
		invoiceFrom(
			{ ...place, zone: 'Pacific/Honolulu' },
			nothing,
		)({ ...row, MetaData: { LastUpdatedTime: '2026-07-04T01:00:00-07:00' } }).entries.at(-1)?.day,
	).toBe('2026-07-03');
});

it.each(['Voided', 'VOID', 'Void', ' voided - wrong customer', 'Void: 12'])(
	'a total of nothing and a note of “%s” is a void',
	(PrivateNote) => {
		expect(invoiceFrom(place, nothing)({ ...invoice, TotalAmt: 0, Balance: 0, PrivateNote })).toMatchObject({ state: 'void', open: 0 });
	},
);
it.each([undefined, '', 'Anulado', 'Storniert', 'Avoid this customer', 'Voids'])('one of “%s” owes as little', (PrivateNote) => {
	const row = { ...invoice, TotalAmt: 0, Balance: 0, Line: [], ...(PrivateNote === undefined ? {} : { PrivateNote }) };
	expect(invoiceFrom(place, nothing)(row)).toMatchObject({ state: 'closed', total: 0, open: 0, entries: [] });
	expect(creditNoteFrom(place, nothing)({ ...row, RemainingCredit: 0 })).toMatchObject({ state: 'closed', unapplied: 0, entries: [] });
	expect(paymentFrom(place)({ ...row, UnappliedAmt: 0 })).toMatchObject({ state: 'closed', unapplied: 0, entries: [] });
});
it('a note of a void on a document that still has a total is a note', () => {
	expect(invoiceFrom(place, nothing)({ ...invoice, PrivateNote: 'Void after 30 days' })).toMatchObject({ state: 'open', open: 116_050 });
});
