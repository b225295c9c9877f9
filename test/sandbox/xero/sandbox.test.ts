import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScenarioError } from '../../../local/sandbox/sandbox.ts';
import { EditRefused } from '../../../local/sandbox/xero/edit/context.ts';
import type { XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { type Clock, orgId, smallBooks, startBooks, testClock, today } from './books.ts';

let clock: Clock;
let sandbox: XeroSandbox;
beforeEach(async () => {
	clock = testClock();
	sandbox = await startBooks(clock);
});
afterEach(() => sandbox.close());

describe('loading a scenario', () => {
	const documents = smallBooks().documents;
	const invoice = { kind: 'invoice', id: 'x', customer: 'slow', currency: 'GBP', issued: '-5d', due: '0d', total: '10.00' };
	const payment = { kind: 'payment', id: 'p', customer: 'slow', currency: 'GBP', day: '0d', total: '10.00', applied: [] as object[] };

	it('is idempotent', () => {
		sandbox.load(smallBooks(), today);
		const before = sandbox.dump(orgId);
		sandbox.load(smallBooks(), today);
		expect(sandbox.dump(orgId)).toEqual(before);
		expect(sandbox.organisations()).toEqual([{ id: orgId, name: 'Harbour & Sons' }]);
	});

	it.each<[string, object, RegExp]>([
		[
			'paid more than its total',
			{ ...payment, total: '500.00', applied: [{ invoice: 'part', amount: '500.00', day: '0d' }] },
			/payment "p": INV-2 has less left/,
		],
		[
			'more decimals than its currency has',
			{ ...invoice, currency: 'JPY', total: '10.50' },
			/invoice "x": 10\.50 has more decimals than JPY/,
		],
		['more tax than total', { ...invoice, tax: '11.00' }, /its tax is more than its total/],
		['an unknown customer', { ...invoice, customer: 'nobody' }, /its customer "nobody" is not in the file/],
		['an unknown currency', { ...invoice, currency: 'ZZZ' }, /"ZZZ" is not an ISO 4217 currency/],
		['an id that is there already', { ...invoice, id: 'open' }, /there is an invoice .* already/],
		['a day that does not exist', { ...invoice, issued: '2026-02-30' }, /"2026-02-30" is not a day/],
		[
			'a payment of an unknown invoice',
			{ ...payment, applied: [{ invoice: 'nowhere', amount: '10.00', day: '0d' }] },
			/"nowhere", which is not an invoice/,
		],
		[
			'a payment in another currency',
			{ ...payment, currency: 'EUR', applied: [{ invoice: 'part', amount: '10.00', day: '0d' }] },
			/it is in EUR, "part" in GBP/,
		],
		[
			'a payment of another customer',
			{ ...payment, customer: 'bright', applied: [{ invoice: 'part', amount: '10.00', day: '0d' }] },
			/it is of "bright", "part" of "slow"/,
		],
		[
			'a payment left over',
			{ ...payment, applied: [{ invoice: 'part', amount: '9.00', day: '0d' }] },
			/what is left over is an overpayment/,
		],
		[
			'a credit that is used up twice',
			{
				kind: 'credit-note',
				id: 'c',
				customer: 'slow',
				currency: 'GBP',
				issued: '0d',
				total: '10.00',
				applied: [
					{ invoice: 'part', amount: '6.00', day: '0d' },
					{ invoice: 'part', amount: '6.00', day: '0d' },
				],
			},
			/credit-note "c": credit-note has less left/,
		],
		[
			'a payment on a void invoice',
			{ ...payment, total: '5.00', applied: [{ invoice: 'void', amount: '5.00', day: '0d' }] },
			/INV-4 is voided/,
		],
	])('refuses %s, and stores nothing', (_, broken, reason) => {
		const wrong = smallBooks({ documents: [...documents, broken] });
		expect(() => sandbox.load(wrong, today)).toThrow(ScenarioError);
		expect(() => sandbox.load(wrong, today)).toThrow(reason);
		expect(sandbox.organisations()).toEqual([]);
	});

	it('refuses an organisation that could not be one of Xero', () => {
		expect(() => sandbox.load(smallBooks({ id: '12345' }), today)).toThrow(/is a GUID/);
		expect(() => sandbox.load(smallBooks({ timeZone: 'Moon/Base' }), today)).toThrow(/not a time zone/);
		expect(() => sandbox.load(smallBooks({ provider: 'quickbooks' }), today)).toThrow(/loads organisations of provider "xero"/);
	});
});

describe('the books', () => {
	it('keep what is due, paid and credited consistent, and give every change a newer version', () => {
		sandbox.load(smallBooks(), today);
		const books = sandbox.edit(orgId);
		const find = (number: string) => sandbox.dump(orgId).documents.find((each) => each.number === number);
		const id = find('INV-1')?.id ?? '';
		const before = find('INV-1')?.updated ?? '';
		const payment = books.pay(id, { amount: 101_000, day: today });
		expect(find('INV-1')).toMatchObject({ status: 'PAID', rest: 0 });
		expect((find('INV-1')?.updated ?? '') > before).toBe(true);
		expect(() => books.pay(id, { amount: 1, day: today })).toThrow(EditRefused);
		expect(() => books.voidInvoice(id)).toThrow(/take them off first/);
		books.deletePayment(payment);
		expect(find('INV-1')).toMatchObject({ status: 'AUTHORISED', rest: 101_000 });
		expect(() => books.changeInvoice(id, { total: 100 })).toThrow(/more is paid and credited/);
		expect(find('INV-1')).toMatchObject({ total: 121_000 });
		const versions = sandbox.dump(orgId).documents.map((each) => each.updated);
		for (const each of versions) expect(each <= new Date(Date.parse(clock.now()) + 50).toISOString()).toBe(true);
	});
});

describe('lists', () => {
	const ask = async (query: string): Promise<{ status: number; body: Record<string, unknown> }> => {
		const token = sandbox.consent([orgId]).access_token;
		const answer = await fetch(`${sandbox.origin}/api.xro/2.0/${query}`, {
			headers: { authorization: `Bearer ${token}`, 'xero-tenant-id': orgId },
		});
		return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
	};
	const numbers = async (where: string): Promise<string[]> => {
		const { body } = await ask(`Invoices?where=${encodeURIComponent(where)}&order=InvoiceNumber`);
		return (body.Invoices as { InvoiceNumber: string }[]).map((each) => each.InvoiceNumber);
	};

	it('understands the conditions people write', async () => {
		sandbox.load(smallBooks(), today);
		expect(await numbers('Status=="AUTHORISED"')).toEqual(['INV-1', 'INV-2', 'INV-6']);
		expect(await numbers('Status=="AUTHORISED" AND AmountDue>0 && Date>=DateTime(2026,11,1)')).toEqual(['INV-6']);
		expect(await numbers('Status=="PAID" OR (Status=="VOIDED" AND Type=="ACCREC")')).toEqual(['INV-3', 'INV-4']);
		expect(await numbers('InvoiceNumber != "INV-1" AND Status!="DRAFT" AND DueDate < DateTime(2026, 11, 1)')).toEqual(['INV-2', 'INV-3']);
	});

	it.each([
		'Colour=="red"',
		'Status==',
		'Status=="A" AND',
		'(Status=="A"',
		'Status=="A")',
		'Total>5',
		"Status=='A'",
		'Status; DROP TABLE document',
	])('refuses %s', async (where) => {
		sandbox.load(smallBooks(), today);
		const { status, body } = await ask(`Invoices?where=${encodeURIComponent(where)}`);
		expect(status).toBe(400);
		expect(body).toMatchObject({ Type: 'QueryParseException' });
	});

	it('refuses pages and orders that make no sense', async () => {
		sandbox.load(smallBooks(), today);
		for (const query of ['page=0', 'page=1&pageSize=1001', 'page=x', 'order=Colour', 'order=Date%20SIDEWAYS'])
			expect((await ask(`Invoices?${query}`)).status).toBe(400);
		expect((await ask('Invoices?page=1')).body.pagination).toEqual({ page: 1, pageSize: 100, pageCount: 1, itemCount: 6 });
		expect((await ask('Invoices?page=9&pageSize=2')).body.Invoices).toEqual([]);
	});
});

describe('webhooks', () => {
	type Delivery = { readonly signature: string; readonly body: string };
	const receiver = async (answers: () => number) => {
		const got: Delivery[] = [];
		const server = createServer((request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				got.push({ signature: String(request.headers['x-xero-signature']), body: Buffer.concat(chunks).toString('utf8') });
				response.writeHead(answers()).end();
			});
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const { port } = server.address() as AddressInfo;
		return { got, url: `http://127.0.0.1:${port}/webhooks/xero`, close: () => server.close() };
	};
	const signed = ({ signature, body }: Delivery): boolean =>
		signature === createHmac('sha256', 'webhook key').update(body).digest('base64');
	const eventsOf = (delivery: Delivery | undefined): Record<string, string>[] =>
		(JSON.parse(delivery?.body ?? '{"events":[]}') as { events: Record<string, string>[] }).events;

	it('tell of connected organisations only, signed, again until they are taken', async () => {
		let answers = [500, 503];
		const { got, url, close } = await receiver(() => answers.shift() ?? 200);
		sandbox.load(smallBooks(), today);
		sandbox.setWebhookUrl(url);
		const books = sandbox.edit(orgId);
		const id = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-1')?.id ?? '';
		books.changeInvoice(id, { due: '2027-01-01' });
		await sandbox.webhooksIdle();
		expect(got).toEqual([]);

		sandbox.consent([orgId]);
		books.pay(id, { amount: 100, day: today });
		await sandbox.webhooksIdle();
		expect(got).toHaveLength(3);
		expect(got.every(signed)).toBe(true);
		expect(eventsOf(got[2])).toMatchObject([{ resourceId: id, eventCategory: 'INVOICE', eventType: 'UPDATE', tenantId: orgId }]);
		expect(eventsOf(got[2])[0]?.eventDateUtc).not.toMatch(/Z$/);

		answers = [];
		books.addCredit('credit-note', { contact: sandbox.dump(orgId).contacts[0]?.id ?? '', currency: 'EUR', issued: today, total: 100 });
		await sandbox.webhooksIdle();
		expect(eventsOf(got.at(-1))).toMatchObject([{ eventCategory: 'CREDITNOTE', data: { Type: 'ACCRECCREDIT', Status: 'AUTHORISED' } }]);
		close();
	});

	it('get lost, late, twice and wrongly signed on demand', async () => {
		const { got, url, close } = await receiver(() => 200);
		sandbox.load(smallBooks(), today);
		sandbox.consent([orgId]);
		sandbox.setWebhookUrl(url);
		const books = sandbox.edit(orgId);
		const contact = sandbox.dump(orgId).contacts[0]?.id ?? '';
		const rename = async (name: string): Promise<void> => {
			books.changeContact(contact, { name });
			await sandbox.webhooksIdle();
		};
		sandbox.faults.add('webhook-lost');
		await rename('one');
		expect(got).toHaveLength(0);
		sandbox.faults.add('webhook-late');
		await rename('two');
		expect(got).toHaveLength(0);
		await rename('three');
		expect(got.map((each) => (JSON.parse(each.body) as { firstEventSequence: number }).firstEventSequence)).toEqual([3, 2]);
		sandbox.faults.add('webhook-twice');
		await rename('four');
		expect(got).toHaveLength(4);
		sandbox.faults.add('webhook-wrong-signature');
		await rename('five');
		expect(got.slice(4).map(signed)).toEqual([false]);
		close();
	});
});

describe('its pages', () => {
	const open = async (path: string): Promise<string> => (await fetch(sandbox.origin + path)).text();
	const post = (path: string, fields: Record<string, string>): Promise<Response> =>
		fetch(sandbox.origin + path, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
	const pathOf = (number: string): string => {
		const found = sandbox.dump(orgId).documents.find((each) => each.number === number);
		return `/organisations/${orgId}/documents/${found?.kind ?? ''}/${found?.id ?? ''}`;
	};
	beforeEach(() => sandbox.load(smallBooks(), today));

	it('list and find documents, and print names as names', async () => {
		expect(await open('/')).toContain('Harbour &amp; Sons');
		const list = await open(`/organisations/${orgId}?q=bright`);
		expect(list).toContain('Bright &lt;b&gt;Co&lt;/b&gt;');
		expect(list).toContain('INV-1');
		expect(list).not.toContain('INV-2');
		expect((await fetch(`${sandbox.origin}/organisations/none`)).status).toBe(404);
	});

	it('pay, credit, re-date and void by form', async () => {
		const find = (number: string) => sandbox.dump(orgId).documents.find((each) => each.number === number);
		expect((await post(pathOf('INV-1'), { action: 'pay', amount: '10.00', day: today })).status).toBe(303);
		expect(find('INV-1')?.rest).toBe(100_000);
		expect((await post(pathOf('INV-1'), { action: 'credit', amount: '1000.00', day: today })).status).toBe(303);
		expect(find('INV-1')).toMatchObject({ rest: 0, status: 'PAID' });
		expect((await post(pathOf('INV-2'), { action: 'redate', issued: '2026-10-01', due: '2026-12-01' })).status).toBe(303);
		expect(find('INV-2')).toMatchObject({ issued: '2026-10-01', due: '2026-12-01' });
		expect((await post(pathOf('INV-6'), { action: 'void' })).status).toBe(303);
		expect(find('INV-6')?.status).toBe('VOIDED');
		expect((await post(pathOf('CN-1'), { action: 'refund', amount: '100.00', day: today })).status).toBe(303);
		expect(find('CN-1')?.rest).toBe(0);
	});

	it('say why something cannot be done', async () => {
		for (const [fields, reason] of [
			[{ action: 'pay', amount: '99999', day: today }, 'has less left than that'],
			[{ action: 'pay', amount: 'ten', day: today }, 'is not a decimal amount'],
			[{ action: 'explode' }, 'nothing is called'],
			[{ action: 'constructor' }, 'nothing is called'],
		] as const) {
			const answer = await post(pathOf('INV-2'), fields);
			expect(answer.status).toBe(400);
			expect(await answer.text()).toContain(reason);
		}
	});

	it('switch faults on and off', async () => {
		await post('/faults', { action: 'on', kind: 'server-error', times: '2', path: 'Invoices' });
		expect(sandbox.faults.list()).toMatchObject([{ kind: 'server-error', times: 2, path: 'Invoices' }]);
		expect(await open('/faults')).toContain('2 more');
		await post('/faults', { action: 'off', id: String(sandbox.faults.list()[0]?.id) });
		await post('/faults', { action: 'on', kind: 'toString' });
		expect(sandbox.faults.list()).toEqual([]);
	});

	it('make the sandbox rough and kind again', async () => {
		await post('/faults', { action: 'rough', which: 'uncounted', on: 'yes' });
		await post('/faults', { action: 'slow', above: '200' });
		expect([sandbox.rough.is('uncounted'), sandbox.rough.is('ties'), sandbox.rough.slowAbove]).toEqual([true, false, 200]);
		expect(await open('/faults')).toContain('Be kind');
		await post('/faults', { action: 'rough', which: 'uncounted', on: '' });
		await post('/faults', { action: 'slow', above: '' });
		expect([sandbox.rough.is('uncounted'), sandbox.rough.slowAbove]).toEqual([false, null]);
	});

	it('refuse forms of other sites', async () => {
		const answer = await fetch(sandbox.origin + pathOf('INV-2'), {
			method: 'POST',
			headers: { origin: 'https://elsewhere.example' },
			body: new URLSearchParams({ action: 'void' }),
		});
		expect(answer.status).toBe(403);
	});
});

describe('kill -9', () => {
	it('loses nothing that was answered', async () => {
		const dir = mkdtempSync(join(tmpdir(), 'xero-sandbox-'));
		const program = `
import { smallBooks, startBooks, testClock, today, orgId } from ${JSON.stringify(join(import.meta.dirname, 'books.ts'))};
const sandbox = await startBooks(testClock(), { dir: ${JSON.stringify(dir)} });
sandbox.load(smallBooks(), today);
const id = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-1').id;
sandbox.edit(orgId).pay(id, { amount: 1234, day: today });
console.log(sandbox.consent([orgId]).refresh_token);
setInterval(() => undefined, 1000);
`;
		const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
		const refresh = await new Promise<string>((done) => child.stdout.once('data', (text: Buffer) => done(text.toString('utf8').trim())));
		child.kill('SIGKILL');
		await new Promise((done) => child.once('exit', done));
		const again = await startBooks(clock, { dir });
		expect(again.dump(orgId).documents.find((each) => each.number === 'INV-1')?.rest).toBe(101_000 - 1234);
		const answer = await fetch(`${again.origin}/connect/token`, {
			method: 'POST',
			headers: { authorization: `Basic ${Buffer.from('cobro:not a secret').toString('base64')}` },
			body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh }),
		});
		expect(answer.status).toBe(200);
		await again.close();
		rmSync(dir, { recursive: true, force: true });
	});
});
