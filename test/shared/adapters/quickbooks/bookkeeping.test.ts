/** Payments written through the real node-quickbooks over HTTP into the sandbox's books. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { type LocalAnswer, serveLocal } from '../../../../local/sandbox/server.ts';
import { openQuickbooksBookkeeping } from '../../../../shared/adapters/quickbooks/bookkeeping.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { Bookkeeping, BookOrder } from '../../../../shared/ports/bookkeeping.ts';
import { invoices, ledger, organisation, type Rig, realm, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

const reference = 'Stripe pi_3MtwBwLkdIwHu7ix28a3tqPa';
const days = 86_400_000;

let rig: Rig;
afterEach(() => rig.close());

/** With a token of now: they live an hour. */
const reopen = async (): Promise<Bookkeeping> => {
	const { tokens } = await rig.connect();
	return openQuickbooksBookkeeping(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now);
};
type Desk = { readonly books: Bookkeeping; readonly order: (number: string | null, minor: number, more?: Partial<BookOrder>) => BookOrder };
const desk = async (): Promise<Desk> => {
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	return {
		books: await reopen(),
		order: (number, minor, more = {}) => {
			const row = documents().find((each) => each.number === (number ?? 'INV-0'));
			return {
				key: 'pi_1-0',
				invoice: number === null ? null : String(row?.id ?? 9999),
				customer: customerId(ledger, String(row?.customer ?? '')),
				currency: currency('USD'),
				minor,
				day: today,
				reference,
				...more,
			};
		},
	};
};
const documents = () => rig.sandbox.dump(realm).documents;
const payments = () => documents().filter((each) => each.type === 'Payment' && each.state === 'live');
const balanceOf = (number: string) => documents().find((each) => each.number === number)?.balance;
const faultOf = async (doing: Promise<unknown>): Promise<AccountingFault> =>
	doing.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as AccountingFault,
	);

describe('a payment on an invoice', () => {
	it('is booked once under its request id, and found by its note when that is long forgotten', async () => {
		const { books, order } = await desk();
		expect(await books.find(order('INV-0', 1000))).toBeNull();
		const id = await books.book(order('INV-0', 1000));
		expect(await books.book(order('INV-0', 1000))).toBe(id);
		expect(balanceOf('INV-0')).toBe(10_025 - 1000);
		rig.pass(3 * days);
		const later = await reopen();
		expect(await later.find(order('INV-0', 1000))).toBe(id);
		expect(await later.find(order('INV-1', 1000, { key: 'pi_1-1' }))).toBeNull();
		expect(await later.find(order('INV-0', 1000, { reference: `${reference.slice(0, -1)}b` }))).toBeNull();
		expect(payments()).toMatchObject([
			{ id: Number(id), total: 1000, balance: 0, day: today, reference: reference.slice(-21), note: `${reference} (pi_1-0)` },
		]);
	});

	it('reads back whole, with the day of its payment', async () => {
		const { books, order } = await desk();
		const id = await books.book(order('INV-1', 2500, { day: addDays(today, -1) }));
		const invoice = order('INV-1', 0).invoice ?? '';
		const [read, ...others] = await books.invoices([invoice, '99999']);
		expect(others).toEqual([]);
		expect(read).toMatchObject({ id: invoice, number: 'INV-1', open: 10_125 - 2500, state: 'open' });
		expect(read?.entries).toContainEqual({ day: addDays(today, -1), kind: 'payment', minor: -2500, source: id });
		expect(await books.invoices([])).toEqual([]);
	});

	it('is found on its invoice under an earlier number, and not taken for money on account', async () => {
		const { books, order } = await desk();
		const id = await books.book(order('INV-0', 1000));
		expect(await books.find(order('INV-0', 900, { key: 'pi_1-2' }))).toBe(id);
		expect(await books.find(order(null, 1000, { key: 'pi_1-1' }))).toBeNull();
	});

	it('a row that may be it and cannot be read is no answer', async () => {
		const { books, order } = await desk();
		await books.book(order('INV-0', 1000));
		rig.sandbox.faults.add('broken-row', 1, '/query');
		expect(await faultOf(books.find(order('INV-0', 1000)))).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
	});

	it('is found by its key although its invoice was voided since', async () => {
		const { books, order } = await desk();
		const booked = order('INV-0', 1000);
		const id = await books.book(booked);
		rig.edit.voidDocument('Invoice', Number(booked.invoice));
		expect(await books.find(booked)).toBe(id);
	});
});

