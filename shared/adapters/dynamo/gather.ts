/** Single reads that are asked for at the same moment travel in one request: ten messages of a batch, or three records of a page, wait once. */
import type { Key } from '../../wire/table.ts';
import { type Item, keyText } from './item.ts';

type Waiting = Map<string, { readonly key: Key } & PromiseWithResolvers<Item | null>>;

/**
 * A read is sent when the answers that have arrived are dealt with, so it sees all that was written before it was asked for, and waits for nothing. A key
 * asked for twice is read once; the item is shared and nobody's to change.
 */
export const gathered = (
	one: (key: Key) => Promise<Item | null>,
	many: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Item>>,
): ((key: Key) => Promise<Item | null>) => {
	let waiting: Waiting = new Map();
	const answered = async (all: Waiting): Promise<void> => {
		const keys = [...all.values()].map(({ key }) => key);
		const [first] = keys;
		try {
			const found = first && keys.length === 1 ? new Map([[keyText(first), await one(first)]]) : await many(keys);
			for (const [name, { resolve }] of all) resolve(found.get(name) ?? null);
		} catch (error) {
			for (const { reject } of all.values()) reject(error);
		}
	};
	return (key) => {
		// After all answers that have arrived by now.
		if (waiting.size === 0)
			setImmediate(() => {
				const all = waiting;
				waiting = new Map();
				void answered(all);
			});
		const name = keyText(key);
		const asked = waiting.get(name) ?? { key, ...Promise.withResolvers<Item | null>() };
		waiting.set(name, asked);
		return asked.promise;
	};
};
