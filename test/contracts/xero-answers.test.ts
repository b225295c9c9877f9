/**
 * Every kind of answer the sandbox gives is valid against Xero's own OpenAPI documents, on every route it has. In a clone alone the builders' types, which
 * are the SDK's, are the guarantee that remains.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../local/sandbox/xero/index.ts';
import { type Roughness, roughnesses } from '../../local/sandbox/xero/rough.ts';
import { orgId, smallBooks, startBooks, testClock, today } from '../sandbox/xero/books.ts';
import { openApi } from './openapi.ts';
import { type Exchange, type Recorder, record, routeOf } from './recorder.ts';
import { documents, type XeroContract, xeroContract } from './xero.ts';

/** Routes with nothing in an answer that a document describes. */
const wordless: Readonly<Record<string, string>> = {
	'GET /api.xro/2.0/{resource}': 'a resource that is not there: a text, checked below',
	'GET /api.xro/2.0/{resource}/{id}': 'a resource that is not there: a text, checked below',
	'POST /api.xro/2.0/{rest+}': 'not written by the sandbox: 501',
	'PUT /api.xro/2.0/{rest+}': 'not written by the sandbox: 501',
	'DELETE /api.xro/2.0/{rest+}': 'not written by the sandbox: 501',
};

describe.skipIf(documents.absent)(`answers against Xero's OpenAPI${documents.why}`, () => {
	let sandbox: XeroSandbox;
	let recorder: Recorder;
	let contract: XeroContract;
	let tokens: { access_token: string; refresh_token: string };
	const seen = new Set<string>();

	const last = (): Exchange => {
		const exchange = recorder.exchanges.at(-1);
		if (!exchange) throw new Error('nothing was asked');
		return exchange;
	};
	/** Asks, and judges what is answered. */
	const send = async (method: string, path: string, more: RequestInit = {}): Promise<Record<string, unknown>> => {
		const headers = {
			authorization: `Bearer ${tokens.access_token}`,
			'xero-tenant-id': orgId,
			...(more.headers as Record<string, string>),
		};
		const answer = await fetch(`${recorder.origin}${path}`, { ...more, method, headers });
		const text = await answer.text();
		seen.add(routeOf(sandbox.routes, last()) ?? 'no route');
		expect([method, path, contract.wrongAnswer(last())]).toEqual([method, path, []]);
		return text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
	};
	const ask = (path: string) => send('GET', path);
	const write = (method: string, name: string, body: object) =>
		send(method, `/api.xro/2.0/${name}`, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	const post = (path: string, form: Readonly<Record<string, string>>) =>
		send('POST', path, { headers: { authorization: `Basic ${btoa('cobro:not a secret')}` }, body: new URLSearchParams(form) });

	beforeAll(async () => {
		contract = xeroContract();
		sandbox = await startBooks(testClock());
		recorder = await record(sandbox.origin);
		sandbox.load(smallBooks(), today);
		const { documents: rows } = sandbox.dump(orgId);
		const books = sandbox.edit(orgId);
		// A refund and a deleted payment too.
		books.refund('credit-note', rows.find((each) => each.number === 'CN-1')?.id ?? '', { amount: 100, day: today });
		books.deletePayment(rows.find((each) => each.kind === 'payment')?.id ?? '');
		// Credit that Xero made itself, and an invoice under the Construction Industry Scheme.
		const made = { contact: rows[0]?.contact ?? '', currency: 'GBP', issued: today, total: 1000 };
		books.addCredit('overpayment', { ...made, type: 'AROVERPAYMENT' });
		// What the company owes: bills and a supplier's credit, some of it applied, some paid.
		const bill = books.addBill({ ...made, due: today, tax: 100, number: 'B-1' });
		const back = books.addBillCredit({ ...made, total: 300, number: 'BC-1' });
		books.allocateBillCredit(back, { bill, amount: 200, day: today });
		books.payBill(bill, { amount: 300, day: today });
		// The bank's own side, and a payment that was found on its statement.
		books.bankEntry({ type: 'SPEND', account: '090', day: today, total: 250, reconciled: true });
		books.reconcile(rows.findLast((each) => each.kind === 'payment')?.id ?? '');
		books.addCredit('prepayment', { ...made, type: 'ARPREPAYMENT' });
		books.addInvoice({ ...made, due: today, deduction: 200, sent: true, attachments: true, expected: today, repeating: orgId });
		const lines = [1, 2, 3].map((weight) => ({ text: `Line ${weight}`, quantity: weight, weight }));
		books.addCredit('credit-note', { ...made, lines, sent: true, attachments: true });
		books.addContact({
			name: 'Says All',
			address: { lines: ['1 Quay Street'], city: 'Bristol', postalCode: 'BS1 4QD' },
			phone: { country: '44', area: '117', number: '496 0123' },
			people: [{ first: 'Mary', last: 'Read', email: 'mary@ships.example', mailed: true }],
			taxNumber: 'GB123456789',
			companyNumber: '07654321',
			groups: ['Trade'],
			terms: { day: 20, type: 'OFFOLLOWINGMONTH' },
			payable: 12_345,
			bankAccount: 'GB33BUKB20201555555555',
		});
		tokens = sandbox.consent([orgId]);
	});
	afterAll(async () => {
		await recorder.close();
		await sandbox.close();
	});

	const listed: readonly [string, string, string | null][] = [
		['Organisation', 'Organisations', null],
		['Accounts', 'Accounts', null],
		['Contacts', 'Contacts', 'ContactID'],
		['Invoices', 'Invoices', 'InvoiceID'],
		['CreditNotes', 'CreditNotes', 'CreditNoteID'],
		['Payments', 'Payments', 'PaymentID'],
		['BankTransactions', 'BankTransactions', 'BankTransactionID'],
		['Overpayments', 'Overpayments', 'OverpaymentID'],
		['Prepayments', 'Prepayments', 'PrepaymentID'],
	];

	it.each(listed)('%s: a page, the whole list, each one alone', async (path, name, id) => {
		const all = (await ask(`/api.xro/2.0/${path}?includeArchived=true`)) as Record<string, Record<string, string>[]>;
		await ask(`/api.xro/2.0/${path}?page=1&pageSize=2&summaryOnly=false`);
		await ask(`/api.xro/2.0/${path}?page=1&summaryOnly=true`);
		const rows = all[name] ?? [];
		expect(rows.length).toBeGreaterThan(0);
		if (id) for (const row of rows) await ask(`/api.xro/2.0/${path}/${row[id] ?? ''}`);
	});

	it('the trial balance, of today and of a day; a day that is none; without its scope', async () => {
		for (const query of ['', '?date=2026-10-31', '?date=2036-01-01']) await ask(`/api.xro/2.0/Reports/TrialBalance${query}`);
		expect(last().status).toBe(200);
		await ask('/api.xro/2.0/Reports/TrialBalance?date=soon');
		expect(last().status).toBe(400);
		const { access_token } = tokens;
		sandbox.dropScope('accounting.reports.trialbalance.read');
		await ask('/api.xro/2.0/Reports/TrialBalance');
		expect([last().status, access_token]).toEqual([401, tokens.access_token]);
		tokens = sandbox.consent([orgId]);
	});

	it('what Xero made itself is among them', async () => {
		const types = async (path: string) => {
			const rows = (await ask(`/api.xro/2.0/${path}?page=1`))[path] as { Type: string; CISDeduction?: number }[];
			return rows.map((row) => (row.CISDeduction ? 'CIS' : row.Type));
		};
		expect(await types('Overpayments')).toContain('AROVERPAYMENT');
		expect(await types('Prepayments')).toContain('ARPREPAYMENT');
		expect(await types('Invoices')).toContain('CIS');
		expect(await types('Invoices')).toContain('ACCPAY');
		expect(await types('CreditNotes')).toContain('ACCPAYCREDIT');
	});

	it.each(Object.keys(roughnesses) as Roughness[])('where it is rough: %s', async (rough) => {
		sandbox.rough.set(rough, true);
		for (const [path, , id] of listed) {
			const answer = await ask(`/api.xro/2.0/${path}?page=1&pageSize=500`);
			if (rough === 'uncounted') expect(answer).not.toHaveProperty('pagination');
			if (rough === 'hundreds' && id) expect(answer).toMatchObject({ pagination: { pageSize: 100 } });
		}
		sandbox.rough.set(rough, false);
	});

	it('errors', async () => {
		for (const path of [
			'Invoices?where=Colour=="red"',
			'Invoices?page=none',
			'Invoices?IDs=five',
			'Colours',
			'Colours/1',
			`Invoices/${orgId}`,
		]) {
			await ask(`/api.xro/2.0/${path}`);
			expect([400, 404]).toContain(last().status);
		}
	});

	it('payments and overpayments that are written, and what is refused of them', async () => {
		const invoice = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-1');
		const payment = { Invoice: { InvoiceID: invoice?.id }, Account: { Code: '090' }, Date: today, Amount: 10, Reference: 'R' };
		for (const method of ['POST', 'PUT']) await write(method, 'Payments', { Payments: [payment] });
		await write('POST', 'Payments', payment);
		expect(last().status).toBe(200);
		await write('POST', 'Payments', { ...payment, Amount: 1e6 });
		expect(last().status).toBe(400);
		const overpayment = {
			Type: 'RECEIVE-OVERPAYMENT',
			Contact: { ContactID: invoice?.contact },
			BankAccount: { Code: '090' },
			Date: today,
			LineItems: [{ Description: 'on account', UnitAmount: 5, Quantity: 1 }],
		};
		for (const method of ['POST', 'PUT']) {
			await write(method, 'BankTransactions', { BankTransactions: [overpayment] });
			expect(last().status).toBe(200);
		}
		await write('PUT', 'BankTransactions', { BankTransactions: [{ ...overpayment, BankAccount: { Code: '200' } }] });
		expect(last().status).toBe(400);
	});

	it('credit notes, invoices, allocations, refunds, notes, and what is taken back; what is refused of them', async () => {
		const invoice = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-2');
		const customer = { ContactID: invoice?.contact };
		const LineItems = [{ Description: 'Discount', Quantity: 1, UnitAmount: 5, AccountCode: '405', TaxType: 'OUTPUT' }];
		const document = {
			Status: 'AUTHORISED',
			Contact: customer,
			Date: today,
			LineAmountTypes: 'Inclusive',
			LineItems,
			Reference: 'Cobro 1',
		};
		const well = async (...[method, path, body]: Parameters<typeof write>): Promise<Record<string, Record<string, string>[]>> => {
			const answer = await write(method, path, body);
			expect([method, path, last().status]).toEqual([method, path, 200]);
			return answer as Record<string, Record<string, string>[]>;
		};
		const badly = async (...[method, path, body]: Parameters<typeof write>): Promise<void> => {
			await write(method, path, body);
			expect([method, path, last().status]).toEqual([method, path, 400]);
		};
		const credits: string[] = [];
		for (const method of ['POST', 'PUT']) {
			const { CreditNotes } = await well(method, 'CreditNotes', { CreditNotes: [{ ...document, Type: 'ACCRECCREDIT' }] });
			credits.push(CreditNotes?.[0]?.CreditNoteID ?? '');
			await well(method, 'Invoices', { Invoices: [{ ...document, Type: 'ACCREC', DueDate: today }] });
			await badly(method, 'CreditNotes', { CreditNotes: [{ ...document, Type: 'ACCRECCREDIT', CurrencyCode: 'JPY' }] });
			await badly(method, 'Invoices', { Invoices: [{ ...document, Type: 'ACCREC' }] });
		}
		const [credit = '', other = ''] = credits;
		const { BankTransactions } = await well('PUT', 'BankTransactions', {
			BankTransactions: [
				{
					Type: 'RECEIVE-OVERPAYMENT',
					Contact: customer,
					BankAccount: { Code: '090' },
					Date: today,
					LineItems: [{ Description: 'on account', UnitAmount: 5 }],
				},
			],
		});
		const over = BankTransactions?.[0]?.BankTransactionID ?? '';
		const pre = sandbox
			.edit(orgId)
			.addCredit('prepayment', { contact: invoice?.contact ?? '', currency: 'GBP', issued: today, total: 500 });
		const Allocations = [{ Invoice: { InvoiceID: invoice?.id }, Amount: 1, Date: today }];
		for (const path of [`CreditNotes/${credit}`, `Overpayments/${over}`, `Prepayments/${pre}`]) {
			await well('PUT', `${path}/Allocations`, { Allocations });
			await badly('PUT', `${path}/Allocations`, { Allocations: [{ ...Allocations[0], Amount: 1000 }] });
		}
		const refund = { CreditNote: { CreditNoteID: other }, Account: { Code: '090' }, Date: today, Amount: 2 };
		const { Payments } = await well('PUT', 'Payments', { Payments: [refund] });
		const paid = Payments?.[0]?.PaymentID ?? '';
		const subjects = [`Invoices/${invoice?.id}`, `CreditNotes/${credit}`, `Overpayments/${over}`, `Prepayments/${pre}`, `Payments/${paid}`];
		for (const path of subjects) {
			await well('PUT', `${path}/History`, { HistoryRecords: [{ Details: 'Reminder 1 sent' }] });
			await badly('PUT', `${path}/History`, { HistoryRecords: [{ Details: '' }] });
			expect((await ask(`/api.xro/2.0/${path}/History`)).HistoryRecords).toHaveLength(1);
		}
		await ask(`/api.xro/2.0/BankTransactions/${over}`);
		await badly('POST', `BankTransactions/${over}`, { BankTransactions: [{ Status: 'DELETED' }] });
		const [applied] = ((await ask(`/api.xro/2.0/Overpayments/${over}`)).Overpayments ?? []) as {
			Allocations: { AllocationID: string }[];
		}[];
		sandbox.edit(orgId).unallocate(applied?.Allocations[0]?.AllocationID ?? '');
		await well('POST', `BankTransactions/${over}`, { BankTransactions: [{ Status: 'DELETED' }] });
		await well('POST', `Payments/${paid}`, { Status: 'DELETED' });
		await badly('POST', `Payments/${paid}`, { Status: 'DELETED' });
		await well('POST', `Invoices/${invoice?.id}`, { Invoices: [{ ExpectedPaymentDate: today }] });
		await badly('POST', `Invoices/${invoice?.id}`, { Invoices: [{ Total: 1 }] });
	});

	it('tokens, connections, their end', async () => {
		const { refresh_token } = await post('/connect/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
		expect(last().status).toBe(200);
		await send('GET', '/connections');
		const rows = JSON.parse(last().answer) as { id: string }[];
		expect(rows).toHaveLength(1);
		await send('DELETE', `/connections/${rows[0]?.id ?? ''}`);
		expect(last().status).toBe(204);
		await send('DELETE', `/connections/${rows[0]?.id ?? ''}`);
		expect(last().status).toBe(404);
		await post('/connect/revocation', { token: String(refresh_token) });
	});

	it('no route of the sandbox is left out, and a new one would be noticed', () => {
		const unjudged = (routes: readonly string[]): string[] => routes.filter((route) => !(route in wordless) && !seen.has(route));
		expect(unjudged(sandbox.routes)).toEqual([]);
		expect(unjudged([...sandbox.routes, 'GET /api.xro/2.0/Quotes'])).toEqual(['GET /api.xro/2.0/Quotes']);
		expect(Object.keys(wordless).filter((route) => !sandbox.routes.includes(route))).toEqual([]);
		expect(seen.size).toBeGreaterThan(20);
	});

	it('webhooks', async () => {
		const got: { events: { eventCategory: string; data?: unknown }[] }[] = [];
		const hub = createServer((request, response) => {
			let text = '';
			request.on('data', (chunk) => {
				text += String(chunk);
			});
			request.on('end', () => {
				got.push(JSON.parse(text) as (typeof got)[number]);
				response.end();
			});
		});
		await new Promise<void>((done) => hub.listen(0, '127.0.0.1', done));
		tokens = sandbox.consent([orgId]);
		sandbox.setWebhookUrl(`http://127.0.0.1:${(hub.address() as AddressInfo).port}`);
		const books = sandbox.edit(orgId);
		const [first] = sandbox.dump(orgId).documents;
		const made = { contact: first?.contact ?? '', currency: 'GBP', issued: today, total: 1000 };
		books.addInvoice({ ...made, due: today });
		books.addCredit('credit-note', made);
		await sandbox.webhooksIdle();
		hub.close();
		const webhooks = openApi(resolve(documents.folder, 'xero-webhooks.yaml'), '');
		const events = got.flatMap((each) => each.events);
		expect(new Set(events.map((each) => each.eventCategory))).toContain('CREDITNOTE');
		for (const batch of got) {
			// Xero says its moments without an offset, which its own `date-time` does not allow; a credit note's data is in a schema of its own.
			const plain = batch.events.map(({ data: _data, ...event }) => event);
			const text = JSON.stringify({ ...batch, events: plain }).replaceAll(/("eventDateUtc":"[^"]+)"/g, '$1Z"');
			expect(webhooks.wrong('WebhookEvent', JSON.parse(text))).toEqual([]);
		}
		for (const { eventCategory, data } of events)
			expect(data).toEqual(eventCategory === 'CREDITNOTE' ? { Type: expect.any(String), Status: expect.any(String) } : undefined);
	});

	describe('would notice a wrong answer:', () => {
		const wrong: Readonly<Record<string, object>> = {
			'a text for an amount': { AmountDue: 'ten' },
			'a status that is none': { Status: 'SETTLED' },
			'an id that is none': { InvoiceID: 'not a guid' },
			'a currency that is none': { CurrencyCode: 'ZZZ' },
			'an object for a list': { Payments: {} },
			'a text for an amount further in': { Payments: [{ Amount: '5' }] },
			'a required field left out': { CreditNotes: [{ Allocations: [{ Amount: 1 }] }] },
			'a field nobody knows': { Colour: 'red' },
			'a field nobody knows further in': { Contact: { Colour: 'red' } },
		};
		it.each(Object.entries(wrong))('%s', async (_, change) => {
			const good = (await ask('/api.xro/2.0/Invoices?page=1')) as { Invoices: object[] };
			const spoilt = { ...good, Invoices: [{ ...good.Invoices[0], ...change }] };
			expect(contract.wrongAnswer({ ...last(), answer: JSON.stringify(spoilt) })).not.toEqual([]);
		});
		it('a list that is none, half a page, a page of HTML, a status that is none', async () => {
			const good = await ask('/api.xro/2.0/Invoices?page=1');
			for (const change of [
				{ answer: JSON.stringify({ ...good, Invoices: {} }) },
				{ answer: last().answer.slice(0, 500) },
				{ type: 'text/html' },
				{ status: 201 },
				{ path: '/api.xro/2.0/Colours' },
			])
				expect(contract.wrongAnswer({ ...last(), ...change })).not.toEqual([]);
		});
	});
});
