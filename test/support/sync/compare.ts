/** Our copy of one ledger against the provider's own store: every document, every customer, every figure that is derived from them. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { customerFrom } from '../../../shared/adapters/dynamo/customer-item.ts';
import { documentFrom } from '../../../shared/adapters/dynamo/document-item.ts';
import type { Item } from '../../../shared/adapters/dynamo/item.ts';
import type { Store } from '../../../shared/adapters/dynamo/store.ts';
import type { Customer, StoredDocument } from '../../../shared/domain/document.ts';
import { customerId, type LedgerId, ledgerOfCustomer } from '../../../shared/domain/document.ts';
import { type Currency, currency } from '../../../shared/domain/money.ts';
import type { Books } from '../../../shared/ports/books.ts';
import type { TrueDocument, Truth } from './ledger.ts';

export type Comparison = { readonly documents: number; readonly customers: number; readonly differences: readonly string[] };
export type Copied = { readonly documents: readonly StoredDocument[]; readonly customers: readonly Customer[] };

/** Reads the whole table past the product. */
export const copied = async (store: Store, company: string): Promise<Copied> => {
	const documents: StoredDocument[] = [];
	const customers: Customer[] = [];
	let from: Record<string, unknown> | undefined;
	do {
		const page = await store.db.send(new ScanCommand({ TableName: store.table, ExclusiveStartKey: from, ConsistentRead: true }));
		for (const item of (page.Items ?? []) as Item[]) {
			if (item.sk === 'DOC') documents.push(documentFrom(item, company));
			if (item.sk === 'CUSTOMER') customers.push(customerFrom(item, company));
		}
		from = page.LastEvaluatedKey;
	} while (from);
	return { documents, customers };
};

const sayTrue = (ledger: LedgerId, is: TrueDocument): string =>
	[is.state, customerId(ledger, is.customer), is.currency, is.number, is.total, is.rest, is.issued, is.due].join(' | ');
const sayOurs = (is: StoredDocument): string =>
	[is.state, is.customer, is.currency, is.number, is.total, is.open + is.unapplied, is.issued, is.due].join(' | ');

/** `open`: documents on which nothing is left, there as here, are not looked at. */
export type Compared = 'all' | 'open';

const documentDifferences = (ledger: LedgerId, truth: Truth, ours: Copied, what: Compared): string[] => {
	const copy = new Map(ours.documents.filter((each) => each.ledger === ledger).map((each) => [`${each.kind} ${each.id}`, each]));
	const found: string[] = [];
	for (const is of truth.documents) {
		const name = `${is.kind} ${is.id}`;
		const mine = copy.get(name);
		copy.delete(name);
		// Of journal entries the ledger's own list has what is open, and no more.
		const onlyOpen = what === 'open' || is.kind === 'journal';
		if (onlyOpen && (is.state === null ? 0 : is.rest) === 0 && (mine ? mine.open + mine.unapplied : 0) === 0) {
			if (mine?.state === 'open') found.push(`${name}: nothing is open on it, and we call it open`);
			continue;
		}
		if (!mine) {
			if (is.expected) found.push(`${name}: is ${sayTrue(ledger, is)}, we have nothing`);
		} else if (is.state === null) {
			if (mine.state !== 'deleted' || mine.open + mine.unapplied !== 0) found.push(`${name}: is gone, we have ${sayOurs(mine)}`);
			// What we had seen of it before stays known.
			if (mine.rev > 1 && (mine.customer === customerId(ledger, 'gone') || mine.number !== is.number))
				found.push(`${name}: is gone, and we forgot whose it was`);
		} else if (sayTrue(ledger, is) !== sayOurs(mine))
			found.push(`${name}: is ${sayTrue(ledger, is)}, we have ${sayOurs(mine)} (${mine.version})`);
		if (mine && mine.entries.length > 0 && mine.entries.reduce((sum, each) => sum + each.minor, 0) !== mine.open + mine.unapplied)
			found.push(`${name}: its entries do not add up`);
		if (mine && mine.held !== 0) found.push(`${name}: something is held`);
	}
	for (const [name, mine] of copy)
		if ((what === 'all' && mine.kind !== 'journal') || mine.open + mine.unapplied !== 0)
			found.push(`${name}: is not in the ledger, we have ${sayOurs(mine)}`);
	return found;
};

