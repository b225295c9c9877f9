/** The whole open list of a company as one stream: its four shards merged, latest day first. Holds two pages a shard, whatever the length. */
import type { Day } from '../../domain/day.ts';
import { type CompanyId, documentKinds, isOwedOn, type LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { CustomerCredit, OpenRow } from '../../ports/exports.ts';
import { byDay, byOwner, type Shard, shards } from '../../wire/table.ts';
import { currencyAt, dayAt, type Item, mustBelongTo, oneOf, text, whole } from './item.ts';
import { pages, type Query } from './query.ts';
import type { Store } from './store.ts';

const wanted = ['pk', 'g2s', 'ledger', 'kind', 'id', 'no', 'cust', 'ccy', 'issued', 'due', 'total', 'open', 'unapplied', 'held'] as const;
const batch = 1000;

/** Two ledgers may use the same id, so the index's sort key alone does not tell rows apart. */
type Place = { readonly sort: string; readonly pk: string };
const placeOf = (row: Item): Place => ({ sort: text(row, 'g2s'), pk: text(row, 'pk') });
/** Descending. */
const order = (a: Place, b: Place): number => (a.sort === b.sort ? (a.pk < b.pk ? 1 : a.pk > b.pk ? -1 : 0) : a.sort < b.sort ? 1 : -1);

const toText = ({ sort, pk }: Place): string => `${sort}\n${pk}`;
const fromText = (place: string): Place => {
	const [sort = '', pk = ''] = place.split('\n');
	return { sort, pk };
};

/** Checking a day costs a microsecond or two, and thousands of invoices share one. @throws BrokenItem */
const checkedDays = (): ((item: Item, name: string) => Day) => {
	const known = new Map<unknown, Day>();
	return (item, name) => {
		const seen = known.get(item[name]);
		if (seen !== undefined) return seen;
		const checked = dayAt(item, name);
		known.set(checked, checked);
		return checked;
	};
};

const rowFrom = (row: Item, company: CompanyId, dayOf: (item: Item, name: string) => Day): OpenRow => {
	mustBelongTo(row, company);
	const kind = oneOf(row, 'kind', documentKinds);
	return {
		item: {
			ledger: text(row, 'ledger'),
			kind,
			id: text(row, 'id'),
			number: text(row, 'no'),
			customer: text(row, 'cust'),
			currency: currencyAt(row, 'ccy'),
			issued: dayOf(row, 'issued'),
			due: row.due === undefined ? null : dayOf(row, 'due'),
			total: whole(row, 'total'),
			open: isOwedOn({ kind }) ? whole(row, 'open') : 0,
			unapplied: whole(row, 'unapplied'),
			held: whole(row, 'held'),
		},
		filed: dayOf({ day: text(row, 'g2s').slice(0, 10) }, 'day'),
		place: toText(placeOf(row)),
	};
};

/** The next page is asked for while the present one is worked on. */
async function* ahead(store: Store, query: Query): AsyncGenerator<readonly Item[]> {
	const source = pages(store, query);
	let coming = source.next();
	for (;;) {
		const { value, done } = await coming;
		if (done) return;
		coming = source.next();
		// Heard where it is awaited; here only so that nobody calls it unheard meanwhile.
		coming.catch(() => undefined);
		yield value;
	}
}

/** One shard, in whole groups of equal sort key, so that the order among those is ours and not the index's. */
class Lane {
	readonly #pages: AsyncGenerator<readonly Item[]>;
	#rows: Item[] = [];
	#at = 0;
	#held: Item[] = [];

	constructor(store: Store, company: CompanyId, shard: Shard, after: Place | null) {
		const range = after === null ? {} : { range: { from: '0', to: after.sort } };
		this.#pages = ahead(store, { index: 'byDay', partition: byDay.openOf(company, shard), descending: true, only: wanted, ...range });
	}

	get head(): Item | undefined {
		return this.#rows[this.#at];
	}
	/** True while there is a head without reading. */
	take(): boolean {
		this.#at += 1;
		return this.#at < this.#rows.length;
	}
	async fill(): Promise<void> {
		this.#at = 0;
		do {
			const { value, done } = await this.#pages.next();
			const found = [...this.#held, ...(done ? [] : value)].sort((a, b) => order(placeOf(a), placeOf(b)));
			const last = found.at(-1)?.g2s;
			const whole = done ? found.length : found.findIndex(({ g2s }) => g2s === last);
			this.#rows = found.slice(0, whole);
			this.#held = found.slice(whole);
			if (done) break;
		} while (this.#rows.length === 0);
	}
}

/** By up to 1,000. @param after the `place` of a row: go on behind it */
export async function* openRows(store: Store, company: CompanyId, after: string | null): AsyncGenerator<readonly OpenRow[]> {
	const from = after === null ? null : fromText(after);
	const all = shards.map((shard) => new Lane(store, company, shard, from));
	await Promise.all(all.map((lane) => lane.fill()));
	const dayOf = checkedDays();
	let rows: OpenRow[] = [];
	for (;;) {
		let next: { readonly lane: Lane; readonly place: Place; readonly row: Item } | null = null;
		for (const lane of all) {
			const { head } = lane;
			if (head === undefined) continue;
			const place = placeOf(head);
			if (next === null || order(place, next.place) < 0) next = { lane, place, row: head };
		}
		if (next === null) break;
		if (from === null || order(next.place, from) > 0) rows.push(rowFrom(next.row, company, dayOf));
		if (!next.lane.take()) await next.lane.fill();
		if (rows.length === batch) {
			yield rows;
			rows = [];
		}
	}
	if (rows.length > 0) yield rows;
}

/** From the customers' ladders in the order of `byOwner`; pages without credit are skipped. */
export async function* credits(
	store: Store,
	company: CompanyId,
	currency: Currency,
	ledgers: ReadonlySet<LedgerId>,
): AsyncGenerator<readonly CustomerCredit[]> {
	const query = { index: 'byOwner', partition: byOwner.balances(company, currency), only: ['pk', 'cust', 'ledger', 'unapplied'] } as const;
	for await (const page of pages(store, query)) {
		const found = page.flatMap((row): CustomerCredit[] => {
			const unapplied = whole(mustBelongTo(row, company), 'unapplied');
			if (unapplied === 0 || !ledgers.has(text(row, 'ledger'))) return [];
			return [{ customer: text(row, 'cust'), currency, unapplied }];
		});
		if (found.length > 0) yield found;
	}
}
