/**
 * Invoices, credit memos and payments as documents.
 *
 * QuickBooks dates an application by the payment that made it (a credit memo is applied by a payment of zero), and an invoice only names
 * its payments. Where the payment is in the same answer, its day is taken; else the company's day on which the invoice last changed, marked as
 * estimated.
 * Amounts, state and version of a document never depend on what else is in the answer; only the days of its entries do.
 */
import * as z from 'zod/mini';
import { type Day, type Instant, instant } from '../../domain/day.ts';
import { customerId, type Document, type Entry } from '../../domain/document.ts';
import { currency } from '../../domain/money.ts';
import type { Entity } from './client.ts';
import { detailsIn } from './details.ts';
import {
	civilDay,
	currencyOf,
	dayOf,
	deletedRow,
	deletedVersion,
	kindOf,
	mapRows,
	minorOf,
	type Place,
	RowError,
	ref,
	rowHead,
	versionOf,
} from './row.ts';

const text = z._default(z.string(), '');
const linked = z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []);
const transaction = z.extend(rowHead, {
	TxnDate: z.string(),
	CustomerRef: ref,
	CurrencyRef: z.optional(ref),
	TotalAmt: z.number(),
	PrivateNote: z.optional(z.string()),
});
const sale = z.extend(transaction, {
	DocNumber: text,
	CustomerMemo: z.optional(z.object({ value: text })),
	LinkedTxn: linked,
});
const invoiceRow = z.extend(sale, { Balance: z.number(), DueDate: z.optional(z.string()) });
const creditRow = z.extend(sale, { Balance: z.optional(z.number()), RemainingCredit: z.optional(z.number()) });
const paymentRow = z.extend(transaction, {
	UnappliedAmt: z._default(z.number(), 0),
	PaymentRefNum: text,
	Line: z._default(z.array(z.object({ Amount: z.optional(z.number()), LinkedTxn: linked })), []),
});
type Transaction = z.infer<typeof transaction>;

/** What a payment says it applied to an invoice, or took from a credit memo. */
type Application = { readonly payment: string; readonly day: Day; readonly kind: 'payment' | 'credit'; readonly minor: number };
export type Applications = ReadonlyMap<string, readonly Application[]>;
const named = (entity: string, id: string): string => `${entity} ${id}`;

/**
 * A line names what it settles and the whole amount: what credit memos paid of it and what money, QuickBooks does not say. 60 of money and a memo of 40 on an
 * invoice of 100 are lines of 100 (the invoice) and 40 (the memo). Memos are taken to cover the invoices in the order of the lines; money the rest. A journal entry
 * may be what is paid or what pays; that its line does not say either: it pays what neither money nor memos did.
 */
const applicationsOf = (place: Place) => (row: unknown) => {
	const payment = paymentRow.parse(row);
	const code = currencyOf(place, payment.CurrencyRef);
	const day = dayOf(payment.TxnDate);
	const lines = payment.Line.flatMap((line) => line.LinkedTxn.map((to) => ({ to, minor: minorOf(line.Amount ?? 0, code) })));
	const said = ({ to }: (typeof lines)[number], kind: Application['kind'], minor: number) =>
		minor > 0 ? [{ to: named(to.TxnType, to.TxnId), is: { payment: payment.Id, day, kind, minor } satisfies Application }] : [];
	const isMemo = ({ to }: (typeof lines)[number]): boolean => to.TxnType === 'CreditMemo';
	const of = (type: string): number => lines.reduce((all, { to, minor }) => all + (to.TxnType === type ? minor : 0), 0);
	const memos = of('CreditMemo');
	const money = minorOf(payment.TotalAmt, code) - minorOf(payment.UnappliedAmt, code);
	const byHand = of('JournalEntry') > 0 ? Math.max(0, of('Invoice') - memos - money) : 0;
	let credits = memos + byHand;
	return lines.flatMap((line) => {
		if (isMemo(line)) return said(line, 'credit', line.minor);
		if (byHand > 0 && line.to.TxnType === 'JournalEntry') return [];
		const credit = Math.min(credits, line.minor);
		credits -= credit;
		return [...said(line, 'credit', credit), ...said(line, 'payment', line.minor - credit)];
	});
};
/** What the payments at hand say. One that makes no sense is refused where it is read as a payment; here it only dates nothing. */
export const applicationsIn = (place: Place, payments: readonly unknown[]): Applications => {
	const found = new Map<string, Application[]>();
	for (const { to, is } of mapRows('Payment', payments, applicationsOf(place)).good.flat()) found.set(to, [...(found.get(to) ?? []), is]);
	return found;
};

/**
 * QuickBooks has no field for it: a void document has a total of nothing, and its note says so: "Voided", or "Void" (intuit/QuickBooks-V3-PHP-SDK#167). In
 * another language it is a document of nothing, settled, which owes as little.
 */
export const isVoid = (row: Pick<Transaction, 'TotalAmt' | 'PrivateNote'>): boolean =>
	row.TotalAmt === 0 && /^\s*void(ed)?\b/i.test(row.PrivateNote ?? '');

