/** The form of an endpoint: reading the parameters comes first and may refuse; the work it returns happens in one transaction. */
import type * as z from 'zod';
import type { Books } from '../books.ts';
import type { Tree } from '../form.ts';
import { read } from '../params.ts';
import { expanded } from './expand.ts';

export type Call = {
	readonly books: Books;
	/** The account it is made on: the platform's, or `Stripe-Account`'s. */
	readonly account: string;
	/** `{id}` of the path. */
	readonly id: string;
	readonly params: Tree;
	readonly path: string;
};
/** Throws `StripeRefused` while reading: not remembered by idempotency keys. What the work throws is remembered. */
export type Endpoint = (call: Call) => () => object;

type Expanding = { readonly expand?: string[] | undefined };

/** An endpoint of a schema and its work; `expand` is done for all of them. */
export const endpoint =
	<Schema extends z.ZodType<Expanding>>(schema: Schema, work: (call: Call, params: z.output<Schema>) => object): Endpoint =>
	(call) => {
		const params = read(schema, call.params);
		return () => expanded(call.books, call.account, work(call, params), params.expand ?? []);
	};
