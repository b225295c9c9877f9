/** One list of the API: which rows, in which order, which page of them. The same for every resource. */
import type { SQLInputValue } from 'node:sqlite';
import type { LocalRequest } from '../../server.ts';
import { isGuid } from '../ids.ts';
import type { Store } from '../store.ts';
import { type Fields, parseOrder, parseWhere } from './where.ts';
import { type Pagination, queryRefused } from './wire.ts';

export type Resource = {
	/** Table or bracketed SELECT with columns `org`, `id`, `updated`. */
	readonly from: string;
	readonly fields: Fields;
	/** Always true of the rows of this list. */
	readonly always?: string;
};

export type Listed<Row> = { readonly rows: Row[]; readonly pagination: Pagination | undefined };

const whole = (text: string | null, name: string, from: number, to: number): number | null => {
	if (text === null) return null;
	const value = Number(text);
	if (!Number.isInteger(value) || value < from || value > to) throw queryRefused(`${name} must be a whole number from ${from} to ${to}`);
	return value;
};

/** Xero's SDKs send `If-Modified-Since` as ISO 8601, its documentation says UTC without an offset; a HTTP date is read too. */
const modifiedSince = (request: LocalRequest): number | null => {
	const text = request.headers['if-modified-since'];
	if (!text) return null;
	const ms = Date.parse(/^\d{4}-\d\d-\d\dT[\d:.]+$/.test(text) ? `${text}Z` : text);
	if (Number.isNaN(ms)) throw queryRefused('If-Modified-Since is not a moment');
	return ms;
};

/** `a,b` of a query parameter; quotes around the words are fine. */
const listOf = (request: LocalRequest, name: string): string[] | null =>
	request.query
		.get(name)
		?.split(',')
		.map((each) => each.trim().replace(/^"|"$/g, ''))
		.filter((each) => each !== '') ?? null;

export const listRows = <Row extends { readonly id: string }>(
	store: Store,
	org: string,
	request: LocalRequest,
	resource: Resource,
	more: { readonly extra?: string; readonly lists?: Readonly<Record<string, string>> } = {},
): Listed<Row> => {
	const conditions = ['org = ?', ...(resource.always ? [resource.always] : []), ...(more.extra ? [more.extra] : [])];
	const values: SQLInputValue[] = [org];
	const since = modifiedSince(request);
	if (since !== null) {
		conditions.push('updated > ?');
		values.push(since);
	}
	const where = request.query.get('where');
	if (where) {
		const parsed = parseWhere(where, resource.fields);
		conditions.push(parsed.sql);
		values.push(...parsed.values);
	}
	for (const [name, column] of Object.entries(more.lists ?? {})) {
		const wanted = listOf(request, name);
		if (!wanted) continue;
		if (name === 'IDs' && !wanted.every(isGuid)) throw queryRefused('IDs: each must be a GUID');
		const words = wanted.map((each) => (isGuid(each) ? each.toLowerCase() : each));
		const [only, ...others] = words;
		// One status alone can use the index that is already in order.
		conditions.push(only !== undefined && others.length === 0 ? `${column} = ?` : `${column} IN (SELECT value FROM json_each(?))`);
		values.push(only !== undefined && others.length === 0 ? only : JSON.stringify(words));
	}
	const { rough } = store;
	const order = parseOrder(request.query.get('order'), resource.fields, rough.shuffle() ?? 'id ASC');
	const filter = `FROM ${resource.from} WHERE ${conditions.join(' AND ')}`;
	const page = whole(request.query.get('page'), 'page', 1, 1_000_000);
	const asked = whole(request.query.get('pageSize'), 'pageSize', 1, 1000) ?? 100;
	const pageSize = rough.is('hundreds') ? 100 : asked;
	if (page === null) return { rows: store.all<Row>(`SELECT * ${filter} ORDER BY ${order}`, ...values), pagination: undefined };
	const itemCount = store.one<{ n: number }>(`SELECT count(*) AS n ${filter}`, ...values)?.n ?? 0;
	// Ids first: the rows of the pages before this one are stepped over in the index and never read.
	const ids = store.all<{ id: string }>(
		`SELECT id ${filter} ORDER BY ${order} LIMIT ? OFFSET ?`,
		...values,
		pageSize,
		(page - 1) * pageSize,
	);
	// Put in order here: asked to, SQLite walks the whole order to find these.
	const found = new Map(
		store
			.all<Row>(
				`SELECT * FROM ${resource.from} WHERE org = ? AND ${resource.always ?? 'true'} AND id IN (SELECT value FROM json_each(?))`,
				org,
				JSON.stringify(ids.map((row) => row.id)),
			)
			.map((row) => [row.id, row]),
	);
	const rows = ids.flatMap(({ id }) => found.get(id) ?? []);
	const pagination = { page, pageSize, pageCount: Math.ceil(itemCount / pageSize), itemCount };
	return { rows, pagination: rough.is('uncounted') ? undefined : pagination };
};