it('money on account is an unapplied payment, booked once and found again', async () => {
	const { books, order } = await desk();
	expect(await books.find(order(null, 777))).toBeNull();
	const id = await books.book(order(null, 777));
	expect(await books.book(order(null, 777))).toBe(id);
	rig.pass(3 * days);
	const later = await reopen();
	expect(await later.find(order(null, 777))).toBe(id);
	expect(payments()).toMatchObject([{ total: 777, balance: 777 }]);
});

describe('what goes wrong', () => {
	it('the answer is lost: the payment is there, found, and not made again', async () => {
		const { books, order } = await desk();
		for (const fault of ['cut-after', 'truncated-page'] as const) {
			const lost = order(fault === 'cut-after' ? 'INV-0' : null, 500, { key: `lost-${fault}` });
			rig.sandbox.faults.add(fault, 1, '/payment');
			expect(await faultOf(books.book(lost))).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
			const found = await books.find(lost);
			expect(found).not.toBeNull();
			expect(await books.book(lost)).toBe(found);
		}
		expect(payments()).toHaveLength(2);
	});

	it('paid, voided, deleted or closed meanwhile: refused, with words', async () => {
		const { books, order } = await desk();
		const refused = async (doing: BookOrder, words: RegExp) => {
			const fault = await faultOf(books.book(doing));
			expect(fault).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
			expect(fault.message).toMatch(words);
		};
		await refused(order('INV-0', 100_000), /less is open on the invoice/);
		rig.edit.voidDocument('Invoice', Number(order('INV-1', 1).invoice));
		await refused(order('INV-1', 1), /it is void/);
		const gone = order('INV-2', 1);
		rig.edit.deleteDocument('Invoice', Number(gone.invoice));
		await refused(gone, /no longer there/);
		rig.edit.closeBooks(today);
		await refused(order('INV-0', 100), /books of that day are closed/);
		await refused(order(null, 100), /books of that day are closed/);
		rig.edit.closeBooks(null);
		await books.book(order('INV-0', 100));
		expect(payments()).toHaveLength(1);
	});

	it.each([
		['throttled-minute', 'throttled'],
		['throttled-empty', 'throttled'],
		['throttled-xml', 'throttled'],
		['unauthorised', 'unauthorised'],
		['forbidden', 'forbidden'],
		['server-error', 'unavailable'],
		['unavailable-html', 'unavailable'],
		['cut-before', 'unavailable'],
	] as const satisfies readonly (readonly [FaultKind, AccountingFault['kind']])[])('%s is %s', async (fault, kind) => {
		const { books, order } = await desk();
		rig.sandbox.faults.add(fault, 1, '/payment');
		expect(await faultOf(books.book(order('INV-0', 100)))).toMatchObject({ name: 'AccountingFault', kind });
		expect(payments()).toEqual([]);
		await books.book(order('INV-0', 100));
	});
});

/** `books` at a place that answers everything alike. */
const answering = async (answer: LocalAnswer): Promise<AccountingFault> => {
	rig = await startRig({ organisation: organisation({ documents: [] }) });
	const server = await serveLocal({ port: 0, name: 'odd', routes: { 'ANY /{rest+}': () => answer } });
	const books = await openQuickbooksBookkeeping(server.origin, 2_000)(ledger, 'token', () => rig.clock.now);
	const order = {
		invoice: '1',
		customer: customerId(ledger, '1'),
		currency: currency('USD'),
		minor: 100,
		day: today,
		key: 'pi_1-0',
		reference,
	};
	const fault = await faultOf(books.book(order));
	await server.close();
	return fault;
};
const html = '<html><body>a proxy says something</body></html>';
const stale = { Fault: { Error: [{ Message: 'Stale Object Error', code: '5010' }], type: 'ValidationFault' } };
const json = { headers: { 'content-type': 'application/json' } };
it.each([
	['408', { status: 408, body: html }],
	['409 with a fault', { status: 409, body: stale }],
	['425', { status: 425, body: html }],
	['a page under 200', { status: 200, body: html }],
	['nothing under 200', { status: 200, ...json, body: 'null' }],
	['half an answer', { status: 200, ...json, body: '{"Payment": {"Id": "1' }],
	['an answer of another shape', { status: 200, ...json, body: '{"Payments": []}' }],
	['not modified', { status: 304 }],
] as const)('a write answered by %s: nobody knows what became of it', async (_what, answer) => {
	expect(await answering(answer)).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
});
it('a write answered by a fault of its own is refused', async () => {
	expect(await answering({ status: 400, body: stale })).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
});
