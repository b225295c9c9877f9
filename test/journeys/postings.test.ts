/** A person on the running stack writes to both ledgers from the customer's page: accounts read and chosen, a credit checked and confirmed, read back and shown. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustomersView, DocumentsView } from '../../shared/wire/http.ts';
import { type Running, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Shown, Visitor } from '../support/visitor.ts';

/** Both currencies have two decimals. */
const minor = (amount = ''): number => Number(amount.replace('.', ''));

let running: Running;
let ana: Visitor;
const at = (path: string): string => `${running.stack.hubOrigin}${path}`;

beforeAll(async () => {
	running = await startRunning();
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	await connectQuickbooks(ana, await connectXero(ana, page));
	await running.stack.idle();
}, 180_000);
afterAll(() => running?.close());

describe.each([
	['xero', 'GBP'],
	['quickbooks', 'USD'],
] as const)('%s', (provider, currency) => {
	let ledger = '';
	let customer = '';
	let invoice: DocumentsView['rows'][number];

	const post = async (fields: Readonly<Record<string, string>>): Promise<Shown> => {
		const to = at(`/customers/${encodeURIComponent(customer)}/post`);
		const shown = await ana.request(to, { method: 'POST', body: new URLSearchParams(fields), from: to });
		const location = shown.headers.get('location');
		return location === null ? shown : ana.open(at(location));
	};
	const documents = () => ana.json<DocumentsView>(at(`/receivables/customers/${encodeURIComponent(customer)}/documents`));
	beforeAll(async () => {
		ledger = `${provider}-${provider === 'xero' ? running.xero : running.quickbooks}`;
		const { rows } = await ana.json<CustomersView>(at(`/receivables/customers?currency=${currency}`));
		customer = rows.find((row) => row.ledger === ledger)?.customer ?? '';
		const found = (await documents()).rows.find(
			({ kind, currency: of, state }) => kind === 'invoice' && of === currency && state === 'open',
		);
		if (!found) throw new Error('nobody owes anything');
		invoice = found;
	});

	it('the accounts are read from the ledger, and chosen', async () => {
		const page = await ana.open(at(`/postings/accounts/${ledger}`));
		expect(page.html).toContain('The accounts were not read yet');
		await ana.press(page, `Read the accounts from ${provider === 'xero' ? 'Xero' : 'QuickBooks'}`);
		await running.stack.idle();
		const read = await ana.open(at(`/postings/accounts/${ledger}`));
		const option = /<select id="f-discount"[\s\S]*?<option value="([^"]+)"/.exec(read.html)?.[1] ?? '';
		expect(option).not.toBe('');
		const chosen = await ana.press(read, 'Save', { discount: option });
		expect(chosen.html).toContain('Saved. It holds from the next thing');
	});

	it('a credit is shown before it is written, written once however often the button is pressed, and read back', async () => {
		const form = await ana.open(at(`/customers/${encodeURIComponent(customer)}/post`));
		const fields = { kind: 'credit', invoice: invoice.id, amount: '1.00', reason: 'goodwill', token: `a-form-of-${provider}` };
		expect(form.html).toContain(invoice.number);
		const check = await post(fields);
		expect(check.html).toContain('Nothing is written yet');
		expect((await ana.open(at('/postings'))).html).not.toContain(`Goodwill credit, ${invoice.number}`);
		await Promise.all([post({ ...fields, confirmed: 'yes' }), post({ ...fields, confirmed: 'yes' })]);
		await running.stack.idle();
		const list = await ana.open(at('/postings'));
		expect(list.html).toContain(`Goodwill credit, ${invoice.number}`);
		expect(list.html).toContain('✓ Written');
		const now = (await documents()).rows.find(({ id, kind }) => kind === 'invoice' && id === invoice.id);
		expect(minor(now?.open)).toBe(minor(invoice.open) - 100);
	});

	it('what cannot be is refused in words on a page, and nothing is written', async () => {
		const before = await running.written();
		const fields = { kind: 'write-off', invoice: invoice.id, amount: '999999.00', token: 'another-form-of-mine' };
		const page = await post({ ...fields, confirmed: 'yes' });
		expect(page.html).toContain('is open and free');
		expect(await running.written()).toBe(before);
	});
});

describe('another company', () => {
	it('sees nothing of it and writes nothing into it', async () => {
		const { visitor: boris } = await signedIn(running.stack, 'Boris');
		const { postings } = await ana.json<{ postings: { id: string; customer: string }[] }>(at('/postings'));
		const [mine] = postings;
		if (!mine) throw new Error('Ana wrote nothing');
		expect(await boris.json<{ postings: unknown[] }>(at('/postings'))).toMatchObject({ postings: [] });
		const before = await running.written();
		const form = new URLSearchParams({ kind: 'note', invoice: 'x', text: 'hello', token: 'a-form-of-boris', confirmed: 'yes' });
		const path = `/customers/${encodeURIComponent(mine.customer)}/post`;
		const asked = [
			boris.request(at(path)),
			boris.request(at(path), { method: 'POST', body: form }),
			boris.request(at(`/postings/${mine.id}/retry`), { method: 'POST' }),
			boris.request(at(`/postings/${mine.id}/give-up`), { method: 'POST' }),
			boris.request(at(`/postings/accounts/xero-${running.xero}`)),
			boris.request(at(`/postings/accounts/xero-${running.xero}/read`), { method: 'POST' }),
			...['a%23b', '%F0%9F%A6%84', 'x'.repeat(900)].map((id) => boris.request(at(`/customers/${id}/post`))),
			...['xero-a%23b', 'nothing'].map((id) => boris.request(at(`/postings/accounts/${id}`))),
			boris.request(at('/postings/a%23b/retry'), { method: 'POST' }),
		];
		expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 404));
		expect(await running.written()).toBe(before);
	});

	it('a form from another site is refused', async () => {
		const from = 'https://evil.example/';
		expect((await ana.request(at('/postings/x/retry'), { method: 'POST', from })).status).toBe(403);
	});
});
