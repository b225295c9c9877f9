/** Where a page goes on: opaque text bound to the list it came from. */
import type { Item } from './item.ts';

/** `list` names what is listed and whose it is; `after` is the key of the last row. */
export const toCursor = (list: string, after: Readonly<Record<string, string>>): string =>
	Buffer.from(JSON.stringify([list, after])).toString('base64url');

/** @throws RangeError for a text we did not make, or made for another list or company */
export const fromCursor = (list: string, cursor: string): Record<string, string> => {
	const parsed = parse(cursor);
	if (!Array.isArray(parsed) || parsed[0] !== list) throw new RangeError('bad cursor');
	const after: unknown = parsed[1];
	if (typeof after !== 'object' || after === null) throw new RangeError('bad cursor');
	const entries = Object.entries(after).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
	if (entries.length !== Object.keys(after).length) throw new RangeError('bad cursor');
	return Object.fromEntries(entries);
};

const parse = (cursor: string): unknown => {
	try {
		return JSON.parse(Buffer.from(cursor, 'base64url').toString());
	} catch {
		throw new RangeError('bad cursor');
	}
};

/** The named parts of a row's key. */
export const keyParts = (row: Item, names: readonly string[]): Record<string, string> =>
	Object.fromEntries(names.map((name) => [name, String(row[name])]));
