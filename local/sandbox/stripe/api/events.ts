/** Events of the last thirty days, with what is still on its way. */
import * as z from 'zod';
import type { Books } from '../books.ts';
import type { WireEvent } from '../objects/kinds.ts';
import { expand, paging, text } from '../params.ts';
import { missing } from '../refused.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { listOf } from './list.ts';

const thirtyDaysS = 30 * 86_400;

const withPending = (books: Books, event: WireEvent): WireEvent => ({
	...event,
	pending_webhooks:
		books.store.one<{ n: number }>(
			"SELECT count(*) AS n FROM delivery WHERE event = ? AND state IN ('waiting', 'held', 'withheld')",
			event.id,
		)?.n ?? 0,
});

const matches = (type: string, pattern: string): boolean =>
	pattern === type || (pattern.endsWith('*') && type.startsWith(pattern.slice(0, -1)));

const list = z
	.strictObject({ ...paging, type: text().optional(), types: z.array(text()).max(20).optional() })
	.refine((value) => !(value.type && value.types), { message: 'only one of type and types', path: ['types'] });

const known = (books: Books, account: string): string[] =>
	books.store
		.all<{ parent: string }>("SELECT DISTINCT parent FROM object WHERE account = ? AND kind = 'event'", account)
		.map((row) => row.parent);

export const eventEndpoints: Readonly<Record<string, Endpoint>> = {
	'GET /v1/events': endpoint(list, ({ books, account, path }, params) => {
		const patterns = params.types ?? (params.type === undefined ? null : [params.type]);
		const types = patterns && known(books, account).filter((type) => patterns.some((pattern) => matches(type, pattern)));
		const page = listOf(books, account, 'event', path, { parents: types ?? undefined, since: books.seconds() - thirtyDaysS }, params);
		return { ...page, data: page.data.map((event) => withPending(books, event)) };
	}),
	'GET /v1/events/{id}': endpoint(z.strictObject(expand), ({ books, account, id }) => {
		const event = books.need(account, 'event', id);
		if (event.created < books.seconds() - thirtyDaysS) throw missing('event', id);
		return withPending(books, event);
	}),
};
