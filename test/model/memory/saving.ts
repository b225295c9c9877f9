/** Documents and customers as the port says they are saved, repaired and loaded. */
import type { Instant } from '../../../shared/domain/day.ts';
import { type Customer, type Document, documentKey, ledgerOfCustomer, type StoredDocument } from '../../../shared/domain/document.ts';
import { type Finding, isMaterial, isToldByVersion, mendedCustomer, remaining, taken } from '../../../shared/domain/sweep.ts';
import type { Books, Saved, Scope } from '../../../shared/ports/books.ts';
import { type Shelf, type Shelves, stand } from './shelf.ts';

/** Told before each document is written: a process may die between any two of them, and a busy table may say so. */
export type Between = () => void;

const newestOf = <Row extends { readonly version: string }>(rows: readonly Row[], name: (row: Row) => string): Row[] => {
	const newest = new Map<string, Row>();
	for (const row of rows) {
		const seen = newest.get(name(row));
		if (!seen || row.version > seen.version) newest.set(name(row), row);
	}
	return [...newest.values()];
};

const documentsOf = ({ ledger }: Scope, documents: readonly Document[]): Document[] => {
	if (documents.some((each) => each.ledger !== ledger || ledgerOfCustomer(each.customer) !== ledger))
		throw new RangeError('a document or its customer belongs to another ledger');
	return newestOf(documents, documentKey);
};
const customersOf = ({ ledger }: Scope, customers: readonly Customer[]): Customer[] => {
	if (customers.some((each) => each.ledger !== ledger || ledgerOfCustomer(each.id) !== ledger))
		throw new RangeError('a customer belongs to another ledger');
	return newestOf(customers, ({ id }) => id);
};

const findingOf = (stored: StoredDocument | null, next: Document): Finding[] => {
	const { kind, id, number, customer, currency } = next;
	const found = { kind, id, number, customer, currency, is: remaining(next) };
	if (!stored) return found.is === 0 ? [] : [{ ...found, how: 'unknown', was: null }];
	if (!isMaterial(stored, next)) return [];
	const how = next.version > stored.version ? 'newer' : next.state === 'deleted' ? 'gone' : 'differs';
	return [{ ...found, how, was: remaining(stored) }];
};

const write = (shelf: Shelf, stored: StoredDocument | null, next: Document, at: Instant): void => {
	const key = documentKey(next);
	if (stored) {
		shelf.former.set(key, [...(shelf.former.get(key) ?? []), stored]);
		stand(shelf.ladders, stored, -1);
	}
	stand(shelf.ladders, next, 1);
	const kept = { rev: (stored?.rev ?? 0) + 1, seen: stored?.seen ?? at, saved: at, held: stored?.held ?? 0 };
	shelf.documents.set(key, { ...bareOf(next), ...kept });
	shelf.counted = true;
};

/** As it was read: whatever a stored one carries beside that is not taken along. */
const bareOf = (document: Document & Partial<StoredDocument>): Document => {
	const { rev: _, seen: _seen, saved: _saved, held: _held, doubt: _doubt, ...bare } = document;
	return bare;
};

type Saving = Pick<Books, 'save' | 'repair' | 'load' | 'saveCustomers' | 'repairCustomers' | 'loadCustomers'>;

export const saving = (
	shelves: Shelves,
	between: Between,
	noteCurrencies: (company: string, documents: readonly Document[]) => void,
): Saving => {
	const take = (scope: Scope, documents: readonly Document[], at: Instant, mends: boolean): Saved & { readonly findings: Finding[] } => {
		const shelf = shelves.of(scope);
		const findings: Finding[] = [];
		let written = 0;
		for (const read of documentsOf(scope, documents)) {
			const stored = shelf.documents.get(documentKey(read)) ?? null;
			if (stored && (read.version < stored.version || (read.version === stored.version && !mends && isToldByVersion(read)))) continue;
			const next = stored ? taken(stored, read) : read;
			if (next === null) continue;
			between();
			noteCurrencies(scope.company, [next]);
			write(shelf, stored, next, at);
			findings.push(...findingOf(stored, next));
			written += 1;
		}
		return { written, stale: documents.length - written, findings };
	};
	const takeCustomers = (scope: Scope, customers: readonly Customer[], mends: boolean): Saved => {
		const { customers: known } = shelves.of(scope);
		let written = 0;
		for (const read of customersOf(scope, customers)) {
			const stored = known.get(read.id);
			const newer = !stored || read.version > stored.version;
			const other = mends && stored && read.version === stored.version ? mendedCustomer(stored, read) : null;
			if (!newer && !other) continue;
			between();
			// At the same version the doubt stays, until the row is noted to read well.
			const doubt = !newer && stored?.doubt ? { doubt: stored.doubt } : {};
			known.set(read.id, { ...(other ?? read), ...doubt });
			written += 1;
		}
		return { written, stale: customers.length - written };
	};
	return {
		save: async (scope, documents, at) => {
			const { written, stale } = take(scope, documents, at, false);
			return { written, stale };
		},
		repair: async (scope, documents, at) => take(scope, documents, at, true),
		load: async (scope, documents, seen) => {
			const shelf = shelves.of(scope);
			if (shelf.counted) return void take(scope, documents, seen, false);
			for (const document of documentsOf(scope, documents)) {
				between();
				shelf.documents.set(documentKey(document), { ...bareOf(document), rev: 1, seen, saved: seen, held: 0 });
			}
		},
		saveCustomers: async (scope, customers) => takeCustomers(scope, customers, false),
		repairCustomers: async (scope, customers) => takeCustomers(scope, customers, true),
		loadCustomers: async (scope, customers) => {
			for (const customer of customersOf(scope, customers)) {
				between();
				shelves.of(scope).customers.set(customer.id, customer);
			}
		},
	};
};
