/** Brings a table to the state after a first sync, without a provider. */
import type { Books } from '../shared/ports/books.ts';
import { customers, invoices, scope, startedAt } from './invoices.ts';

/** As large as a provider's. */
const page = 1000;

export const loadCustomers = async (books: Books, count: number): Promise<void> => {
	const all = customers(count);
	for (let at = 0; at < all.length; at += page) await books.loadCustomers(scope, all.slice(at, at + page), startedAt);
};

/** Only a page of them is in memory. */
export const loadInvoices = async (books: Books, count: number, among: number): Promise<void> => {
	let batch = [];
	for (const invoice of invoices(count, among)) {
		batch.push(invoice);
		if (batch.length < page) continue;
		await books.load(scope, batch, startedAt);
		batch = [];
	}
	if (batch.length) await books.load(scope, batch, startedAt);
};
