/** The two sandboxes in one shape, as far as postings need them: what is in the books, read past the API. */
import type { Faults } from '../../local/sandbox/faults.ts';
import { openQuickbooks } from '../../shared/adapters/quickbooks/accounting.ts';
import { openQuickbooksBookkeeping } from '../../shared/adapters/quickbooks/bookkeeping.ts';
import { openQuickbooksPosting } from '../../shared/adapters/quickbooks/posting.ts';
import { openXero } from '../../shared/adapters/xero/accounting.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { openXeroPosting } from '../../shared/adapters/xero/posting.ts';
import { addDays, day, type Instant } from '../../shared/domain/day.ts';
import type { LedgerId } from '../../shared/domain/document.ts';
import { type Currency, currency } from '../../shared/domain/money.ts';
import { type VendorId, vendorId } from '../../shared/domain/payables.ts';
import type { OpenAccounting } from '../../shared/ports/accounting.ts';
import type { OpenBookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { OpenPosting } from '../../shared/ports/posting.ts';
import { organisation, ledger as qboLedger, realm, startRig } from '../sandbox/quickbooks/rig.ts';
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
	/** Who the customer is as a supplier. */
	vendor(customer: string): VendorId;
	lock(on: boolean): void;
	/** Of a customer: what is open on each invoice, left of each credit that has anything left, and owed on each bill; how many notes. */
	inBooks(customer: string): {
		readonly invoices: readonly number[];
		readonly credits: readonly number[];
		readonly bills: readonly number[];
		readonly notes: number;
	};
	calls(): number;
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
		vendor: (contact) => vendorId(ledger, contact),
		lock: (on) => edit.lockBooks(on ? '2026-12-31' : null),
		inBooks: (contact) => {
			const { documents, bills, notes } = sandbox.dump(orgId);
			const own = documents.filter((each) => each.contact === contact && live(each));
			const ids = new Set(own.map(({ id }) => id));
			return {
				invoices: own.filter(({ kind }) => kind === 'invoice').map(({ rest }) => rest),
				credits: own.filter(({ kind, rest }) => kind !== 'invoice' && kind !== 'payment' && rest > 0).map(({ rest }) => rest),
				bills: bills.filter((each) => each.kind === 'bill' && each.contact === contact && live(each)).map(({ rest }) => rest),
				notes: notes.filter(({ id }) => ids.has(id)).length,
			};
		},
		calls: () => sandbox.calls(),
		close: () => sandbox.close(),
	};
};

const quickbooks = async (now: () => Instant): Promise<PostLedger> => {
	const rig = await startRig({ organisation: organisation({ documents: [] }) });
	const { sandbox, edit } = rig;
	const payables = sandbox.editPayables(realm);
	const vendors = new Map<string, number>();
	let count = 0;
	const follow = <T>(work: () => T): T => {
		rig.clock.now = now();
		return work();
	};
	const vendorOf = (customer: string): number => {
		const known = vendors.get(customer) ?? payables.createVendor({ name: `Vendor ${++count}`, currency: currency('USD') });
		vendors.set(customer, known);
		return known;
	};
	return {
		ledger: qboLedger,
		currency: currency('USD'),
		faults: sandbox.faults,
		openAccounting: async (of, token, clock) => follow(() => openQuickbooks(sandbox.origin)(of, token, clock)),
		openBookkeeping: async (of, token, clock) => follow(() => openQuickbooksBookkeeping(sandbox.origin)(of, token, clock)),
		openPosting: async (of, token, clock, meter) => follow(() => openQuickbooksPosting(sandbox.origin)(of, token, clock, meter)),
		token: async () => (await follow(() => rig.connect())).tokens.access,
		customer: () => follow(() => String(edit.createCustomer({ name: `Customer ${++count}`, currency: currency('USD') }))),
		invoice: (customer, total) =>
			follow(() => String(edit.createInvoice({ customer: Number(customer), day: addDays(today, -60), due: addDays(today, -30), total }))),
		credit: (customer, total) => follow(() => String(edit.credit({ customer: Number(customer), day: addDays(today, -20), total }))),
		bill: (customer, total) => follow(() => String(payables.createBill({ vendor: vendorOf(customer), day: addDays(today, -20), total }))),
		vendor: (customer) => vendorId(qboLedger, String(follow(() => vendorOf(customer)))),
		lock: (on) => edit.closeBooks(on ? day('2026-12-31') : null),
		inBooks: (customer) => {
			const { documents, payables: owed } = sandbox.dump(realm);
			const own = documents.filter((each) => each.customer === Number(customer) && each.state === 'live');
			const invoices = own.filter(({ type }) => type === 'Invoice');
			return {
				invoices: invoices.map(({ balance }) => balance),
				credits: own.filter(({ type, balance }) => type !== 'Invoice' && balance > 0).map(({ balance }) => balance),
				bills: owed.filter(({ type, vendor }) => type === 'Bill' && vendor === vendors.get(customer)).map(({ balance }) => balance),
				// A late fee carries our words from the start.
				notes: invoices.filter(({ note, day: issued }) => note !== '' && issued < today).length,
			};
		},
		calls: () => sandbox.calls(),
		close: () => rig.close(),
	};
};

export const postLedgers = { xero, quickbooks } as const;
