/** The forms by which customers ask for something instead of paying, over HTTP (threats T5, T6, T19, T21): whose form it is, what it writes, and whom it refuses. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { anInvoice, tableName, who } from '../shared/adapters/dynamo/table.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { type Form, formsOf, type Shown, Visitor } from './visitor.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.saveCustomer({ email: 'ana@acme.example', language: null });
});
afterAll(() => rig.close());

let invoices = 0;
let invoice = '';
/** A new invoice for each test: what was said of another one is in nobody's way. */
beforeEach(async () => {
	invoice = `ask-${++invoices}`;
	await rig.save(anInvoice({ id: invoice, open: 30_000, total: 30_000 }));
});

const written = async (): Promise<string> => {
	const { Items = [] } = await rig.bench.open().db.send(new ScanCommand({ TableName: tableName, ConsistentRead: true }));
	return JSON.stringify(Items.map((item) => JSON.stringify(item)).sort());
};
const about = async (id = invoice): Promise<readonly Arrangement[]> =>
	(await dynamoArrangements(rig.bench.open()).current(company, customer)).filter(({ parts }) => parts.some((part) => part.invoice === id));
const visiting = async (language = 'en'): Promise<Visitor> => {
	const visitor = new Visitor(rig.origin, language);
	await visitor.open(await rig.link());
	return visitor;
};
const formOn = ({ html }: Shown): Form => {
	const [form] = formsOf(html);
	if (!form) throw new Error('the page has no form');
	return form;
};
const promiseOf = async (visitor: Visitor): Promise<Form> => {
	const shown = await visitor.get('/pay/ask/promise');
	const today = /min="([\d-]{10})"/.exec(shown.html)?.[1] ?? '';
	return { ...formOn(shown), invoice, amount: '100.00', day: today };
};

describe('a form', () => {
	it('does what it says once, and leads to a page that may be loaded again', async () => {
		const visitor = await visiting();
		const form = await promiseOf(visitor);
		const both = await Promise.all([visitor.ask('promise', form), visitor.ask('promise', form)]);
		expect(both.map(({ status, to }) => [status, to])).toEqual([
			[303, both[0]?.to],
			[303, both[0]?.to],
		]);
		const told = await visitor.get(both[0]?.to ?? '');
		expect(told.html).toContain('You promised EUR\u00a0100.00');
		expect(await about()).toMatchObject([{ kind: 'promise', state: 'open' }]);
		expect((await visitor.get('/pay')).html).toContain('You promised EUR\u00a0100.00');
	});

	it('without its proof, from another site, or with another link’s proof writes nothing but counters, and shows nothing typed', async () => {
		const visitor = await visiting();
		const form = { ...(await promiseOf(visitor)), text: 'a secret between us' };
		const other = await visiting();
		const theirs = await promiseOf(other);
		for (const [sent, headers] of [
			[{ ...form, proof: '' }, {}],
			[{ ...form, proof: 'x'.repeat(43) }, {}],
			[{ ...form, proof: theirs.proof ?? '' }, {}],
			[{ ...form, nonce: '' }, {}],
			[form, { origin: 'https://evil.example' }],
			[form, { 'sec-fetch-site': 'cross-site' }],
		] as const) {
			const { status, html } = await visitor.ask('promise', sent, { origin: 'null', 'sec-fetch-site': 'same-origin', ...headers });
			expect([status, html.includes('a secret between us')]).toEqual([403, false]);
		}
		expect(await about()).toEqual([]);
	});

	it('that cannot be is shown again as it was typed, escaped, with a sentence at the field', async () => {
		const visitor = await visiting('es');
		const text = '"><script>alert(1)</script>';
		const { status, html } = await visitor.ask('promise', { ...(await promiseOf(visitor)), amount: '9.999,00', text });
		expect(status).toBe(422);
		expect(html).toContain('id="e-amount">Es más de lo que está abierto y libre');
		expect(html).toContain('value="9.999,00"');
		expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>');
		expect(await about()).toEqual([]);
	});

	it('about an invoice that was paid while the page stood open says so', async () => {
		const visitor = await visiting();
		const form = await promiseOf(visitor);
		await rig.save(anInvoice({ id: invoice, open: 0, total: 30_000, state: 'closed', entries: [], version: '9' }));
		const { status, html } = await visitor.ask('promise', form);
		expect(status).toBe(422);
		expect(html).toContain('One of these invoices is not open any more');
	});

	it('about another customer’s invoice is refused as one about none', async () => {
		await rig.save(anInvoice({ id: 'bolts', open: 5_000, total: 5_000, customer: who('bolt') }));
		const visitor = await visiting();
		const form = await promiseOf(visitor);
		for (const id of ['bolts', 'none']) {
			const { status, html } = await visitor.ask('promise', { ...form, invoice: id });
			expect([id, status, html.includes('not open any more')]).toEqual([id, 422, true]);
		}
		expect(await about('bolts')).toEqual([]);
	});
});

