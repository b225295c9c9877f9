/** QuickBooks' accounts of receivables and its list of what is open on them, read by the adapter from the sandbox. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { agedLines } from '../../../../shared/adapters/quickbooks/aged-detail.ts';
import { openQuickbooksBooks } from '../../../../shared/adapters/quickbooks/ledger-books.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { invoices, ledger, organisation, type Rig, realm, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

const [usd, mxn] = [currency('USD'), currency('MXN')];
let rig: Rig;
beforeEach(async () => {
	const customers = [
		{ id: 'ann', name: 'Ann', country: 'US' },
		{ id: 'mar', name: 'María', currency: 'MXN' },
	];
	rig = await startRig({ organisation: organisation({ customers, documents: invoices(2) }) });
});
afterEach(() => rig.close());

const read = async () => {
	const { tokens } = await rig.connect();
	const books = await openQuickbooksBooks(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now);
	rig.sandbox.resetCalls();
	const answer = await books.receivables(usd, today);
	if ('missingScope' in answer || answer.lines === null) throw new Error('no lines');
	return { ...answer, lines: answer.lines };
};
const customer = (name: string): number => rig.sandbox.dump(realm).customers.find((each) => each.name === name)?.id ?? 0;

it('is one account a currency, with everything on it by name: documents, journals, what is dated later', async () => {
	const [ann, mar] = [customer('Ann'), customer('María')];
	const journal = rig.sandbox.journals(realm).add({ customer: ann, day: today, minor: 4_000, number: 'J-1' });
	rig.sandbox.journals(realm).add({ customer: mar, day: today, minor: -700, number: 'J-2' });
	rig.edit.pay({ customer: ann, day: today, total: 2_500, reference: 'on account' });
	rig.edit.createInvoice({ customer: ann, day: addDays(today, 40), due: addDays(today, 70), total: 900, number: 'LATER' });
	const { figures, lines, partial } = await read();
	expect(rig.sandbox.calls()).toBe(2);
	expect(partial).toBe(false);
	expect(figures).toEqual([
		{ currency: mxn, today: -700, allDates: -700, unrealised: null },
		{ currency: usd, today: 10_025 + 10_125 + 4_000 - 2_500 + 900, allDates: 10_025 + 10_125 + 4_000 - 2_500 + 900, unrealised: null },
	]);
	const of = (kind: string) => lines.filter((line) => line.kind === kind);
	expect(of('journal')).toMatchObject([
		{ id: String(journal), number: 'J-1', customer: String(ann), minor: 4_000, currency: usd, type: 'Journal Entry' },
		{ number: 'J-2', customer: String(mar), minor: -700, currency: mxn },
	]);
	expect(of('copied').map(({ minor }) => minor)).toEqual(expect.arrayContaining([10_025, 10_125, -2_500, 900]));
	for (const { currency: code, today: figure } of figures)
		expect(lines.filter((line) => line.currency === code).reduce((all, { minor }) => all + minor, 0)).toBe(figure);
});

it('a payment settles a journal’s debit, and owes it again when it is void; a merge takes it along', async () => {
	const [ann, other] = [customer('Ann'), rig.edit.createCustomer({ name: 'Ann again', currency: usd })];
	const entry = rig.sandbox.journals(realm);
	const journal = entry.add({ customer: ann, day: today, minor: 4_000 }) ?? 0;
	const balance = () => rig.sandbox.dump(realm).customers.find((each) => each.id === ann)?.balance;
	expect(balance()).toBe(24_150);
	const payment = rig.edit.pay({ customer: ann, day: today, total: 3_000, journals: [{ journal, minor: 2_500 }] });
	expect(balance()).toBe(21_150);
	expect(entry.one(journal)?.rest).toBe(1_500);
	expect(() => rig.edit.pay({ customer: ann, day: today, total: 2_000, journals: [{ journal, minor: 1_501 }] })).toThrow('not part');
	rig.edit.voidDocument('Payment', payment);
	expect(balance()).toBe(24_150);
	rig.edit.mergeCustomers(ann, other);
	expect(entry.one(journal)?.customer).toBe(other);
	entry.remove(journal);
	expect((await read()).lines.filter(({ kind }) => kind === 'journal')).toEqual([]);
});

it('journals are entered, paid and deleted on a page of the sandbox too', async () => {
	const at = `${rig.sandbox.origin}/journals/${realm}`;
	const post = (path: string, form: Readonly<Record<string, string>>) =>
		fetch(`${at}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
	const told = async (answer: Response): Promise<string> => (await fetch(new URL(answer.headers.get('location') ?? '', at))).text();
	const form = { customer: String(customer('Ann')), amount: '12.50', day: today, number: 'PAGE-1' };
	expect(await told(await post('', form))).toContain('PAGE-1');
	expect(await told(await post('', { ...form, amount: 'much' }))).toContain('Not done');
	const [row] = rig.sandbox.journals(realm).rows("state = 'live'");
	expect(row).toMatchObject({ minor: 1_250, rest: 1_250 });
	await post(`/${row?.id}/pay`, {});
	expect(rig.sandbox.journals(realm).one(row?.id ?? 0)?.rest).toBe(0);
	await post(`/${row?.id}/delete`, {});
	expect(rig.sandbox.journals(realm).one(row?.id ?? 0)).toBeNull();
	expect((await post('/999/delete', {})).status).toBe(404);
});

const column = (ColKey: string, ColType = 'String') => ({ ColType, MetaData: [{ Name: 'ColKey', Value: ColKey }] });
const row = (type: string, amount: string) => ({ ColData: [{ value: type, id: '7' }, { value: amount }], type: 'Data' });
const report = (rows: readonly unknown[], columns = [column('txn_type'), column('subt_open_bal')]) => ({
	Columns: { Column: columns },
	Rows: {
		Row: [
			{ type: 'Section', Header: { ColData: [{ value: '31 - 60' }] }, Rows: { Row: rows }, Summary: { ColData: [{ value: 'Total' }] } },
		],
	},
});

it('reads leaves only, by the keys of columns, and says what it could not read', () => {
	expect(agedLines(report([row('Invoice', '1,200.50'), row('Deposit', '-3.00')]), usd)).toMatchObject({
		unread: [],
		lines: [
			{ kind: 'copied', minor: 120_050, id: '7' },
			{ kind: 'other', minor: -300 },
		],
	});
	expect(agedLines(report([row('Invoice', '1.005')]), usd)).toMatchObject({ cut: false, unread: [{ kind: 'copied' }], lines: [] });
	expect(agedLines(report([row('Invoice', 'a lot')]), usd)).toMatchObject({ cut: false, unread: [{ kind: 'copied' }], lines: [] });
	expect(
		agedLines(report([row('Invoice', '1'), { ColData: [{ value: 'Unable to display more data. Please reduce the date range.' }] }]), usd)
			.cut,
	).toBe(true);
	const byType = [
		{ ColType: 'txn_type', ColTitle: 'Tipo' },
		{ ColType: 'subt_open_bal', ColTitle: 'Saldo' },
	];
	expect(agedLines(report([row('Payment', '-1')], byType as never), usd).lines).toMatchObject([{ kind: 'copied', minor: -100 }]);
	expect(() => agedLines(report([], [column('txn_type')]), usd)).toThrow('column');
	expect(() => agedLines({ Fault: {} }, usd)).toThrow('column');
});
