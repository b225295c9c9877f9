import { age, buckets, daysPastDue, oldestDue, overdueOf } from '../../shared/domain/aging.ts';
import type { Day } from '../../shared/domain/day.ts';
import { type CompanyId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { type Currency, isCurrency, toDecimal } from '../../shared/domain/money.ts';
import { pageUnknown, Refusal } from '../../shared/domain/refusal.ts';
import type { Books, CustomerLadder, CustomerRow } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { CustomerRowView, CustomersView } from '../../shared/wire/http.ts';
import type { AsOf } from './as-of.ts';
import { countedLedgers } from './view-aging.ts';

type Ports = { readonly books: Books; readonly connections: Connections };
/** Rows of one API page. The hub page shows fewer, since it shows every currency. */
export const apiRows = 50;
export const hubRows = 15;

export const currencyAsked = (code: string | undefined): Currency => {
	if (isCurrency(code)) return code;
	const detail = 'Say which currency, as an ISO 4217 code: ?currency=EUR';
	throw new Refusal(400, 'CURRENCY_UNKNOWN', 'Which currency?', detail, { fields: [{ path: 'currency', message: detail }] });
};

export const customerRowView = (row: CustomerRow, asOf: Day): CustomerRowView => {
	const total = age(row.currency, row.ladder, row.unapplied, asOf);
	const text = (minor: number): string => toDecimal({ minor, currency: row.currency });
	const oldest = oldestDue(row.ladder);
	return {
		customer: row.customer,
		name: row.name,
		ledger: ledgerOfCustomer(row.customer),
		buckets: Object.fromEntries(buckets.map((name) => [name, text(total.buckets[name].minor)])) as CustomerRowView['buckets'],
		open: text(total.open),
		overdue: text(total.overdue),
		unapplied: text(total.unapplied),
		oldestDue: oldest,
		oldestDaysPastDue: oldest === null ? null : daysPastDue(oldest, asOf),
	};
};

const withSomething = (row: CustomerLadder): boolean => row.unapplied !== 0 || [...row.ladder.values()].some((rung) => rung.minor !== 0);

/** Every customer's ladder in overdue order at `asOf`: for another day than today, and for exports. Reads them all once. */
export const rankedCustomers = async (
	company: CompanyId,
	currency: Currency,
	asOf: Day,
	{ books, connections }: Ports,
): Promise<readonly CustomerLadder[]> => {
	const counted = countedLedgers(await connections.connections(company));
	return (await books.customerLadders(company, currency))
		.filter((row) => counted.has(ledgerOfCustomer(row.customer)) && withSomething(row))
		.map((row) => ({ row, overdue: overdueOf(row.ladder, asOf) }))
		.toSorted((a, b) => b.overdue - a.overdue || (a.row.customer < b.row.customer ? -1 : 1))
		.map(({ row }) => row);
};

export const named = async (company: CompanyId, rows: readonly CustomerLadder[], books: Books): Promise<readonly CustomerRow[]> => {
	const names = await books.names(
		company,
		rows.map((row) => row.customer),
	);
	return rows.map((row) => ({ ...row, name: names.get(row.customer) ?? row.customer }));
};

const offsetOf = (from: string | undefined): number => {
	if (from === undefined || from === '') return 0;
	if (!/^\d{1,7}$/.test(from)) throw pageUnknown();
	return Number(from);
};

/** A page of customers, greatest overdue first. Today's order comes from the index (one page is read); another day's from all ladders. */
export const viewCustomers = async (
	at: AsOf,
	asked: { readonly currency: string | undefined; readonly from: string | undefined; readonly rows?: number },
	ports: Ports,
): Promise<CustomersView> => {
	const currency = currencyAsked(asked.currency);
	const { company, asOf, today } = at;
	const pageSize = asked.rows ?? apiRows;
	const all = await ports.connections.connections(company.id);
	const counted = countedLedgers(all);
	// The index holds every ledger's customers. While one does not count, a page of it could come out empty, so all ladders are ranked instead.
	if (asOf === today && all.every(({ ledger }) => counted.has(ledger))) {
		const page = await ports.books.customersByOverdue(company.id, currency, pageSize, asked.from || null);
		const rows = page.rows.filter((row) => counted.has(ledgerOfCustomer(row.customer)) && withSomething(row));
		return { currency, asOf, rows: rows.map((row) => customerRowView(row, asOf)), next: page.next };
	}
	const offset = offsetOf(asked.from);
	const ranked = await rankedCustomers(company.id, currency, asOf, ports);
	const rows = await named(company.id, ranked.slice(offset, offset + pageSize), ports.books);
	const next = offset + pageSize < ranked.length ? String(offset + pageSize) : null;
	return { currency, asOf, rows: rows.map((row) => customerRowView(row, asOf)), next };
};
