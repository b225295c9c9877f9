/** What the pages of postings show. */
import { randomUUID } from 'node:crypto';
import { type Day, dayIn } from '../../shared/domain/day.ts';
import { type CompanyId, type CustomerId, type LedgerId, ledgerOfCustomer, type StoredDocument } from '../../shared/domain/document.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { Payable } from '../../shared/domain/payables.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { isApplicable, type Posting } from '../../shared/domain/posting.ts';
import { newPostingSettings, type PostingSettings } from '../../shared/domain/posting-accounts.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import { type BillPorts, supplierBills } from './supplier-bills.ts';

export type ViewPorts = {
	readonly books: Pick<Books, 'customer' | 'names' | 'document' | 'openDocumentsOf' | 'currencies'>;
	readonly companies: Pick<Companies, 'company' | 'users'>;
	readonly connections: Pick<Connections, 'connection' | 'connections'>;
	readonly owed: BillPorts;
	readonly mailings: Pick<Mailings, 'sending'>;
	readonly payments: Pick<Payments, 'payment' | 'paymentsOf'>;
	readonly postings: Pick<Postings, 'postings' | 'postingsOf' | 'settings'>;
	readonly clock: Clock;
};

/** Where and when: the company's own clock. */
export type Place = { readonly timeZone: string; readonly today: Day };
const placeOf = async (company: CompanyId, { companies, clock }: ViewPorts): Promise<Place> => {
	const found = await companies.company(company);
	if (!found) throw notFound('company');
	return { timeZone: found.timeZone, today: dayIn(found.timeZone, clock.now()) };
};

export type LedgerName = { readonly ledger: LedgerId; readonly name: string };

export type PostingsShown = {
	readonly place: Place;
	readonly postings: readonly Posting[];
	readonly next: string | null;
	readonly names: ReadonlyMap<CustomerId, string>;
	readonly users: ReadonlyMap<string, string>;
	/** Numbers of documents, by `<ledger>#<kind>#<id>`. */
	readonly numbers: ReadonlyMap<string, string>;
	readonly ledgers: readonly LedgerName[];
};

const atOnce = 25;

export const numberName = (ledger: LedgerId, kind: string, id: string): string => `${ledger}#${kind}#${id}`;

const subjectsOf = ({ ledger, what }: Posting): readonly (readonly [LedgerId, StoredDocument['kind'], string])[] => [
	...('invoice' in what ? [[ledger, 'invoice', what.invoice] as const] : []),
	...('credit' in what ? [[ledger, what.credit.kind, what.credit.id] as const] : []),
	...(what.kind === 'note' ? [[ledger, what.document.kind, what.document.id] as const] : []),
];

const numbersOf = async (company: CompanyId, postings: readonly Posting[], { books }: ViewPorts): Promise<Map<string, string>> => {
	const subjects = new Map(postings.flatMap(subjectsOf).map((subject) => [numberName(...subject), subject]));
	const found = await Promise.all(
		[...subjects].map(
			async ([name, [ledger, kind, id]]) => [name, (await books.document(company, ledger, kind, id))?.number ?? ''] as const,
		),
	);
	return new Map(found);
};

const usersOf = async (company: CompanyId, { companies }: ViewPorts): Promise<Map<string, string>> =>
	new Map((await companies.users(company)).map(({ id, name }) => [id, name]));

/** ≈ 1 RCU a posting, and 1 for each document it names. */
export const viewPostings = async (company: CompanyId, from: string | undefined, ports: ViewPorts): Promise<PostingsShown> => {
	const { rows, next } = await ports.postings.postings(company, atOnce, from ?? null);
	const customers = [...new Set(rows.map(({ customer }) => customer))];
	const [place, names, users, numbers, connections] = await Promise.all([
		placeOf(company, ports),
		ports.books.names(company, customers),
		usersOf(company, ports),
		numbersOf(company, rows, ports),
		ports.connections.connections(company),
	]);
	const ledgers = connections.filter(({ state }) => state !== 'disconnected').map(({ ledger, name }) => ({ ledger, name }));
	return { place, postings: rows, next, names, users, numbers, ledgers };
};

export type PostFormShown = {
	readonly place: Place;
	readonly customer: { readonly id: CustomerId; readonly name: string; readonly ledger: LedgerId };
	readonly invoices: readonly StoredDocument[];
	readonly credits: readonly StoredDocument[];
	/** Of theirs as a supplier. */
	readonly bills: readonly Payable[];
	/** Whether it is known who they are as a supplier. */
	readonly isSupplier: boolean;
	/** Booked ones. */
	readonly payments: readonly Payment[];
	readonly settings: PostingSettings;
	/** A new one for each form. */
	readonly token: () => string;
};

const documentsShown = 200;
const paymentsShown = 20;

export const viewPostForm = async (company: CompanyId, id: CustomerId, ports: ViewPorts): Promise<PostFormShown> => {
	const customer = await ports.books.customer(company, id);
	if (!customer) throw notFound('customer');
	const ledger = ledgerOfCustomer(id);
	const [place, open, { bills, suppliers }, payments, settings] = await Promise.all([
		placeOf(company, ports),
		ports.books.openDocumentsOf(company, id, documentsShown, 'consistent'),
		supplierBills(company, id, ports.owed),
		ports.payments.paymentsOf(company, id, paymentsShown),
		ports.postings.settings(company, ledger),
	]);
	return {
		place,
		customer: { id, name: customer.name, ledger },
		invoices: open.filter(({ kind, open: left }) => kind === 'invoice' && left > 0),
		credits: open.filter(isApplicable),
		bills,
		isSupplier: suppliers.length > 0,
		payments: payments.filter(({ state }) => state === 'booked'),
		settings: settings ?? newPostingSettings(company, ledger),
		token: randomUUID,
	};
};

export type AccountsShown = {
	readonly place: Place;
	readonly ledger: LedgerName;
	readonly settings: PostingSettings;
	/** Whether reminders are noted in it. */
	readonly noted: boolean;
	/** That the company has documents in, or has chosen a bank account for. */
	readonly currencies: readonly Currency[];
};

export const viewAccounts = async (company: CompanyId, ledger: LedgerId, ports: ViewPorts): Promise<AccountsShown> => {
	const connection = await ports.connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
	const [place, settings, currencies, sending] = await Promise.all([
		placeOf(company, ports),
		ports.postings.settings(company, ledger),
		ports.books.currencies(company),
		ports.mailings.sending(company),
	]);
	const known = settings ?? newPostingSettings(company, ledger);
	const chosen = Object.keys(known.chosen.banks) as Currency[];
	return {
		place,
		ledger: { ledger, name: connection.name },
		settings: known,
		noted: sending?.notedIn?.includes(ledger) ?? false,
		currencies: [...new Set([...currencies, ...chosen])].sort(),
	};
};
