/** What whoever holds a link may see of their own account while they write to us. Only reads. */
import { advanceAll } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { type Known, roomOn } from '../../shared/domain/arrangements/asking.ts';
import { disputedIn } from '../../shared/domain/arrangements/claims.ts';
import type { Invoices } from '../../shared/domain/arrangements/received.ts';
import { noHolidays } from '../../shared/domain/business-days.ts';
import { type Day, dayIn, isTimeZone } from '../../shared/domain/day.ts';
import { ledgerOfCustomer, type StoredDocument } from '../../shared/domain/document.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import { endOf, linkOf, maskedAddress, maskedName } from './link.ts';
import type { ArrangementPorts } from './ports.ts';

export type LinkPorts = ArrangementPorts & {
	readonly payments: Pick<Payments, 'link'>;
	readonly books: Pick<Books, 'openDocumentsOf'>;
};

/** An open invoice, and how much of it may still be spoken of. Minor units. */
export type DeskInvoice = {
	readonly id: string;
	readonly number: string;
	readonly currency: Currency;
	readonly due: Day;
	readonly open: number;
	/** Neither on its way, nor disputed, promised or planned: it can be promised or paid in instalments. */
	readonly room: number;
	/** Not disputed. */
	readonly undisputed: number;
};

export type Desk = {
	readonly link: PayLink;
	readonly payee: string;
	readonly company: string;
	readonly customer: string;
	readonly languages: readonly string[];
	readonly today: Day;
	readonly timeZone: string;
	/** Oldest due day first. */
	readonly invoices: readonly DeskInvoice[];
	/** As they are today, by the invoices that are open. */
	readonly arrangements: readonly Arrangement[];
	readonly numbers: ReadonlyMap<string, string>;
	/** All that are open, as stored; null: there are more than are read. */
	readonly open: Invoices | null;
	/** Where a code would go, masked; null: nowhere that is known. */
	readonly address: string | null;
};
export type DeskVisit =
	| { readonly kind: 'desk'; readonly desk: Desk }
	| { readonly kind: 'closed' | 'counting' | 'insolvent'; readonly languages: readonly string[]; readonly payee: string }
	| { readonly kind: 'expired' | 'revoked'; readonly languages: readonly string[] }
	| { readonly kind: 'unknown' };

/** More are not shown: whoever owes so many writes to us. */
const mostInvoices = 100;

const deskInvoices = (documents: readonly StoredDocument[], arrangements: readonly Arrangement[], today: Day): readonly DeskInvoice[] => {
	const invoices: Invoices = new Map(documents.map((each) => [each.id, each]));
	const known: Known = { today, holidays: noHolidays, invoices, arrangements, unapplied: 0, replaces: null };
	const disputed = disputedIn(arrangements);
	return documents
		.filter(({ kind, state, open, doubt }) => kind === 'invoice' && state === 'open' && open > 0 && doubt === undefined)
		.map((each) => ({
			id: each.id,
			number: each.number,
			currency: each.currency,
			due: each.due ?? each.issued,
			open: each.open,
			room: roomOn(each, known),
			undisputed: Math.max(0, each.open - (disputed.get(each.id) ?? 0)),
		}))
		.toSorted((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0));
};

/** ≈ 8 RCU, one for four arrangements, and one for two invoices. */
export const openDesk = async (cookie: string | undefined, ports: LinkPorts): Promise<DeskVisit> => {
	const link = await linkOf(cookie, ports.payments);
	if (!link) return { kind: 'unknown' };
	const { company, customer: id } = link;
	const [customer, connection, owner, stored, ladders] = await Promise.all([
		ports.books.customer(company, id),
		ports.connections.connection(company, ledgerOfCustomer(id)),
		ports.companies.company(company),
		ports.arrangements.current(company, id),
		ports.books.laddersOf(company, id),
	]);
	const languages = [link.language, customer?.language ?? null].filter((each) => each !== null);
	const now = ports.clock.now();
	const end = endOf(link, now);
	if (end !== null) return { kind: end, languages };
	if (!connection || !customer || !owner) return { kind: 'unknown' };
	const { name: payee } = sellerOf(connection);
	if (connection.state === 'disconnected') return { kind: 'closed', languages, payee };
	if (connection.phase !== 'live') return { kind: 'counting', languages, payee };
	if (stored.some(({ kind, state }) => kind === 'insolvency' && state === 'active')) return { kind: 'insolvent', languages, payee };
	const documents = await ports.books.openDocumentsOf(company, id, mostInvoices, 'eventual');
	const timeZone = isTimeZone(owner.timeZone) ? owner.timeZone : 'UTC';
	const today = dayIn(timeZone, now);
	const invoices: Invoices = new Map(documents.map((each) => [each.id, each]));
	const unapplied = new Map(ladders.map((each) => [each.currency, each.unapplied]));
	const world = { today, invoices, unapplied: (of: Currency) => unapplied.get(of) ?? 0, posting: () => null };
	const arrangements = advanceAll(stored, world).map(({ after }) => after);
	return {
		kind: 'desk',
		desk: {
			link,
			payee,
			company: owner.name,
			customer: maskedName(customer.name),
			languages,
			today,
			timeZone,
			invoices: deskInvoices(documents, arrangements, today),
			arrangements,
			numbers: new Map(documents.map(({ id: each, number }) => [each, number])),
			open: documents.length < mostInvoices ? invoices : null,
			address: customer.email !== null && !customer.archived && customer.doubt === undefined ? maskedAddress(customer.email) : null,
		},
	};
};
