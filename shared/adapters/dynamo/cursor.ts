/** Where a page goes on: opaque text bound to the list it came from. */
import { pageUnknown } from '../../domain/refusal.ts';
import type { Item } from './item.ts';

/** `list` names what is listed and whose it is; `after` is the key of the last row. */
export const toCursor = (list: string, after: Readonly<Record<string, string>>): string =>
	Buffer.from(JSON.stringify([list, after])).toString('base64url');

/** Longer than any key of ours. */
const longest = 2048;

/** @throws Refusal `PAGE_UNKNOWN` for a text we did not make, or made for another list or company. `names`: the parts it must hold, no more. */
export const fromCursor = <Name extends string>(list: string, cursor: string, names: readonly Name[]): Record<Name, string> => {
	const parsed = parse(cursor);
	if (!Array.isArray(parsed) || parsed[0] !== list) throw pageUnknown();
	const after: unknown = parsed[1];
	if (typeof after !== 'object' || after === null || Object.keys(after).length !== names.length) throw pageUnknown();
	const key = after as Readonly<Record<string, unknown>>;
	const parts = names.map((name): [Name, string] => {
		const part = key[name];
		if (typeof part !== 'string' || part === '' || part.length > longest) throw pageUnknown();
		return [name, part];
	});
	return Object.fromEntries(parts) as Record<Name, string>;
};

const parse = (cursor: string): unknown => {
	try {
		return JSON.parse(Buffer.from(cursor, 'base64url').toString());
	} catch {
		throw pageUnknown();
	}
};

/** The named parts of a row's key. */
export const keyParts = (row: Item, names: readonly string[]): Record<string, string> =>
	Object.fromEntries(names.map((name) => [name, String(row[name])]));
