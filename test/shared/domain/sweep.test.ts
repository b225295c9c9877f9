import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, instant } from '../../../shared/domain/day.ts';
import {
	type Customer,
	customerId,
	type Details,
	type Document,
	type Entry,
	type StoredDocument,
} from '../../../shared/domain/document.ts';
import { currency } from '../../../shared/domain/money.ts';
import { gone, isMaterial, mended, mendedCustomer, remaining } from '../../../shared/domain/sweep.ts';

const ledger = 'xero-1';
const issued = day('2026-09-01');
const days = fc.integer({ min: 0, max: 90 }).map((n): Day => addDays(issued, n));

const settled: fc.Arbitrary<Entry> = fc
	.record({
		day: days,
		kind: fc.constantFrom('payment', 'credit', 'refund'),
		minor: fc.integer({ min: -400, max: -1 }),
		source: fc.option(fc.constantFrom('p1', 'p2', 'p3'), { nil: undefined }),
		estimated: fc.option(fc.constant(true), { nil: undefined }),
	})
	.map(({ source, estimated, ...entry }) => ({
		...entry,
		...(source === undefined ? {} : { source }),
		...(estimated ? { estimated: true as const } : {}),
	}));
const details: fc.Arbitrary<Details | undefined> = fc.option(
	fc.record(
		{
			terms: fc.constantFrom('30 days', '60 days'),
			tax: fc.integer({ min: 0, max: 9 }),
			lines: fc.array(fc.record({ text: fc.constantFrom('a', 'b'), quantity: fc.option(fc.constant('2')), minor: fc.integer() }), {
				maxLength: 2,
			}),
		},
		{ requiredKeys: [] },
	),
	{ nil: undefined },
);

const sum = (entries: readonly Entry[]): number => entries.reduce((all, { minor }) => all + minor, 0);
/** One document of one version, as one read or another shows it; what remains is what its entries say. */
const shown: fc.Arbitrary<Document> = fc
	.record({
		since: fc.array(settled, { maxLength: 4 }),
		rest: fc.integer({ min: 0, max: 300 }),
		fate: fc.constantFrom('stands', 'stands', 'stands', 'void', 'deleted'),
		customer: fc.constantFrom('a', 'b').map((id) => customerId(ledger, id)),
		due: days,
		reference: fc.constantFrom('', 'PO 7'),
		about: details,
		isCredit: fc.boolean(),
	})
	.map(({ since, rest, fate, customer, due, reference, about, isCredit }): Document => {
		const total = rest - sum(since);
		const entries: Entry[] = [{ day: issued, kind: 'issued', minor: total }, ...since];
		const left = fate === 'stands' ? rest : 0;
		return {
			ledger,
			kind: isCredit ? 'credit-note' : 'invoice',
			id: '7',
			version: '1',
			customer,
			number: 'INV-7',
			reference,
			state: fate === 'stands' ? (left === 0 ? 'closed' : 'open') : fate === 'void' ? 'void' : 'deleted',
			currency: currency('EUR'),
			total,
			open: isCredit ? 0 : left,
			unapplied: isCredit ? left : 0,
			issued,
			due: isCredit ? null : due,
			entries: fate === 'stands' ? entries : fate === 'void' ? [...entries, { day: due, kind: 'void', minor: -rest, estimated: true }] : [],
			providerStatus: fate,
			...(about === undefined ? {} : { details: about }),
		};
	});

/** Its keys the other way round, at any depth. */
const reversed = (value: unknown): unknown => {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(reversed);
	return Object.fromEntries(
		Object.entries(value)
			.toReversed()
			.map(([key, each]) => [key, reversed(each)]),
	);
};

/** As a read knows them that brought payments and invoice together. */
const exactly = (entries: readonly Entry[]): Entry[] =>
	entries.map(({ day: on, kind, minor, source }) => ({ day: on, kind, minor, ...(source === undefined ? {} : { source }) }));
const guessed = (entries: readonly Entry[], on: Day): Entry[] =>
	entries.map((entry) => (entry.kind === 'issued' ? entry : { ...entry, day: on, estimated: true }));

