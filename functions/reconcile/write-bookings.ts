import { type Owed, spread } from '../../shared/domain/allocation.ts';
import { later } from '../../shared/domain/day.ts';
import type { Document } from '../../shared/domain/document.ts';
import { type Booking, inHandMs, type Payment } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { Bookkeeping, BookOrder } from '../../shared/ports/bookkeeping.ts';
import type { PaymentDesk } from './desk.ts';
import { invocationMs } from './times.ts';

/** Invoices a call of `Bookkeeping.invoices` takes. */
const idsAtOnce = 40;

/** The invoices as the ledger has them now. ⌈ids / 40⌉ reads of the port. */
export const readInvoices = async (books: Bookkeeping, ids: Iterable<string>): Promise<readonly Document[]> => {
	const all = [...new Set(ids)];
	const documents: Document[] = [];
	for (let at = 0; at < all.length; at += idsAtOnce) documents.push(...(await books.invoices(all.slice(at, at + idsAtOnce))));
	return documents;
};

const owedIn = (documents: readonly Document[], { currency }: Payment): Owed =>
	new Map(documents.filter((each) => each.state === 'open' && each.currency === currency).map(({ id, open }) => [id, open]));

/** The ledger knows a booking by payment and number: the same again is the same payment there. */
const orderOf = ({ id, customer, currency, day }: Payment, { n, document, minor }: Booking, account?: string | null): BookOrder => ({
	key: `${id}-${n}`,
	invoice: document,
	customer,
	currency,
	minor,
	day,
	reference: `Stripe ${id}`,
	...(account ? { account } : {}),
});

const wasSent = ({ state, sent }: Booking): boolean => state === 'sending' || (state === 'planned' && sent !== undefined);

/**
 * What was sent once and is not known to be booked, looked for again, the latest first: an invoice is booked once, so an earlier number for it could only be
 * told the same.
 */
const foundAfterAll = async (books: Bookkeeping, payment: Payment, sent: readonly Booking[]): Promise<readonly Booking[]> => {
	const found: Booking[] = [];
	const has = (document: string): boolean =>
		[...payment.bookings, ...found].some((each) => each.state === 'booked' && each.document === document);
	for (const each of sent.toSorted((a, b) => b.n - a.n)) {
		if (each.document !== null && has(each.document)) continue;
		const external = await books.find(orderOf(payment, each));
		if (external !== null) found.push({ ...each, state: 'booked', external });
	}
	return found;
};

/**
 * Spreads what is not booked yet over what the ledger says is owed now. Invoices are read first and what was ever sent is looked for after it: what made an
 * invoice owe less is found, if it was ours.
 */
export const allocate = async (desk: PaymentDesk, books: Bookkeeping): Promise<void> => {
	const { payment } = desk;
	const documents = await readInvoices(
		books,
		payment.shares.map(({ id }) => id),
	);
	const sent = [...(payment.refused ?? []), ...payment.bookings.filter(wasSent)];
	const found = await foundAfterAll(books, payment, sent);
	const isFound = ({ n }: Booking): boolean => found.some((each) => each.n === n);
	const known = [...payment.bookings.filter((each) => !isFound(each)), ...found];
	await desk.save({
		state: 'allocated',
		bookings: spread({ ...payment, bookings: known }, owedIn(documents, payment)),
		...(sent.length > 0 ? { refused: sent.filter((each) => !isFound(each)) } : {}),
	});
};

/**
 * The ledger's id of the booking, made now or found there from an earlier try. A no is thrown on (`refused`) when the booking is not there and no earlier try
 * can still come true: such a try, under way or arrived late, is itself a reason for the ledger to say no.
 */
const inLedger = async (desk: PaymentDesk, books: Bookkeeping, booking: Booking): Promise<string> => {
	const { clock } = desk.ports;
	const order = orderOf(desk.payment, booking, desk.account);
	const now = clock.now();
	// Sent before we wrote down when: as if it were a moment ago.
	const earlier = booking.state === 'sending' ? (booking.sent ?? now) : null;
	const there = earlier === null ? null : await books.find(order);
	if (there !== null) return there;
	await desk.saveBooking({ ...booking, state: 'sending', sent: now });
	try {
		return await books.book(order);
	} catch (error) {
		if (!(error instanceof AccountingFault && error.kind === 'refused')) throw error;
		const late = await books.find(order);
		if (late !== null) return late;
		if (earlier === null || later(earlier, inHandMs) <= clock.now()) throw error;
		// This try has its answer; the one before has none.
		await desk.saveBooking({ ...booking, state: 'sending', sent: earlier });
		throw new AccountingFault('unavailable', 'The ledger says no, but an earlier try may still be under way');
	}
};

/**
 * Writes one booking after the other, what is left over last. `sending` is saved before each call and its id after it; whatever is cut in between is looked
 * for in the ledger first, and sent again under the same key. Throws what the ledger throws; that booking then stays `sending`. False: time is up, and some are
 * left for another invocation.
 */
export const writeBookings = async (desk: PaymentDesk, books: Bookkeeping): Promise<boolean> => {
	const { clock } = desk.ports;
	const until = later(clock.now(), invocationMs);
	for (;;) {
		const next = desk.payment.bookings.find(({ state }) => state !== 'booked');
		if (!next) return true;
		if (clock.now() > until) return false;
		const external = await inLedger(desk, books, next);
		await desk.saveBooking({ ...next, state: 'booked', external });
	}
};
