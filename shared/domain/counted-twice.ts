/** The moment between booking a payment in the ledger and settling it here: its part of an invoice is gone from `open` and still `held`. Pure. */
import type { Payment } from './payment.ts';

/**
 * By invoice, minor units: what payments hold here although the ledger has it already, or may have it, since its booking was sent. While a customer's payment is in
 * here, open − held says too little.
 */
export const countedTwice = (payments: readonly Pick<Payment, 'shares' | 'bookings'>[]): ReadonlyMap<string, number> => {
	const found = new Map<string, number>();
	for (const { shares, bookings } of payments)
		for (const { id, minor } of shares)
			if (bookings.some(({ document, state }) => document === id && state !== 'planned')) found.set(id, (found.get(id) ?? 0) + minor);
	return found;
};
