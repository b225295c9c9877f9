/**
 * Xero's documents become ours. Sales only: bills, supplier credits and money spent are not ours (null); drafts are nobody's yet (null).
 *
 * Entries always add up to what is open or unapplied; a row that does not is refused, never bent. The day on which a credit was applied
 * is said only by the credit's own Allocations. The copy of it inside an invoice is dated differently by different requests
 * (Xero-OpenAPI#266), so an invoice's credit entries carry the day the invoice last changed, marked `estimated`; the exact day is on the
 * credit's own entry, whose `source` is the invoice's id, as this entry's `source` is the credit's.
 */
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import type { CreditNote } from 'xero-node/dist/gen/model/accounting/creditNote';
import type { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import type { Overpayment } from 'xero-node/dist/gen/model/accounting/overpayment';
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import type { Prepayment } from 'xero-node/dist/gen/model/accounting/prepayment';
import type { Day } from '../../domain/day.ts';
import { customerId, type Document, type DocumentState, type Entry, type LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import { currencyOf, dayOf, idOf, minorOf, momentOf, refuse, textOf, wordOf } from './rows.ts';

const drafts = ['DRAFT', 'SUBMITTED'];
const gone: Readonly<Record<string, DocumentState>> = { VOIDED: 'void', DELETED: 'deleted' };

const later = (a: Day, b: Day): Day => (a > b ? a : b);

/** Everything that was issued is taken back on the day we learn it. */
const taken = (issued: Day, total: number, learned: Day): readonly Entry[] => [
	{ day: issued, kind: 'issued', minor: total },
	{ day: later(issued, learned), kind: 'void', minor: -total, estimated: true },
];

const checked = (entries: readonly Entry[], rest: number, what: string): readonly Entry[] => {
	const sum = entries.reduce((all, entry) => all + entry.minor, 0);
	if (rest < 0) refuse(`its ${what} is less than nothing`);
	return sum === rest ? entries : refuse(`its ${what} is not its total less what was paid and credited`);
};

/** The fields every document has, whatever the SDK's models call their types. */
type Common = {
	readonly contact?: Contact | undefined;
	readonly currencyCode?: unknown;
	readonly date?: unknown;
	readonly reference?: unknown;
	readonly status?: unknown;
	readonly total?: unknown;
	readonly updatedDateUTC?: unknown;
};
const common = (ledger: LedgerId, row: Common) => {
	const code = currencyOf(row.currencyCode);
	const version = momentOf(row.updatedDateUTC);
	return {
		ledger,
		version,
		customer: customerId(ledger, idOf(row.contact?.contactID, 'contact')),
		reference: textOf(row.reference),
		currency: code,
		total: minorOf(row.total, code, 'total'),
		issued: dayOf(row.date, 'date'),
		providerStatus: wordOf(row.status),
		learned: dayOf(row.updatedDateUTC, 'UpdatedDateUTC'),
	};
};

type Nested = { readonly id: string | undefined; readonly amount: unknown };
const applied = (rows: readonly Nested[], kind: Entry['kind'], code: Currency, learned: Day): Entry[] =>
	rows.map((row) => ({
		day: learned,
		kind,
		minor: -minorOf(row.amount, code, 'applied amount'),
		source: idOf(row.id, 'credit'),
		estimated: true,
	}));
const paid = (rows: readonly Payment[] | undefined, kind: 'payment' | 'refund', code: Currency): Entry[] =>
	(rows ?? [])
		.filter((row) => wordOf(row.status) !== 'DELETED')
		.map((row) => ({
			day: dayOf(row.date, 'payment date'),
			kind,
			minor: -minorOf(row.amount, code, 'payment amount'),
			source: idOf(row.paymentID, 'payment id'),
		}));

export const invoiceOf = (ledger: LedgerId, row: Invoice): Document | null => {
	if (wordOf(row.type) !== 'ACCREC' || drafts.includes(wordOf(row.status))) return null;
	const { learned, ...base } = common(ledger, row);
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
	if (state) return { ...invoice, state, open: 0, entries: taken(issued, total, learned) };
	const open = minorOf(row.amountDue, code, 'amount due');
	const since = later(issued, learned);
	const entries: Entry[] = [
		{ day: issued, kind: 'issued', minor: total },
		...paid(row.payments, 'payment', code),
		...applied(
			(row.creditNotes ?? []).map((each) => ({ id: each.creditNoteID, amount: each.appliedAmount })),
			'credit',
			code,
			since,
		),
		...applied(
			(row.overpayments ?? []).map((each) => ({ id: each.overpaymentID, amount: each.appliedAmount })),
			'overpayment',
			code,
			since,
		),
		...applied(
			(row.prepayments ?? []).map((each) => ({ id: each.prepaymentID, amount: each.appliedAmount })),
			'prepayment',
			code,
			since,
		),
	];
	return { ...invoice, state: open > 0 ? 'open' : 'closed', open, entries: checked(entries, open, 'amount due') };
};

type CreditRow = CreditNote | Overpayment | Prepayment;
type CreditName = { readonly kind: 'credit-note' | 'overpayment' | 'prepayment'; readonly id: string | undefined; readonly number: string };

const creditOf = (ledger: LedgerId, row: CreditRow, { kind, id, number }: CreditName): Document | null => {
	if (drafts.includes(wordOf(row.status))) return null;
	const { learned, ...base } = common(ledger, row);
	const { currency: code, issued, total } = base;
	const credit = { ...base, kind, id: idOf(id, 'id'), number, due: null, open: 0 };
	const state = gone[base.providerStatus];
	if (state) return { ...credit, state, unapplied: 0, entries: taken(issued, total, learned) };
	const unapplied = minorOf(row.remainingCredit, code, 'remaining credit');
	const entries: Entry[] = [
		{ day: issued, kind: 'issued', minor: total },
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
	return { ...credit, state: unapplied > 0 ? 'open' : 'closed', unapplied, entries: checked(entries, unapplied, 'remaining credit') };
};

export const creditNoteOf = (ledger: LedgerId, row: CreditNote): Document | null =>
	wordOf(row.type) === 'ACCRECCREDIT'
		? creditOf(ledger, row, { kind: 'credit-note', id: row.creditNoteID, number: textOf(row.creditNoteNumber) })
		: null;
export const overpaymentOf = (ledger: LedgerId, row: Overpayment): Document | null =>
	['RECEIVE-OVERPAYMENT', 'AROVERPAYMENT'].includes(wordOf(row.type))
		? creditOf(ledger, row, { kind: 'overpayment', id: row.overpaymentID, number: '' })
		: null;
export const prepaymentOf = (ledger: LedgerId, row: Prepayment): Document | null =>
	['RECEIVE-PREPAYMENT', 'ARPREPAYMENT'].includes(wordOf(row.type))
		? creditOf(ledger, row, { kind: 'prepayment', id: row.prepaymentID, number: textOf(row.invoiceNumber) })
		: null;

/** Money in from, or back to, a customer. */
export const receivablePayments = ['ACCRECPAYMENT', 'ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT'] as const;

/** A payment changes nothing by itself: what it did is an entry of its invoice or credit. */
export const paymentOf = (ledger: LedgerId, row: Payment): Document | null => {
	if (!receivablePayments.some((type) => type === wordOf(row.paymentType))) return null;
	// Whatever the payment is for, an invoice or a credit, travels under `Invoice`.
	const { learned: _, ...base } = common(ledger, {
		...row,
		total: row.amount,
		contact: row.invoice?.contact,
		currencyCode: row.invoice?.currencyCode,
	});
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
