/** The two sandboxes in one shape, as far as postings need them: what is in the books, read past the API. */
import type { Faults } from '../../local/sandbox/faults.ts';
import { openXero } from '../../shared/adapters/xero/accounting.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { openXeroPosting } from '../../shared/adapters/xero/posting.ts';
import { addDays, type Instant } from '../../shared/domain/day.ts';
import type { LedgerId } from '../../shared/domain/document.ts';
import { type Currency, currency } from '../../shared/domain/money.ts';
import type { OpenAccounting } from '../../shared/ports/accounting.ts';
import type { OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { OpenPosting } from '../../shared/ports/posting.ts';
import { ledger, orgId, smallBooks, startBooks, today } from '../sandbox/xero/books.ts';

export type PostLedger = {
	readonly ledger: LedgerId;
	readonly currency: Currency;
	readonly faults: Faults;
	readonly openAccounting: OpenAccounting;
	readonly openBookkeeping: OpenBookkeeping;
	readonly openPosting: OpenPosting;
	token(): Promise<string>;
	customer(): string;
	/** A month late. */
	invoice(customer: string, minor: number): string;
	credit(customer: string, minor: number): string;
	bill(customer: string, minor: number): string;
	lock(on: boolean): void;
	/** Of a customer: what is open on each invoice, left of each credit, and owed on each bill, in the order they were made; how many notes. */
	inBooks(customer: string): {
		readonly invoices: readonly number[];
		readonly credits: readonly number[];
		readonly bills: readonly number[];
		readonly notes: number;
	};
	close(): Promise<void>;
};

const xero = async (now: () => Instant): Promise<PostLedger> => {
	const sandbox = await startBooks({ now, forward: () => undefined });
	sandbox.load(smallBooks({ documents: [] }), today);
	const edit = sandbox.edit(orgId);
	let count = 0;
	const live = ({ status }: { readonly status: string }): boolean => status !== 'VOIDED' && status !== 'DELETED';
	return {
		ledger,
		currency: currency('GBP'),
		faults: sandbox.faults,
		openAccounting: openXero(sandbox.origin),
		openBookkeeping: openXeroBookkeeping(sandbox.origin),
		openPosting: openXeroPosting(sandbox.origin),
		token: async () => sandbox.consent([orgId]).access_token,
		customer: () => edit.addContact({ name: `Customer ${++count}`, email: 'pay@example.com' }),
		invoice: (contact, total) =>
			edit.addInvoice({ contact, currency: 'GBP', issued: addDays(today, -60), due: addDays(today, -30), total }),
		credit: (contact, total) => edit.addCredit('credit-note', { contact, currency: 'GBP', issued: addDays(today, -20), total }),
		bill: (contact, total) => edit.addBill({ contact, currency: 'GBP', issued: addDays(today, -20), due: addDays(today, 10), total }),
		lock: (on) => edit.lockBooks(on ? '2026-12-31' : null),
		inBooks: (contact) => {
			const { documents, bills, notes } = sandbox.dump(orgId);
			const own = documents.filter((each) => each.contact === contact && live(each));
			const ids = new Set(own.map(({ id }) => id));
			return {
				invoices: own.filter(({ kind }) => kind === 'invoice').map(({ rest }) => rest),
				credits: own.filter(({ kind }) => kind !== 'invoice' && kind !== 'payment').map(({ rest }) => rest),
				bills: bills.filter((each) => each.kind === 'bill' && each.contact === contact && live(each)).map(({ rest }) => rest),
				notes: notes.filter(({ id }) => ids.has(id)).length,
			};
		},
		close: () => sandbox.close(),
	};
};

export const postLedgers = { xero } as const;
