/**
 * Every kind of answer the sandbox gives is valid against Xero's own OpenAPI documents (kept beside the project, not in it). In a clone alone
 * the builders' types, which are the SDK's, are the guarantee that remains.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { orgId, smallBooks, startBooks, testClock, today } from './books.ts';

const contracts = resolve(import.meta.dirname, '../../../../shared/contracts/xero');
const absent = !existsSync(contracts);
if (absent)
	console.warn(`SKIPPED: Xero's OpenAPI documents are not beside the project (${contracts}): answers are not checked against them`);

type Schemas = Readonly<Record<string, object>>;
type Check = (answer: unknown) => string[];

const readSchemas = (file: string): Schemas => {
	const document = parse(readFileSync(resolve(contracts, file), 'utf8'), { maxAliasCount: -1 }) as { components: { schemas: Schemas } };
	return document.components.schemas;
};

/** OpenAPI's `$ref`s point within the document, so the document is the schema; unknown keywords (`x-…`) are allowed. Nothing unknown in an object is. */
const checker = (schemas: Schemas): ((name: string) => Check) => {
	const closed = Object.fromEntries(
		Object.entries(schemas).map(([name, schema]) => [name, 'properties' in schema ? { ...schema, type: 'object' } : schema]),
	);
	const ajv = new Ajv({ strict: false, allErrors: true });
	addFormats.default(ajv);
	ajv.addSchema({ $id: 'xero', components: { schemas: closed } });
	return (name) => {
		const validate = ajv.compile({ $ref: `xero#/components/schemas/${name}` });
		return (answer) => (validate(answer) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`));
	};
};

describe.skipIf(absent)(`answers against Xero's OpenAPI${absent ? ' (skipped: the documents are not beside the project)' : ''}`, () => {
	let sandbox: XeroSandbox;
	let token: string;
	let accounting: (name: string) => Check;
	let identity: (name: string) => Check;
	beforeAll(async () => {
		sandbox = await startBooks(testClock());
		sandbox.load(smallBooks(), today);
		const { documents } = sandbox.dump(orgId);
		const books = sandbox.edit(orgId);
		// A refund and a deleted payment too.
		books.refund('credit-note', documents.find((each) => each.number === 'CN-1')?.id ?? '', { amount: 100, day: today });
		books.deletePayment(documents.find((each) => each.kind === 'payment')?.id ?? '');
		// Credit that Xero made itself, and an invoice under the Construction Industry Scheme.
		const made = { contact: documents[0]?.contact ?? '', currency: 'GBP', issued: today, total: 1000 };
		books.addCredit('overpayment', { ...made, type: 'AROVERPAYMENT' });
		books.addCredit('prepayment', { ...made, type: 'ARPREPAYMENT' });
		books.addInvoice({ ...made, due: today, deduction: 200 });
		token = sandbox.consent([orgId]).access_token;
		accounting = checker(readSchemas('xero_accounting.yaml'));
		identity = checker(readSchemas('xero-identity.yaml'));
	});
	afterAll(() => sandbox.close());

	const ask = async (path: string): Promise<unknown> => {
		const answer = await fetch(`${sandbox.origin}${path}`, { headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId } });
		return answer.json();
	};
	const listed: readonly [string, string, string | null][] = [
		['Organisation', 'Organisations', null],
		['Accounts', 'Accounts', null],
		['Contacts', 'Contacts', 'ContactID'],
		['Invoices', 'Invoices', 'InvoiceID'],
		['CreditNotes', 'CreditNotes', 'CreditNoteID'],
		['Payments', 'Payments', 'PaymentID'],
		['Overpayments', 'Overpayments', 'OverpaymentID'],
		['Prepayments', 'Prepayments', 'PrepaymentID'],
	];

	it.each(listed)('%s: a page, the whole list, each one alone', async (path, schema, id) => {
		const check = accounting(schema);
		const all = (await ask(`/api.xro/2.0/${path}?includeArchived=true`)) as Record<string, Record<string, string>[]>;
		expect(check(all)).toEqual([]);
		expect(check(await ask(`/api.xro/2.0/${path}?page=1&pageSize=2&summaryOnly=false`))).toEqual([]);
		expect(check(await ask(`/api.xro/2.0/${path}?page=1&summaryOnly=true`))).toEqual([]);
		const rows = all[schema] ?? [];
		expect(rows.length).toBeGreaterThan(0);
		if (id) for (const row of rows) expect(check(await ask(`/api.xro/2.0/${path}/${row[id] ?? ''}`))).toEqual([]);
	});

	it.each(listed.filter(([, , id]) => id !== null))('%s without the pagination block', async (path, schema) => {
		sandbox.rough.set('uncounted', true);
		const answer = await ask(`/api.xro/2.0/${path}?page=1`);
		sandbox.rough.set('uncounted', false);
		expect(answer).not.toHaveProperty('pagination');
		expect(accounting(schema)(answer)).toEqual([]);
	});

	it('errors', async () => {
		expect(accounting('Error')(await ask('/api.xro/2.0/Invoices?where=Colour=="red"'))).toEqual([]);
	});

	it('payments and overpayments that are written, and what is refused of them', async () => {
		const send = async (method: string, path: string, body: object): Promise<unknown> => {
			const answer = await fetch(`${sandbox.origin}/api.xro/2.0/${path}`, {
				method,
				headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
			return answer.json();
		};
		const invoice = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-1');
		const payment = { Invoice: { InvoiceID: invoice?.id }, Account: { Code: '090' }, Date: today, Amount: 10, Reference: 'R' };
		for (const method of ['POST', 'PUT'])
			expect(accounting('Payments')(await send(method, 'Payments', { Payments: [payment] }))).toEqual([]);
		expect(accounting('Payments')(await send('POST', 'Payments', payment))).toEqual([]);
		expect(accounting('Error')(await send('POST', 'Payments', { ...payment, Amount: 1e6 }))).toEqual([]);
		const overpayment = {
			Type: 'RECEIVE-OVERPAYMENT',
			Contact: { ContactID: invoice?.contact },
			BankAccount: { Code: '090' },
			Date: today,
			LineItems: [{ Description: 'on account', UnitAmount: 5, Quantity: 1 }],
		};
		expect(accounting('BankTransactions')(await send('PUT', 'BankTransactions', { BankTransactions: [overpayment] }))).toEqual([]);
		expect(
			accounting('Error')(await send('PUT', 'BankTransactions', { BankTransactions: [{ ...overpayment, BankAccount: { Code: '200' } }] })),
		).toEqual([]);
	});

	it('connections', async () => {
		const rows = (await ask('/connections')) as Record<string, string>[];
		// The example in Xero's own document has no offset, which its `date-time` does not allow: checked with one.
		for (const row of rows)
			expect(
				identity('Connection')({ ...row, createdDateUtc: `${row.createdDateUtc ?? ''}Z`, updatedDateUtc: `${row.updatedDateUtc ?? ''}Z` }),
			).toEqual([]);
	});

	it('would notice a wrong answer', async () => {
		const good = (await ask('/api.xro/2.0/Invoices?page=1')) as { Invoices: Record<string, unknown>[] };
		const check = accounting('Invoices');
		const [first] = good.Invoices;
		const wrong: Record<string, unknown>[] = [
			{ AmountDue: 'ten' },
			{ Status: 'SETTLED' },
			{ InvoiceID: 'not a guid' },
			{ CurrencyCode: 'ZZZ' },
			{ Payments: {} },
			{ Payments: [{ Amount: '5' }] },
			{ CreditNotes: [{ Allocations: [{ Amount: 1 }] }] },
		];
		for (const change of wrong) expect(check({ ...good, Invoices: [{ ...first, ...change }] })).not.toEqual([]);
		expect(check({ ...good, Invoices: {} })).not.toEqual([]);
	});
});
