/**
 * Xero's documents become ours. Sales only: bills, supplier credits and money spent are not ours (null); drafts are nobody's yet (null).
 *
 * Entries always add up to what is open or unapplied; a row that does not is refused, never bent. The day on which a credit was applied
 * is said only by the credit's own Allocations. The copy of it inside an invoice is dated differently by different requests
 * (Xero-OpenAPI#266), so an invoice's credit entries carry the day the invoice last changed, marked `estimated`; the exact day is on the
 * credit's own entry, whose `source` is the invoice's id, as this entry's `source` is the credit's.
 *
 * CISDeduction (UK, Construction Industry Scheme) is what the customer keeps for the tax office. It is no part of Total, and the specification does not say
 * how AmountDue stands to it; sales ledgers carry such an invoice net. So where the amounts only add up without it, it was never owed: what was issued is
 * the total less the deduction. Where they add up as they are, they are taken as they are.
 */
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import type { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import type { Overpayment } from 'xero-node/dist/gen/model/accounting/overpayment';
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import type { Prepayment } from 'xero-node/dist/gen/model/accounting/prepayment';
import { type Day, dayIn } from '../../domain/day.ts';
import { customerId, type Document, type DocumentState, type Entry, type LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import { type Detailed, detailsOf } from './details.ts';
import { currencyOf, dayOf, idOf, minorOf, momentOf, refuse, textOf, wordOf } from './rows.ts';

const drafts = ['DRAFT', 'SUBMITTED'];
const gone: Readonly<Record<string, DocumentState>> = { VOIDED: 'void', DELETED: 'deleted' };

const later = (a: Day, b: Day): Day => (a > b ? a : b);

/** Everything that was issued is taken back on the day we learn it. */
const taken = (issued: Day, total: number, learned: Day): readonly Entry[] => [
	{ day: issued, kind: 'issued', minor: total },
	{ day: later(issued, learned), kind: 'void', minor: -total, estimated: true },
];

type Sums = { readonly issued: Day; readonly total: number; readonly deduction: number; readonly rest: number };
/** What was issued and what was taken off it since, which is to leave `rest`. */
const checked = ({ issued, total, deduction, rest }: Sums, since: readonly Entry[], what: string): readonly Entry[] => {
	const left = since.reduce((all, entry) => all + entry.minor, total);
	if (rest < 0) refuse(`its ${what} is less than nothing`);
	const owed = left === rest ? total : left - deduction === rest ? total - deduction : null;
	if (owed === null) return refuse(`its ${what} is not its total less what was paid and credited`);
	return [{ day: issued, kind: 'issued', minor: owed }, ...since];
};

/** The fields every document has, whatever the SDK's models call their types. */
type Common = Detailed & {
	readonly contact?: Contact | undefined;
	readonly currencyCode?: unknown;
	readonly date?: unknown;
	readonly reference?: unknown;
	readonly status?: unknown;
	readonly total?: unknown;
	readonly updatedDateUTC?: unknown;
};
/** `zone` is the company's: a change is learned on its civil day. */
const common = (ledger: LedgerId, row: Common, zone: string) => {
	const code = currencyOf(row.currencyCode);
	const version = momentOf(row.updatedDateUTC);
	const details = detailsOf(row, code);
	return {
		ledger,
		version,
		...(details ? { details } : {}),
		customer: customerId(ledger, idOf(row.contact?.contactID, 'contact')),
		reference: textOf(row.reference),
		currency: code,
		total: minorOf(row.total, code, 'total'),
		issued: dayOf(row.date, 'date'),
		providerStatus: wordOf(row.status),
		/** Told apart only where it is needed: finding the day costs. */
		learned: (): Day => dayIn(zone, version),
	};
};

type Nested = { readonly id: string | undefined; readonly amount: unknown; readonly kind: Entry['kind'] };
const applied = ({ id, amount, kind }: Nested, code: Currency, day: Day): Entry => ({
	day,
	kind,
	minor: -minorOf(amount, code, 'applied amount'),
	source: idOf(id, 'credit'),
	estimated: true,
});
const paid = (rows: readonly Payment[] | undefined, kind: 'payment' | 'refund', code: Currency): Entry[] =>
	(rows ?? [])
		.filter((row) => wordOf(row.status) !== 'DELETED')
		.map((row) => ({
			day: dayOf(row.date, 'payment date'),
			kind,
			minor: -minorOf(row.amount, code, 'payment amount'),
			source: idOf(row.paymentID, 'payment id'),
		}));

const deductionOf = (value: number | undefined, code: Currency): number =>
	value === undefined ? 0 : minorOf(value, code, 'CIS deduction');

export const invoiceOf = (ledger: LedgerId, row: Invoice, zone: string): Document | null => {
	if (wordOf(row.type) !== 'ACCREC' || drafts.includes(wordOf(row.status))) return null;
	const { learned, ...base } = common(ledger, row, zone);
	const { currency: code, issued, total } = base;
	const invoice = {
		...base,
		kind: 'invoice' as const,
		id: idOf(row.invoiceID, 'id'),
		number: textOf(row.invoiceNumber),
		due: row.dueDate === undefined ? issued : dayOf(row.dueDate, 'due date'),
		unapplied: 0,
	};
	const state = gone[base.providerStatus];
	if (state) return { ...invoice, state, open: 0, entries: taken(issued, total, learned()) };
	const open = minorOf(row.amountDue, code, 'amount due');
	const applications = [
		...(row.creditNotes ?? []).map((each) => ({ id: each.creditNoteID, amount: each.appliedAmount, kind: 'credit' as const })),
		...(row.overpayments ?? []).map((each) => ({ id: each.overpaymentID, amount: each.appliedAmount, kind: 'overpayment' as const })),
		...(row.prepayments ?? []).map((each) => ({ id: each.prepaymentID, amount: each.appliedAmount, kind: 'prepayment' as const })),
	];
	const day = applications.length > 0 ? later(issued, learned()) : issued;
	const since = [...paid(row.payments, 'payment', code), ...applications.map((each) => applied(each, code, day))];
	const sums = { issued, total, deduction: deductionOf(row.cISDeduction, code), rest: open };
	return { ...invoice, state: open > 0 ? 'open' : 'closed', open, entries: checked(sums, since, 'amount due') };
};

type CreditRow = CreditNote | Overpayment | Prepayment;
type CreditName = {
	readonly kind: 'credit-note' | 'overpayment' | 'prepayment';
	readonly id: string | undefined;
	readonly number: string;
	readonly deduction?: number | undefined;
};

const creditOf = (ledger: LedgerId, row: CreditRow, zone: string, { kind, id, number, deduction }: CreditName): Document | null => {
	if (drafts.includes(wordOf(row.status))) return null;
	const { learned, ...base } = common(ledger, row, zone);
	const { currency: code, issued, total } = base;
	const credit = { ...base, kind, id: idOf(id, 'id'), number, due: null, open: 0 };
	const state = gone[base.providerStatus];
	if (state) return { ...credit, state, unapplied: 0, entries: taken(issued, total, learned()) };
	const unapplied = minorOf(row.remainingCredit, code, 'remaining credit');
	const since: Entry[] = [
		...(row.allocations ?? [])
			.filter((each) => each.isDeleted !== true)
			.map((each) => ({
				day: dayOf(each.date, 'allocation date'),
				kind: kind === 'credit-note' ? ('credit' as const) : kind,
				minor: -minorOf(each.amount, code, 'allocated amount'),
				source: idOf(each.invoice?.invoiceID, 'allocation invoice'),
			})),
		...paid(row.payments, 'refund', code),
	];
	const sums = { issued, total, deduction: deductionOf(deduction, code), rest: unapplied };
	return { ...credit, state: unapplied > 0 ? 'open' : 'closed', unapplied, entries: checked(sums, since, 'remaining credit') };
};

/** Also those that Xero made itself when more was paid than was owed: the AR types stand in the specification beside the bank's. */
export const overpaymentTypes = ['RECEIVE-OVERPAYMENT', 'AROVERPAYMENT'] as const;
export const prepaymentTypes = ['RECEIVE-PREPAYMENT', 'ARPREPAYMENT'] as const;
const isOne = (types: readonly string[], type: unknown): boolean => types.includes(wordOf(type));

export const creditNoteOf = (ledger: LedgerId, row: CreditNote, zone: string): Document | null =>
	wordOf(row.type) === 'ACCRECCREDIT'
		? creditOf(ledger, row, zone, {
				kind: 'credit-note',
				id: row.creditNoteID,
				number: textOf(row.creditNoteNumber),
				deduction: row.cISDeduction,
			})
		: null;
export const overpaymentOf = (ledger: LedgerId, row: Overpayment, zone: string): Document | null =>
	isOne(overpaymentTypes, row.type) ? creditOf(ledger, row, zone, { kind: 'overpayment', id: row.overpaymentID, number: '' }) : null;
export const prepaymentOf = (ledger: LedgerId, row: Prepayment, zone: string): Document | null =>
	isOne(prepaymentTypes, row.type)
		? creditOf(ledger, row, zone, { kind: 'prepayment', id: row.prepaymentID, number: textOf(row.invoiceNumber) })
		: null;

/** Money in from, or back to, a customer. */
export const receivablePayments = ['ACCRECPAYMENT', 'ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT'] as const;

/** A payment changes nothing by itself: what it did is an entry of its invoice or credit. */
export const paymentOf = (ledger: LedgerId, row: Payment, zone: string): Document | null => {
	if (!receivablePayments.some((type) => type === wordOf(row.paymentType))) return null;
	// Whatever the payment is for, an invoice or a credit, travels under `Invoice`.
	const { invoice, amount: total } = row;
	const { learned: _, ...base } = common(ledger, { ...row, total, contact: invoice?.contact, currencyCode: invoice?.currencyCode }, zone);
	return {
		...base,
		kind: 'payment',
		id: idOf(row.paymentID, 'id'),
		number: '',
		state: base.providerStatus === 'DELETED' ? 'deleted' : 'closed',
		open: 0,
		unapplied: 0,
		due: null,
		entries: [],
	};
};
