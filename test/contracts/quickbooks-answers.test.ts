/**
 * Every kind of answer against the schema derived from Intuit's own XSDs. The schema lies beside the project, not in it: without it these
 * tests are skipped, and say so. What a clone alone keeps are the SDK's types, which the builders of local/sandbox/quickbooks satisfy.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudEvents, legacyNotifications } from '../../local/sandbox/quickbooks/webhooks.ts';
import { invoices, organisation, type Rig, realm, startRig, today } from '../sandbox/quickbooks/rig.ts';

const folder = new URL('../../../shared/contracts/quickbooks/', import.meta.url);
const file = fileURLToPath(new URL('qbo-v3.schema.json', folder));
const there = existsSync(file);
if (!there)
	console.warn('SKIPPED: the QuickBooks contract tests need ../shared/contracts/quickbooks/qbo-v3.schema.json, which is not here');

const ref = (name: string) => ({ $ref: `qbo#/definitions/${name}` });
const rows = (name: string) => ({ type: 'array', items: ref(name) });
const entities = ['Customer', 'Invoice', 'CreditMemo', 'Payment', 'CompanyInfo', 'Preferences'];
const counts = { startPosition: { type: 'integer' }, maxResults: { type: 'integer' }, totalCount: { type: 'integer' } };
const time = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?[+-]\\d{2}:\\d{2}$' };
const listed = {
	type: 'object',
	properties: { ...Object.fromEntries(entities.map((name) => [name, rows(name)])), ...counts },
	additionalProperties: false,
};
/** The envelopes: Intuit's XSDs describe what is in them. */
const envelopes = {
	query: { type: 'object', required: ['QueryResponse', 'time'], properties: { QueryResponse: listed, time }, additionalProperties: false },
	cdc: {
		type: 'object',
		required: ['CDCResponse', 'time'],
		properties: {
			CDCResponse: { type: 'array', items: { type: 'object', properties: { QueryResponse: { type: 'array', items: listed } } } },
			time,
		},
		additionalProperties: false,
	},
	fault: { type: 'object', required: ['Fault', 'time'], properties: { Fault: { ...ref('Fault') }, time }, additionalProperties: false },
	...Object.fromEntries(
		entities.map((name) => [
			name,
			{ type: 'object', required: [name, 'time'], properties: { [name]: ref(name), time }, additionalProperties: false },
		]),
	),
};

/** The names an entity may have: AJV alone would let an invented field pass. */
const known = (schema: { definitions: Record<string, { properties?: object }> }, name: string, entity: object): string[] => {
	const names = new Set(Object.keys(schema.definitions[name]?.properties ?? {}));
	return Object.keys(entity).filter((key) => !names.has(key));
};

