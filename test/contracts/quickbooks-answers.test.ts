/**
 * Every kind of answer against the schema derived from Intuit's own XSDs, on every route of the sandbox and of every entity. The schema lies beside the project,
 * not in it. What a clone alone keeps are the SDK's types, which the builders of local/sandbox/quickbooks satisfy.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Roughness, roughnesses } from '../../local/sandbox/quickbooks/rough.ts';
import { singles } from '../../local/sandbox/quickbooks/rows.ts';
import { entityTypes } from '../../local/sandbox/quickbooks/store.ts';
import { cloudEvents, legacyNotifications } from '../../local/sandbox/quickbooks/webhooks.ts';
import { invoices, organisation, type Rig, realm, startRig, today } from '../sandbox/quickbooks/rig.ts';
import { documents, type IntuitContract, intuitContract, sample } from './intuit.ts';
import { type Exchange, type Recorder, record, routeOf } from './recorder.ts';

const singleNames = Object.values(singles).map(([name]) => name);
/** For people: HTML. */
const pages = ['GET /connect/oauth2', 'POST /connect/oauth2'];

const applied = (invoice: string, amount: string) => [{ invoice, amount, day: '-1d' }];
const books = () =>
	organisation({
		customers: [
			{ id: 'ann', name: 'Ann', email: 'ann@example.com', country: 'US', accountNumber: 'A-1' },
			{ id: 'mar', name: 'María', currency: 'MXN' },
			{ id: 'roof', name: 'Ann:Roof', country: 'US' },
			...['Dan', 'Eve', 'Finn'].map((name) => ({ id: name, name, country: 'US' })),
		],
		documents: [
			// Enough for everything that hangs on an id: lines, terms, order numbers, mails that were sent and seen.
			...invoices(14),
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
			{ kind: 'payment', customer: 'ann', currency: 'USD', reference: 'CHK', day: '-1d', total: '60', applied: applied('i0', '50') },
			{ kind: 'credit-note', customer: 'mar', currency: 'MXN', number: 'CM', issued: '-2d', total: '10', applied: applied('m', '4.44') },
		],
	});

