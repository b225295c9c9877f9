/** All that the sandboxes hold, each asked in its own file. */
import { ownMails } from './inbox.ts';
import { type OwnBooking, quickbooksBookings, quickbooksCounts, quickbooksItems, xeroBookings, xeroCounts, xeroItems } from './ledgers.ts';
import { ownStore } from './store.ts';
import { ownPayments } from './till.ts';

export const ownBooks = (dir: string) => {
	const [xero, quickbooks, stripe, mail] = [
		ownStore(dir, 'xero'),
		ownStore(dir, 'quickbooks'),
		ownStore(dir, 'stripe'),
		ownStore(dir, 'mail'),
	];
	type Person = { readonly id: string; readonly name: string; readonly email: string | null };
	const people = (): Person[] => [
		...xero.all<Person>('SELECT id, name, email FROM contact'),
		...quickbooks.all<Person>('SELECT CAST(id AS TEXT) AS id, name, email FROM customer'),
	];
	return {
		/** The civil day of a moment (ms) where the first company sits: the hub keeps its days by it. */
		day: (ms: number): string => {
			const zone = xero.all<{ zone: string }>('SELECT zone FROM organisation')[0]?.zone ?? 'UTC';
			return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(ms);
		},
		counts: () => [xeroCounts(xero), quickbooksCounts(quickbooks)],
		/** Every open invoice and every credit that is left, of both. */
		items: () => [...xeroItems(xero), ...quickbooksItems(quickbooks)],
		/** @param name of the payment at Stripe */
		bookings: (name: string): OwnBooking[] => [...xeroBookings(xero, name), ...quickbooksBookings(quickbooks, name)],
		payments: () => ownPayments(stripe),
		mails: () => ownMails(mail),
		/** By the ledger's own customer id. */
		addresses: (): Map<string, string | null> => new Map(people().map(({ id, email }) => [id, email])),
		names: (): Map<string, string> => new Map(people().map(({ id, name }) => [id, name])),
	};
};
export type OwnBooks = ReturnType<typeof ownBooks>;
