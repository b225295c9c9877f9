/** Rows that cannot be read, and the doubt that they put on the copy. */
import type { Instant } from '../../../shared/domain/day.ts';
import { customerId, type Doubt, type ReadRow, type Refused, rowName, type Unread } from '../../../shared/domain/document.ts';
import type { Books, Scope } from '../../../shared/ports/books.ts';
import { isKeyPart } from '../../../shared/wire/table.ts';
import type { Between } from './saving.ts';
import type { Shelf, Shelves } from './shelf.ts';

type Copy = { readonly version: string; readonly customer: string; readonly number: string; readonly doubt: Doubt | undefined };

const copyOf = (shelf: Shelf, { ledger }: Scope, { kind, id }: Pick<Refused, 'kind' | 'id'>): Copy | null => {
	if (kind === 'customer') {
		const customer = shelf.customers.get(customerId(ledger, id));
		return customer ? { version: customer.version, customer: customer.id, number: '', doubt: customer.doubt } : null;
	}
	const document = shelf.documents.get(`${ledger}#${kind}#${id}`);
	return document ? { version: document.version, customer: document.customer, number: document.number, doubt: document.doubt } : null;
};

/** A document's revision is raised with it. */
const doubted = (shelf: Shelf, { ledger }: Scope, { kind, id }: Pick<Refused, 'kind' | 'id'>, doubt: Doubt | null): void => {
	const more = doubt ? { doubt } : {};
	if (kind === 'customer') {
		const customer = shelf.customers.get(customerId(ledger, id));
		if (!customer) return;
		const { doubt: _, ...bare } = customer;
		shelf.customers.set(customer.id, { ...bare, ...more });
		return;
	}
	const known = shelf.documents.get(`${ledger}#${kind}#${id}`);
	if (!known) return;
	const { doubt: _, ...document } = known;
	shelf.documents.set(`${ledger}#${kind}#${id}`, { ...document, rev: known.rev + 1, ...more });
};

const whoseOf = ({ ledger }: Scope, { kind, id, copy }: Unread): string | null =>
	copy?.customer ?? (kind === 'customer' ? customerId(ledger, id) : null);

const named = (refused: Refused): Refused => (isKeyPart(refused.id) ? refused : { ...refused, id: '?' });

const newest = (well: readonly ReadRow[]): Map<string, ReadRow> => {
	const rows = new Map<string, ReadRow>();
	for (const row of well) if (!(row.version <= (rows.get(rowName(row))?.version ?? ''))) rows.set(rowName(row), row);
	return rows;
};

export const unreadRows = (shelves: Shelves, between: Between): Pick<Books, 'noteRows' | 'unread'> => {
	const rowsOf = (scope: Scope): readonly Unread[] =>
		[...shelves.of(scope).unread.values()].toSorted((a, b) =>
			`${whoseOf(scope, a) ?? ''}#${rowName(a)}` < `${whoseOf(scope, b) ?? ''}#${rowName(b)}` ? -1 : 1,
		);
	/** False where it is so already. */
	const refuse = (scope: Scope, refused: Refused, at: Instant): boolean => {
		const shelf = shelves.of(scope);
		const copy = copyOf(shelf, scope, refused);
		const { kind, id, reason } = refused;
		const row: Unread = { kind, id, reason, ...(copy ? { copy: { customer: copy.customer, number: copy.number } } : {}) };
		const known = shelf.unread.get(rowName(row));
		const stands = known && known.reason === reason && !known.copy === !copy && whoseOf(scope, known) === whoseOf(scope, row);
		if (stands && (!copy || copy.doubt?.why === reason)) return false;
		between();
		if (copy && copy.doubt?.why !== reason) doubted(shelf, scope, refused, { since: copy.doubt?.since ?? at, why: reason });
		shelf.unread.set(rowName(row), row);
		return true;
	};
	const heal = (scope: Scope, row: ReadRow): boolean => {
		const shelf = shelves.of(scope);
		if (!shelf.unread.has(rowName(row))) return false;
		const copy = copyOf(shelf, scope, row);
		if (copy?.doubt && row.version < copy.version) return false;
		between();
		if (copy?.doubt) doubted(shelf, scope, row, null);
		shelf.unread.delete(rowName(row));
		return true;
	};
	return {
		noteRows: async (scope, { refused, well }, at) => {
			if (refused.length === 0 && well.length === 0) return { changed: 0, unread: [] };
			const bad = new Map(refused.map(named).map((row) => [rowName(row), row]));
			let changed = 0;
			for (const row of bad.values()) if (refuse(scope, row, at)) changed += 1;
			for (const [name, row] of newest(well)) if (!bad.has(name) && heal(scope, row)) changed += 1;
			return { changed, unread: rowsOf(scope) };
		},
		unread: async (scope, customer) => rowsOf(scope).filter((row) => customer === undefined || whoseOf(scope, row) === customer),
	};
};
