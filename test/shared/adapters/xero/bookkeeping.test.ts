/** Payments written through the real xero-node over HTTP into the sandbox's books. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import { type LocalAnswer, serveLocal } from '../../../../local/sandbox/server.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXeroBookkeeping } from '../../../../shared/adapters/xero/bookkeeping.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import type { AccountingFault } from '../../../../shared/ports/accounting.ts';
import type { Bookkeeping, BookOrder } from '../../../../shared/ports/bookkeeping.ts';
import { type Clock, ledger, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';

const reference = 'Stripe pi_3MtwBwLkdIwHu7ix28a3tqPa';
const minutes = 60_000;

let sandbox: XeroSandbox;
let clock: Clock;
afterEach(() => sandbox.close());

type Rig = { readonly books: Bookkeeping; readonly order: (number: string | null, minor: number, more?: Partial<BookOrder>) => BookOrder };
const rig = async (change: Partial<Record<string, unknown>> = {}): Promise<Rig> => {
	clock = testClock();
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(change), today);
	const token = sandbox.consent([orgId]).access_token;
	const books = await openXeroBookkeeping(sandbox.origin)(ledger, token, clock.now);
	const rowOf = (number: string) => sandbox.dump(orgId).documents.find((each) => each.number === number);
	return {
		books,
		order: (number, minor, more = {}) => {
			const row = rowOf(number ?? 'INV-2');
			return {
				key: 'pi_1-0',
				invoice: number === null ? null : (row?.id ?? 'e0000000-0000-4000-8000-000000000000'),
				customer: customerId(ledger, row?.contact ?? ''),
				currency: currency(row?.currency ?? 'GBP'),
				minor,
				day: today,
				reference,
				...more,
			};
		},
	};
};
const paymentsFor = (text: string) => sandbox.dump(orgId).documents.filter((each) => each.kind === 'payment' && each.reference === text);
const restOf = (number: string) => sandbox.dump(orgId).documents.find((each) => each.number === number)?.rest;
const faultOf = async (doing: Promise<unknown>): Promise<AccountingFault> =>
	doing.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error as AccountingFault,
	);

describe('a payment on an invoice', () => {
	it('is booked once under its key, and found by its reference when the key is long forgotten', async () => {
		const { books, order } = await rig();
		const before = restOf('INV-2') ?? 0;
		expect(await books.find(order('INV-2', 1000))).toBeNull();
		const id = await books.book(order('INV-2', 1000));
		expect(await books.book(order('INV-2', 1000))).toBe(id);
		expect(restOf('INV-2')).toBe(before - 1000);
		clock.forward(10 * minutes);
		expect(await books.find(order('INV-2', 1000))).toBe(id);
		expect(await books.find(order('INV-1', 1000))).toBeNull();
		expect(await books.find(order('INV-2', 1000, { reference: 'Stripe pi_other' }))).toBeNull();
		expect(paymentsFor(reference)).toMatchObject([{ id, total: 1000, issued: today, currency: 'GBP', status: 'AUTHORISED' }]);
	});

	it('reads back whole: what is open and by whose payment', async () => {
		const { books, order } = await rig();
		const id = await books.book(order('INV-1', 50_000));
		const invoice = order('INV-1', 0).invoice ?? '';
		const [read, ...others] = await books.invoices([invoice, 'e0000000-0000-4000-8000-000000000000']);
		expect(others).toEqual([]);
		expect(read).toMatchObject({ id: invoice, number: 'INV-1', open: 121_000 - 20_000 - 50_000, state: 'open' });
		expect(read?.entries).toContainEqual({ day: today, kind: 'payment', minor: -50_000, source: id });
		expect(await books.invoices([])).toEqual([]);
	});

	it('keeps the decimals of its currency, into an account of that currency', async () => {
		const { books, order } = await rig();
		await books.book(order('INV-6', 12_345));
		expect(restOf('INV-6')).toBe(0);
		const token = sandbox.consent([orgId]).access_token;
		const asked = await fetch(`${sandbox.origin}/api.xro/2.0/Payments`, {
			headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId },
		});
		const { Payments } = (await asked.json()) as { Payments: { Reference: string; Account: { Code: string } }[] };
		expect(Payments.find((each) => each.Reference === reference)?.Account.Code).toBe('092');
	});

	it('goes to the account a person chose, on an invoice and on account, without asking for accounts', async () => {
		const { books, order } = await rig();
		const token = sandbox.consent([orgId]).access_token;
		const get = async (path: string) =>
			(
				await fetch(`${sandbox.origin}/api.xro/2.0/${path}`, { headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId } })
			).json();
		const { Accounts } = (await get('Accounts')) as { Accounts: { AccountID: string; Code: string }[] };
		const chosen = Accounts.find(({ Code }) => Code === '880')?.AccountID ?? '';
		const calls = sandbox.calls();
		await books.book(order('INV-2', 100, { account: chosen }));
		expect(sandbox.calls()).toBe(calls + 1);
		const { Payments } = (await get('Payments')) as { Payments: { Reference: string; Account: { Code: string } }[] };
		expect(Payments.find((each) => each.Reference === reference)?.Account.Code).toBe('880');
		const gone = 'e0000000-0000-4000-8000-000000000000';
		for (const number of ['INV-2', null])
			expect(await faultOf(books.book(order(number, 100, { key: 'pi_1-1', account: gone })))).toMatchObject({ kind: 'refused' });
	});

	it('goes to the account that takes payments where no bank account has the currency', async () => {
		const { books, order } = await rig({ rates: {} });
		await books.book(order('INV-1', 100));
		expect(paymentsFor(reference)).toHaveLength(1);
	});
});

describe('money on account', () => {
	it('is an overpayment, booked once, found by customer, day and description', async () => {
		const { books, order } = await rig();
		expect(await books.find(order(null, 777))).toBeNull();
		const id = await books.book(order(null, 777));
		expect(await books.book(order(null, 777))).toBe(id);
		clock.forward(10 * minutes);
		expect(await books.find(order(null, 777))).toBe(id);
		expect(await books.find(order(null, 777, { reference: 'Stripe pi_other' }))).toBeNull();
		const made = sandbox.dump(orgId).documents.filter((each) => each.kind === 'overpayment' && each.id === id);
		expect(made).toMatchObject([{ total: 777, rest: 777, currency: 'GBP', reference: '' }]);
	});

	it('is found as the type that Xero makes of it too', async () => {
		const { books, order } = await rig();
		const contact = order(null, 777).customer.split('~')[1] ?? '';
		const { day, reference } = order(null, 777);
		const made = {
			contact,
			currency: 'GBP',
			issued: day,
			total: 777,
			description: `${reference} (on account)`,
			type: 'AROVERPAYMENT' as const,
		};
		const id = sandbox.edit(orgId).addCredit('overpayment', made);
		expect(await books.find(order(null, 777))).toBe(id);
	});

	it('in another currency', async () => {
		const { books, order } = await rig();
		const id = await books.book(order(null, 500, { currency: currency('EUR') }));
		expect(sandbox.dump(orgId).documents.find((each) => each.id === id)).toMatchObject({ currency: 'EUR', rest: 500 });
	});
});

describe('what goes wrong', () => {
	it('the answer is lost: the payment is there, found, and not made again', async () => {
		const { books, order } = await rig();
		for (const [number, path] of [
			['INV-2', 'POST /api.xro/2.0/Payments'],
			[null, 'PUT /api.xro/2.0/BankTransactions'],
		] as const) {
			sandbox.faults.add('cut-after', 1, path);
			const lost = order(number, 500, { key: `lost-${path}` });
			expect(await faultOf(books.book(lost))).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
			expect(sandbox.faults.list()).toEqual([]);
			const found = await books.find(lost);
			expect(found).not.toBeNull();
			expect(await books.book(lost)).toBe(found);
		}
		expect(paymentsFor(reference)).toHaveLength(1);
	});

	it('paid, voided or locked meanwhile: refused, with words', async () => {
		const { books, order } = await rig();
		const refused = async (doing: BookOrder, words: RegExp) => {
			const fault = await faultOf(books.book(doing));
			expect(fault).toMatchObject({ name: 'AccountingFault', kind: 'refused' });
			expect(fault.message).toMatch(words);
		};
		await refused(order('INV-2', 100_000, { key: 'a' }), /less than that is still open/);
		await refused(order('INV-3', 1, { key: 'b' }), /less than that is still open/);
		await refused(order('INV-4', 1, { key: 'c' }), /no longer open/);
		await refused(order('none', 1, { key: 'd' }), /not in Xero any more/);
		await refused(order('INV-2', 99, { key: 'a' }), /sent before with other content/);
		sandbox.edit(orgId).lockBooks(today);
		await refused(order('INV-2', 100, { key: 'e' }), /locked/);
		await refused(order(null, 100, { key: 'f' }), /locked/);
		sandbox.edit(orgId).lockBooks(null);
		await books.book(order('INV-2', 100, { key: 'g' }));
		expect(paymentsFor(reference)).toHaveLength(1);
	});

	it('a refusal is remembered under its key too', async () => {
		const { books, order } = await rig();
		sandbox.edit(orgId).lockBooks(today);
		await faultOf(books.book(order('INV-2', 100)));
		sandbox.edit(orgId).lockBooks(null);
		expect(await faultOf(books.book(order('INV-2', 100)))).toMatchObject({ kind: 'refused' });
		await books.book(order('INV-2', 100, { key: 'another' }));
	});

	it.each([
		['throttled-minute', 'throttled'],
		['throttled-day', 'throttled'],
		['throttled-empty', 'throttled'],
		['unauthorised', 'unauthorised'],
		['forbidden', 'forbidden'],
		['server-error', 'unavailable'],
		['unavailable-html', 'unavailable'],
		['cut-before', 'unavailable'],
	] as const satisfies readonly (readonly [FaultKind, AccountingFault['kind']])[])('%s is %s', async (fault, kind) => {
		const { books, order } = await rig();
		sandbox.faults.add(fault, 1, 'POST /api.xro/2.0/Payments');
		expect(await faultOf(books.book(order('INV-2', 100)))).toMatchObject({ name: 'AccountingFault', kind });
		expect(paymentsFor(reference)).toEqual([]);
		await books.book(order('INV-2', 100));
	});
});

const account = { AccountID: 'a0000000-0000-4000-8000-000000000000', Status: 'ACTIVE', Type: 'BANK', CurrencyCode: 'GBP' };
/** A Xero that answers the question for accounts so, and a write so. */
const answering = async (accounts: LocalAnswer, write: LocalAnswer): Promise<AccountingFault> => {
	const { order } = await rig();
	const server = await serveLocal({
		port: 0,
		name: 'odd',
		routes: { 'GET /api.xro/2.0/Accounts': () => accounts, 'ANY /{rest+}': () => write },
	});
	const books = await openXeroBookkeeping(server.origin, 2_000)(ledger, 'token', clock.now);
	const fault = await faultOf(books.book(order('INV-2', 100)));
	await server.close();
	return fault;
};
const html = '<html><body>a proxy says something</body></html>';
const json = { headers: { 'content-type': 'application/json' } };
it.each([
	['408', { status: 408, body: html }],
	['409', { status: 409, body: { Message: 'in use' } }],
	['425', { status: 425, body: html }],
	['a page under 200', { status: 200, body: html }],
	['half an answer', { status: 200, ...json, body: '{"Payments": [{"PaymentID": "1' }],
	['an answer of another shape', { status: 200, ...json, body: '{"Accounts": []}' }],
	['not modified', { status: 304 }],
] as const)('a write answered by %s: nobody knows what became of it', async (_what, answer) => {
	expect(await answering({ body: { Accounts: [account] } }, answer)).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
});
it.each([
	['refused', { status: 404, body: html }],
	['a page', { status: 200, body: html }],
	['half an answer', { status: 200, ...json, body: '{"Accounts": [{"AccountID": "1' }],
] as const)('the question for its account answered by %s: that says nothing about the payment', async (_what, answer) => {
	expect(await answering(answer, { status: 500 })).toMatchObject({ name: 'AccountingFault', kind: 'unavailable' });
});

it('a failed question for the account is asked again by the next booking', async () => {
	const { order } = await rig();
	let asked = 0;
	const server = await serveLocal({
		port: 0,
		name: 'busy for a moment',
		routes: {
			'GET /api.xro/2.0/Accounts': () => (++asked === 1 ? { status: 503 } : { body: { Accounts: [account] } }),
			'ANY /{rest+}': () => ({ body: { Payments: [{ PaymentID: 'b0000000-0000-4000-8000-000000000000', Status: 'AUTHORISED' }] } }),
		},
	});
	const books = await openXeroBookkeeping(server.origin, 2_000)(ledger, 'token', clock.now);
	expect(await faultOf(books.book(order('INV-2', 100)))).toMatchObject({ kind: 'unavailable' });
	expect(await books.book(order('INV-2', 100))).toBe('b0000000-0000-4000-8000-000000000000');
	expect(asked).toBe(2);
	await server.close();
});
