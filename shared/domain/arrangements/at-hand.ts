/** Arrangements of a customer as they are on a day, by the documents that somebody has read to decide something. */
import type { Day } from '../day.ts';
import type { StoredDocument } from '../document.ts';
import type { Currency } from '../money.ts';
import { advanceAll } from './advance.ts';
import type { Arrangement } from './arrangement.ts';
import type { Invoices } from './received.ts';

export type AtHand = {
	readonly today: Day;
	/** Arrangements about another currency are left out. */
	readonly currency: Currency;
	/** The customer's in this currency; those that are missing are read. */
	readonly documents: readonly StoredDocument[];
	/** Credit not applied to any invoice, minor units. */
	readonly unapplied: number;
};

/** Null: there is none with this id. */
export type ReadInvoice = (arrangement: Arrangement, invoice: string) => Promise<StoredDocument | null>;

/**
 * Moved on to that day. What became of a posting is not asked: until its own station has heard of it, what was agreed to be credited is held. An invoice that
 * nobody can find, or whose latest row cannot be read, moves nothing. Reads what is paid long since, and is not among the documents: mostly nothing.
 */
export const agreedOn = async (
	arrangements: readonly Arrangement[],
	{ today, currency, documents, unapplied }: AtHand,
	read: ReadInvoice,
): Promise<{ readonly arrangements: readonly Arrangement[]; readonly invoices: Invoices }> => {
	const mine = arrangements.filter((each) => each.currency === null || each.currency === currency || each.parts.length === 0);
	if (mine.length === 0) return { arrangements: [], invoices: new Map() };
	const invoices = new Map(documents.flatMap((each) => (each.kind === 'invoice' ? [[each.id, each] as const] : [])));
	const missing = new Map(
		mine.flatMap((each) => each.parts.flatMap(({ invoice }) => (invoices.has(invoice) ? [] : [[invoice, each] as const]))),
	);
	for (const found of await Promise.all([...missing].map(([invoice, each]) => read(each, invoice))))
		if (found) invoices.set(found.id, found);
	const advanced = advanceAll(mine, { today, invoices, unapplied: () => unapplied, posting: () => null });
	return { arrangements: advanced.map(({ after }) => after), invoices };
};
