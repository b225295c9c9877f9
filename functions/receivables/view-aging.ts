import { type Aging, age, buckets, mergeLadders } from '../../shared/domain/aging.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Currency, toDecimal } from '../../shared/domain/money.ts';
import type { Books, LedgerLadder } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { AgingTotal, AgingView } from '../../shared/wire/http.ts';
import type { AsOf } from './as-of.ts';

type Ports = { readonly books: Books; readonly connections: Connections };

/** Ledgers whose figures count: read completely at least once and not disconnected. */
export const countedLedgers = (connections: readonly Connection[]): ReadonlyMap<string, string> =>
	new Map(connections.filter((each) => each.phase === 'live' && each.state !== 'disconnected').map((each) => [each.ledger, each.name]));

const totalView = (
	total: Aging,
	ledgers: readonly { readonly ledger: string; readonly name: string; readonly net: number }[],
): AgingTotal => {
	const text = (minor: number): string => toDecimal({ minor, currency: total.currency });
	return {
		currency: total.currency,
		buckets: Object.fromEntries(
			buckets.map((name) => [name, { amount: text(total.buckets[name].minor), invoices: total.buckets[name].count }]),
		) as AgingTotal['buckets'],
		open: text(total.open),
		overdue: text(total.overdue),
		unapplied: text(total.unapplied),
		net: text(total.net),
		ledgers: ledgers.map((each) => ({ ...each, net: text(each.net) })),
	};
};

const totalOf = (currency: Currency, rows: readonly LedgerLadder[], names: ReadonlyMap<string, string>, { asOf }: AsOf): AgingTotal => {
	const unapplied = rows.reduce((all, row) => all + row.unapplied, 0);
	const ledgers = rows.map((row) => ({
		ledger: row.ledger,
		name: names.get(row.ledger) ?? row.ledger,
		net: age(currency, row.ladder, row.unapplied, asOf).net,
	}));
	return totalView(age(currency, mergeLadders(rows.map((row) => row.ladder)), unapplied, asOf), ledgers);
};

/** Totals per currency at a day. Reads one small item per ledger and due month; no invoice is read, whatever their number. */
export const viewAging = async (at: AsOf, { books, connections }: Ports): Promise<AgingView> => {
	const { company, asOf, today } = at;
	const [all, currencies] = await Promise.all([connections.connections(company.id), books.currencies(company.id)]);
	const names = countedLedgers(all);
	const totals = await Promise.all(
		currencies.map(async (currency) => {
			const rows = (await books.ladders(company.id, currency)).filter((row) => names.has(row.ledger));
			return rows.length ? [totalOf(currency, rows, names, at)] : [];
		}),
	);
	const counting = all
		.filter((each) => each.phase === 'backfill' && each.state !== 'disconnected')
		.map((each) => {
			const latest = each.run?.progress.at(-1);
			return { ledger: each.ledger, name: each.name, done: latest?.done ?? 0, total: latest?.total ?? 0 };
		});
	return { company: company.name, asOf, today, timeZone: company.timeZone, totals: totals.flat(), counting };
};
