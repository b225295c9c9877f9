/** POST of the suppliers' side: create and update (sparse) a vendor, create a bill, a credit or a payment of bills; delete, and void of a payment. */
import * as z from 'zod';
import { day } from '../../../shared/domain/day.ts';
import { currency, moneyFromNumber } from '../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest } from '../server.ts';
import { closedBooks, notFound, refused, stale } from './answers.ts';
import { EditError } from './edit-error.ts';
import { timeText } from './json.ts';
import { payableEdits } from './payable-edit.ts';
import { payableEntityJson } from './payable-json.ts';
import { type PayableEntity, payables } from './payable-store.ts';
import type { CompanyRow, Store } from './store.ts';
import { closedOn, once } from './write.ts';

const ref = z.object({ value: z.string() });
const body = z.object({
	Id: z.string().regex(/^\d+$/).optional(),
	SyncToken: z.string().optional(),
	DisplayName: z.string().max(500).optional(),
	CompanyName: z.string().max(100).optional(),
	Active: z.boolean().optional(),
	PrimaryEmailAddr: z.object({ Address: z.string() }).optional(),
	TaxIdentifier: z.string().max(20).optional(),
	CurrencyRef: ref.optional(),
	VendorRef: ref.optional(),
	DocNumber: z.string().max(21).optional(),
	PrivateNote: z.string().max(4000).optional(),
	TxnDate: z.string().optional(),
	DueDate: z.string().optional(),
	TotalAmt: z.number().nonnegative().optional(),
	PayType: z.enum(['Check', 'CreditCard']).optional(),
	CheckPayment: z.object({ BankAccountRef: ref }).optional(),
	CreditCardPayment: z.object({ CCAccountRef: ref }).optional(),
	Line: z
		.array(z.object({ Amount: z.number(), LinkedTxn: z.array(z.object({ TxnId: z.string(), TxnType: z.string() })).optional() }))
		.optional(),
});
type Body = z.infer<typeof body>;
type Writing = { readonly store: Store; readonly company: CompanyRow; readonly type: PayableEntity; readonly now: number };

const create = ({ store, company, type, now }: Writing, sent: Body): number => {
	const edit = payableEdits(store, company.realm);
	if (type === 'Vendor')
		return edit.createVendor({
			name: sent.DisplayName ?? 'Unnamed',
			company: sent.CompanyName ?? null,
			currency: currency(sent.CurrencyRef?.value ?? company.base),
			email: sent.PrimaryEmailAddr?.Address ?? null,
			tax: sent.TaxIdentifier ?? null,
		});
	const vendor = payables(store, company.realm).vendor(Number(sent.VendorRef?.value ?? '0'));
	if (!vendor) throw new EditError('VendorRef is missing or not known');
	if (sent.CurrencyRef && sent.CurrencyRef.value !== vendor.currency)
		throw new EditError('The currency of the transaction is not the currency of the vendor');
	const minor = (value: number): number => moneyFromNumber(value, vendor.currency).minor;
	const lines = sent.Line ?? [];
	const of = {
		vendor: vendor.id,
		day: day(sent.TxnDate ?? timeText(now).slice(0, 10)),
		total: minor(sent.TotalAmt ?? lines.reduce((all, line) => all + line.Amount, 0)),
		number: sent.DocNumber ?? '',
		note: sent.PrivateNote ?? '',
	};
	if (type === 'Bill') return edit.createBill({ ...of, due: day(sent.DueDate ?? of.day) });
	if (type === 'VendorCredit') return edit.createVendorCredit(of);
	if (sent.PayType === undefined || (sent.PayType === 'Check' ? !sent.CheckPayment : !sent.CreditCardPayment))
		throw new EditError('PayType and the account of it are required');
	const linked = (word: string) =>
		lines.flatMap((line) =>
			(line.LinkedTxn ?? []).flatMap(({ TxnId, TxnType }) => (TxnType === word ? [{ id: Number(TxnId), minor: minor(line.Amount) }] : [])),
		);
	return edit.payBills({ ...of, bills: linked('Bill'), credits: linked('VendorCredit') });
};

const change = ({ store, company, type }: Writing, id: number, sent: Body, operation: string | null): 'deleted' | 'changed' => {
	const edit = payableEdits(store, company.realm);
	if (type === 'Vendor')
		edit.editVendor(id, {
			...(sent.DisplayName === undefined ? {} : { name: sent.DisplayName }),
			...(sent.Active === undefined ? {} : { active: sent.Active ? 1 : 0 }),
		});
	else if (operation === 'delete') {
		edit.deletePayable(type, id);
		return 'deleted';
	} else if (operation === 'void' && type === 'BillPayment') edit.voidBillPayment(id);
	else if (type === 'Bill') {
		const code = payables(store, company.realm).row('Bill', id)?.currency ?? company.base;
		edit.editBill(id, {
			...(sent.TotalAmt === undefined ? {} : { total: moneyFromNumber(sent.TotalAmt, code).minor }),
			...(sent.DueDate === undefined ? {} : { due: day(sent.DueDate) }),
		});
	} else throw new EditError(`the sandbox does not update a ${type}`);
	return 'changed';
};

const write = (writing: Writing, sent: Body, query: URLSearchParams): LocalAnswer => {
	const { store, company, type, now } = writing;
	const time = timeText(now, true);
	const shown = (id: number): LocalAnswer => {
		const json = payableEntityJson(store, company, type, id);
		return json ? { body: { [type]: json, time } } : notFound(now);
	};
	if (type !== 'Vendor' && closedOn(store, company.realm, sent.TxnDate ?? timeText(now).slice(0, 10))) return closedBooks(now);
	if (sent.Id === undefined) return shown(create(writing, sent));
	const id = Number(sent.Id);
	const books = payables(store, company.realm);
	const row = type === 'Vendor' ? books.vendor(id) : books.row(type, id);
	if (!row) return notFound(now);
	if (sent.SyncToken !== String(row.sync)) return stale(now);
	const done = change(writing, id, sent, query.get('include') === 'void' ? 'void' : query.get('operation'));
	return done === 'deleted' ? { body: { [type]: { domain: 'QBO', status: 'Deleted', Id: sent.Id }, time } } : shown(id);
};

/** A `requestid` seen before gets the first answer again, as with every entity. */
export const answerPayableWrite = (
	store: Store,
	company: CompanyRow,
	type: PayableEntity,
	request: LocalRequest,
	now: number,
): LocalAnswer =>
	once(store, company.realm, request, now, (json) => {
		const sent = body.safeParse(json);
		if (!sent.success) return refused(now, z.prettifyError(sent.error));
		return write({ store, company, type, now }, sent.data, request.query);
	});
