/** Anything that a read does to the books of one ledger, drawn by chance, and all that can be asked of them afterwards. */
import fc from 'fast-check';
import { type Customer, customerId, type Document, type ReadRow, type Refused, rowName } from '../../../shared/domain/document.ts';
import type { Books } from '../../../shared/ports/books.ts';
import { plain } from '../adapters/dynamo/model.ts';
import { aCredit, aCustomer, anInvoice, at, eur, gbp, ledger, today, version, who } from '../adapters/dynamo/table.ts';
import type { Opened } from './books-contract.ts';

const ids = ['a', 'b', 'c', 'd'] as const;
const names = ['x', 'y', 'z'] as const;

const row = fc
	.record({
		id: fc.constantFrom(...ids),
		at: fc.integer({ min: 1, max: 3 }),
		left: fc.constantFrom(0, 0, 100, 250),
		customer: fc.constantFrom(...names),
		currency: fc.constantFrom(eur, gbp),
		reference: fc.constantFrom('', 'PO 7'),
		isDeleted: fc.boolean(),
	})
	.map(({ id, at: n, left, customer, currency, reference, isDeleted }): Document => {
		const over = { id, version: version(n), customer: who(customer), currency, reference };
		const document = id === 'd' ? aCredit({ ...over, unapplied: left }) : anInvoice({ ...over, open: left });
		return isDeleted && n === 3 ? { ...document, state: 'deleted', open: 0, unapplied: 0, entries: [] } : document;
	});
const account = fc
	.record({ name: fc.constantFrom(...names), at: fc.integer({ min: 1, max: 3 }), email: fc.constantFrom(null, 'a@example.com') })
	.map(({ name, at: n, email }): Customer => aCustomer(name, { version: version(n), email }));
const named = fc.oneof(
	fc.constantFrom(...ids).map((id) => ({ kind: id === 'd' ? ('credit-note' as const) : ('invoice' as const), id: id as string })),
	fc.constantFrom(...names).map((id) => ({ kind: 'customer' as const, id: id as string })),
);
const refused = fc.tuple(named, fc.constantFrom('one', 'two')).map(([name, reason]): Refused => ({ ...name, reason }));
const well = fc.tuple(named, fc.integer({ min: 1, max: 3 })).map(([name, n]): ReadRow => ({ ...name, version: version(n) }));

const documentDeeds = ['save', 'repair', 'load'] as const;
const customerDeeds = ['saveCustomers', 'repairCustomers', 'loadCustomers'] as const;
export type Deed =
	| { readonly how: (typeof documentDeeds)[number]; readonly rows: readonly Document[] }
	| { readonly how: (typeof customerDeeds)[number]; readonly rows: readonly Customer[] }
	| { readonly how: 'noteRows'; readonly rows: { readonly refused: readonly Refused[]; readonly well: readonly ReadRow[] } }
	| { readonly how: 'recount' };

export const deeds: fc.Arbitrary<Deed[]> = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: fc.record({ how: fc.constantFrom('save', 'repair'), rows: fc.array(row, { minLength: 1, maxLength: 4 }) }) },
		// No ledger shows a document twice on one page, at one version, in two currencies: a page that is loaded is taken as it is.
		{
			weight: 2,
			arbitrary: fc.record({
				how: fc.constant('load' as const),
				rows: fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: ({ id }) => id }),
			}),
		},
		{
			weight: 2,
			arbitrary: fc.record({ how: fc.constantFrom(...customerDeeds), rows: fc.array(account, { minLength: 1, maxLength: 3 }) }),
		},
		{
			weight: 3,
			arbitrary: fc.record({
				how: fc.constant('noteRows' as const),
				rows: fc.record({ refused: fc.array(refused, { maxLength: 3 }), well: fc.array(well, { maxLength: 3 }) }),
			}),
		},
		{ weight: 1, arbitrary: fc.constant({ how: 'recount' as const }) },
	),
	{ minLength: 2, maxLength: 9 },
);

const inOrder = <Row extends Pick<Refused, 'kind' | 'id'>>(rows: readonly Row[]): Row[] =>
	rows.toSorted((a, b) => (rowName(a) < rowName(b) ? -1 : 1));

/** What the port answers, whatever order it is free to choose. */
export const done = async ({ books, scope }: Opened, deed: Deed): Promise<unknown> => {
	switch (deed.how) {
		case 'save':
		case 'load':
			return (await books[deed.how](scope, deed.rows, at)) ?? null;
		case 'repair': {
			const { findings, ...saved } = await books.repair(scope, deed.rows, at);
			return { ...saved, findings: inOrder(findings) };
		}
		case 'saveCustomers':
		case 'repairCustomers':
		case 'loadCustomers':
			return (await books[deed.how](scope, deed.rows, at)) ?? null;
		case 'noteRows': {
			const { changed, unread } = await books.noteRows(scope, deed.rows, at);
			return { changed, unread: inOrder(unread) };
		}
		case 'recount':
			return (await books.recount(scope, 'write', today)).documents;
	}
};

const ladders = async (books: Books, company: string): Promise<unknown> => {
	const all: unknown[] = [];
	for (const code of [eur, gbp]) {
		for (const { ladder, unapplied } of await books.ladders(company, code)) all.push([code, plain(ladder, unapplied)]);
		const rows = await books.customerLadders(company, code);
		for (const each of rows.toSorted((a, b) => (a.customer < b.customer ? -1 : 1)))
			all.push([each.customer, code, plain(each.ladder, each.unapplied)]);
	}
	return all.filter((each) => !JSON.stringify(each).endsWith('{"rungs":{},"unapplied":0}]'));
};

/** All that can be asked of them. */
export const told = async ({ books, scope }: Opened): Promise<unknown> => {
	const { company } = scope;
	const documents = await Promise.all(
		ids.map(async (id) => {
			const kind = id === 'd' ? 'credit-note' : 'invoice';
			return [await books.document(company, ledger, kind, id), await books.versions(company, ledger, kind, id)] as const;
		}),
	);
	const customers = await Promise.all(names.map((name) => books.customer(company, customerId(ledger, name), 'consistent')));
	// Of currencies that nobody noted, as in a first read that was never counted, the table may find the drift in another order at each look, and believe none.
	const noted = await books.currencies(company);
	const isNoted = documents.every(([document]) => !document || noted.includes(document.currency));
	const drifts = isNoted && (await books.recount(scope, 'compare', today)).drift.length > 0;
	return {
		documents,
		customers,
		unread: inOrder(await books.unread(scope)),
		ladders: await ladders(books, company),
		drifts,
	};
};
