/** Random histories of a ledger for properties: documents that change amount, due day, customer and currency, come twice and out of order. */
import fc from 'fast-check';
import { addDays } from '../../../../shared/domain/day.ts';
import type { Document } from '../../../../shared/domain/document.ts';
import { aCredit, anInvoice, eur, gbp, today, version, who } from './table.ts';

const invoiceState = fc.record({
	open: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 })),
	due: fc.option(
		fc.integer({ min: -70, max: 40 }).map((days) => addDays(today, days)),
		{ freq: 5 },
	),
	customer: fc.constantFrom(who('a'), who('b'), who('c')),
	currency: fc.constantFrom(eur, eur, eur, gbp),
});
const creditState = fc.record({
	unapplied: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1_000_000 })),
	customer: fc.constantFrom(who('a'), who('b')),
	currency: fc.constantFrom(eur, gbp),
});

/** Every version a document ever had. */
const life = (index: number): fc.Arbitrary<Document[]> =>
	fc.oneof(
		{
			weight: 4,
			arbitrary: fc
				.array(invoiceState, { minLength: 1, maxLength: 4 })
				.map((states) => states.map((state, v) => anInvoice({ id: `i${index}`, version: version(v + 1), ...state }))),
		},
		{
			weight: 1,
			arbitrary: fc
				.array(creditState, { minLength: 1, maxLength: 3 })
				.map((states) => states.map((state, v) => aCredit({ id: `c${index}`, version: version(v + 1), ...state }))),
		},
	);

export type History = {
	/** What each writer delivers, page by page. Together they hold every document's newest version at least once. */
	readonly writers: readonly (readonly (readonly Document[])[])[];
	readonly all: readonly Document[];
};

export const history = (documents: number, writers: number): fc.Arbitrary<History> =>
	fc
		.integer({ min: 1, max: documents })
		.chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => life(i))))
		.chain((lives) => {
			const all = lives.flat();
			const page = fc.array(fc.constantFrom(...all), { maxLength: 12 });
			const pages = fc.array(page, { maxLength: 4 });
			const complete = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
			return fc.tuple(complete, ...Array.from({ length: writers }, () => pages)).map(([whole, ...each]) => ({
				writers: each.map((own, i) => (i === 0 ? [...own, whole] : own)),
				all,
			}));
		});

/** What happens to the books: pages are saved or repaired, a document is found to be gone. */
export type Step =
	| { readonly how: 'save' | 'repair'; readonly page: readonly Document[] }
	| { readonly how: 'gone'; readonly page: readonly [Document] };

const said = fc.record({
	at: fc.integer({ min: 1, max: 3 }),
	reference: fc.constantFrom('', 'PO 7'),
	terms: fc.constantFrom('30 days', '60 days'),
	isDeleted: fc.boolean(),
});
/** One document as it is shown again and again: a version may say one thing today and another tomorrow. */
const shownAgain = (index: number): fc.Arbitrary<Document[]> =>
	fc.array(fc.tuple(said, invoiceState, creditState), { minLength: 1, maxLength: 5 }).map((all) =>
		all.map(([{ at, reference, terms, isDeleted }, invoice, credit], i) => {
			const over = { version: version(at), reference, details: { terms } };
			const document =
				index % 4 === 3 ? aCredit({ id: `c${index}`, ...credit, ...over }) : anInvoice({ id: `i${index}`, ...invoice, ...over });
			if (!isDeleted || i % 3 !== 2) return document;
			return { ...document, state: 'deleted', open: 0, unapplied: 0, entries: [] };
		}),
	);

export const steps = (documents: number, most: number): fc.Arbitrary<Step[]> =>
	fc
		.integer({ min: 1, max: documents })
		.chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => shownAgain(i))))
		.chain((shown) => {
			const one = fc.constantFrom(...shown.flat());
			const page = fc.array(one, { minLength: 1, maxLength: 10 });
			return fc.array(
				fc.oneof(
					{ weight: 2, arbitrary: page.map((rows): Step => ({ how: 'save', page: rows })) },
					{ weight: 3, arbitrary: page.map((rows): Step => ({ how: 'repair', page: rows })) },
					{ weight: 1, arbitrary: one.map((row): Step => ({ how: 'gone', page: [row] })) },
				),
				{ minLength: 1, maxLength: most },
			);
		});