const customerDifferences = (ledger: LedgerId, truth: Truth, ours: Copied): string[] => {
	const copy = new Map(ours.customers.filter((each) => each.ledger === ledger).map((each) => [each.id, each]));
	const found = truth.customers.flatMap((is) => {
		const mine = copy.get(customerId(ledger, is.id));
		copy.delete(customerId(ledger, is.id));
		const right = mine?.name === is.name && mine.email === is.email && mine.archived === is.archived;
		return right
			? []
			: [`customer ${is.id}: is ${is.name} ${is.email} ${is.archived}, we have ${mine?.name} ${mine?.email} ${mine?.archived}`];
	});
	return [...found, ...[...copy.keys()].map((id) => `customer ${id}: is not in the ledger`)];
};

/** Figures by name, zeros left out. */
type Figures = Map<string, number>;
const put = (figures: Figures, name: string, minor: number): void => {
	const next = (figures.get(name) ?? 0) + minor;
	if (next === 0) figures.delete(name);
	else figures.set(name, next);
};
const apart = (what: string, is: Figures, ours: Figures): string[] =>
	[...new Set([...is.keys(), ...ours.keys()])].flatMap((name) =>
		is.get(name) === ours.get(name) ? [] : [`${what} ${name}: is ${is.get(name) ?? 0}, we have ${ours.get(name) ?? 0}`],
	);

/** The ladders as the ledger's own documents make them, against those that are stored, of the company and of every customer. */
const ladderDifferences = async (ledger: LedgerId, company: string, truth: Truth, books: Books): Promise<string[]> => {
	const [ofCompany, ofCustomers, ours, oursOf]: Figures[] = [new Map(), new Map(), new Map(), new Map()] as const;
	if (!ofCompany || !ofCustomers || !ours || !oursOf) return [];
	const codes = new Set<Currency>();
	for (const each of truth.documents) {
		codes.add(currency(each.currency));
		if (each.state === null || each.rest === 0) continue;
		// What is due is owed, all else is to the customer's credit.
		const names =
			each.due !== null ? [`${each.currency} ${each.due}`, `${each.currency} ${each.due} count`] : [`${each.currency} unapplied`];
		for (const [i, name] of names.entries()) {
			put(ofCompany, name, i === 0 ? each.rest : 1);
			put(ofCustomers, `${customerId(ledger, each.customer)} ${name}`, i === 0 ? each.rest : 1);
		}
	}
	for (const code of codes) {
		for (const each of await books.ladders(company, code)) {
			if (each.ledger !== ledger) continue;
			put(ours, `${code} unapplied`, each.unapplied);
			for (const [due, { minor, count }] of each.ladder) {
				put(ours, `${code} ${due}`, minor);
				put(ours, `${code} ${due} count`, count);
			}
		}
		for (const each of await books.customerLadders(company, code)) {
			if (ledgerOfCustomer(each.customer) !== ledger) continue;
			put(oursOf, `${each.customer} ${code} unapplied`, each.unapplied);
			for (const [due, { minor, count }] of each.ladder) {
				put(oursOf, `${each.customer} ${code} ${due}`, minor);
				put(oursOf, `${each.customer} ${code} ${due} count`, count);
			}
		}
	}
	return [...apart('company', ofCompany, ours), ...apart('customer', ofCustomers, oursOf)];
};

export const compare = async (
	ledger: LedgerId,
	company: string,
	truth: Truth,
	{ store, books }: { readonly store: Store; readonly books: Books },
	what: Compared = 'all',
): Promise<Comparison> => {
	const ours = await copied(store, company);
	const differences = [
		...documentDifferences(ledger, truth, ours, what),
		...customerDifferences(ledger, truth, ours),
		...(await ladderDifferences(ledger, company, truth, books)),
	];
	return { documents: ours.documents.length, customers: ours.customers.length, differences };
};