describe.skipIf(!there)(`answers are as Intuit's schema has them${there ? '' : ' (skipped: ../shared/contracts is not here)'}`, () => {
	let rig: Rig;
	let token = '';
	const schema = there
		? (JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, { properties?: object }> })
		: { definitions: {} };
	const ajv = new Ajv({ allErrors: true, strict: false });
	if (there) ajv.addSchema(schema, 'qbo');
	const errorsOf = (envelope: string, body: unknown): unknown => {
		const validate = ajv.compile(envelopes[envelope as keyof typeof envelopes]);
		return validate(body) ? [] : validate.errors;
	};

	beforeAll(async () => {
		rig = await startRig({
			organisation: organisation({
				customers: [
					{ id: 'ann', name: 'Ann', email: 'ann@example.com', country: 'US', accountNumber: 'A-1' },
					{ id: 'mar', name: 'María', currency: 'MXN' },
				],
				documents: [
					...invoices(3),
					{
						kind: 'invoice',
						id: 'm',
						customer: 'mar',
						currency: 'MXN',
						number: 'M-1',
						reference: 'PO',
						issued: '-9d',
						due: '0d',
						total: '116.00',
						tax: '16',
					},
					{ kind: 'invoice', id: 'v', customer: 'ann', currency: 'USD', number: 'V', issued: '-9d', due: '0d', total: '5', status: 'void' },
					{
						kind: 'payment',
						customer: 'ann',
						currency: 'USD',
						reference: 'CHK',
						day: '-1d',
						total: '60',
						applied: [{ invoice: 'i0', amount: '50', day: '-1d' }],
					},
					{
						kind: 'credit-note',
						customer: 'mar',
						currency: 'MXN',
						number: 'CM',
						issued: '-2d',
						total: '10',
						applied: [{ invoice: 'm', amount: '4.44', day: '-1d' }],
					},
				],
			}),
		});
		token = (await rig.connect()).tokens.access;
	});
	afterAll(() => rig.close());

	const call = async (path: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown> }> => {
		const answer = await fetch(`${rig.sandbox.origin}/v3/company/${realm}/${path}`, {
			...init,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		});
		return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
	};
	const ask = (text: string) => call(`query?query=${encodeURIComponent(text)}&minorversion=75&format=json`);
	const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) });

	it.each(['Customer', 'Invoice', 'CreditMemo', 'Payment', 'CompanyInfo', 'Preferences'])('query for %s', async (name) => {
		const { body } = await ask(`select * from ${name}`);
		expect(errorsOf('query', body)).toEqual([]);
		const found = (body.QueryResponse as Record<string, object[]>)[name] ?? [];
		expect(found.length).toBeGreaterThan(0);
		for (const entity of found) expect(known(schema, name, entity)).toEqual([]);
	});
	it('count, and nothing found', async () => {
		expect(errorsOf('query', (await ask('select count(*) from Invoice')).body)).toEqual([]);
		const none = await ask("select * from Invoice where DocNumber = 'no such'");
		expect(none.body.QueryResponse).toEqual({});
		expect(errorsOf('query', none.body)).toEqual([]);
	});
	it('one entity', async () => {
		const { documents } = rig.sandbox.dump(realm);
		for (const { type, id } of documents) expect(errorsOf(type, (await call(`${type.toLowerCase()}/${id}`)).body)).toEqual([]);
		expect(errorsOf('Customer', (await call('customer/1')).body)).toEqual([]);
		expect(errorsOf('CompanyInfo', (await call(`companyinfo/${realm}`)).body)).toEqual([]);
		expect(errorsOf('Preferences', (await call('preferences')).body)).toEqual([]);
	});
	it('create, update, stale, void, delete, replay by requestid, CDC with the deletion', async () => {
		const made = await post('invoice?requestid=r1', {
			CustomerRef: { value: '1' },
			TotalAmt: 12.34,
			TxnDate: '2026-11-01',
			DueDate: '2026-11-30',
			DocNumber: 'API',
		});
		expect([made.status, errorsOf('Invoice', made.body)]).toEqual([200, []]);
		expect((await post('invoice?requestid=r1', { CustomerRef: { value: '1' }, TotalAmt: 99 })).body).toEqual(made.body);
		const { Id } = made.body.Invoice as { Id: string };
		const updated = await post('invoice?operation=update', { Id, SyncToken: '0', sparse: true, DueDate: '2026-12-24' });
		expect(updated.body.Invoice).toMatchObject({ SyncToken: '1', DueDate: '2026-12-24', TotalAmt: 12.34, Balance: 12.34 });
		const stale = await post('invoice?operation=update', { Id, SyncToken: '0', sparse: true, DueDate: '2026-12-25' });
		expect([stale.status, errorsOf('fault', stale.body)]).toEqual([400, []]);
		expect(JSON.stringify(stale.body)).toContain('"5010"');
		const paid = await post('payment', {
			CustomerRef: { value: '1' },
			TotalAmt: 12.34,
			Line: [{ Amount: 2.34, LinkedTxn: [{ TxnId: Id, TxnType: 'Invoice' }] }],
		});
		expect(paid.body.Payment).toMatchObject({ TotalAmt: 12.34, UnappliedAmt: 10 });
		const voided = await post('payment?operation=update&include=void', {
			Id: (paid.body.Payment as { Id: string }).Id,
			SyncToken: '0',
			sparse: true,
		});
		expect([errorsOf('Payment', voided.body), voided.body.Payment]).toMatchObject([
			[],
			{ TotalAmt: 0, UnappliedAmt: 0, PrivateNote: 'Voided' },
		]);
		const deleted = await post('invoice?operation=delete', { Id, SyncToken: '3' });
		expect(deleted.body.Invoice).toMatchObject({ status: 'Deleted', Id });
		expect(errorsOf('Invoice', deleted.body)).toEqual([]);
		const changes = await call('cdc?entities=Customer,Invoice,CreditMemo,Payment&changedSince=2026-11-22T00:00:00Z');
		expect(errorsOf('cdc', changes.body)).toEqual([]);
		expect(JSON.stringify(changes.body)).toContain(`"status":"Deleted","Id":"${Id}"`);
	});
	it('payments as an app books them, and closed books', async () => {
		const [open] = rig.sandbox.dump(realm).documents.filter((each) => each.type === 'Invoice' && each.balance > 100);
		const sent = {
			CustomerRef: { value: String(open?.customer) },
			CurrencyRef: { value: open?.currency },
			TotalAmt: 1,
			TxnDate: today,
			PaymentRefNum: 'Ix28a3tqPa',
			PrivateNote: 'Stripe pi_1 (pi_1-0)',
			Line: [{ Amount: 1, LinkedTxn: [{ TxnId: String(open?.id), TxnType: 'Invoice' }] }],
		};
		const paid = await post('payment?requestid=pi_1-0', sent);
		expect([paid.status, errorsOf('Payment', paid.body)]).toEqual([200, []]);
		expect(paid.body.Payment).toMatchObject({ UnappliedAmt: 0, PaymentRefNum: 'Ix28a3tqPa', PrivateNote: 'Stripe pi_1 (pi_1-0)' });
		const gone = await post('payment', { ...sent, Line: [{ Amount: 1, LinkedTxn: [{ TxnId: '99999', TxnType: 'Invoice' }] }] });
		expect([gone.status, errorsOf('fault', gone.body)]).toEqual([400, []]);
		expect(JSON.stringify(gone.body)).toContain('"610"');
		rig.edit.closeBooks(today);
		const closed = await post('payment', sent);
		expect([closed.status, errorsOf('fault', closed.body)]).toEqual([400, []]);
		expect(JSON.stringify(closed.body)).toContain('"6210"');
		rig.edit.closeBooks(null);
	});
	it('a payment of money and a credit memo, and voids without words', async () => {
		const invoice = rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 10_000 });
		const memo = rig.edit.credit({ customer: 1, day: today, total: 4000 });
		const paid = await post('payment', {
			CustomerRef: { value: '1' },
			TotalAmt: 60,
			TxnDate: today,
			Line: [
				{ Amount: 100, LinkedTxn: [{ TxnId: String(invoice), TxnType: 'Invoice' }] },
				{ Amount: 40, LinkedTxn: [{ TxnId: String(memo), TxnType: 'CreditMemo' }] },
			],
		});
		expect([paid.status, errorsOf('Payment', paid.body)]).toEqual([200, []]);
		expect(paid.body.Payment).toMatchObject({ TotalAmt: 60, UnappliedAmt: 0 });
		rig.sandbox.rough.set('wordless', true);
		const { body } = await ask("select * from Invoice where DocNumber = 'V'");
		expect(errorsOf('query', body)).toEqual([]);
		expect(body.QueryResponse).toMatchObject({ Invoice: [{ TotalAmt: 0, PrivateNote: 'Anulado', Line: [] }] });
		rig.sandbox.rough.set('wordless', false);
	});
	it('faults', async () => {
		for (const path of [
			'invoice/99999',
			`query?query=${encodeURIComponent('selec')}`,
			'cdc?entities=Invoice&changedSince=2020-01-01T00:00:00Z',
			`query?query=${encodeURIComponent("select * from Payment where UnappliedAmt > '0'")}`,
		]) {
			const { status, body } = await call(path);
			expect([status, errorsOf('fault', body)]).toEqual([400, []]);
		}
		rig.sandbox.faults.add('throttled-minute');
		const { status, body } = await call('preferences');
		expect([status, errorsOf('fault', body)]).toEqual([429, []]);
	});
	it('token answers and webhooks have the fields of the stored ones', async () => {
		const sample = (name: string) =>
			JSON.parse(readFileSync(fileURLToPath(new URL(name, folder)), 'utf8').replace(/^\uFEFF/, '')) as unknown;
		const names = (of: unknown): string[] => Object.keys(of as object).sort();
		const tokens = await fetch(rig.sandbox.endpoints.QUICKBOOKS_TOKEN_URL ?? '', {
			method: 'POST',
			headers: { authorization: `Basic ${btoa('client:secret')}`, 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: (await rig.connect()).tokens.refresh }),
		});
		// No id_token: it comes with the openid scope only.
		expect(names(await tokens.json())).toEqual(
			names(sample('oauth/success_refreshtoken_response.json')).filter((name) => name !== 'id_token'),
		);
		const happened = [{ realm, type: 'Invoice', id: 1, operation: 'Create', at: Date.parse(`${today}T00:00:00Z`) }] as const;
		const [event] = cloudEvents(happened);
		const [stored] = sample('webhooks/cloudevents.json') as object[];
		expect(names(event).filter((name) => name !== 'datacontenttype')).toEqual(names(stored));
		/** The names of an object and of the first of each list in it. */
		const shape = (of: unknown): unknown => {
			if (Array.isArray(of)) return [shape(of[0])];
			return typeof of === 'object' && of !== null
				? Object.fromEntries(Object.entries(of).map(([name, value]) => [name, shape(value)]))
				: typeof of;
		};
		expect(shape(legacyNotifications(happened))).toEqual(shape(sample('webhooks/legacy.json')));
	});
	it('a wrong answer is caught', async () => {
		const { body } = await ask('select * from Invoice maxresults 1');
		const [invoice] = (body.QueryResponse as { Invoice: object[] }).Invoice;
		for (const wrong of [
			{ Balance: '12.00' },
			{ SyncToken: 3 },
			{ TxnDate: '22/11/2026' },
			{ CustomerRef: { name: 'no value' } },
			{ LinkedTxn: {} },
			{ Line: [{ Amount: 'ten' }] },
		])
			expect(errorsOf('query', { ...body, QueryResponse: { Invoice: [{ ...invoice, ...wrong }] } })).not.toEqual([]);
		expect(known(schema, 'Invoice', { ...invoice, Ballance: 1 })).toEqual(['Ballance']);
		expect(errorsOf('query', { ...body, time: '2026-11-22' })).not.toEqual([]);
	});
});
