/** Xero's contacts as suppliers, and what the company owes them: bills (ACCPAY) and suppliers' credits (ACCPAYCREDIT). */
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import type { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import type { LedgerId } from '../../domain/document.ts';
import { type Payable, type Vendor, vendorId } from '../../domain/payables.ts';
import { customerOf } from './contacts.ts';
import { currencyOf, dayIfAny, dayOf, idOf, minorOf, refuse, textOf, wordOf } from './rows.ts';

/** A contact says of a supplier what it says of a customer, and its bank account besides. Throws `RowRefused`. */
export const vendorOf = (ledger: LedgerId, row: Contact): Vendor => {
	const { id, name, email, country, archived, details = {} } = customerOf(ledger, row);
	const { taxId, companyNumber, phone, address, people = [] } = details;
	const bank = textOf(row.bankAccountDetails).trim();
	return {
		ledger,
		id,
		name,
		emails: [...new Set([...(email === null ? [] : [email]), ...people.flatMap((person) => person.email ?? [])])],
		country,
		archived,
		...(taxId === undefined ? {} : { taxId }),
		...(companyNumber === undefined ? {} : { companyNumber }),
		...(phone === undefined ? {} : { phone }),
		...(address === undefined ? {} : { address }),
		...(bank === '' ? {} : { bankAccounts: [bank] }),
	};
};

type Shared = 'contact' | 'currencyCode' | 'date' | 'total';
type Common = (Pick<Invoice, Shared> | Pick<CreditNote, Shared>) & { readonly type?: unknown; readonly status?: unknown };
/** Null for what is not open or of the other side: a list may bring more than was asked for. */
const payableOf = (
	ledger: LedgerId,
	row: Common,
	{ kind, id, number, open, due }: { kind: Payable['kind']; id: string; number: string; open: unknown; due: unknown },
): Payable | null => {
	if (wordOf(row.type) !== (kind === 'bill' ? 'ACCPAY' : 'ACCPAYCREDIT') || wordOf(row.status) !== 'AUTHORISED') return null;
	const code = currencyOf(wordOf(row.currencyCode));
	const left = minorOf(open, code, 'open amount');
	if (left < 0) return refuse(`it has ${left} left`);
	if (left === 0) return null;
	return {
		ledger,
		kind,
		id,
		vendor: vendorId(ledger, idOf(row.contact?.contactID, 'contact')),
		number,
		issued: dayOf(row.date, 'date'),
		due: kind === 'bill' ? dayIfAny(due) : null,
		currency: code,
		total: minorOf(row.total, code, 'total'),
		open: left,
	};
};

export const billOf = (ledger: LedgerId, row: Invoice): Payable | null =>
	payableOf(ledger, row, {
		kind: 'bill',
		id: idOf(row.invoiceID, 'id'),
		number: textOf(row.invoiceNumber),
		open: row.amountDue,
		due: row.dueDate,
	});
export const supplierCreditOf = (ledger: LedgerId, row: CreditNote): Payable | null =>
	payableOf(ledger, row, {
		kind: 'vendor-credit',
		id: idOf(row.creditNoteID, 'id'),
		number: textOf(row.creditNoteNumber),
		open: row.remainingCredit,
		due: null,
	});
