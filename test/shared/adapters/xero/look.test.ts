/** Documents asked for by their ids: present, cancelled, unknown, unreadable, none of ours. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { faultOf, NotThere } from '../../../../shared/adapters/xero/call.ts';
import { type DocumentKind, documentKinds } from '../../../../shared/domain/document.ts';
import type { Accounting } from '../../../../shared/ports/accounting.ts';
import { type Clock, manyInvoices, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, horizon, openSandbox, readInto } from './reading.ts';

let clock: Clock;
let sandbox: XeroSandbox;
let accounting: Accounting;
beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(), today);
	accounting = await openSandbox(sandbox, clock.now);
});
afterEach(() => sandbox.close());

const unknown = '00000000-0000-4000-8000-000000000000';
const ids = (kind: DocumentKind): string[] => sandbox.dump(orgId).documents.flatMap((each) => (each.kind === kind ? [each.id] : []));
const idOf = (number: string): string => sandbox.dump(orgId).documents.find((each) => each.number === number)?.id ?? '';
/** The kinds that Xero has. */
const listNames = {
	invoice: 'Invoices',
	'credit-note': 'CreditNotes',
	payment: 'Payments',
	overpayment: 'Overpayments',
	prepayment: 'Prepayments',
} as const satisfies Partial<Record<DocumentKind, string>>;
type Kind = keyof typeof listNames;
const kinds = documentKinds.filter((kind): kind is Kind => kind in listNames);

describe.each(kinds)('a %s', (kind) => {
	it('is found as a page shows it, whatever else is asked with it', async () => {
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		const known = ids(kind).filter((id) => [...copy.documents.values()].some((each) => each.id === id));
		sandbox.resetCalls();
		const { documents, refused, gone, calls } = await accounting.look(kind, [unknown, 'INV-1', ...known.map((id) => id.toUpperCase())]);
		expect(new Map(documents.map((each) => [each.id, each]))).toEqual(
			new Map([...copy.documents.values()].flatMap((each) => (each.kind === kind ? [[each.id, each]] : []))),
		);
		expect(gone).toEqual([unknown]);
		expect(refused).toEqual([{ kind, id: 'inv-1', reason: 'Xero gives no such id' }]);
		expect(calls).toBe(kind === 'invoice' ? 2 : known.length + 1);
		expect(sandbox.calls()).toBe(calls);
	});

	it('that is erased is gone, not one that nobody answers for', async () => {
		const [id = ''] = ids(kind);
		sandbox.faults.add('server-error', 1);
		await expect(accounting.look(kind, [unknown])).rejects.toMatchObject({ kind: 'unavailable' });
		sandbox.faults.add('throttled-minute', 1);
		await expect(accounting.look(kind, [id])).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 20_000 });
		sandbox.faults.add('truncated-page', 1);
		await expect(accounting.look(kind, [id])).rejects.toMatchObject({ kind: 'refused' });
		expect((await accounting.look(kind, [id])).gone).toEqual([]);
	});

	it('that cannot be read is refused alone', async () => {
		const [first = '', ...others] = ids(kind);
		sandbox.faults.add('broken-row', 1, listNames[kind]);
		const { documents, refused, gone } = await accounting.look(kind, [first, ...others]);
		expect(refused).toMatchObject([{ kind, reason: expect.stringContaining('"ZZZ" is not an ISO 4217 currency') }]);
		expect(gone).toEqual([]);
		// Of the invoices one is a draft.
		expect(documents).toHaveLength(others.length - (kind === 'invoice' ? 1 : 0));
	});

	it('costs nothing where none is asked for, and is one where it is asked for twice', async () => {
		expect(await accounting.look(kind, [])).toEqual({ documents: [], refused: [], gone: [], calls: 0 });
		const [id = ''] = ids(kind).slice(-1);
		const { documents } = await accounting.look(kind, [id, id.toUpperCase()]);
		expect(documents.map((each) => each.id)).toEqual([id]);
	});
});

it('says what was voided and what was deleted; a draft is nothing to us', async () => {
	const books = sandbox.edit(orgId);
	const contact = sandbox.dump(orgId).contacts[0]?.id ?? '';
	const deleted = books.addInvoice({ contact, currency: 'GBP', issued: today, due: today, total: 100, status: 'DRAFT' });
	books.deleteDraft(deleted);
	const note = books.addCredit('credit-note', { contact, currency: 'GBP', issued: today, total: 100 });
	books.voidCredit('credit-note', note);
	const payment = ids('payment')[0] ?? '';
	books.deletePayment(payment);
	const invoices = await accounting.look('invoice', [idOf('INV-4'), deleted, idOf('INV-5')]);
	expect(new Map(invoices.documents.map(({ id, state, open }) => [id, [state, open]]))).toEqual(
		new Map([
			[idOf('INV-4'), ['void', 0]],
			[deleted, ['deleted', 0]],
		]),
	);
	// The day it was learned is the company's: its zone was asked for, once.
	expect([invoices.refused, invoices.gone, invoices.calls]).toEqual([[], [], 2]);
	expect(await accounting.look('credit-note', [note])).toMatchObject({ documents: [{ state: 'void' }], calls: 1 });
	expect(await accounting.look('payment', [payment])).toMatchObject({ documents: [{ state: 'deleted' }], calls: 1 });
});

it('days that were learned are the company’s', async () => {
	const zone = { timeZone: 'Pacific/Auckland', country: 'NZ' };
	const other = await startBooks(clock);
	other.load(smallBooks(zone), today);
	clock.forward(12.5 * 3_600_000);
	const id = other.dump(orgId).documents.find(({ number }) => number === 'INV-6')?.id ?? '';
	other.edit(orgId).voidInvoice(id);
	const reader = await openSandbox(other, clock.now);
	const { documents } = await reader.look('invoice', [id]);
	expect(documents[0]?.entries.at(-1)).toMatchObject({ kind: 'void', day: '2026-11-23' });
	await other.close();
});

it('forty invoices are one call; those that the answer leaves out are asked for one by one', async () => {
	const many = await startBooks(clock);
	many.load(manyInvoices(60), today);
	const reader = await openSandbox(many, clock.now);
	expect(kinds.map((kind) => reader.atOnce(kind))).toEqual([40, 10, 10, 10, 10]);
	const all = many.dump(orgId).documents.map((each) => each.id);
	const some = all.slice(0, reader.atOnce('invoice'));
	expect(await reader.look('invoice', some)).toMatchObject({ documents: { length: 40 }, calls: 1 });
	for (const id of some.slice(0, 3)) many.edit(orgId).erase('invoice', id);
	many.resetCalls();
	const { documents, gone, calls } = await reader.look('invoice', some);
	expect([documents.length, gone, calls]).toEqual([37, some.slice(0, 3), 4]);
	expect(many.calls()).toBe(4);
	await many.close();
});

describe('a 404', () => {
	const answer = (statusCode: number, body: unknown) => faultOf(JSON.stringify({ response: { statusCode, body, headers: {} } }));

	it('is Xero’s own only in its own words', () => {
		expect(answer(404, "The resource you're looking for cannot be found")).toBeInstanceOf(NotThere);
		for (const body of ['<html><h1>404</h1></html>', '', { Message: 'no' }, undefined]) {
			expect(answer(404, body)).not.toBeInstanceOf(NotThere);
			expect(answer(404, body).kind).toBe('refused');
		}
		expect(answer(400, "The resource you're looking for cannot be found")).not.toBeInstanceOf(NotThere);
	});
});
