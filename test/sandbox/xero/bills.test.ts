/** The other side of Xero's books: bills and suppliers' credits stand beside receivables and change nothing of them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EditRefused } from '../../../local/sandbox/xero/edit/context.ts';
import type { XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../shared/adapters/xero/accounting.ts';
import type { Accounting, Cursor } from '../../../shared/ports/accounting.ts';
import { type Clock, ledger, orgId, smallBooks, startBooks, testClock, today } from './books.ts';

let clock: Clock;
let sandbox: XeroSandbox;
const withBills = () =>
	smallBooks({
		vendors: [
			{ id: 'v-slow', name: 'Slow Payers', customer: 'slow', taxId: 'GB123456789' },
			{ id: 'v-other', name: 'Paper & Co', email: 'sales@paper.example' },
		],
		bills: [
			{ id: 'b1', vendor: 'v-slow', currency: 'GBP', number: 'S-1', issued: '-20d', due: '10d', total: '120.00' },
			{
				id: 'b2',
				vendor: 'v-slow',
				currency: 'EUR',
				number: 'S-2',
				issued: '-60d',
				due: '-30d',
				total: '50.00',
				paid: [{ amount: '20.00', day: '-5d' }],
			},
			{ kind: 'bill-credit', id: 'c1', vendor: 'v-slow', currency: 'GBP', number: 'SC-1', issued: '-3d', total: '15.00' },
			{ id: 'b3', vendor: 'v-other', currency: 'GBP', number: 'S-1', issued: '-9d', due: '21d', total: '80.00' },
		],
	});

beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterEach(() => sandbox.close());

type Answered = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
const rows = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
	const answer = await fetch(`${sandbox.origin}/api.xro/2.0/${path}`, {
		headers: { authorization: `Bearer ${sandbox.consent([orgId]).access_token}`, 'xero-tenant-id': orgId },
	});
	return ((await answer.json()) as Answered)[path.split(/[/?]/)[0] ?? ''] ?? [];
};
const where = (text: string): string => encodeURIComponent(text);
const read = async (accounting: Accounting, from: Cursor) => {
	const found: unknown[] = [];
	for (let cursor: Cursor | null = from; cursor !== null; ) {
		const page: Awaited<ReturnType<Accounting['page']>> = await accounting.page(cursor);
		found.push(...page.documents, ...page.refused);
		cursor = page.next;
	}
	return found.map((each) => JSON.stringify(each)).sort();
};
const open = () => openXero(sandbox.origin)(ledger, sandbox.consent([orgId]).access_token, clock.now);

it('bills are invoices of type ACCPAY, suppliers’ credits are credit notes of type ACCPAYCREDIT', async () => {
	sandbox.load(withBills(), today);
	const bills = await rows(`Invoices?page=1&where=${where('Type=="ACCPAY"')}&Statuses=AUTHORISED`);
	expect(bills.map((row) => [row.Type, row.InvoiceNumber, row.AmountDue, row.CurrencyCode].join(' ')).sort()).toEqual([
		'ACCPAY S-1 120 GBP',
		'ACCPAY S-1 80 GBP',
		'ACCPAY S-2 30 EUR',
	]);
	const credits = await rows(`CreditNotes?page=1&where=${where('Type=="ACCPAYCREDIT"')}`);
	expect(credits.map((row) => [row.Type, row.RemainingCredit])).toEqual([['ACCPAYCREDIT', 15]]);
	expect((await rows('Invoices?page=1')).map((row) => row.Type)).toEqual(expect.arrayContaining(['ACCREC', 'ACCPAY']));
	expect((await rows(`Payments?where=${where('PaymentType=="ACCPAYPAYMENT"')}`)).map((row) => row.Amount)).toEqual([20]);
	expect(await rows(`Invoices/${String(bills[0]?.InvoiceID)}`)).toMatchObject([{ Type: 'ACCPAY' }]);
});

it('one contact is customer and supplier, and Xero adds up what it is owed without converting', async () => {
	sandbox.load(withBills(), today);
	const contacts = await rows('Contacts?page=1');
	const of = (name: string) => contacts.find((row) => row.Name === name);
	expect(of('Slow Payers')).toMatchObject({
		IsSupplier: true,
		IsCustomer: true,
		TaxNumber: 'GB123456789',
		Balances: { AccountsPayable: { Outstanding: 135, Overdue: 30 } },
	});
	expect(of('Paper & Co')).toMatchObject({ IsSupplier: true, IsCustomer: false, Balances: { AccountsReceivable: { Outstanding: 0 } } });
	expect((await rows(`Contacts?page=1&where=${where('IsSupplier==true')}`)).map((row) => String(row.Name)).sort()).toEqual([
		'Paper & Co',
		'Slow Payers',
	]);
});

it('what is read of receivables is the same with bills and without', async () => {
	sandbox.load(smallBooks(), today);
	const plain = await open();
	const bare = [await read(plain, plain.everything(today)), await read(plain, plain.openItems()), await plain.control()];
	const contactsBefore = sandbox.dump(orgId).documents;
	await sandbox.close();
	clock = testClock();
	sandbox = await startBooks(clock);
	sandbox.load(withBills(), today);
	const both = await open();
	const withoutTimes = (all: unknown) => JSON.stringify(all).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '');
	expect(withoutTimes([await read(both, both.everything(today)), await read(both, both.openItems()), await both.control()])).toBe(
		withoutTimes(bare),
	);
	expect(withoutTimes(sandbox.dump(orgId).documents)).toBe(withoutTimes(contactsBefore));
	expect(sandbox.dump(orgId).bills.length).toBe(5);
	const [bill] = sandbox.dump(orgId).bills;
	// Asked for by its id, as a webhook would have us: a bill is none of ours.
	expect(await both.look('invoice', [bill?.id ?? ''])).toMatchObject({ documents: [], refused: [], gone: [] });
});

it('a bill is paid, credited, re-dated and voided as a bookkeeper would, never beyond what is left', async () => {
	sandbox.load(withBills(), today);
	const books = sandbox.edit(orgId);
	const bill = (number: string, currency = 'GBP') => {
		const found = sandbox.dump(orgId).bills.find((each) => each.number === number && each.currency === currency);
		if (!found) throw new Error(`no bill ${number}`);
		return found;
	};
	const credit = bill('SC-1');
	const owed = sandbox.dump(orgId).bills.find((each) => each.kind === 'bill' && each.total === 12_000)?.id ?? '';
	books.allocateBillCredit(credit.id, { bill: owed, amount: 1500, day: today });
	expect(() => books.payBill(owed, { amount: 10_501, day: today })).toThrow(EditRefused);
	const payment = books.payBill(owed, { amount: 10_500, day: today });
	expect(sandbox.dump(orgId).bills.find((each) => each.id === owed)).toMatchObject({ rest: 0, status: 'PAID' });
	expect(() => books.voidBill('bill', owed)).toThrow(EditRefused);
	books.deletePayment(payment);
	expect(sandbox.dump(orgId).bills.find((each) => each.id === owed)?.rest).toBe(10_500);
	books.changeBill(bill('S-2', 'EUR').id, { due: '2027-01-01' });
	expect(bill('S-2', 'EUR').due).toBe('2027-01-01');
});