/** +total, then what was settled: as the payments at hand say, and the rest on the day of the last change. Adds up to `left`. */
const entriesOf = (
	place: Place,
	row: z.infer<typeof sale>,
	entity: 'Invoice' | 'CreditMemo',
	issued: Day,
	total: number,
	left: number,
	known: Applications,
): Entry[] => {
	const entries: Entry[] = total === 0 ? [] : [{ day: issued, kind: 'issued', minor: total }];
	const at = known.get(named(entity, row.Id)) ?? [];
	let rest = total - left;
	// A payment newer or older than this row would not add up: then none is trusted with a day.
	const trusted = at.reduce((all, each) => all + each.minor, 0) <= rest ? at : [];
	for (const { payment, day, kind, minor } of trusted) {
		entries.push({ day, kind: entity === 'CreditMemo' ? 'credit' : kind, minor: -minor, source: payment });
		rest -= minor;
	}
	if (rest === 0) return entries;
	const others = row.LinkedTxn.filter((to) => !trusted.some((each) => each.payment === to.TxnId));
	const changed = civilDay(place, row.MetaData.LastUpdatedTime);
	const credit = entity === 'CreditMemo' || (others.length > 0 && others.every((to) => to.TxnType === 'CreditMemo'));
	entries.push({
		day: changed > issued ? changed : issued,
		kind: credit ? 'credit' : 'payment',
		minor: -rest,
		...(others.length === 1 && others[0] ? { source: others[0].TxnId } : {}),
		estimated: true,
	});
	return entries;
};

const within = (left: number, total: number, what: string): number => {
	if (total < 0) throw new RowError('its total is negative');
	if (left < 0 || left > total) throw new RowError(`${what} is not between nothing and its total`);
	return left;
};
const common = (place: Place, row: Transaction) => ({
	ledger: place.ledger,
	id: row.Id,
	version: versionOf(row.MetaData.LastUpdatedTime, row.SyncToken),
	customer: customerId(place.ledger, row.CustomerRef.value),
	issued: dayOf(row.TxnDate),
});
const standing = (row: Transaction, total: number, left: number, open: string, done: string) => {
	if (isVoid(row)) return { state: 'void', providerStatus: 'Voided' } as const;
	if (left === 0) return { state: 'closed', providerStatus: done } as const;
	return { state: 'open', providerStatus: left < total ? `Partly ${done.toLowerCase()}` : open } as const;
};

export const invoiceFrom =
	(place: Place, known: Applications) =>
	(row: unknown): Document => {
		const read = invoiceRow.parse(row);
		const code = currencyOf(place, read.CurrencyRef);
		const total = minorOf(read.TotalAmt, code);
		const open = within(minorOf(read.Balance, code), total, 'its balance');
		const base = common(place, read);
		return {
			...base,
			...standing(read, total, open, 'Open', 'Paid'),
			kind: 'invoice',
			number: read.DocNumber,
			reference: read.CustomerMemo?.value ?? '',
			currency: code,
			total,
			open,
			unapplied: 0,
			due: read.DueDate === undefined ? base.issued : dayOf(read.DueDate),
			entries: entriesOf(place, read, 'Invoice', base.issued, total, open, known),
			details: detailsIn(row, code),
		};
	};

export const creditNoteFrom =
	(place: Place, known: Applications) =>
	(row: unknown): Document => {
		const read = creditRow.parse(row);
		const left = read.RemainingCredit ?? read.Balance;
		if (left === undefined) throw new RowError('it does not say what is left of it');
		const code = currencyOf(place, read.CurrencyRef);
		const total = minorOf(read.TotalAmt, code);
		const unapplied = within(minorOf(left, code), total, 'what is left of it');
		const base = common(place, read);
		return {
			...base,
			...standing(read, total, unapplied, 'Open', 'Applied'),
			kind: 'credit-note',
			number: read.DocNumber,
			reference: read.CustomerMemo?.value ?? '',
			currency: code,
			total,
			open: 0,
			unapplied,
			due: null,
			entries: entriesOf(place, read, 'CreditMemo', base.issued, total, unapplied, known),
			details: detailsIn(row, code),
		};
	};

/** A payment is open while part of it is unapplied. QuickBooks counts later applications on the payment's own day, and so do we. */
export const paymentFrom =
	(place: Place) =>
	(row: unknown): Document => {
		const read = paymentRow.parse(row);
		const code = currencyOf(place, read.CurrencyRef);
		const total = minorOf(read.TotalAmt, code);
		const unapplied = within(minorOf(read.UnappliedAmt, code), total, 'what is unapplied of it');
		const base = common(place, read);
		return {
			...base,
			...standing(read, total, unapplied, 'Unapplied', 'Applied'),
			kind: 'payment',
			number: '',
			reference: read.PaymentRefNum,
			currency: code,
			total,
			open: 0,
			unapplied,
			due: null,
			entries: unapplied === 0 ? [] : [{ day: base.issued, kind: 'issued', minor: unapplied }],
			details: detailsIn(row, code),
		};
	};

/**
 * What is gone. QuickBooks names only its id and the time: customer, currency and days are blanks that nothing may be read from (`open` and
 * `unapplied` are truly nothing). Who stores it keeps what it knew.
 */
export const deletedFrom =
	(place: Place, entity: Exclude<Entity, 'Customer'>, at: Instant) =>
	(row: unknown): Document => {
		const read = deletedRow.parse(row);
		const updated = instant(read.MetaData?.LastUpdatedTime ?? at);
		const kind = kindOf[entity];
		if (kind === 'customer') throw new RowError('customers are not documents');
		return {
			ledger: place.ledger,
			kind,
			id: read.Id,
			version: deletedVersion(updated),
			customer: customerId(place.ledger, 'gone'),
			number: '',
			reference: '',
			state: 'deleted',
			currency: place.home ?? currency('USD'),
			total: 0,
			open: 0,
			unapplied: 0,
			issued: civilDay(place, updated),
			due: kind === 'invoice' ? civilDay(place, updated) : null,
			entries: [],
			providerStatus: 'Deleted',
		};
	};
