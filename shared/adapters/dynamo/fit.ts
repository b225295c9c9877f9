/**
 * What would not fit into an item. DynamoDB takes 400 KB, and a prepayment applied 2,500 times is more: the put would fail, and the page with it, at every
 * delivery. A document is worth more than each of its oldest days, so those are told together and what remains of it stays exact.
 */
import type { Details, Document, Entry } from '../../domain/document.ts';

/** An entry has 100 bytes, 280 with the longest source a key may have. */
export const entriesKept = 1_000;
/** Of them, the latest are kept each by itself. */
const newestKept = 900;
/** Bytes of `details`: a document's fifty lines are a quarter of it. */
export const detailsKept = 60_000;

/** Equal lists in any order are cut in the same place. */
const order = (a: Entry, b: Entry): number => {
	const [left, right] = [a, b].map(({ day, kind, source = '', minor }) => [day, kind, source, String(minor)].join('\n'));
	return left === right ? 0 : `${left}` < `${right}` ? -1 : 1;
};

/** Letters of a day that are looked at: the day, the month, the year, none. */
const coarser = [10, 7, 4, 0] as const;

/** Entries of one kind and stretch of time become one, on its last day, without a source; `estimated` when that is not the day of each. */
const folded = (entries: readonly Entry[], letters: number): Entry[] => {
	const groups = Map.groupBy(entries, ({ kind, day }) => `${kind}#${day.slice(0, letters)}`);
	return [...groups.values()].flatMap((group) => {
		const last = group.at(-1);
		if (!last || group.length === 1) return group;
		const minor = group.reduce((all, entry) => all + entry.minor, 0);
		const exact = group.every(({ day, estimated }) => day === last.day && !estimated);
		return [{ day: last.day, kind: last.kind, minor, ...(exact ? {} : { estimated: true as const }) }];
	});
};

/** The sum stays. The same entries, in whatever order, become the same. */
export const fittingEntries = (entries: readonly Entry[]): readonly Entry[] => {
	if (entries.length <= entriesKept) return entries;
	const sorted = entries.toSorted(order);
	const old = sorted.slice(0, -newestKept);
	const first = coarser.map((letters) => folded(old, letters)).find((each) => each.length <= entriesKept - newestKept);
	return [...(first ?? []), ...sorted.slice(-newestKept)];
};

const bytes = (details: Details): number => Buffer.byteLength(JSON.stringify(details));

/** Lines are the first to go; without them it fits unless a text in it is a book. */
const fittingDetails = (details: Details): Details => {
	if (bytes(details) <= detailsKept) return details;
	const { lines: _, ...rest } = details;
	return bytes(rest) <= detailsKept ? rest : {};
};

export const fitting = (document: Document): Document => {
	const { details, entries } = document;
	return { ...document, entries: fittingEntries(entries), ...(details === undefined ? {} : { details: fittingDetails(details) }) };
};