describe.skipIf(documents.absent)(`answers are as Intuit's schema has them${documents.why}`, () => {
	let rig: Rig;
	let recorder: Recorder;
	let contract: IntuitContract;
	let token = '';
	/** `GET /v3/company/{realm}/Invoice/{id}`, and `query Invoice`, `cdc Invoice`. */
	const seen = new Set<string>();

	beforeAll(async () => {
		contract = intuitContract();
		rig = await startRig({ organisation: books() });
		recorder = await record(rig.sandbox.origin);
		token = (await rig.connect()).tokens.access;
		rig.edit.refund({ customer: 1, day: today, total: 500, number: 'RF' });
		rig.sandbox.journals(realm).add({ customer: 1, day: today, minor: 500 });
	});
	afterAll(async () => {
		await recorder.close();
		await rig.close();
	});

	const last = (): Exchange => {
		const exchange = recorder.exchanges.at(-1);
		if (!exchange) throw new Error('nothing was asked');
		return exchange;
	};
	const namedIn = (body: unknown): string[] => {
		const { QueryResponse, CDCResponse } = body as { QueryResponse?: object; CDCResponse?: { QueryResponse: object[] }[] };
		const changed = CDCResponse?.flatMap((each) => each.QueryResponse.flatMap(Object.keys)) ?? [];
		return [...Object.keys(QueryResponse ?? {}).map((name) => `query ${name}`), ...changed.map((name) => `cdc ${name}`)];
	};
	const judge = (): void => {
		const { method, path, status } = last();
		const route = routeOf(rig.sandbox.routes, last()) ?? 'no route';
		const type = entityTypes.find((each) => each.toLowerCase() === path.split('/')[4]?.toLowerCase());
		if (status === 200) seen.add(route.replace('{entity}', type ?? '?'));
		expect([method, path, contract.wrongAnswer(last())]).toEqual([method, path, []]);
	};
	/** Asks, and judges what is answered. */
	const call = async (path: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown> }> => {
		const answer = await fetch(`${recorder.origin}/v3/company/${realm}/${path}`, {
			...init,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		});
		const body = (await answer.json()) as Record<string, unknown>;
		judge();
		for (const name of namedIn(body)) seen.add(name);
		return { status: answer.status, body };
	};
	const ask = (text: string) => call(`query?query=${encodeURIComponent(text)}&minorversion=75&format=json`);
	const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) });

	it.each([...entityTypes, 'JournalEntry', ...singleNames])('query for %s', async (name) => {
		const { body } = await ask(`select * from ${name}`);
		expect((body.QueryResponse as Record<string, object[]>)[name]?.length).toBeGreaterThan(0);
	});
	it('count, and nothing found', async () => {
		for (const name of entityTypes) expect((await ask(`select count(*) from ${name}`)).status).toBe(200);
		expect((await ask("select * from Invoice where DocNumber = 'no such'")).body.QueryResponse).toEqual({});
	});
	it('one entity', async () => {
		for (const { type, id } of rig.sandbox.dump(realm).documents) await call(`${type.toLowerCase()}/${id}`);
		for (const path of ['customer/1', `companyinfo/${realm}`, 'preferences']) expect((await call(path)).status).toBe(200);
	});
	it('create, update, stale, void, delete, replay by requestid, CDC with the deletion', async () => {
		const made = await post('invoice?requestid=r1', {
			CustomerRef: { value: '1' },
			TotalAmt: 12.34,
			TxnDate: '2026-11-01',
			DueDate: '2026-11-30',
			DocNumber: 'API',
		});
		expect(made.status).toBe(200);
		expect((await post('invoice?requestid=r1', { CustomerRef: { value: '1' }, TotalAmt: 99 })).body).toEqual(made.body);
		const { Id } = made.body.Invoice as { Id: string };
		const updated = await post('invoice?operation=update', { Id, SyncToken: '0', sparse: true, DueDate: '2026-12-24' });
		expect(updated.body.Invoice).toMatchObject({ SyncToken: '1', DueDate: '2026-12-24', TotalAmt: 12.34, Balance: 12.34 });
		const stale = await post('invoice?operation=update', { Id, SyncToken: '0', sparse: true, DueDate: '2026-12-25' });
		expect(stale.status).toBe(400);
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
		expect(voided.body.Payment).toMatchObject({ TotalAmt: 0, UnappliedAmt: 0, PrivateNote: 'Voided' });
		const deleted = await post('invoice?operation=delete', { Id, SyncToken: '3' });
		expect(deleted.body.Invoice).toMatchObject({ status: 'Deleted', Id });
		const changes = await call(`cdc?entities=${entityTypes.join()}&changedSince=2026-11-22T00:00:00Z`);
		expect(JSON.stringify(changes.body)).toContain(`"status":"Deleted","Id":"${Id}"`);
	});
	it('accounts of receivables, and what is open on them by transaction', async () => {
		const { body } = await ask("select * from Account where AccountType = 'Accounts Receivable' and Active in (true, false)");
		expect((body.QueryResponse as { Account: object[] }).Account).toHaveLength(2);
		const journal = rig.sandbox.journals(realm).add({ customer: 1, day: today, minor: 500, number: 'J' });
		rig.edit.pay({ customer: 1, day: today, total: 500, journals: [{ journal: journal ?? 0, minor: 500 }] });
		expect(
			JSON.stringify((await call('reports/AgedReceivableDetail?report_date=2027-01-01&columns=txn_type,subt_open_bal')).body),
		).toContain('ColKey');
		await ask('select * from Payment');
	});
	it('customers, credit memos and refund receipts that are written', async () => {
		expect((await post('customer', { DisplayName: 'New', PrimaryEmailAddr: { Address: 'new@example.com' } })).status).toBe(200);
		const sale = { CustomerRef: { value: '1' }, TotalAmt: 3, TxnDate: today };
		expect((await post('creditmemo', sale)).status).toBe(200);
		expect((await post('refundreceipt', { ...sale, DepositToAccountRef: { value: '35' } })).status).toBe(200);
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
		expect(paid.body.Payment).toMatchObject({ UnappliedAmt: 0, PaymentRefNum: 'Ix28a3tqPa', PrivateNote: 'Stripe pi_1 (pi_1-0)' });
		const gone = await post('payment', { ...sent, Line: [{ Amount: 1, LinkedTxn: [{ TxnId: '99999', TxnType: 'Invoice' }] }] });
		expect([gone.status, JSON.stringify(gone.body).includes('"610"')]).toEqual([400, true]);
		rig.edit.closeBooks(today);
		const closed = await post('payment', sent);
		expect([closed.status, JSON.stringify(closed.body).includes('"6210"')]).toEqual([400, true]);
		rig.edit.closeBooks(null);
	});
	it('what is posted besides payments', async () => {
		for (const name of ['Account', 'Item']) expect((await ask(`select * from ${name} where Active in (true)`)).status).toBe(200);
		const invoice = rig.edit.createInvoice({ customer: 1, day: today, due: today, total: 10_000 });
		const Line = [
			{
				Amount: 10,
				DetailType: 'SalesItemLineDetail',
				Description: 'Discount',
				SalesItemLineDetail: { ItemRef: { value: '2' }, TaxCodeRef: { value: 'TAX' } },
			},
		];
		const sale = { CustomerRef: { value: '1' }, TxnDate: today, PrivateNote: 'Cobro 1 (1-0)', Line, TxnTaxDetail: { TotalTax: 2 } };
		const memo = await post('creditmemo', sale);
		expect(memo.body.CreditMemo).toMatchObject({
			TotalAmt: 12,
			RemainingCredit: 12,
			TxnTaxDetail: { TotalTax: 2 },
			PrivateNote: 'Cobro 1 (1-0)',
		});
		const late = await post('invoice', { ...sale, DueDate: today, TxnTaxDetail: {} });
		expect(late.body.Invoice).toMatchObject({ TotalAmt: 10, Balance: 10 });
		expect((await post('creditmemo', { ...sale, Line: [{ ...Line[0], SalesItemLineDetail: { ItemRef: { value: '99' } } }] })).status).toBe(
			400,
		);
		const accounts = (await ask("select * from Account where AccountType = 'Accounts Receivable'")).body.QueryResponse as {
			Account: { Id: string; Name: string }[];
		};
		const own = accounts.Account.find(({ Name }) => Name === 'Accounts Receivable (A/R)')?.Id ?? '';
		const check = {
			PaymentType: 'Check',
			AccountRef: { value: '35' },
			EntityRef: { value: '1', type: 'Customer' },
			TxnDate: today,
			Line: [{ Amount: 5, DetailType: 'AccountBasedExpenseLineDetail', AccountBasedExpenseLineDetail: { AccountRef: { value: own } } }],
		};
		const paid = await post('purchase', check);
		expect(paid.body.Purchase).toMatchObject({ TotalAmt: 5, PaymentType: 'Check' });
		expect((await post('purchase', { ...check, AccountRef: { value: '4' } })).status).toBe(400);
		expect((await ask(`select * from Purchase where TxnDate = '${today}'`)).status).toBe(200);
		const [payment] = rig.sandbox.dump(realm).documents.filter(({ type, state }) => type === 'Payment' && state === 'live');
		rig.sandbox.deposits(realm).add({ account: '35', day: today, payments: [payment?.id ?? 0], other: 100 });
		const { body: banked } = await ask(`select * from Deposit where TxnDate <= '${today}' orderby TxnDate desc maxresults 5`);
		expect(banked.QueryResponse).toMatchObject({ Deposit: [{ DepositToAccountRef: { value: '35' } }] });
		const linked = (TxnType: string, id: unknown, Amount: number) => ({ Amount, LinkedTxn: [{ TxnId: String(id), TxnType }] });
		const { Id: credit } = memo.body.CreditMemo as { Id: string };
		const refund = {
			CustomerRef: { value: '1' },
			TotalAmt: 0,
			TxnDate: today,
			Line: [linked('Check', (paid.body.Purchase as { Id: string }).Id, 5), linked('CreditMemo', credit, 5)],
		};
		expect((await post('payment', refund)).body.Payment).toMatchObject({
			TotalAmt: 0,
			UnappliedAmt: 0,
			Line: [{ Amount: 5 }, { Amount: 5 }],
		});
		expect((await post('payment', refund)).status).toBe(400);
		const money = rig.edit.pay({ customer: 1, day: today, total: 5000 });
		const change = { Id: String(money), SyncToken: '0', sparse: true, PrivateNote: 'applied', Line: [linked('Invoice', invoice, 20)] };
		expect((await post('payment?operation=update', change)).body.Payment).toMatchObject({ UnappliedAmt: 30, PrivateNote: 'applied' });
		expect((await post('payment?operation=update', change)).status).toBe(400);
		expect((await post('payment?operation=update', { ...change, SyncToken: '2', Line: [] })).status).toBe(400);
		const into = { CustomerRef: { value: '1' }, TotalAmt: 1, TxnDate: today, DepositToAccountRef: { value: '36' } };
		expect((await post('payment', into)).body.Payment).toMatchObject({ DepositToAccountRef: { value: '36' } });
		expect((await post('payment', { ...into, DepositToAccountRef: { value: '900' } })).status).toBe(400);
	});
	it('a payment of money and a credit memo', async () => {
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
		expect(paid.body.Payment).toMatchObject({ TotalAmt: 60, UnappliedAmt: 0 });
	});
	it.each(Object.keys(roughnesses) as Roughness[])('where it is rough: %s', async (rough) => {
		if (rough === 'retired') rig.edit.editCustomer(2, { active: 0 });
		rig.sandbox.rough.set(rough, true);
		for (const name of entityTypes) {
			const { body } = await ask(`select * from ${name}${name === 'Customer' ? ' where Active in (true, false)' : ''}`);
			if (rough === 'retired' && name === 'Customer') expect(JSON.stringify(body)).toContain('HRK');
		}
		const { body } = await ask("select * from Invoice where DocNumber = 'V'");
		if (rough === 'wordless') expect(body.QueryResponse).toMatchObject({ Invoice: [{ TotalAmt: 0, PrivateNote: 'Anulado', Line: [] }] });
		await call(`cdc?entities=${entityTypes.join()}&changedSince=2026-11-22T00:00:00Z`);
		rig.sandbox.rough.set(rough, false);
	});
	it('faults', async () => {
		for (const path of [
			'invoice/99999',
			'invoice/no-id',
			`query?query=${encodeURIComponent('selec')}`,
			'cdc?entities=Invoice&changedSince=2020-01-01T00:00:00Z',
			`query?query=${encodeURIComponent("select * from Payment where UnappliedAmt > '0'")}`,
		])
			expect((await call(path)).status).toBe(400);
		for (const [fault, status] of [
			['throttled-minute', 429],
			['unauthorised', 401],
			['forbidden', 403],
			['server-error', 500],
		] as const) {
			rig.sandbox.faults.add(fault);
			expect((await call('preferences')).status).toBe(status);
		}
	});
	it('a month that is used up', async () => {
		rig.sandbox.allowReads(rig.sandbox.reads());
		expect((await call('preferences')).status).toBe(429);
		rig.sandbox.allowReads(null);
	});
	it('every field that a mapper reads is in some answer', async () => {
		const said = JSON.stringify([(await ask('select * from Invoice')).body, (await ask('select * from Customer')).body]);
		for (const field of [
			'"DescriptionOnly"',
			'"EInvoiceStatus":"Viewed"',
			'"DeliveryInfo"',
			'"RecurDataRef"',
			'"P.O. Number"',
			'"name":"Net ',
			'"ParentRef"',
			'"BillWithParent":true',
			'"PrimaryTaxIdentifier":"XXXXX',
			'"ResaleNum"',
			'"PrimaryPhone"',
		])
			expect([field, said.includes(field)]).toEqual([field, true]);
	});
	it('tokens and their end', async () => {
		const oauth = async (path: string, form: Readonly<Record<string, string>>): Promise<{ status: number; body: object }> => {
			const answer = await fetch(`${recorder.origin}${path}`, {
				method: 'POST',
				headers: { authorization: `Basic ${btoa('client:secret')}` },
				body: new URLSearchParams(form),
			});
			const body = (await answer.json()) as object;
			judge();
			return { status: answer.status, body };
		};
		const { refresh } = (await rig.connect()).tokens;
		const given = await oauth('/oauth2/v1/tokens/bearer', { grant_type: 'refresh_token', refresh_token: refresh });
		// As Intuit's own sample. No id_token: it comes with the openid scope only.
		const names = Object.keys(sample('oauth/success_refreshtoken_response.json') as object).filter((name) => name !== 'id_token');
		expect(Object.keys(given.body).sort()).toEqual(names.sort());
		expect((await oauth('/oauth2/v1/tokens/bearer', { grant_type: 'refresh_token', refresh_token: 'no such' })).status).toBe(400);
		expect((await oauth('/v2/oauth2/tokens/revoke', { token: refresh })).status).toBe(200);
		expect((await oauth('/v2/oauth2/tokens/revoke', { token: refresh })).status).toBe(400);
	});
	it('no route of the sandbox is left out and no entity, and a new one would be noticed', () => {
		const unjudged = (routes: readonly string[], types: readonly string[]): string[] =>
			[
				...routes.flatMap((route) => (route.includes('{entity}') ? types.map((type) => route.replace('{entity}', type)) : [route])),
				...[...types, ...singleNames].map((name) => `query ${name}`),
				...types.map((name) => `cdc ${name}`),
			].filter((each) => !pages.includes(each) && !seen.has(each));
		const { routes } = rig.sandbox;
		expect(unjudged(routes, entityTypes)).toEqual([]);
		expect(unjudged([...routes, 'GET /new'], entityTypes)).toEqual(['GET /new']);
		expect(unjudged(routes, [...entityTypes, 'Vendor'])).toHaveLength(4);
		expect(pages.filter((route) => !routes.includes(route))).toEqual([]);
	});
	it('webhooks have the fields of the stored ones', () => {
		const names = (of: unknown): string[] => Object.keys(of as object).sort();
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

	describe('would notice a wrong answer:', () => {
		const good = async (): Promise<{ exchange: Exchange; body: Record<string, unknown>; invoice: object }> => {
			const { body } = await ask('select * from Invoice maxresults 1');
			return { exchange: last(), body, invoice: (body.QueryResponse as { Invoice: object[] }).Invoice[0] ?? {} };
		};
		const wrong: Readonly<Record<string, object>> = {
			'a text for an amount': { Balance: '12.00' },
			'a number for a text': { SyncToken: 3 },
			'a day the wrong way round': { TxnDate: '22/11/2026' },
			'a required field left out': { CustomerRef: { name: 'no value' } },
			'an object for a list': { LinkedTxn: {} },
			'a text for an amount further in': { Line: [{ Amount: 'ten' }] },
			'a field nobody knows': { Ballance: 1 },
			'a field nobody knows further in': { CustomerRef: { value: '1', colour: 'red' } },
		};
		it.each(Object.entries(wrong))('%s', async (_, change) => {
			const { exchange, body, invoice } = await good();
			const answer = JSON.stringify({ ...body, QueryResponse: { Invoice: [{ ...invoice, ...change }] } });
			expect(contract.wrongAnswer({ ...exchange, answer })).not.toEqual([]);
		});
		it('a wrong envelope, half a page, a page of HTML', async () => {
			const { exchange, body } = await good();
			const { time: _time, ...timeless } = body;
			for (const change of [
				{ answer: JSON.stringify({ ...body, time: '2026-11-22' }) },
				{ answer: JSON.stringify(timeless) },
				{ answer: JSON.stringify({ ...body, QueryResponse: { Colour: [] } }) },
				{ answer: JSON.stringify({ ...body, QueryResponse: { Invoice: {} } }) },
				{ answer: exchange.answer.slice(0, 200) },
				{ type: 'text/html' },
				{ status: 400 },
			])
				expect(contract.wrongAnswer({ ...exchange, ...change })).not.toEqual([]);
		});
	});
});
