/** What a search for debtors reads and remembers between two steps: eight bytes of each key of each customer. */
import { hash } from 'node:crypto';
import { type Instant, msOf } from '../../domain/day.ts';
import type { CompanyId, CustomerId, StoredCustomer } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import type { RowPage } from '../../ports/books.ts';
import type { Debtors, Owing, Searched } from '../../ports/debtors.ts';
import { byOwner, keys, partitions, table } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { customerFrom } from './customer-item.ts';
import { BrokenItem, type Item, mustBelongTo, text, whole } from './item.ts';
import { standingFrom } from './ladder-item.ts';
import { pages, rowsOf } from './query.ts';
import type { Store } from './store.ts';

const threeDays = 3 * 24 * 3600;
const printBytes = 8;
const rowKey = ['pk', 'sk', 'g1s'] as const;

export const customersAt = async (
	store: Store,
	company: CompanyId,
	ids: readonly CustomerId[],
): Promise<Map<CustomerId, StoredCustomer>> => {
	const found = await getAll(
		store,
		ids.map((id) => keys.customer(company, id)),
		'eventual',
	);
	return new Map([...found.values()].map((item) => [text(item, 'cust'), customerFrom(item, company)]));
};

const owing = async (store: Store, company: CompanyId, currency: Currency, limit: number, from: string | null): Promise<RowPage<Owing>> => {
	const partition = byOwner.balances(company, currency);
	const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
	const found = await rowsOf(store, { index: 'byOwner', partition, descending: true, limit: limit + 1, after });
	const page = found.slice(0, limit).map((row) => ({ row, standing: standingFrom(row, company) }));
	const customers = await customersAt(
		store,
		company,
		page.map(({ standing }) => standing.customer),
	);
	const last = page.at(-1)?.row;
	return {
		rows: page.map(({ standing: { customer, currency: ccy, rungs, unapplied } }) => ({
			standing: { customer, currency: ccy, ladder: rungs, unapplied },
			customer: customers.get(customer) ?? null,
		})),
		next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null,
	};
};

/** Salted with the run: what is alike by chance in one run is not in the next. Personal data stands nowhere but with the customer. */
const printOf = (run: string, key: string): Buffer => hash('sha256', `${run}\n${key}`, 'buffer').subarray(0, printBytes);

type Noted = { readonly customer: CustomerId; readonly stake: number; readonly prints: Buffer };

const notedFrom = (raw: unknown): Noted => {
	if (typeof raw !== 'object' || raw === null) throw new BrokenItem('rows');
	const item: Item = { ...raw };
	const { p } = item;
	if (!(p instanceof Uint8Array) || p.length % printBytes !== 0) throw new BrokenItem('rows');
	return { customer: text(item, 'c'), stake: whole(item, 's'), prints: Buffer.from(p.buffer, p.byteOffset, p.length) };
};

/** A customer with two currencies was noted twice: once, with the greater stake. */
const notedOf = async (store: Store, company: CompanyId, run: string): Promise<Map<CustomerId, Noted>> => {
	const all = new Map<CustomerId, Noted>();
	for await (const page of pages(store, { partition: partitions.searched(company, run), range: { prefix: 'P#' }, consistent: true }))
		for (const item of page) {
			const { rows } = mustBelongTo(item, company);
			if (!Array.isArray(rows)) throw new BrokenItem('rows');
			for (const noted of rows.map(notedFrom)) {
				const seen = all.get(noted.customer);
				if (!seen || seen.stake < noted.stake) all.set(noted.customer, noted);
			}
		}
	return all;
};

const printsIn = ({ prints }: Noted): bigint[] =>
	Array.from({ length: prints.length / printBytes }, (_, i) => prints.readBigUInt64BE(i * printBytes));

/** Prints that come more than once. */
const repeated = (all: Iterable<Noted>): Set<bigint> => {
	const noted = [...all];
	const sorted = new BigUint64Array(noted.reduce((sum, { prints }) => sum + prints.length / printBytes, 0));
	let next = 0;
	for (const one of noted) for (const print of printsIn(one)) sorted[next++] = print;
	sorted.sort();
	const twice = new Set<bigint>();
	for (let i = 1; i < sorted.length; i++) {
		const print = sorted[i];
		if (print !== undefined && print === sorted[i - 1]) twice.add(print);
	}
	return twice;
};

const sharing = async (store: Store, company: CompanyId, run: string, most: number) => {
	const noted = await notedOf(store, company, run);
	const twice = repeated(noted.values());
	const groups = new Map<bigint, CustomerId[]>();
	for (const one of noted.values())
		for (const print of printsIn(one))
			if (twice.has(print)) {
				const group = groups.get(print);
				if (group) group.push(one.customer);
				else groups.set(print, [one.customer]);
			}
	const all = [...groups.values()].filter(({ length }) => length > 1);
	return {
		groups: all.filter(({ length }) => length <= most),
		crowded: all.filter(({ length }) => length > most).length,
		customers: noted.size,
		stakes: new Map([...noted.values()].map(({ customer, stake }) => [customer, stake])),
	};
};

export const searching = (store: Store, now: () => Instant): Pick<Debtors, 'owing' | 'note' | 'sharing'> => ({
	owing: (company, currency, limit, from) => owing(store, company, currency, limit, from),
	note: async (company, run, page, rows) => {
		const item = (row: Searched) => ({
			c: row.customer,
			s: row.stake,
			p: Buffer.concat([...new Set(row.keys)].map((key) => printOf(run, key))),
		});
		await store.put({
			...keys.searched(company, run, page),
			co: company,
			[table.ttl]: Math.floor(msOf(now()) / 1000) + threeDays,
			rows: rows.map(item),
		});
	},
	sharing: (company, run, most) => sharing(store, company, run, most),
});
