/** `POST` and `PUT` of credit notes and invoices, approved at once; and `POST /Invoices/{id}`, which changes the day the money is expected on, and no more. */
import * as z from 'zod';
import { isDay } from '../../../../shared/domain/day.ts';
import { accountsOf } from '../accounts.ts';
import type { LinePart } from '../more.ts';
import type { DocumentRow } from '../store.ts';
import { oneCredit } from './credits.ts';
import { oneInvoice } from './invoices.ts';
import { lockedOn, minorOf } from './new-payments.ts';
import { notFound } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

const line = z.object({
	Description: z.string().min(1),
	Quantity: z.number().optional(),
	UnitAmount: z.number().optional(),
	LineAmount: z.number().optional(),
	AccountCode: z.string().optional(),
	TaxType: z.string().optional(),
});
const document = z.object({
	Type: z.string(),
	Status: z.string().optional(),
	Contact: z.object({ ContactID: z.string() }),
	Date: z.string(),
	DueDate: z.string().optional(),
	CurrencyCode: z.string().optional(),
	LineAmountTypes: z.enum(['Exclusive', 'Inclusive', 'NoTax']).optional(),
	Reference: z.string().max(255).optional(),
	LineItems: z.array(line).min(1),
});
type Sent = z.infer<typeof document>;

/** Per cent. Xero's own words for rates; which there are depends on the country there. */
const rates: Readonly<Record<string, number>> = { NONE: 0, ZERORATEDOUTPUT: 0, EXEMPTOUTPUT: 0, OUTPUT: 20, OUTPUT2: 20, RROUTPUT: 5 };

type Line = { readonly net: number; readonly tax: number; readonly part: LinePart };
/** Half up, in whole minor units. */
const share = (minor: number, rate: number, of: number): number => Math.floor((2 * minor * rate + of) / (2 * of));
const lineOf = (sent: Sent, row: z.infer<typeof line>, currency: string): Line => {
	const said = minorOf(row.LineAmount ?? (row.UnitAmount ?? 0) * (row.Quantity ?? 1), currency);
	const taxType = sent.LineAmountTypes === 'NoTax' ? 'NONE' : (row.TaxType ?? 'NONE');
	const rate = rates[taxType] ?? 0;
	const isGross = sent.LineAmountTypes === 'Inclusive';
	const tax = share(said, rate, isGross ? 100 + rate : 100);
	const net = isGross ? said - tax : said;
	return { net, tax, part: { text: row.Description, quantity: 1, weight: net, taxType, account: row.AccountCode ?? '' } };
};

const wrongs = ({ store, org }: Writing, sent: Sent, type: string): string[] => {
	const found: string[] = [];
	if (sent.Type !== type) found.push(`The sandbox takes no other Type than ${type} here`);
	if (sent.Status !== 'AUTHORISED') found.push('The sandbox takes documents with the Status AUTHORISED only');
	if (store.contact(org.id, sent.Contact.ContactID.toLowerCase())?.status !== 'ACTIVE')
		found.push('The contact is archived or does not exist');
	const day = sent.Date.slice(0, 10);
	if (!isDay(day)) found.push('Date is not valid');
	if (type === 'ACCREC' && !isDay(sent.DueDate?.slice(0, 10) ?? '')) found.push('DueDate cannot be empty');
	const locked = lockedOn(store, org, day);
	if (locked) found.push(locked);
	const code = sent.CurrencyCode ?? org.base;
	if (code !== org.base && !(code in (JSON.parse(org.rates) as object))) found.push(`Organisation is not subscribed to currency ${code}`);
	for (const { AccountCode, TaxType } of sent.LineItems) {
		const account = accountsOf(org).find((row) => row.code === AccountCode);
		if (!account || account.type === 'BANK') found.push(`Account code '${AccountCode ?? ''}' is not a valid code for this document`);
		if (TaxType !== undefined && !(TaxType in rates)) found.push(`The TaxType code '${TaxType}' does not exist or cannot be used here`);
	}
	return found;
};

/** What the editor is given of it. Throws when anything is wrong. */
const read = (writing: Writing, sent: Sent, type: string) => {
	const wrong = wrongs(writing, sent, type);
	if (wrong.length > 0) throw invalid(wrong);
	const currency = sent.CurrencyCode ?? writing.org.base;
	const lines = sent.LineItems.map((row) => lineOf(sent, row, currency));
	const tax = lines.reduce((all, each) => all + each.tax, 0);
	return {
		contact: sent.Contact.ContactID.toLowerCase(),
		reference: sent.Reference ?? '',
		description: sent.LineItems[0]?.Description ?? '',
		currency,
		issued: sent.Date.slice(0, 10),
		tax,
		total: lines.reduce((all, each) => all + each.net, tax),
		lines: lines.map((each) => each.part),
	};
};

const listOf = (name: string, json: unknown): Sent => {
	const sent = z.object({ [name]: z.array(document).length(1) }).safeParse(json);
	const [one] = sent.success ? (sent.data[name] ?? []) : [];
	if (!one) throw invalid([sent.success ? 'There is no document' : z.prettifyError(sent.error)]);
	return one;
};

const nextNumber = ({ store, org }: Writing): string => {
	store.run('INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1', `credit ${org.id}`);
	const value = store.one<{ value: number }>('SELECT value FROM meta WHERE key = ?', `credit ${org.id}`)?.value ?? 1;
	return `CN-${String(value).padStart(4, '0')}`;
};

export const addCreditNotes = (writing: Writing, json: unknown) => {
	const given = read(writing, listOf('CreditNotes', json), 'ACCRECCREDIT');
	const id = writing.edit.addCredit('credit-note', { ...given, number: nextNumber(writing) });
	return oneCredit('credit-note')(writing.store, writing.org, id);
};

export const addInvoices = (writing: Writing, json: unknown) => {
	const sent = listOf('Invoices', json);
	const id = writing.edit.addInvoice({ ...read(writing, sent, 'ACCREC'), due: sent.DueDate?.slice(0, 10) ?? '' });
	return oneInvoice(writing.store, writing.org, id);
};

const change = z.strictObject({ InvoiceID: z.string().optional(), ExpectedPaymentDate: z.string() });
const changes = z.object({ Invoices: z.array(change).length(1) });

/** What is not sent stays as it is. */
export const changeInvoice = (writing: Writing, json: unknown, id: string) => {
	const { store, org, edit } = writing;
	const row: DocumentRow = store.document(org.id, 'invoice', id.toLowerCase()) ?? fail(notFound());
	const [sent] = changes.safeParse(json).data?.Invoices ?? [];
	if (!sent) throw invalid(['The sandbox changes ExpectedPaymentDate of an invoice, and nothing else'], { InvoiceID: row.id });
	if (row.status !== 'AUTHORISED') throw invalid(['Invoice not of valid status for modification'], { InvoiceID: row.id });
	const expected = sent.ExpectedPaymentDate.slice(0, 10);
	if (!isDay(expected)) throw invalid(['ExpectedPaymentDate is not valid'], { InvoiceID: row.id });
	edit.changeInvoice(row.id, { expected });
	return oneInvoice(store, org, row.id);
};
const fail = (error: Error): never => {
	throw error;
};
