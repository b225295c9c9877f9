/**
 * What must hold of a sandbox's books whatever was done to them, looked at row by row in its own store; and the page and the JSON that say so. Nothing of the
 * product is asked. Red rows are named as a person would find them.
 */
import { type Html, html } from '../../web/markup.ts';
import type { LocalAnswer, LocalRoutes } from './server.ts';

export type Wrong = { readonly what: string; readonly why: string };
export type Invariant = {
	/** Short and stable: `document-total`. */
	readonly rule: string;
	readonly says: string;
	/** How many rows it was looked at for. */
	readonly rows: number;
	/** The first ones. */
	readonly wrong: readonly Wrong[];
	readonly wrongInAll: number;
};
export type Invariants = { readonly at: string; readonly holds: boolean; readonly invariants: readonly Invariant[] };

const shown = 50;

/** `why`: what is wrong with a row; null: nothing. */
export const invariant = <Row>(
	rule: string,
	says: string,
	rows: Iterable<Row>,
	nameOf: (row: Row) => string,
	why: (row: Row) => string | null,
): Invariant => {
	const wrong: Wrong[] = [];
	let [count, wrongInAll] = [0, 0];
	for (const row of rows) {
		count += 1;
		const reason = why(row);
		if (reason === null) continue;
		wrongInAll += 1;
		if (wrong.length < shown) wrong.push({ what: nameOf(row), why: reason });
	}
	return { rule, says, rows: count, wrong, wrongInAll };
};

/** Sums of `of` by `key`. */
export const sumsBy = <Row>(rows: Iterable<Row>, key: (row: Row) => string, of: (row: Row) => number): ReadonlyMap<string, number> => {
	const sums = new Map<string, number>();
	for (const row of rows) sums.set(key(row), (sums.get(key(row)) ?? 0) + of(row));
	return sums;
};

/** Values that stand in more than one row, with how often. */
export const twice = (values: Iterable<string>): readonly { readonly value: string; readonly times: number }[] => {
	const times = new Map<string, number>();
	for (const value of values) times.set(value, (times.get(value) ?? 0) + 1);
	return [...times].map(([value, count]) => ({ value, times: count }));
};

export const invariantsOf = (at: string, all: readonly Invariant[]): Invariants => ({
	at,
	holds: all.every(({ wrongInAll }) => wrongInAll === 0),
	invariants: all,
});

const row = ({
	rule,
	says,
	rows,
	wrong,
	wrongInAll,
}: Invariant): Html => html`<tr><th scope="row" id="${rule}">${says}<br><code>${rule}</code></th>
<td>${rows}</td><td>${wrongInAll === 0 ? '✓ green' : html`<strong>✗ red: ${wrongInAll}</strong>`}
${wrong.length > 0 && html`<ul>${wrong.map((each) => html`<li><strong>${each.what}</strong>: ${each.why}</li>`)}</ul>`}${wrongInAll > wrong.length && `and ${wrongInAll - wrong.length} more`}</td></tr>`;

const content = ({
	at,
	holds,
	invariants,
}: Invariants): Html => html`<p role="status"><strong>${holds ? '✓ Everything holds.' : '✗ Something does not hold.'}</strong>
Looked at ${at}, row by row in this sandbox’s own store. <a href="/invariants.json">The same as JSON</a></p>
<table><thead><tr><th>What must hold</th><th>Rows</th><th>Does it?</th></tr></thead><tbody>${invariants.map(row)}</tbody></table>`;

/** `GET /invariants`, the page, and `GET /invariants.json`. 200 either way: `holds` says it. */
export const invariantRoutes = (
	look: () => Invariants,
	page: (title: string, content: Html) => LocalAnswer | Promise<LocalAnswer>,
): LocalRoutes => ({
	'GET /invariants': () => page('What must hold', content(look())),
	'GET /invariants.json': () => ({ headers: { 'cache-control': 'no-store' }, body: look() }),
});
