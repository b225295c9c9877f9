/** The comparison of a history finds what is wrong with a copied journal entry: a check that cannot fail shows nothing. */
import { expect, it } from 'vitest';
import { documentItem } from '../../shared/adapters/dynamo/document-item.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { day, instant } from '../../shared/domain/day.ts';
import { customerId, type StoredDocument } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Books } from '../../shared/ports/books.ts';
import { compare } from '../support/sync/compare.ts';
import type { TrueDocument } from '../support/sync/ledger.ts';

const ledger = 'quickbooks-1';
const company = 'acme';
const at = instant('2026-11-22T12:00:00Z');
const issued = day('2026-11-01');
const held: StoredDocument = {
	ledger,
	kind: 'journal',
	id: '7-1',
	version: at,
	customer: customerId(ledger, '1'),
	number: 'J-1',
	reference: '',
	state: 'open',
	currency: currency('USD'),
	total: 900,
	open: 600,
	unapplied: 0,
	issued,
	due: issued,
	entries: [
		{ day: issued, kind: 'issued', minor: 900 },
		{ day: issued, kind: 'payment', minor: -300, estimated: true },
	],
	providerStatus: 'Partly paid',
	rev: 1,
	held: 0,
	seen: at,
	saved: at,
};
const truth: TrueDocument = {
	kind: 'journal',
	id: '7-1',
	state: 'open',
	customer: '1',
	currency: 'USD',
	number: 'J-1',
	total: 900,
	rest: 600,
	issued,
	due: issued,
	expected: true,
};
const settled = { ...held, state: 'closed', open: 0, entries: [], providerStatus: 'Settled' } as const;

/** Without the customer, and with ladders that are what the document says. */
const differences = async (is: TrueDocument | null, ours: StoredDocument | null): Promise<readonly string[]> => {
	const Items = ours ? [documentItem(company, ours)] : [];
	const store = { table: 'table', db: { send: async () => ({ Items }) } } as unknown as Store;
	const rung = is && is.rest > 0 && is.due ? new Map([[is.due, { minor: is.rest, count: 1 }]]) : new Map();
	const books = {
		ladders: async () => [{ ledger, unapplied: 0, ladder: rung }],
		customerLadders: async () => [{ customer: customerId(ledger, is?.customer ?? ''), unapplied: 0, ladder: rung }],
	} as unknown as Books;
	return (await compare(ledger, company, { customers: [], documents: is ? [is] : [] }, { store, books })).differences;
};

it.each([
	['as it is', truth, held, ''],
	['another rest', { ...truth, rest: 601 }, held, 'is open | quickbooks-1~1 | USD | J-1 | 900 | 601'],
	['of another customer', { ...truth, customer: '2' }, held, 'quickbooks-1~2'],
	['not copied', truth, null, 'we have nothing'],
	[
		'copied as a credit',
		truth,
		{ ...held, open: 0, unapplied: 600, due: null },
		'we have open | quickbooks-1~1 | USD | J-1 | 900 | 600 | 2026-11-01 |  (',
	],
	['settled long ago', { ...truth, state: 'closed', rest: 0, due: null, expected: false }, held, 'we have open'],
	['settled, and never seen', { ...truth, state: 'closed', rest: 0, due: null, expected: false }, null, ''],
	['settled, here too', { ...truth, state: 'closed', rest: 0, due: null, expected: false }, settled, ''],
	[
		'settled, and called open',
		{ ...truth, state: 'closed', rest: 0, due: null, expected: false },
		{ ...settled, state: 'open' },
		'we call it open',
	],
	['of no such entry', null, held, 'is not in the ledger'],
	['of an entry that was another customer’s', null, settled, ''],
] as const)('a journal %s', async (_, is, ours, said) => {
	const found = await differences(is, ours);
	if (said === '') expect(found).toEqual([]);
	else expect(found.join('\n')).toContain(said);
});
