/** What invoices and credits share on the wire: fields to filter by, their lines, the payments on them, the currency's rate. */
import type { LineItem } from 'xero-node/dist/gen/model/accounting/lineItem';
import type { Payment } from 'xero-node/dist/gen/model/accounting/payment';
import { allocate, type Currency } from '../../../../shared/domain/money.ts';
import { guidOf } from '../ids.ts';
import type { LinePart } from '../more.ts';
import {
	type AllocationRow,
	type DocumentKind,
	type DocumentRow,
	isPayable,
	type OrganisationRow,
	type PaymentRow,
	type Store,
} from '../store.ts';
import type { Fields } from './where.ts';
import { amount, civil, type Wire } from './wire.ts';

/** `type`: SQL of the word. */
export const documentFields = (type: string): Fields => ({
	Type: { sql: type, holds: 'text' },
	Status: { sql: 'status', holds: 'text' },
	Date: { sql: 'issued', holds: 'day' },
	DueDate: { sql: 'due', holds: 'day' },
	Reference: { sql: 'reference', holds: 'text' },
	CurrencyCode: { sql: 'currency', holds: 'text' },
	Total: { sql: 'total', holds: 'minor' },
	UpdatedDateUTC: { sql: 'updated', holds: 'moment' },
	'Contact.ContactID': { sql: 'contact', holds: 'text' },
});

/** Read once per request: an organisation's row is fetched with each. */
const read = new WeakMap<OrganisationRow, Readonly<Record<string, string>>>();
const ratesOf = (org: OrganisationRow): Readonly<Record<string, string>> => {
	const known = read.get(org);
	if (known) return known;
	const rates = JSON.parse(org.rates) as Record<string, string>;
	read.set(org, rates);
	return rates;
};

/** Units of the document's currency for one of the base currency, six decimals, as Xero says it. The scenario says it the other way round. */
export const rateOf = (org: OrganisationRow, code: string): number => {
	if (code === org.base) return 1;
	const rates = ratesOf(org);
	const rate = Number(rates[code] ?? '1');
	return rate > 0 ? Math.round(1_000_000 / rate) / 1_000_000 : 1;
};

/** `minor` shared out as the lines are; a single line has all of it. */
const shared = (minor: number, { currency }: DocumentRow, lines: readonly LinePart[]): readonly number[] =>
	lines.length === 1
		? [minor]
		: allocate(
				{ minor, currency: currency as Currency },
				lines.map((line) => line.weight),
			).map((part) => part.minor);

/** Without lines of its own a document has one of its description. */
export const linesOf = (row: DocumentRow, own: readonly LinePart[] = []): Wire<LineItem>[] => {
	const lines: readonly LinePart[] = own.length > 0 ? own : [{ text: row.description, quantity: 1, weight: 1 }];
	const taxed = lines.map((line) => (line.taxType === 'NONE' ? { ...line, weight: 0 } : line));
	const taxes = row.tax ? shared(row.tax, row, taxed) : [];
	return shared(row.total - row.tax, row, lines).map((net, at) => {
		const { text, quantity: wanted, taxType, account } = lines[at] ?? { text: row.description, quantity: 1 };
		// As many as there can be at a price in whole minor units.
		const quantity = net % wanted === 0 ? wanted : 1;
		return {
			LineItemID: guidOf(row.org, 'line', `${row.kind} ${row.id}${at === 0 ? '' : ` ${at}`}`),
			Description: text,
			Quantity: quantity,
			UnitAmount: amount(net / quantity, row.currency),
			TaxType: taxType ?? (row.tax ? (isPayable(row.kind) ? 'INPUT' : 'OUTPUT') : 'NONE'),
			TaxAmount: amount(taxes[at] ?? 0, row.currency),
			LineAmount: amount(net, row.currency),
			AccountCode: account ?? (isPayable(row.kind) ? '300' : '200'),
			Tracking: [],
		};
	});
};

const groupBy = <Row>(rows: readonly Row[], key: (row: Row) => string): ReadonlyMap<string, readonly Row[]> => {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const group = groups.get(key(row));
		if (group) group.push(row);
		else groups.set(key(row), [row]);
	}
	return groups;
};

/** Live payments on each of these documents, oldest first. One query. */
export const paymentsOn = (
	store: Store,
	org: string,
	kind: DocumentKind,
	ids: readonly string[],
): ReadonlyMap<string, readonly PaymentRow[]> =>
	groupBy(
		store.all<PaymentRow>(
			"SELECT * FROM payment INDEXED BY payment_document WHERE org = ? AND kind = ? AND status = 'AUTHORISED' AND document IN (SELECT value FROM json_each(?)) ORDER BY day, id",
			org,
			kind,
			JSON.stringify(ids),
		),
		(row) => row.document,
	);

/** Per cent: the standard rate of the Construction Industry Scheme. */
export const cisRate = 20;
/** Minor units that are deducted for the tax office, of those documents that have any. One query. */
export const deductionsOf = (store: Store, org: string, kind: DocumentKind, ids: readonly string[]): ReadonlyMap<string, number> =>
	new Map(
		store
			.all<{ id: string; deduction: number }>(
				'SELECT id, deduction FROM cis WHERE org = ? AND kind = ? AND id IN (SELECT value FROM json_each(?))',
				org,
				kind,
				JSON.stringify(ids),
			)
			.map((row) => [row.id, row.deduction]),
	);

/** An allocation with what each side shows of the other. */
export type Applied = AllocationRow & {
	readonly number: string;
	readonly issued: string;
	readonly total: number;
	readonly currency: string;
};

/** Applied to these invoices, with the credit's number, day and total. */
export const creditsOn = (store: Store, org: string, invoices: readonly string[]): ReadonlyMap<string, readonly Applied[]> =>
	groupBy(
		store.all<Applied>(
			`SELECT a.*, d.number, d.issued, d.total, d.currency FROM allocation a INDEXED BY allocation_invoice JOIN document d ON d.org = a.org AND d.kind = a.kind AND d.id = a.credit
			 WHERE a.org = ? AND a.invoice IN (SELECT value FROM json_each(?)) ORDER BY a.day, a.id`,
			org,
			JSON.stringify(invoices),
		),
		(row) => row.invoice,
	);
/** Applied by these credits, with the invoice's number, day and total. */
export const allocationsOf = (
	store: Store,
	org: string,
	kind: DocumentKind,
	credits: readonly string[],
): ReadonlyMap<string, readonly Applied[]> =>
	groupBy(
		store.all<Applied>(
			`SELECT a.*, d.number, d.issued, d.total, d.currency FROM allocation a INDEXED BY allocation_credit JOIN document d ON d.org = a.org AND d.kind = CASE a.kind WHEN 'bill-credit' THEN 'bill' ELSE 'invoice' END AND d.id = a.invoice
			 WHERE a.org = ? AND a.kind = ? AND a.credit IN (SELECT value FROM json_each(?)) ORDER BY a.day, a.id`,
			org,
			kind,
			JSON.stringify(credits),
		),
		(row) => row.credit,
	);

export const nestedPayment = (payment: PaymentRow, currency: string, rate: number): Wire<Payment> => ({
	PaymentID: payment.id,
	Date: civil(payment.day),
	Amount: amount(payment.amount, currency),
	...(payment.reference ? { Reference: payment.reference } : {}),
	CurrencyRate: rate,
	HasAccount: false,
	HasValidationErrors: false,
});
