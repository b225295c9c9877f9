/** How a received payment is spread over the invoices it was meant for. */
import type { Booking, Payment } from './payment.ts';

/** Invoices' ids and what each still owes in the ledger, minor units of the payment's currency. Those that owe nothing, or are gone, may be missing. */
export type Owed = ReadonlyMap<string, number>;

const bookedMinor = (bookings: readonly Booking[]): number => bookings.reduce((all, { minor }) => all + minor, 0);

/**
 * The payment's bookings: those that are in the ledger as they are, and for all the rest new ones, planned. Each invoice gets what was meant for it, at most
 * what it still owes; what no longer fits goes on the customer's account in one booking, the last. They add up to the payment, exactly.
 *
 * Numbers are never used again, since the ledger may remember the answer to one. An invoice that has a booking of this payment gets no second: it could not
 * be told from the first when it is looked for in the ledger.
 */
export const spread = (payment: Pick<Payment, 'minor' | 'shares' | 'bookings'>, owed: Owed): readonly Booking[] => {
	const done = payment.bookings.filter(({ state }) => state === 'booked');
	const meant = new Map<string, number>();
	for (const { id, minor } of payment.shares) meant.set(id, (meant.get(id) ?? 0) + minor);
	for (const { document } of done) if (document !== null) meant.delete(document);
	let left = payment.minor - bookedMinor(done);
	let n = Math.max(-1, ...payment.bookings.map((booking) => booking.n));
	const planned: Booking[] = [];
	const plan = (document: string | null, minor: number): void => {
		if (minor <= 0) return;
		n += 1;
		left -= minor;
		planned.push({ n, document, minor, state: 'planned', external: null });
	};
	for (const [id, minor] of meant) plan(id, Math.min(minor, owed.get(id) ?? 0, left));
	plan(null, left);
	return [...done, ...planned];
};
