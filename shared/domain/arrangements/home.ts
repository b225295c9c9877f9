/** Whose an arrangement is, once the ledger has merged customers or given its invoices to another one. Pure. */
import type { CustomerId } from '../document.ts';
import type { Arrangement } from './arrangement.ts';
import type { Invoices } from './received.ts';

/**
 * The customer that all its invoices belong to now; null: the same as before, or nobody can say. Where only some of them went, it stays: who agreed to what is
 * then a person's question.
 */
export const homeOf = ({ parts, customer }: Pick<Arrangement, 'parts' | 'customer'>, invoices: Invoices): CustomerId | null => {
	const homes = new Set(parts.map(({ invoice }) => invoices.get(invoice)?.customer));
	const [home] = homes;
	return homes.size === 1 && home !== undefined && home !== customer ? home : null;
};