describe('what the ledger shows at the version that we hold', () => {
	it('is nothing new when it is the same, in whatever order its keys come and whatever holds nothing', () => {
		fc.assert(
			fc.property(shown, (document) => {
				expect(mended(document, document)).toBeNull();
				expect(mended(document, reversed(document) as Document)).toBeNull();
				const { details: said, ...bare } = document;
				if (said === undefined) expect(mended(bare, { ...bare, details: {} })).toBeNull();
				expect(mended({ ...bare, details: {} }, bare)).toBeNull();
				const empty = JSON.parse('{"terms":null}', (_, value: unknown) => (value === null ? undefined : value)) as Details;
				if (said === undefined) expect(mended(bare, { ...bare, details: empty })).toBeNull();
			}),
		);
	});

	it('is taken over once: the second time there is nothing to mend', () => {
		fc.assert(
			fc.property(shown, shown, (stored, read) => {
				const next = mended(stored, read);
				expect(next && mended(next, read)).toBeNull();
			}),
		);
	});

	it('is taken as it is, but for what a deletion does not say; entries add up to what remains', () => {
		fc.assert(
			fc.property(shown, shown, (stored, read) => {
				const next = mended(stored, read) ?? stored;
				expect(sum(next.entries)).toBe(remaining(next));
				if (read.state === 'deleted') {
					expect(next).toMatchObject({ state: 'deleted', open: 0, unapplied: 0, customer: stored.customer, total: stored.total });
					return;
				}
				const { entries: _, details: said, ...rest } = read;
				expect(next).toMatchObject(rest);
				if (said !== undefined && Object.keys(said).length > 0) expect(next.details).toEqual(said);
				else if (said === undefined) expect(next.details).toEqual(stored.details);
			}),
		);
	});

	it('keeps the days that we know where a list only estimates them, one by one or all in one', () => {
		fc.assert(
			fc.property(shown, days, fc.boolean(), (document, on, inOne) => {
				fc.pre(document.state === 'open' || document.state === 'closed');
				const exact = exactly(document.entries);
				const stored: Document = { ...document, entries: exact };
				const since = exact.slice(1);
				const all: Entry[] = [...exact.slice(0, 1), { day: on, kind: 'payment', minor: sum(since), estimated: true }];
				const entries = inOne && since.length > 0 ? all : guessed(exact, on);
				expect(mended(stored, { ...stored, entries })).toBeNull();
				const moved = mended(stored, { ...stored, reference: 'moved', entries });
				expect(moved?.entries).toEqual(exact);
			}),
		);
	});

	it('keeps them also where more was paid meanwhile, and only guesses the day of that', () => {
		fc.assert(
			fc.property(shown, days, (document, on) => {
				fc.pre(document.open > 1);
				const exact = exactly(document.entries);
				const more: Entry = { day: on, kind: 'payment', minor: -1, source: 'new', estimated: true };
				const read = { ...document, open: document.open - 1, entries: [...guessed(exact, on), more] };
				expect(mended({ ...document, entries: exact }, read)?.entries).toEqual([...exact, more]);
			}),
		);
	});

	it('takes a day that the ledger knows over one that we knew', () => {
		fc.assert(
			fc.property(shown, (document) => {
				fc.pre(document.state === 'open' && document.entries.length > 1);
				const stored = exactly(document.entries);
				const read = stored.map((entry) => (entry.kind === 'issued' ? entry : { ...entry, day: addDays(entry.day, 100) }));
				expect(mended({ ...document, entries: stored }, { ...document, entries: read })?.entries).toEqual(read);
			}),
		);
	});

	it('takes a deletion’s blanks for nothing, as a newer version’s', () => {
		fc.assert(
			fc.property(shown, (stored) => {
				const blank: Document = { ...stored, state: 'deleted', customer: `${ledger}~gone`, number: '', total: 0, open: 0, unapplied: 0 };
				fc.pre(stored.state !== 'deleted');
				expect(mended(stored, { ...blank, entries: [] })).toMatchObject({
					customer: stored.customer,
					number: stored.number,
					total: stored.total,
					entries: [],
				});
			}),
		);
	});
});

describe('what reckoning goes by', () => {
	const base = fc.sample(
		shown.filter(({ state }) => state === 'open'),
		{ numRuns: 1, seed: 1 },
	)[0] as Document;

	it.each([
		['customer', { customer: `${ledger}~c` }],
		['state', { state: 'void' }],
		['currency', { currency: currency('GBP') }],
		['total', { total: base.total + 1 }],
		['open', { open: base.open + 1 }],
		['unapplied', { unapplied: 1 }],
		['due', { due: day('2027-01-01') }],
	] as const)('%s', (_, over) => expect(isMaterial(base, { ...base, ...over })).toBe(true));

	it('is not its number, reference, entries, status or details', () => {
		const other: Document = {
			...base,
			number: 'x',
			reference: 'x',
			entries: [],
			providerStatus: 'x',
			details: { terms: 'x' },
			version: '2',
		};
		expect(isMaterial(base, other)).toBe(false);
	});
});

describe('a document that is gone', () => {
	it('owes nothing, stays visible as what it was, and says nothing of our copy', () => {
		fc.assert(
			fc.property(shown, (document) => {
				const at = instant('2026-11-22T09:00:00Z');
				const stored: StoredDocument = { ...document, rev: 3, seen: at, saved: at, held: 5, doubt: { since: at, why: 'broken' } };
				const now = gone(stored);
				expect(now).toEqual({ ...document, state: 'deleted', open: 0, unapplied: 0, entries: [], providerStatus: 'Deleted' });
				expect(mended(now, now)).toBeNull();
				expect(gone(now)).toEqual(now);
				expect(isMaterial(document, now)).toBe(document.state !== 'deleted');
			}),
		);
	});
});

describe('a customer', () => {
	const acme: Customer = {
		ledger,
		id: customerId(ledger, 'acme'),
		version: '1',
		name: 'Acme',
		email: null,
		language: null,
		country: null,
		currency: null,
		accountNumber: null,
		archived: false,
		details: { phone: '1', groups: ['a'] },
	};

	it('is mended where the same version says otherwise, once', () => {
		expect(mendedCustomer(acme, acme)).toBeNull();
		expect(mendedCustomer(acme, reversed(acme) as Customer)).toBeNull();
		for (const over of [{ email: 'a@example.com' }, { archived: true }, { details: { phone: '1', groups: ['b'] } }, { details: {} }]) {
			const read = { ...acme, ...over };
			const next = mendedCustomer(acme, read);
			expect(next).toEqual(read);
			expect(next && mendedCustomer(next, read)).toBeNull();
		}
	});

	it('keeps its details where they were not read', () => {
		const { details: _, ...bare } = acme;
		expect(mendedCustomer(acme, bare)).toBeNull();
		expect(mendedCustomer(acme, { ...bare, name: 'New' })).toEqual({ ...acme, name: 'New' });
	});
});
