/**
 * Where a read goes on: the steps still to be made, as JSON. Every step is one provider call, so a cursor stored between two of them
 * survives anything.
 *
 * Slices are read **from the last page backwards**, ordered by the time of the last change. A document that changes while we read gets the
 * newest time: it leaves its place and joins at the end, or leaves the slice. Rows behind its old place move down by one, into positions we
 * have not read yet: they may be read twice, never be missed. Whatever joined at the end changed after the read began, so the closing
 * `changes` brings it. A count that is out of date does no harm for the same reason. (Reading forwards would skip a row at every move;
 * ordering by id would skip one whenever a paid invoice opens again.)
 */
import * as z from 'zod/mini';
import type { Day, Instant } from '../../domain/day.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import type { Criterion, Entity } from './client.ts';

export const pageSize = 1000;

const slices = ['customers', 'invoices-open', 'invoices-closed', 'credit-memos', 'payments'] as const;
const changedSlices = ['changed-Customer', 'changed-Invoice', 'changed-CreditMemo', 'changed-Payment'] as const;
const slice = z.enum([...slices, ...changedSlices]);
export type Slice = z.infer<typeof slice>;
const entity = z.enum(['Customer', 'Invoice', 'CreditMemo', 'Payment']);
const moment = z.pipe(
	z.string(),
	z.transform((text) => text as Instant),
);
const code = z.custom<Currency>(isCurrency);

const step = z.discriminatedUnion('do', [
	z.object({ do: z.literal('preferences') }),
	z.object({ do: z.literal('count'), slice }),
	z.object({ do: z.literal('rows'), slice, start: z.int().check(z.gte(1)) }),
	z.object({ do: z.literal('changes'), of: z.array(entity).check(z.minLength(1)) }),
]);
export type Step = z.infer<typeof step>;

const reading = z.object({
	/** The server's clock at the first call; null before it. */
	at: z.nullable(moment),
	home: z.nullable(code),
	/** Closed invoices and settled payments older than this are left out. */
	horizon: z.nullable(
		z.pipe(
			z.string(),
			z.transform((text) => text as Day),
		),
	),
	since: z.nullable(moment),
	/** Rows read and rows counted, by kind. */
	done: z.record(z.string(), z.number()),
	total: z.record(z.string(), z.number()),
	steps: z.array(step),
});
export type Reading = z.infer<typeof reading>;
/** Throws for a text that no `everything` or `changes` made. */
export const readCursor = (text: string): Reading => reading.parse(JSON.parse(text));
export const writeCursor = (state: Reading): string => JSON.stringify(state);

const mark = z.object({ at: moment, home: z.nullable(code) });
/** The home currency travels with the watermark, so that a delta need not ask for it again. */
export const writeWatermark = (at: Instant, home: Currency | null): string => JSON.stringify({ at, home });
export const readWatermark = (text: string): z.infer<typeof mark> => mark.parse(JSON.parse(text));

export const countSlices = (names: readonly Slice[]): Step[] => names.map((name) => ({ do: 'count', slice: name }));
export const changedSlice = (of: Entity): Slice => `changed-${of}`;

export const wholeRead = (horizon: Day): Reading => ({
	at: null,
	home: null,
	horizon,
	since: null,
	done: {},
	total: {},
	steps: [{ do: 'preferences' }, ...countSlices(slices)],
});

/** The pages of a slice, last one first. */
export const pagesOf = (name: Slice, rows: number): Step[] => {
	const pages: Step[] = [];
	for (let page = Math.ceil(rows / pageSize) - 1; page >= 0; page -= 1) pages.push({ do: 'rows', slice: name, start: page * pageSize + 1 });
	return pages;
};

/**
 * What is in a slice. Credit memos and payments are read whatever their age: an old one may have an unapplied rest, QuickBooks does not let
 * one filter payments by UnappliedAmt, and without it the receivables would not tie. Old ones that are settled are then dropped.
 */
export const sliceOf = (name: Slice, { horizon, since }: Reading): { readonly entity: Entity; readonly where: readonly Criterion[] } => {
	switch (name) {
		case 'customers':
			// Without Active in the condition QuickBooks hides inactive customers, who may still owe.
			return { entity: 'Customer', where: [{ field: 'Active', operator: 'IN', value: [true, false] }] };
		case 'invoices-open':
			return { entity: 'Invoice', where: [{ field: 'Balance', operator: '>', value: '0' }] };
		case 'invoices-closed':
			return {
				entity: 'Invoice',
				where: [
					{ field: 'Balance', operator: '=', value: '0' },
					{ field: 'TxnDate', operator: '>=', value: horizon ?? '1900-01-01' },
				],
			};
		case 'credit-memos':
			return { entity: 'CreditMemo', where: [] };
		case 'payments':
			return { entity: 'Payment', where: [] };
		default: {
			const of = entity.parse(name.slice('changed-'.length));
			const changed: Criterion = { field: 'MetaData.LastUpdatedTime', operator: '>=', value: since ?? '' };
			return { entity: of, where: of === 'Customer' ? [{ field: 'Active', operator: 'IN', value: [true, false] }, changed] : [changed] };
		}
	}
};
