/** Stripe's request bodies and queries: form-encoded with brackets, `a[0][b]=c`, `expand[]=d`. */
import { StripeRefused } from './refused.ts';

/** What a form says: texts, lists, objects of those. Numbers and booleans are still texts. */
export type Tree = string | Tree[] | { [name: string]: Tree };
type Branch = Map<string, Branch | string>;

const maxDepth = 8;

const keysOf = (name: string): string[] => {
	const [first = '', ...rest] = name.split('[');
	if (rest.some((part) => !part.endsWith(']'))) throw new StripeRefused(`Invalid parameter name: ${name}`, { param: name });
	return [first, ...rest.map((part) => part.slice(0, -1))];
};

const put = (root: Branch, name: string, value: string): void => {
	const keys = keysOf(name);
	if (keys.length > maxDepth) throw new StripeRefused(`Parameter is nested too deeply: ${name}`, { param: name });
	let at = root;
	for (const [i, raw] of keys.entries()) {
		const key = raw === '' ? String(at.size) : raw;
		if (i === keys.length - 1) {
			at.set(key, value);
			return;
		}
		const next = at.get(key) ?? new Map<string, Branch | string>();
		if (typeof next === 'string') throw new StripeRefused(`Invalid parameter name: ${name}`, { param: name });
		at.set(key, next);
		at = next;
	}
};

const grow = (branch: Branch | string): Tree => {
	if (typeof branch === 'string') return branch;
	const keys = [...branch.keys()];
	if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key)))
		return [...branch].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => grow(value));
	// fromEntries defines own properties: a parameter named __proto__ is just an unknown parameter.
	return Object.fromEntries([...branch].map(([key, value]) => [key, grow(value)]));
};

export const readForm = (pairs: URLSearchParams): { [name: string]: Tree } => {
	const root: Branch = new Map();
	for (const [name, value] of pairs) put(root, name, value);
	return Object.fromEntries([...root].map(([key, value]) => [key, grow(value)]));
};
