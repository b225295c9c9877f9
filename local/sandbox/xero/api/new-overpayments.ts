/**
 * `POST` and `PUT /BankTransactions` of type RECEIVE-OVERPAYMENT: money on a customer's account, for no invoice yet. As at Xero it has one line, coded to
 * receivables by itself, and keeps no Reference: what is to be found again is in the line's description.
 */
import type { BankTransaction } from 'xero-node/dist/gen/model/accounting/bankTransaction';
import * as z from 'zod';
import { isDay } from '../../../../shared/domain/day.ts';
import { isCurrency } from '../../../../shared/domain/money.ts';
import type { DocumentRow, OrganisationRow, Store } from '../store.ts';
import { contactStub } from './contacts.ts';
import { linesOf, rateOf } from './documents.ts';
import { accountOf, lockedOn, minorOf } from './new-payments.ts';
import { amount, civil, moment, notFound, type Wire } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

const transaction = z.object({
	Type: z.string(),
	Contact: z.object({ ContactID: z.string() }),
	BankAccount: z.object({ AccountID: z.string().optional(), Code: z.string().optional() }),
	Date: z.string(),
	CurrencyCode: z.string().optional(),
	LineItems: z.array(
		z.object({
			Description: z.string().min(1),
			UnitAmount: z.number().optional(),
			LineAmount: z.number().optional(),
			Quantity: z.number().optional(),
		}),
	),
});
const body = z.object({ BankTransactions: z.array(transaction).length(1) });
type Sent = z.infer<typeof transaction>;

const amountOf = ({ LineItems: [line] }: Sent): number => line?.LineAmount ?? (line?.UnitAmount ?? 0) * (line?.Quantity ?? 1);

const wrongs = ({ store, org }: Writing, sent: Sent): string[] => {
	const found: string[] = [];
	if (sent.Type !== 'RECEIVE-OVERPAYMENT') found.push('The sandbox takes no other bank transactions than RECEIVE-OVERPAYMENT');
	if (sent.LineItems.length !== 1) found.push('Overpayments must have one line item');
	if (store.contact(org.id, sent.Contact.ContactID.toLowerCase())?.status !== 'ACTIVE')
		found.push('The contact is archived or does not exist');
	const account = accountOf(org, sent.BankAccount);
	if (account?.type !== 'BANK') found.push('The bank account could not be found');
	const code = sent.CurrencyCode ?? account?.currency ?? org.base;
	if (!isCurrency(code)) found.push('CurrencyCode is not valid');
	else if (minorOf(amountOf(sent), code) <= 0) found.push('The amount must be greater than zero');
	if (account?.currency && account.currency !== code && account.currency !== org.base)
		found.push('The currency of the bank account is neither the currency of the overpayment nor the base currency');
	if (!isDay(sent.Date.slice(0, 10))) found.push('Date is not valid');
	const locked = lockedOn(store, org, sent.Date.slice(0, 10));
	if (locked) found.push(locked);
	return found;
};

const wire = (
	{ org, store }: Pick<Writing, 'store' | 'org'>,
	row: DocumentRow,
	account: { id: string; code: string; name: string },
): Wire<BankTransaction> => ({
	BankTransactionID: row.id,
	OverpaymentID: row.id,
	Type: 'RECEIVE-OVERPAYMENT',
	Status: row.status === 'VOIDED' ? 'DELETED' : 'AUTHORISED',
	Contact: contactStub(row.contact, store.contact(org.id, row.contact)?.name ?? ''),
	BankAccount: { AccountID: account.id, Code: account.code, Name: account.name },
	IsReconciled: false,
	HasAttachments: false,
	Date: civil(row.issued),
	DateString: `${row.issued}T00:00:00`,
	CurrencyCode: row.currency,
	CurrencyRate: rateOf(org, row.currency),
	LineAmountTypes: 'NoTax',
	LineItems: linesOf(row),
	SubTotal: amount(row.total, row.currency),
	TotalTax: 0,
	Total: amount(row.total, row.currency),
	UpdatedDateUTC: moment(row.updated),
});

export const addOverpayments = (writing: Writing, json: unknown): { BankTransactions: unknown[] } => {
	const { store, org, edit } = writing;
	const read = body.safeParse(json);
	if (!read.success) throw invalid([z.prettifyError(read.error)]);
	const [sent] = read.data.BankTransactions;
	const account = sent && accountOf(org, sent.BankAccount);
	const wrong = sent ? wrongs(writing, sent) : ['There is no bank transaction'];
	if (!sent || !account || wrong.length) throw invalid(wrong);
	const code = sent.CurrencyCode ?? account.currency ?? org.base;
	const id = edit.addCredit('overpayment', {
		contact: sent.Contact.ContactID.toLowerCase(),
		currency: code,
		issued: sent.Date.slice(0, 10),
		total: minorOf(amountOf(sent), code),
		description: sent.LineItems[0]?.Description ?? '',
	});
	// The table of payments' accounts; an overpayment is one too.
	store.run('INSERT INTO payment_account VALUES (?, ?, ?)', org.id, id, account.code);
	const row = store.document(org.id, 'overpayment', id);
	return { BankTransactions: row ? [wire(writing, row, account)] : [] };
};

/** What made an overpayment; it has the same id. Those that Xero made itself came by no bank transaction. */
const behind = ({ store, org }: Pick<Writing, 'store' | 'org'>, id: string): DocumentRow => {
	const row = store.document(org.id, 'overpayment', id.toLowerCase());
	const own = store.one<{ type: string }>("SELECT type FROM credit_type WHERE org = ? AND kind = 'overpayment' AND id = ?", org.id, id);
	if (!row || own) throw notFound();
	return row;
};
const withAccount = (store: Store, org: OrganisationRow, row: DocumentRow) => {
	const code = store.one<{ code: string }>('SELECT code FROM payment_account WHERE org = ? AND payment = ?', org.id, row.id)?.code ?? '090';
	return { BankTransactions: [wire({ store, org }, row, accountOf(org, { Code: code }) ?? { id: '', code, name: '' })] };
};
export const oneOverpayment = (store: Store, org: OrganisationRow, id: string) => withAccount(store, org, behind({ store, org }, id));

const deletion = z.object({ BankTransactions: z.array(z.object({ Status: z.string() })).length(1) });

/** `POST /BankTransactions/{id}` with Status DELETED: the overpayment it made is void. */
export const deleteOverpayment = (writing: Writing, json: unknown, id: string) => {
	const { store, org, edit } = writing;
	const row = behind(writing, id);
	if (deletion.safeParse(json).data?.BankTransactions[0]?.Status !== 'DELETED')
		throw invalid(['The sandbox changes no bank transactions: Status DELETED is all it takes'], { BankTransactionID: row.id });
	if (row.status === 'VOIDED')
		throw invalid(['This bank transaction cannot be edited as it has been deleted'], { BankTransactionID: row.id });
	const locked = lockedOn(store, org, row.issued);
	if (locked) throw invalid([locked], { BankTransactionID: row.id });
	edit.voidCredit('overpayment', row.id);
	return withAccount(store, org, { ...row, status: 'VOIDED' });
};
