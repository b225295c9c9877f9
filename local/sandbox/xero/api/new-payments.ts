/** `POST` and `PUT /Payments`: money in on an invoice, into an account that takes payments. */
import * as z from 'zod';
import { isDay } from '../../../../shared/domain/day.ts';
import { type Currency, MoneyError, moneyFromNumber } from '../../../../shared/domain/money.ts';
import { type AccountRow, accountsOf } from '../accounts.ts';
import type { DocumentRow, OrganisationRow, Store } from '../store.ts';
import { onePayment } from './payments.ts';
import { invalid, type Writing } from './writing.ts';

const accountRef = z.object({ AccountID: z.string().optional(), Code: z.string().optional() });
const payment = z.object({
	Invoice: z.object({ InvoiceID: z.string().optional(), InvoiceNumber: z.string().optional() }),
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

export const addPayments = (writing: Writing, json: unknown): { Payments: unknown[] } => {
	const { store, org, edit } = writing;
	const sent = body.safeParse(json);
	if (!sent.success) throw invalid([z.prettifyError(sent.error)]);
	const rows = 'Payments' in sent.data ? sent.data.Payments : [sent.data];
	return {
		Payments: rows.flatMap((row) => {
			const { InvoiceID, InvoiceNumber } = row.Invoice;
			const invoice =
				InvoiceID === undefined
					? store.one<DocumentRow>("SELECT * FROM document WHERE org = ? AND kind = 'invoice' AND number = ?", org.id, InvoiceNumber ?? '')
					: store.document(org.id, 'invoice', InvoiceID.toLowerCase());
			const wrong = wrongs(writing, row, invoice);
			if (wrong.length || !invoice) throw invalid(wrong, invoice ? { InvoiceID: invoice.id } : {});
			const id = edit.pay(invoice.id, {
				amount: minorOf(row.Amount, invoice.currency),
				day: row.Date?.slice(0, 10) ?? '',
				reference: row.Reference ?? '',
			});
			store.run('INSERT INTO payment_account VALUES (?, ?, ?)', org.id, id, accountOf(org, row.Account)?.code ?? '');
			return onePayment(store, org, id).Payments;
		}),
	};
};