describe('pages', () => {
	const paths = ['promise', 'dispute', 'plan', 'later', 'told', 'told?id=x', 'code?id=x', 'answer', 'nothing', 'promise?lang=ru'];

	it('that are only looked at write nothing, are kept by nobody and lead nowhere else', async () => {
		const visitor = await visiting();
		const before = await written();
		for (const path of paths) {
			const { status, headers, html } = await visitor.get(`/pay/ask/${path}`);
			expect([path, [200, 404].includes(status)]).toEqual([path, true]);
			expect(headers.get('content-security-policy')).toContain("form-action 'self';");
			expect(headers.get('referrer-policy')).toBe('no-referrer');
			expect(headers.get('cache-control')).toBe('no-store');
			expect(html).not.toMatch(/https?:\/\//);
			expect(html).not.toContain('ana@');
		}
		expect(await written()).toBe(before);
	});

	it('open by a link that leads somewhere alone', async () => {
		expect((await new Visitor(rig.origin).get('/pay/ask/promise')).status).toBe(401);
		const visitor = await visiting();
		const form = await promiseOf(visitor);
		await rig.payments.revokeLinks(company, customer, rig.now());
		expect((await visitor.get('/pay/ask/promise')).status).toBe(410);
		expect((await visitor.ask('promise', form)).status).toBe(410);
		expect(await about()).toEqual([]);
		visitor.cookie = `cobro-pay=${'x'.repeat(43)}`;
		expect((await visitor.get('/pay/ask/promise')).status).toBe(404);
	});
});

describe('a code', () => {
	const request = async (visitor: Visitor): Promise<string> => {
		const shown = await visitor.get('/pay/ask/later');
		const day = /max="([\d-]{10})"/.exec(shown.html)?.[1] ?? '';
		const { status, to } = await visitor.ask('later', { ...formOn(shown), invoice, day });
		expect(status).toBe(303);
		return to ?? '';
	};

	it('is asked for by a page that shows the address masked, and opens by that link alone', async () => {
		const visitor = await visiting();
		const to = await request(visitor);
		const shown = await visitor.get(to);
		expect(shown.html).toContain('a•••@acme.example');
		expect((await (await visiting()).get(to)).status).toBe(404);
		const wrong = await visitor.ask('code', { ...formOn(shown), code: '12345' });
		expect([wrong.status, wrong.html.includes('This is not the code.')]).toEqual([422, true]);
		expect(await about()).toEqual([]);
	});

	it('goes to nobody where there is no address, and the page says the same', async () => {
		await rig.saveCustomer({ email: null, version: '2027-01-01T00:00:00Z' });
		const visitor = await visiting();
		const shown = await visitor.get(await request(visitor));
		expect(shown.status).toBe(200);
		expect(shown.html).toContain('the email address on file for you');
	});
});

it('forms of one link beyond forty in ten minutes wait', async () => {
	const visitor = await visiting();
	let status = 403;
	let refused = 0;
	// Twice as many fit around the border of a stretch of time.
	for (; refused <= 80 && status === 403; refused++) ({ status } = await visitor.ask('promise', { proof: '' }));
	expect(status).toBe(429);
	expect(refused).toBeGreaterThan(40);
});
