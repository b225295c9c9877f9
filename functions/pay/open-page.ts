import { type Day, dayIn, type Instant, isTimeZone } from '../../shared/domain/day.ts';
import { type CompanyId, type CustomerId, ledgerOfCustomer, type StoredDocument } from '../../shared/domain/document.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import type { Checkout, PayLink } from '../../shared/domain/payment.ts';
import type { Read } from '../../shared/ports/books.ts';
import type { ToldView } from '../../shared/wire/told-view.ts';
import { agreedWith } from './agreed.ts';
import { hashOf } from './page-link.ts';
import type { PayPorts } from './ports.ts';
import { type Balance, balancesOf, masked } from './standing.ts';

export type Standing = {
	readonly link: PayLink;
	/** Who is being paid, as the ledger's organisation is registered. */
	readonly payee: string;
	readonly taxId: string | null;
	readonly address: string | null;
	/** The company that runs the page with us, where it is called otherwise. */
	readonly company: string;
	readonly customer: string;
	/** Languages to try in order: the mail's, the customer's. */
	readonly languages: readonly string[];
	readonly today: Day;
	readonly timeZone: string;
	/** The ledger was read to its end at this moment. */
	readonly asOf: Instant | null;
	readonly balances: readonly Balance[];
	readonly live: readonly Checkout[];
	/** What they told us by links, and what we offered them. */
	readonly told: readonly ToldView[];
};
export type Visit =
	| { readonly kind: 'standing'; readonly standing: Standing }
	/** `closed`: the ledger was disconnected. `counting`: it is being read for the first time, so nobody knows what is owed. `insolvent`: the customer is. */
	| { readonly kind: 'closed' | 'counting' | 'insolvent'; readonly languages: readonly string[]; readonly payee: string }
	| { readonly kind: 'expired' | 'revoked'; readonly languages: readonly string[] }
	| { readonly kind: 'unknown' };

/** Who is behind a cookie; null for anything we never gave out. 2 RCU. */
export const linkOf = async (cookie: string | undefined, { payments }: Pick<PayPorts, 'payments'>): Promise<PayLink | null> =>
	cookie === undefined || !/^[A-Za-z0-9_-]{43}$/.test(cookie) ? null : payments.link(hashOf(cookie));

/** Why a link leads nowhere any more; null while it does. */
export const endOf = ({ revokedAt, expiresAt }: PayLink, now: Instant): 'revoked' | 'expired' | null => {
	if (revokedAt !== null) return 'revoked';
	return expiresAt <= now ? 'expired' : null;
};

/** More are not shown, and not paid at once. */
const mostOpenDocuments = 1000;

/** What is open or unapplied of a customer; `consistent` where something is decided by it. 0.5–2 RCU, and 1 a document, half of it `eventual`. */
export const openDocuments = (
	company: CompanyId,
	customer: CustomerId,
	{ books }: Pick<PayPorts, 'books'>,
	read: Read,
): Promise<readonly StoredDocument[]> => books.openDocumentsOf(company, customer, mostOpenDocuments, read);

export const today = (timeZone: string, at: Instant): Day => dayIn(isTimeZone(timeZone) ? timeZone : 'UTC', at);

/** Only reads. ≈ 7 RCU and 1 for every two documents. */
export const openPage = async (cookie: string | undefined, ports: Omit<PayPorts, 'collecting' | 'queues'>): Promise<Visit> => {
	const link = await linkOf(cookie, ports);
	if (!link) return { kind: 'unknown' };
	const { company, customer: customerId } = link;
	const [customer, connection, owner, agreed] = await Promise.all([
		ports.books.customer(company, customerId),
		ports.connections.connection(company, ledgerOfCustomer(customerId)),
		ports.companies.company(company),
		agreedWith(company, customerId, ports),
	]);
	const languages = [link.language, customer?.language ?? null].filter((each) => each !== null);
	const end = endOf(link, ports.clock.now());
	if (end !== null) return { kind: end, languages };
	if (!connection || !customer || !owner) return { kind: 'unknown' };
	const { name: payee, taxId, address } = sellerOf(connection);
	if (connection.state === 'disconnected') return { kind: 'closed', languages, payee };
	if (connection.phase !== 'live') return { kind: 'counting', languages, payee };
	if (agreed.insolvent) return { kind: 'insolvent', languages, payee };
	// Reservations first: one that ends in between is then counted twice at worst, and the table has the last word.
	const live = await ports.payments.liveCheckouts(company, customerId);
	const documents = await openDocuments(company, customerId, ports, 'eventual');
	const { timeZone } = owner;
	const on = today(timeZone, ports.clock.now());
	return {
		kind: 'standing',
		standing: {
			link,
			payee,
			taxId,
			address,
			company: owner.name,
			customer: masked(customer.name),
			languages,
			today: on,
			timeZone,
			asOf: connection.freshAsOf,
			balances: balancesOf(documents, live, on, agreed.disputed(documents, on)),
			live,
			told: agreed.told(documents, on, link.hash, ports.clock.now()),
		},
	};
};
