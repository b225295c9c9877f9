/** `expand[]=payment_intent.latest_charge`: ids become the objects they name, at most four levels deep. */
import type { Books } from '../books.ts';
import type { Kind } from '../objects/kinds.ts';
import { StripeRefused } from '../refused.ts';

const kindOf: Readonly<Record<string, Kind>> = {
	payment_intent: 'payment_intent',
	latest_charge: 'charge',
	charge: 'charge',
	balance_transaction: 'balance_transaction',
	payment_link: 'payment_link',
	product: 'product',
};
const withItems = new Set(['checkout.session', 'payment_link']);
/** Texts that hold an id though the field may not be expanded, and ids of what the sandbox does not keep. */
type Item = Record<string, unknown>;
const isItem = (value: unknown): value is Item => typeof value === 'object' && value !== null && !Array.isArray(value);

const refuse = (path: string): never => {
	throw new StripeRefused(`This property cannot be expanded (${path}).`, { param: 'expand' });
};

const sourceOf = (id: string): Kind | null =>
	/^(ch|py)_/.test(id) ? 'charge' : id.startsWith('re_') ? 'refund' : id.startsWith('du_') ? 'dispute' : null;

const child = (books: Books, account: string, item: Item, name: string, path: string): unknown => {
	if (name === 'line_items' && typeof item.object === 'string' && withItems.has(item.object))
		return itemsOf(
			books,
			String(item.id),
			`/v1/${item.object === 'payment_link' ? 'payment_links' : 'checkout/sessions'}/${String(item.id)}/line_items`,
		);
	if (name === 'refunds' && item.object === 'charge')
		return {
			object: 'list',
			data: books.store.children('refund', String(item.id)).toReversed(),
			has_more: false,
			url: `/v1/charges/${String(item.id)}/refunds`,
		};
	const value = item[name];
	if (typeof value !== 'string') return value === undefined ? refuse(path) : value;
	const kind = name === 'source' ? sourceOf(value) : kindOf[name];
	return (kind && books.store.get(account, kind, value)) ?? refuse(path);
};

const into = (books: Books, account: string, value: unknown, names: readonly string[], path: string): unknown => {
	const [name, ...rest] = names;
	if (name === undefined || value === null) return value;
	if (Array.isArray(value)) return value.map((each: unknown) => into(books, account, each, names, path));
	if (!isItem(value)) return refuse(path);
	return { ...value, [name]: into(books, account, child(books, account, value, name, path), rest, path) };
};

/** The first ten items of a session or link, as Stripe puts them into the object. */
export const itemsOf = (books: Books, parent: string, url: string): object => {
	const all = books.store.children('item', parent);
	return { object: 'list', data: all.slice(0, 10), has_more: all.length > 10, url };
};

/** Throws for what cannot be expanded. Cost: one read per id. */
export const expanded = (books: Books, account: string, object: object, paths: readonly string[]): object =>
	paths.reduce<object>((value, path) => {
		const names = path.split('.');
		if (names.length > 4 + (names[0] === 'data' ? 1 : 0))
			throw new StripeRefused('You cannot expand more than 4 levels of a property.', { param: 'expand' });
		return into(books, account, value, names, path) as object;
	}, object);
