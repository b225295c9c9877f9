import { age, daysPastDue } from '../../shared/domain/aging.ts';
import type { Day } from '../../shared/domain/day.ts';
import type { CustomerId, StoredDocument } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { DocumentRowView, DocumentsView } from '../../shared/wire/http.ts';
import type { AsOf } from './as-of.ts';

const pageSize = 100;

export const rowView = (document: StoredDocument, asOf: Day): DocumentRowView => {
	const text = (minor: number): string => toDecimal({ minor, currency: document.currency });
	const { kind, id, number, reference, state, providerStatus, currency, issued, due, seen, doubt } = document;
	return {
		kind,
		id,
		number,
		reference,
		state,
		providerStatus,
		currency,
		issued,
		due,
		daysPastDue: due !== null && document.open !== 0 ? daysPastDue(due, asOf) : null,
		total: text(document.total),
		open: text(document.open),
		unapplied: text(document.unapplied),
		seen,
		unsure: doubt ?? null,
	};
};

/** One customer of the company: balances per currency, open documents by due day, then closed ones, newest first. */
export const viewDocuments = async (
	{ company, asOf }: AsOf,
	id: CustomerId,
	from: string | undefined,
	books: Books,
): Promise<DocumentsView> => {
	const customer = await books.customer(company.id, id);
	if (!customer) throw notFound('customer');
	const [ladders, page] = await Promise.all([books.laddersOf(company.id, id), books.documentsOf(company.id, id, pageSize, from || null)]);
	return {
		customer: {
			id,
			name: customer.name,
			ledger: customer.ledger,
			language: customer.language,
			country: customer.country,
			unsure: customer.doubt ?? null,
			archived: customer.archived,
			email: customer.email,
			accountNumber: customer.accountNumber,
			details: customer.details ?? null,
		},
		asOf,
		balances: ladders.map((row) => {
			const total = age(row.currency, row.ladder, row.unapplied, asOf);
			const text = (minor: number): string => toDecimal({ minor, currency: row.currency });
			return { currency: row.currency, open: text(total.open), overdue: text(total.overdue), unapplied: text(total.unapplied) };
		}),
		rows: page.rows.map((row) => rowView(row, asOf)),
		next: page.next,
	};
};
