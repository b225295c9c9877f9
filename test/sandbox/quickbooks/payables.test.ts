/** Suppliers' side of the QuickBooks sandbox: vendors, bills, credits, payments; receivables know nothing of them. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EditError } from '../../../local/sandbox/quickbooks/edit-error.ts';
import type { Accounting, Cursor } from '../../../shared/ports/accounting.ts';
import { invoices, organisation, type Rig, realm, startRig, today } from './rig.ts';

const withBills = () =>
	organisation({
		documents: invoices(3),
		vendors: [
			{
				id: 'v-ann',
				name: 'Ann O’Neil (supplier)',
				companyName: "Ann O'Neil & Söhne",
				email: 'ann@example.com',
				taxId: '12-3456789',
				bankAccount: '000123456789',
			},
			{ id: 'v-mx', name: 'Papelería', currency: 'MXN' },
		],
		bills: [
			{ id: 'b1', vendor: 'v-ann', currency: 'USD', number: 'A-1', issued: '-20d', due: '10d', total: '120.00' },
			{
				id: 'b2',
				vendor: 'v-ann',
				currency: 'USD',
				number: 'A-2',
				issued: '-40d',
				due: '-10d',
				total: '50.00',
				paid: [{ amount: '50.00', day: '-5d' }],
			},
			{ kind: 'bill-credit', id: 'c1', vendor: 'v-ann', currency: 'USD', number: 'AC', issued: '-3d', total: '20.00' },
			{ id: 'b3', vendor: 'v-mx', currency: 'MXN', number: 'M', issued: '-1d', due: '29d', total: '999.50' },
		],
	});
let rig: Rig;
let token: string;
beforeEach(async () => {
	rig = await startRig({ organisation: withBills() });
	token = (await rig.connect()).tokens.access;
});
afterEach(() => rig.close());

const call = async (path: string, body?: object): Promise<Record<string, unknown>> => {
	const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
	const answer = await fetch(`${rig.sandbox.origin}/v3/company/${realm}/${path}`, {
		headers,
		...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
	});
	return (await answer.json()) as Record<string, unknown>;
};
type Row = Readonly<Record<string, unknown>>;
const query = async (text: string): Promise<readonly Row[]> => {
	const { QueryResponse } = (await call(`query?query=${encodeURIComponent(text)}`)) as { QueryResponse: Record<string, unknown> };
	return (Object.values(QueryResponse).find((value) => Array.isArray(value)) ?? []) as Row[];
};
const vendor = () => rig.sandbox.dump(realm).vendors.find(({ tag }) => tag === 'v-ann')?.id ?? 0;
const owed = (tag: string) => rig.sandbox.dump(realm).payables.find((row) => row.tag === tag);

it('says vendors with their balance and currency, tax and bank numbers but for their ends', async () => {
	const [ann, mx] = await query('select * from Vendor orderby Id');
	expect(ann).toMatchObject({
		DisplayName: 'Ann O’Neil (supplier)',
		Balance: 100,
		TaxIdentifier: 'XXXXXX6789',
		CurrencyRef: { value: 'USD' },
	});
	expect(ann?.VendorPaymentBankDetail).toMatchObject({ BankAccountNumber: 'XXXXXXXX6789' });
	expect(mx).toMatchObject({ Balance: 999.5, CurrencyRef: { value: 'MXN' } });
});

it('is asked for what is open, and for one by its id', async () => {
	expect((await query("select * from Bill where Balance > '0' orderby Id")).map((row) => [row.DocNumber, row.Balance])).toEqual([
		['A-1', 120],
		['M', 999.5],
	]);
	expect(await query('select * from VendorCredit')).toMatchObject([{ TotalAmt: 20, Balance: 20 }]);
	expect(await query('select * from BillPayment')).toMatchObject([{ TotalAmt: 50, Line: [{ LinkedTxn: [{ TxnType: 'Bill' }] }] }]);
	expect(await call(`bill/${owed('b1')?.id}`)).toMatchObject({ Bill: { VendorRef: { value: String(vendor()) }, DueDate: '2026-12-02' } });
	expect(await call("query?query=select * from VendorCredit where Balance > '0'")).toHaveProperty('Fault');
});

it('takes a payment of a bill with a credit in it, once for one requestid, and gives both back', async () => {
	const body = {
		VendorRef: { value: String(vendor()) },
		PayType: 'Check',
		CheckPayment: { BankAccountRef: { value: '35' } },
		TotalAmt: 80,
		PrivateNote: 'set-off 7',
		Line: [
			{ Amount: 100, LinkedTxn: [{ TxnId: String(owed('b1')?.id), TxnType: 'Bill' }] },
			{ Amount: 20, LinkedTxn: [{ TxnId: String(owed('c1')?.id), TxnType: 'VendorCredit' }] },
		],
	};
	const made = await call('billpayment?requestid=p1', body);
	expect(made).toMatchObject({ BillPayment: { TotalAmt: 80, PrivateNote: 'set-off 7' } });
	expect(await call('billpayment?requestid=p1', body)).toEqual(made);
	expect([owed('b1')?.balance, owed('c1')?.balance]).toEqual([2000, 0]);
	const { Id, SyncToken } = made.BillPayment as { Id: string; SyncToken: string };
	await call('billpayment?operation=delete', { Id, SyncToken });
	expect([owed('b1')?.balance, owed('c1')?.balance]).toEqual([12_000, 2000]);
	expect(await call('billpayment', { ...body, TotalAmt: 81 })).toHaveProperty('Fault');
});

it('keeps one name for customers and vendors, as QuickBooks does', () => {
	const books = rig.sandbox.editPayables(realm);
	const currency = rig.sandbox.dump(realm).company.base;
	expect(() => books.createVendor({ name: "Ann O'Neil & Söhne", currency })).toThrow(EditError);
});

it('what is read of receivables is the same with bills and without', async () => {
	const bare = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	const all = async (accounting: Accounting) => {
		const found: unknown[] = [];
		for (const from of [accounting.everything(today), accounting.openItems()])
			for (let cursor: Cursor | null = from; cursor !== null; ) {
				const page: Awaited<ReturnType<Accounting['page']>> = await accounting.page(cursor);
				found.push(...page.documents, ...page.customers, ...page.refused);
				cursor = page.next;
			}
		return [found, await accounting.control()];
	};
	try {
		expect(await all(await rig.open())).toEqual(await all(await bare.open()));
	} finally {
		await bare.close();
	}
});
