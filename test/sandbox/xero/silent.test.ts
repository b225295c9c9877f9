/** Books that change without a trace, what they say beyond the figures, and the limits of the smallest tier. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EditRefused } from '../../../local/sandbox/xero/edit/context.ts';
import type { XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { Limits } from '../../../local/sandbox/xero/limits.ts';
import { type Clock, manyInvoices, orgId, smallBooks, startBooks, testClock, today } from './books.ts';

let clock: Clock;
let sandbox: XeroSandbox;
beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(), today);
});
afterEach(() => sandbox.close());

const dump = () => sandbox.dump(orgId);
const find = (number: string) => dump().documents.find((each) => each.number === number);
const idOf = (number: string): string => find(number)?.id ?? '';
const ask = async (path: string): Promise<{ status: number; type: string | null; text: string }> => {
	const answer = await fetch(`${sandbox.origin}/api.xro/2.0/${path}`, {
		headers: { authorization: `Bearer ${sandbox.consent([orgId]).access_token}`, 'xero-tenant-id': orgId },
	});
	return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
type Answered = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
const rows = async (path: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
	const answered = JSON.parse((await ask(path)).text) as Answered;
	return answered[path.split(/[/?]/)[0] ?? ''] ?? [];
};

describe('silent-merge', () => {
	const merge = (): void => {
		const [from, into] = ['Slow Payers', 'Bright <b>Co</b>'].map((name) => dump().contacts.find((each) => each.name === name)?.id ?? '');
		sandbox.edit(orgId).mergeContacts(from ?? '', into ?? '');
	};
	it('moves documents and payments under the versions they had; the contacts say that they changed', () => {
		const before = dump();
		clock.forward(60_000);
		sandbox.rough.set('silent-merge', true);
		merge();
		const after = dump();
		expect(after.documents.map(({ updated }) => updated)).toEqual(before.documents.map(({ updated }) => updated));
		expect(new Set(after.documents.map(({ contact }) => contact)).size).toBe(1);
		expect(after.documents.map(({ total, rest, status }) => [total, rest, status])).toEqual(
			before.documents.map(({ total, rest, status }) => [total, rest, status]),
		);
		expect(after.contacts.every(({ updated }, at) => updated > (before.contacts[at]?.updated ?? ''))).toBe(true);
	});
	it('off, gives every document of the contact a new version', () => {
		const before = new Map(dump().documents.map((each) => [each.id, each]));
		merge();
		const moved = dump().documents.filter((each) => each.contact !== before.get(each.id)?.contact);
		expect(moved.length).toBeGreaterThan(5);
		expect(moved.every((each) => each.updated > (before.get(each.id)?.updated ?? ''))).toBe(true);
	});
});

describe('silent-delete', () => {
	it('cancels under the version it had', () => {
		sandbox.rough.set('silent-delete', true);
		clock.forward(60_000);
		const books = sandbox.edit(orgId);
		const note = books.addCredit('credit-note', { contact: dump().contacts[0]?.id ?? '', currency: 'GBP', issued: today, total: 5 });
		const before = new Map(dump().documents.map((each) => [each.id, each.updated]));
		clock.forward(60_000);
		books.voidInvoice(idOf('INV-6'));
		books.deleteDraft(idOf('INV-5'));
		books.voidCredit('credit-note', note);
		const payment = dump().documents.find((each) => each.kind === 'payment' && each.total === 5000);
		books.deletePayment(payment?.id ?? '');
		expect([find('INV-6')?.status, find('INV-5')?.status]).toEqual(['VOIDED', 'DELETED']);
		expect(find('INV-3')).toMatchObject({ status: 'AUTHORISED', rest: 5000 });
		const changed = dump().documents.filter((each) => each.updated !== before.get(each.id));
		expect(changed.map((each) => [each.id, each.status])).toEqual([[payment?.id, 'DELETED']]);
	});
});

it('silent-date: a due date alone leaves the version, an amount does not', () => {
	sandbox.rough.set('silent-date', true);
	const books = sandbox.edit(orgId);
	const before = find('INV-1')?.updated ?? '';
	books.changeInvoice(idOf('INV-1'), { due: '2027-01-31' });
	expect(find('INV-1')).toMatchObject({ due: '2027-01-31', updated: before });
	books.changeInvoice(idOf('INV-1'), { due: '2027-02-28', total: 122_000 });
	expect((find('INV-1')?.updated ?? '') > before).toBe(true);
});

it('silent changes are told by no webhook, and the switches are on the page', async () => {
	for (const which of ['silent-merge', 'silent-delete', 'silent-date', 'starter']) {
		await fetch(`${sandbox.origin}/faults`, {
			method: 'POST',
			body: new URLSearchParams({ action: 'rough', which, on: 'yes' }),
			redirect: 'manual',
		});
	}
	expect((['silent-merge', 'silent-delete', 'silent-date', 'starter', 'ties'] as const).map((each) => sandbox.rough.is(each))).toEqual([
		true,
		true,
		true,
		true,
		false,
	]);
	sandbox.consent([orgId]);
	sandbox.setWebhookUrl('http://127.0.0.1:1');
	sandbox.edit(orgId).voidInvoice(idOf('INV-6'));
	sandbox.edit(orgId).changeInvoice(idOf('INV-1'), { due: '2027-01-31' });
	await sandbox.webhooksIdle();
	expect(await (await fetch(`${sandbox.origin}/faults`)).text()).not.toContain(idOf('INV-6'));
});

it('what is erased is not there at all, and Xero says so in plain text', async () => {
	const id = idOf('INV-6');
	expect(() => sandbox.edit(orgId).erase('invoice', idOf('INV-1'))).toThrow(EditRefused);
	sandbox.edit(orgId).erase('invoice', id);
	for (const path of [`Invoices/${id}`, `CreditNotes/${id}`, `Overpayments/${id}`, `Prepayments/${id}`, `Payments/${id}`])
		expect(await ask(path)).toEqual({
			status: 404,
			type: 'text/plain; charset=utf-8',
			text: "The resource you're looking for cannot be found",
		});
	expect((await rows(`Invoices?IDs=${id},${idOf('INV-1')}`)).map((row) => row.InvoiceID)).toEqual([idOf('INV-1')]);
	expect((await ask(`Invoices?IDs=${id},five`)).status).toBe(400);
});

describe('what books say beyond the figures', () => {
	it('is drawn from the ids: the same scenario says the same, and its lines add up', async () => {
		const other = await startBooks(clock);
		const [books, many] = [manyInvoices(120), [] as string[]];
		for (const each of [sandbox, other]) {
			each.load({ ...books, id: orgId.replace('0a', '0b'), name: 'Many' }, today);
			const org = orgId.replace('0a', '0b');
			const answer = await fetch(`${each.origin}/api.xro/2.0/Invoices?page=1&pageSize=1000`, {
				headers: { authorization: `Bearer ${each.consent([org]).access_token}`, 'xero-tenant-id': org },
			});
			many.push(JSON.stringify(((await answer.json()) as { Invoices: object[] }).Invoices));
		}
		expect(many[0]).toBe(many[1]);
		type Line = { Description: string; Quantity: number; UnitAmount: number; LineAmount: number };
		const invoices = JSON.parse(many[0] ?? '[]') as { SubTotal: number; LineItems: Line[]; SentToContact: boolean }[];
		const cents = (value: number): number => Math.round(value * 100);
		for (const { SubTotal, LineItems } of invoices) {
			expect(LineItems.reduce((sum, line) => sum + cents(line.LineAmount), 0)).toBe(cents(SubTotal));
			for (const { Quantity, UnitAmount, LineAmount } of LineItems) expect(cents(Quantity * UnitAmount)).toBe(cents(LineAmount));
		}
		expect(new Set(invoices.map(({ LineItems }) => LineItems.length))).toEqual(new Set([1, 2, 3]));
		expect(new Set(invoices.map(({ SentToContact }) => SentToContact))).toEqual(new Set([true, false]));
		await other.close();
	});

	it('is what the bookkeeper writes, with a new version, until it is written anew', async () => {
		const books = sandbox.edit(orgId);
		const before = find('INV-2')?.updated ?? '';
		books.changeInvoice(idOf('INV-2'), { expected: '2026-12-24', sent: true });
		expect((find('INV-2')?.updated ?? '') > before).toBe(true);
		const [row] = await rows(`Invoices/${idOf('INV-2')}`);
		expect(row).toMatchObject({ ExpectedPaymentDate: `/Date(${Date.parse('2026-12-24T00:00:00Z')}+0000)/`, SentToContact: true });
		const form = new URLSearchParams({ action: 'expect', expected: '' });
		const page = `${sandbox.origin}/organisations/${orgId}/documents/invoice/${idOf('INV-2')}`;
		expect(await (await fetch(page)).text()).toContain('money expected on 2026-12-24');
		await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
		const [later] = await rows(`Invoices/${idOf('INV-2')}`);
		expect(later).toMatchObject({ SentToContact: true });
		expect(later).not.toHaveProperty('ExpectedPaymentDate');
		expect(() => books.changeInvoice(idOf('INV-2'), { expected: 'soon' })).toThrow('"soon" is not a day');
		expect(() => books.changeInvoice(idOf('INV-2'), { lines: [{ text: 'x', quantity: 0, weight: 1 }] })).toThrow('cannot share');
	});
});

it('starter: a thousand calls a day', () => {
	let nowMs = Date.parse('2026-11-22T10:00:00Z');
	const limits = new Limits(true, () => nowMs, sandbox.rough);
	const call = (): string | null => {
		const exceeded = limits.begin(orgId);
		if (exceeded === null) limits.end(orgId);
		nowMs += 1000;
		return exceeded?.problem ?? null;
	};
	expect(limits.headers(orgId)).toMatchObject({ 'X-DayLimit-Remaining': '5000' });
	sandbox.rough.set('starter', true);
	expect(
		Array.from({ length: 1001 }, call)
			.map((problem, at) => [at, problem])
			.filter(([, problem]) => problem !== null),
	).toEqual([[1000, 'day']]);
	expect(limits.headers(orgId)).toMatchObject({ 'X-DayLimit-Remaining': '0' });
	sandbox.rough.set('starter', false);
	expect([call(), limits.headers(orgId)['X-DayLimit-Remaining']]).toEqual([null, '3999']);
});
