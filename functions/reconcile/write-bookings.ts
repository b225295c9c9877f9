import { type Owed, spread } from '../../shared/domain/allocation.ts';
import { later } from '../../shared/domain/day.ts';
import type { Document } from '../../shared/domain/document.ts';
import type { Booking, Payment } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { Bookkeeping, BookOrder } from '../../shared/ports/bookkeeping.ts';
import type { Desk } from './desk.ts';
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

/** Spreads what is not booked yet over what the ledger says is owed now. */
export const allocate = async (desk: Desk, books: Bookkeeping): Promise<void> => {
	const { payment } = desk;
	const documents = await readInvoices(
		books,
		payment.shares.map(({ id }) => id),
	);
	await desk.save({ state: 'allocated', bookings: spread(payment, owedIn(documents, payment)) });
};

/** The ledger knows a booking by payment and number: the same again is the same payment there. */
const orderOf = ({ id, customer, currency, day }: Payment, { n, document, minor }: Booking): BookOrder => ({
	key: `${id}-${n}`,
	invoice: document,
	customer,
	currency,
	minor,
	day,
	reference: `Stripe ${id}`,
});

/** The ledger's id of the booking, made now or found there from an earlier try that was cut. */
const inLedger = async (books: Bookkeeping, order: BookOrder, triedBefore: boolean): Promise<string> => {
	const earlier = triedBefore ? await books.find(order) : null;
	if (earlier !== null) return earlier;
	try {
		return await books.book(order);
	} catch (error) {
		if (!(error instanceof AccountingFault && error.kind === 'refused')) throw error;
		// An earlier try that arrived late is itself a reason to refuse: look once more before it is taken for a no.
		const late = await books.find(order);
		if (late === null) throw error;
		return late;
	}
};

/**
 * Writes one booking after the other, what is left over last. `sending` is saved before each call and its id after it; whatever is cut in between is looked
 * for in the ledger first, and sent again under the same key. Throws what the ledger throws; that booking then stays `sending`. False: time is up, and some are
 * left for another invocation.
 */
export const writeBookings = async (desk: Desk, books: Bookkeeping): Promise<boolean> => {
	const { clock } = desk.ports;
	const until = later(clock.now(), invocationMs);
	for (;;) {
		const next = desk.payment.bookings.find(({ state }) => state !== 'booked');
		if (!next) return true;
		if (clock.now() > until) return false;
		const triedBefore = next.state === 'sending';
		if (!triedBefore) await desk.saveBooking({ ...next, state: 'sending' });
		const external = await inLedger(books, orderOf(desk.payment, next), triedBefore);
		await desk.saveBooking({ ...next, state: 'booked', external });
	}
};
