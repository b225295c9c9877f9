/**
 * `POST` and `PUT /Payments`: money in on an invoice, out on a bill, or back to the customer out of a credit, by an account that takes payments. And
 * `POST /Payments/{id}`, which takes one back.
 */
import * as z from 'zod';
import { isDay } from '../../../../shared/domain/day.ts';
import { type Currency, MoneyError, moneyFromNumber } from '../../../../shared/domain/money.ts';
import { type AccountRow, accountsOf } from '../accounts.ts';
import type { XeroEditor } from '../edit/editor.ts';
import type { NewPayment } from '../edit/payments.ts';
import type { CreditKind, DocumentRow, OrganisationRow, Store } from '../store.ts';
import { onePayment } from './payments.ts';
import { notFound } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

const accountRef = z.object({ AccountID: z.string().optional(), Code: z.string().optional() });
const payment = z.object({
	Invoice: z.object({ InvoiceID: z.string().optional(), InvoiceNumber: z.string().optional() }).optional(),
	CreditNote: z.object({ CreditNoteID: z.string() }).optional(),
	Overpayment: z.object({ OverpaymentID: z.string() }).optional(),
	Prepayment: z.object({ PrepaymentID: z.string() }).optional(),
	Account: accountRef.optional(),
	Date: z.string().optional(),
	Amount: z.number(),
	Reference: z.string().max(255).optional(),
});
const body = z.union([z.object({ Payments: z.array(payment).length(1) }), payment]);

export const accountOf = (org: OrganisationRow, ref: z.infer<typeof accountRef> | undefined): AccountRow | null =>
	accountsOf(org).find((row) => row.id === ref?.AccountID?.toLowerCase() || row.code === ref?.Code) ?? null;

/** Xero's words for a day on or before the lock date; null when it is open. */
export const lockedOn = (store: Store, org: OrganisationRow, day: string): string | null => {
	const until = store.one<{ until: string | null }>('SELECT until FROM locked WHERE org = ?', org.id)?.until ?? null;
	return until !== null && day <= until
		? `The document date cannot be before the period lock date of your organisation, which is currently set to ${until}`
		: null;
};

export const minorOf = (value: number, code: string): number => {
	try {
		return moneyFromNumber(value, code as Currency).minor;
	} catch (error) {
		if (error instanceof MoneyError) throw invalid(['The amount has more decimals than its currency']);
		throw error;
	}
};

/** What it is for. Bills are invoices at Xero. */
const targetOf = (
	{ store, org }: Writing,
	{ Invoice, CreditNote, Overpayment, Prepayment }: z.infer<typeof payment>,
): DocumentRow | null => {
	const credit = (kind: CreditKind, id: string) => store.document(org.id, kind, id.toLowerCase());
	if (CreditNote) return credit('credit-note', CreditNote.CreditNoteID);
	if (Overpayment) return credit('overpayment', Overpayment.OverpaymentID);
	if (Prepayment) return credit('prepayment', Prepayment.PrepaymentID);
	const id = Invoice?.InvoiceID?.toLowerCase();
	if (id !== undefined) return store.document(org.id, 'invoice', id) ?? store.document(org.id, 'bill', id);
	const number = Invoice?.InvoiceNumber ?? '';
	return store.one<DocumentRow>("SELECT * FROM document WHERE org = ? AND kind = 'invoice' AND number = ?", org.id, number);
};

/** All that is wrong with it, in Xero's words. */
const wrongs = ({ store, org }: Writing, sent: z.infer<typeof payment>, row: DocumentRow | null): string[] => {
	const found: string[] = [];
	if (!row) return ['Payment must refer to an existing invoice or credit note'];
	const account = accountOf(org, sent.Account);
	const takes = account && (account.type === 'BANK' || account.payments);
	if (!takes) found.push('Account could not be found or does not accept payments');
	if (account?.currency && account.currency !== row.currency && account.currency !== org.base)
		found.push('The currency of the account is neither the currency of the document nor the base currency');
	const day = sent.Date?.slice(0, 10) ?? '';
	if (!isDay(day)) found.push('Date is not valid');
	const locked = lockedOn(store, org, day);
	if (locked) found.push(locked);
	const minor = minorOf(sent.Amount, row.currency);
	if (minor <= 0) found.push('Payment amount must be greater than zero');
	if (row.status === 'AUTHORISED' && minor > row.rest) found.push('Payment amount exceeds the amount outstanding on this document');
	if (row.status === 'PAID') found.push('Payment amount exceeds the amount outstanding on this document');
	if (['VOIDED', 'DELETED', 'DRAFT', 'SUBMITTED'].includes(row.status))
		found.push('Payments can only be made against Authorised documents');
	return found;
};

const paid = (edit: XeroEditor, { kind, id }: DocumentRow, given: NewPayment): string => {
	if (kind === 'bill-credit') throw invalid(["The sandbox takes no refunds of suppliers' credits"]);
	if (kind === 'invoice') return edit.pay(id, given);
	return kind === 'bill' ? edit.payBill(id, given) : edit.refund(kind, id, given);
};

export const addPayments = (writing: Writing, json: unknown): { Payments: unknown[] } => {
	const { store, org, edit } = writing;
	const sent = body.safeParse(json);
	if (!sent.success) throw invalid([z.prettifyError(sent.error)]);
	const rows = 'Payments' in sent.data ? sent.data.Payments : [sent.data];
	return {
		Payments: rows.flatMap((row) => {
			const target = targetOf(writing, row);
			const wrong = wrongs(writing, row, target);
			if (wrong.length || !target) throw invalid(wrong, target?.kind === 'invoice' ? { InvoiceID: target.id } : {});
			const given = { amount: minorOf(row.Amount, target.currency), day: row.Date?.slice(0, 10) ?? '', reference: row.Reference ?? '' };
			const id = paid(edit, target, given);
			store.run('INSERT INTO payment_account VALUES (?, ?, ?)', org.id, id, accountOf(org, row.Account)?.code ?? '');
			return onePayment(store, org, id).Payments;
		}),
	};
};

const deletion = z.union([z.object({ Payments: z.array(z.object({ Status: z.string() })).length(1) }), z.object({ Status: z.string() })]);

/** A payment cannot be changed, only taken back. */
export const deletePayment = ({ store, org, edit }: Writing, json: unknown, id: string): { Payments: unknown[] } => {
	const row = store.payment(org.id, id.toLowerCase());
	if (!row) throw notFound();
	const sent = deletion.safeParse(json);
	const said = sent.success && ('Payments' in sent.data ? sent.data.Payments[0]?.Status : sent.data.Status);
	if (said !== 'DELETED') throw invalid(['Only Status accepted for updates, and only DELETED']);
	if (row.status === 'DELETED') throw invalid(['Payment has already been deleted']);
	const locked = lockedOn(store, org, row.day);
	if (locked) throw invalid([locked]);
	edit.deletePayment(row.id);
	return onePayment(store, org, row.id);
};
