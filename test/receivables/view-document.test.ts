/** The document's page as the use case fills it, over books in memory that keep what a read replaced. */
import { describe, expect, it } from 'vitest';
import { viewDocument } from '../../functions/receivables/view-document.ts';
import { day, type Instant, instant } from '../../shared/domain/day.ts';
import type { Document } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { memoryBooks } from '../model/memory/books.ts';
import { Shelves } from '../model/memory/shelf.ts';

const ledger = 'xero-1';
const today = day('2026-11-22');
const company = { id: 'co', name: 'Co', timeZone: 'UTC', timeZoneKnown: true, rolledTo: null, wake: null, rev: 1 };
const at = { company, today, asOf: today };
const customer = `${ledger}~c`;

const invoice = (parts: Partial<Document> = {}): Document => ({
	ledger,
	kind: 'invoice',
	id: 'a',
	version: '001',
	customer,
	number: 'INV-1',
	reference: '',
	state: 'open',
	currency: currency('EUR'),
	total: 10_000,
	open: 10_000,
	unapplied: 0,
	issued: day('2026-04-01'),
	due: day('2026-05-01'),
	entries: [{ day: day('2026-04-01'), kind: 'issued', minor: 10_000 }],
	providerStatus: 'AUTHORISED',
	details: { onlineUrl: 'https://in.xero.com/x', purchaseOrder: 'PO 1' },
	...parts,
});
const hour = (n: number): Instant => instant(`2026-05-14T00:${String(n).padStart(2, '0')}:00.000Z`);

const held = async (...states: readonly Document[]) => {
	const books = memoryBooks(new Shelves());
	const scope = { company: 'co', ledger };
	const named = { ...books, names: async () => new Map([[customer, 'Acme']]) };
	for (const [n, state] of states.entries()) await books.save(scope, [{ ...state, version: String(n + 1).padStart(3, '0') }], hour(n));
	return { books: named };
};
const asked = (parts: Partial<Parameters<typeof viewDocument>[1]> = {}) => ({
	customer,
	kind: 'invoice',
	id: 'a',
	from: undefined,
	...parts,
});

describe('a document', () => {
	it('is told with its changes, newest first, each with when we learned it', async () => {
		const view = await viewDocument(
			at,
			asked(),
			await held(invoice(), invoice({ due: day('2026-05-31') }), invoice({ total: 9_000, due: day('2026-05-31') })),
		);
		expect(view.history).toEqual({
			steps: [
				{ learned: hour(2), changes: [{ what: 'total', was: '100.00', is: '90.00' }] },
				{ learned: hour(1), changes: [{ what: 'due', was: '2026-05-01', is: '2026-05-31' }] },
			],
			next: null,
		});
		expect(view).toMatchObject({ firstSeen: hour(0), learned: hour(2), customer: { id: customer, name: 'Acme' }, held: '0.00' });
	});

	it('tells each amount in the currency it had', async () => {
		const view = await viewDocument(
			at,
			asked(),
			await held(invoice({ currency: currency('JPY'), total: 9_000, open: 9_000 }), invoice(), invoice({ reference: 'R' })),
		);
		const [last, first] = view.history.steps;
		expect(last).not.toHaveProperty('currency');
		expect(first).toMatchObject({ currency: { was: 'JPY', is: 'EUR' } });
		expect(first?.changes).toContainEqual({ what: 'total', was: '9000', is: '100.00' });
	});

	it('pages through any number of them: each once, none twice', async () => {
		const ports = await held(...Array.from({ length: 58 }, (_, n) => invoice({ total: 1_000 + n })));
		const told: string[] = [];
		let from: string | undefined;
		for (let page = 0; page < 5; page++) {
			const { history } = await viewDocument(at, asked({ from }), ports);
			told.push(...history.steps.flatMap(({ changes }) => changes.map(({ was, is }) => `${was}>${is}`)));
			from = history.next ?? undefined;
			if (from === undefined) break;
		}
		const text = (n: number): string => `10.${String(n).padStart(2, '0')}`;
		expect(told).toEqual(Array.from({ length: 57 }, (_, n) => `${text(56 - n)}>${text(57 - n)}`));
		expect(from).toBeUndefined();
	});

	it('links a payment that we hold, and only names one that we do not', async () => {
		const paid = invoice({
			open: 3_000,
			entries: [
				{ day: day('2026-05-03'), kind: 'payment', minor: -5_000, source: 'gone' },
				{ day: day('2026-05-02'), kind: 'payment', minor: -2_000, source: 'p' },
				...invoice().entries,
			],
		});
		const ports = await held(paid);
		await ports.books.save(
			{ company: 'co', ledger },
			[invoice({ kind: 'payment', id: 'p', number: 'BACS 7', open: 0, due: null, entries: [] })],
			hour(1),
		);
		const view = await viewDocument(at, asked(), ports);
		expect(view.entries.map((entry) => [entry.day, entry.amount, entry.source])).toEqual([
			['2026-04-01', '100.00', null],
			['2026-05-02', '-20.00', { id: 'p', kind: 'payment', number: 'BACS 7' }],
			['2026-05-03', '-50.00', { id: 'gone', kind: null, number: '' }],
		]);
	});

	it.each(['javascript:alert(1)', 'http://in.xero.com/x', 'https://user:pw@x.example/', 'x', '//x.example'])(
		'leads to no %s',
		async (onlineUrl) => {
			expect((await viewDocument(at, asked(), await held(invoice({ details: { onlineUrl } })))).details.onlineUrl).toBeNull();
		},
	);

	it('is not there under another kind, id, ledger or company, nor on a page never given out', async () => {
		const ports = await held(invoice());
		for (const other of [{ kind: 'payment' }, { kind: '__proto__' }, { id: 'b' }, { customer: 'xero-2~c' }, { customer: 'x' }])
			await expect(viewDocument(at, asked(other), ports)).rejects.toMatchObject({ status: 404 });
		await expect(viewDocument({ ...at, company: { ...company, id: 'other' } }, asked(), ports)).rejects.toMatchObject({ status: 404 });
		await expect(viewDocument(at, asked({ from: 'x' }), ports)).rejects.toMatchObject({ code: 'PAGE_UNKNOWN' });
	});
});
