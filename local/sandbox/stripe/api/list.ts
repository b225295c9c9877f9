/** Cursor pages, newest first: `starting_after`, `ending_before`, `limit` (10, at most 100), `has_more`. */
import type { SQLInputValue } from 'node:sqlite';
import type { Books } from '../books.ts';
import type { Kind, Kinds } from '../objects/kinds.ts';
import { missing } from '../refused.ts';

type Range =
	| number
	| {
			readonly gt?: number | undefined;
			readonly gte?: number | undefined;
			readonly lt?: number | undefined;
			readonly lte?: number | undefined;
	  };
export type Paging = {
	readonly limit?: number | undefined;
	readonly starting_after?: string | undefined;
	readonly ending_before?: string | undefined;
	readonly created?: Range | undefined;
};
/** `payment_intent` → the value it must have; what is undefined is not asked for. */
export type Filter = Readonly<Record<string, string | number | readonly string[] | undefined>>;
export type Listed<T> = { readonly object: 'list'; readonly data: T[]; readonly has_more: boolean; readonly url: string };

const rangeSql = (created: Range | undefined): { sql: string; values: SQLInputValue[] } => {
	if (created === undefined) return { sql: '', values: [] };
	const at = "json_extract(body, '$.created')";
	if (typeof created === 'number') return { sql: ` AND ${at} = ?`, values: [created] };
	const parts = (
		[
			['gt', '>'],
			['gte', '>='],
			['lt', '<'],
			['lte', '<='],
		] as const
	).flatMap(([name, sign]) => {
		const bound = created[name];
		return bound === undefined ? [] : [{ sql: ` AND ${at} ${sign} ?`, bound }];
	});
	return { sql: parts.map((part) => part.sql).join(''), values: parts.map((part) => part.bound) };
};

const seqOf = (books: Books, account: string, kind: Kind, id: string, param: string): number => {
	const row = books.store.one<{ seq: number }>('SELECT seq FROM object WHERE id = ? AND account = ? AND kind = ?', id, account, kind);
	if (!row) throw missing(kind, id, param);
	return row.seq;
};

const condition = (name: string, value: string | number | readonly string[]): { sql: string; values: SQLInputValue[] } => {
	if (name === 'since') return { sql: "json_extract(body, '$.created') >= ?", values: [Number(value)] };
	if (typeof value === 'object') return { sql: `parent IN (${value.map(() => '?').join(',')})`, values: [...value] };
	return { sql: name === 'parent' ? 'parent = ?' : `json_extract(body, '$.${name}') = ?`, values: [value] };
};

/** `parent` in a filter is the column, `parents` several of them, `since` the least `created`; every other name is a field of the object. Items are listed oldest first, as they were given. */
export const listOf = <K extends Kind>(
	books: Books,
	account: string,
	kind: K,
	url: string,
	filter: Filter,
	paging: Paging,
): Listed<Kinds[K]> => {
	const limit = paging.limit ?? 10;
	const asked = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [condition(name, value)]));
	const range = rangeSql(paging.created);
	const backwards = paging.ending_before !== undefined;
	const cursor = paging.ending_before ?? paging.starting_after;
	const oldestFirst = (kind === 'item') !== backwards;
	const seq = cursor === undefined ? null : seqOf(books, account, kind, cursor, backwards ? 'ending_before' : 'starting_after');
	const rows = books.store.list(
		kind,
		{
			sql:
				['account = ?', ...asked.map(({ sql }) => sql), ...(seq === null ? [] : [oldestFirst ? 'seq > ?' : 'seq < ?'])].join(' AND ') +
				range.sql,
			values: [account, ...asked.flatMap(({ values }) => values), ...(seq === null ? [] : [seq]), ...range.values],
		},
		limit + 1,
		oldestFirst,
	);
	const data = rows.slice(0, limit);
	return { object: 'list', data: backwards ? data.toReversed() : data, has_more: rows.length > limit, url };
};
