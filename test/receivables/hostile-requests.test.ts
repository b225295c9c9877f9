/** What people and programs ask of the figures that cannot be answered: said with a code and the field, never a fault of ours, never another's figure. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, day } from '../../shared/domain/day.ts';
import type { AgingView, CustomersView, DocumentsView } from '../../shared/wire/http.ts';
import { type Running, refused, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

let running: Running;
let hub = '';
let ana: Visitor;
let boris: Visitor;
let today = day('2026-01-01');
let customer = '';

beforeAll(async () => {
	running = await startRunning();
	hub = running.stack.hubOrigin;
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	({ visitor: boris } = await signedIn(running.stack, 'Boris'));
	// Boris has the other ledger, so that both have figures of their own.
	await connectXero(ana, page);
	await connectQuickbooks(boris, await boris.open(`${hub}/`));
	await running.stack.idle();
	today = day((await ana.json<AgingView>(`${hub}/receivables/aging`)).today);
	customer = (await ana.json<CustomersView>(`${hub}/receivables/customers?currency=GBP`)).rows[0]?.customer ?? '';
}, 180_000);
afterAll(() => running?.close());

const json = (path: string, visitor = ana) => visitor.request(`${hub}${path}`, { accept: 'application/json' });
const problem = async (path: string, visitor = ana) => refused(await json(path, visitor));
const documentsPath = (id = customer): string => `/receivables/customers/${encodeURIComponent(id)}/documents`;

const badDays = [
	'2026-02-30',
	'2026-13-01',
	'2026-1-1',
	'tomorrow',
	'20261122',
	'2026-11-22T00:00:00Z',
	'-1',
	'0000-00-00',
	'<script>',
	'%00',
];

describe('an as-of day', () => {
	it.each(badDays)('%s is no day: 400, the field is named, on every answer that takes one', async (asOf) => {
		for (const path of [
			'/receivables/aging?',
			'/receivables/customers?currency=GBP&',
			'/receivables/customers.csv?currency=GBP&',
			`${documentsPath()}?`,
		]) {
			const said = await problem(`${path}asOf=${asOf === '%00' ? asOf : encodeURIComponent(asOf)}`);
			expect(said).toMatchObject({ status: 400, code: 'AS_OF_UNREADABLE', fields: [{ path: 'asOf' }] });
			expect(said.type).toBe('urn:cobro:problem:as_of_unreadable');
			expect(said.instance).toMatch(/^urn:cobro:request:/);
		}
	});

	it('before today is refused with the reason', async () => {
		expect(await problem(`/receivables/aging?asOf=${addDays(today, -1)}`)).toMatchObject({
			status: 400,
			code: 'AS_OF_PAST',
			fields: [{ path: 'asOf', message: expect.stringContaining(today) }],
		});
	});

	it('given twice is no day', async () => {
		expect(await problem(`/receivables/aging?asOf=${today}&asOf=${today}`)).toMatchObject({ code: 'AS_OF_UNREADABLE' });
	});

	it('far ahead is only arithmetic', async () => {
		const aging = await ana.json<AgingView>(`${hub}/receivables/aging?asOf=9999-12-31`);
		for (const total of aging.totals) expect(total.buckets['91+'].amount).toBe(total.open);
		expect((await json('/receivables/customers?currency=GBP&asOf=9999-12-31')).status).toBe(200);
		expect((await ana.open(`${hub}/?asOf=9999-12-31`)).status).toBe(200);
	});

	it('that is wrong gives a person a page with a way back, not JSON, and what was asked is not repeated', async () => {
		const page = await ana.request(`${hub}/?asOf=${encodeURIComponent('<script>alert(1)</script>')}`);
		expect(page.status).toBe(400);
		expect(page.headers.get('content-type')).toContain('text/html');
		expect(page.html).toContain('Write the day as YYYY-MM-DD');
		expect(page.html).toContain('href="/"');
		expect(page.html).not.toContain('alert(1)');
	});
});

describe('a currency', () => {
	it.each(['', 'XXX', 'gbp', 'GB', 'GBPX', '__proto__', '%23', 'GBP%20'])('"%s" is none: 400, the field is named', async (code) => {
		for (const path of ['/receivables/customers', '/receivables/customers.csv'])
			expect(await problem(`${path}?currency=${code}`)).toMatchObject({
				status: 400,
				code: 'CURRENCY_UNKNOWN',
				fields: [{ path: 'currency' }],
			});
	});
	it('left out: the same', async () => {
		expect(await problem('/receivables/customers')).toMatchObject({ code: 'CURRENCY_UNKNOWN' });
	});
	it('that nobody owes anything in is an empty list', async () => {
		expect((await ana.json<CustomersView>(`${hub}/receivables/customers?currency=CHF`)).rows).toEqual([]);
	});
	it('on the hub page that is none is simply not shown', async () => {
		expect((await ana.open(`${hub}/?currency=XXX&from=zzz`)).status).toBe(200);
	});
});

describe('where a list goes on', () => {
	const cursor = (list: unknown, after: unknown): string => Buffer.from(JSON.stringify([list, after])).toString('base64url');
	/** A cursor that the API itself would give out for this company, made from its own rows. */
	const own = async (visitor: Visitor, code: string): Promise<{ readonly list: string; readonly after: Record<string, string> }> => {
		const me = await visitor.json<{ company: { id: string } }>(`${hub}/me`);
		const list = `C#${me.company.id}#BAL#${code}`;
		const row = (await running.items()).find(({ g1p }) => g1p === list);
		if (!row) throw new Error(`no customer in ${list}`);
		return { list, after: { pk: String(row.pk), sk: String(row.sk), g1s: String(row.g1s) } };
	};

	it('is taken when it is ours', async () => {
		const { list, after } = await own(ana, 'GBP');
		expect((await json(`/receivables/customers?currency=GBP&from=${cursor(list, after)}`)).status).toBe(200);
	});

	it('of another company: 400, the field is named', async () => {
		const { list, after } = await own(boris, 'USD');
		for (const code of ['USD', 'GBP'])
			expect(await problem(`/receivables/customers?currency=${code}&from=${cursor(list, after)}`)).toMatchObject({
				status: 400,
				code: 'PAGE_UNKNOWN',
				fields: [{ path: 'from' }],
			});
		expect((await ana.request(`${hub}/?currency=GBP&from=${cursor(list, after)}`)).status).toBe(400);
	});

	it('ours by name but with another company’s row in it shows ours only', async () => {
		const [mine, theirs] = [await own(ana, 'GBP'), await own(boris, 'USD')];
		const answer = await json(`/receivables/customers?currency=GBP&from=${cursor(mine.list, theirs.after)}`);
		expect(answer.html).not.toContain(running.quickbooks);
		expect([200, 400]).toContain(answer.status);
	});

	it.each<[string, (list: string, after: Record<string, string>) => string]>([
		['no cursor', () => 'garbage'],
		['an offset where there is none', () => '50'],
		['no JSON', () => Buffer.from('{').toString('base64url')],
		['another currency’s', (list, after) => cursor(list.replace('GBP', 'EUR'), after)],
		['without a key', (list) => cursor(list, {})],
		['with an empty key', (list, after) => cursor(list, { ...after, g1s: '' })],
		['with a number for a key', (list, after) => cursor(list, { ...after, g1s: 5 })],
		['with a key too many', (list, after) => cursor(list, { ...after, g3p: 'W#sync#0' })],
		['with an endless key', (list, after) => cursor(list, { ...after, g1s: 'x'.repeat(5000) })],
		['nothing for a key', (list) => cursor(list, null)],
	])('that is %s: 400, the field is named', async (_, of) => {
		const { list, after } = await own(ana, 'GBP');
		expect(await problem(`/receivables/customers?currency=GBP&from=${of(list, after)}`)).toMatchObject({
			status: 400,
			code: 'PAGE_UNKNOWN',
			fields: [{ path: 'from' }],
		});
	});

	it.each(['-1', '1e3', '99999999', 'abc'])('by number on a later day that is %s: 400', async (from) => {
		expect(await problem(`/receivables/customers?currency=GBP&asOf=${addDays(today, 5)}&from=${from}`)).toMatchObject({
			code: 'PAGE_UNKNOWN',
		});
	});
	it('by number on a later day, behind the end: an empty page', async () => {
		const view = await ana.json<CustomersView>(`${hub}/receivables/customers?currency=GBP&asOf=${addDays(today, 5)}&from=9999999`);
		expect(view).toMatchObject({ rows: [], next: null });
	});

	it('in a customer’s documents: another customer’s and garbage are refused', async () => {
		const me = await ana.json<{ company: { id: string } }>(`${hub}/me`);
		const item = (await running.items()).find(
			({ g1p, pk }) => String(g1p).startsWith(`C#${me.company.id}#K#`) && String(pk).includes('#D#'),
		);
		const after = { pk: String(item?.pk), sk: String(item?.sk), g1s: String(item?.g1s) };
		for (const from of ['garbage', cursor(`C#${me.company.id}#K#another#D`, after), cursor('C#other#K#another#D', after)])
			expect(await problem(`${documentsPath()}?from=${from}`)).toMatchObject({ status: 400, code: 'PAGE_UNKNOWN' });
	});
});

describe('figures of another company', () => {
	it('are not there: its customers, pages and documents', async () => {
		for (const path of [documentsPath(), `/customers/${encodeURIComponent(customer)}`])
			expect(await problem(path, boris)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
		const page = await boris.request(`${hub}/customers/${encodeURIComponent(customer)}`);
		expect(page.status).toBe(404);
	});

	it('are not reached by naming the company anywhere', async () => {
		const mine = await ana.json<{ company: { id: string } }>(`${hub}/me`);
		const plain = await boris.json<AgingView>(`${hub}/receivables/aging`);
		for (const name of ['company', 'co', 'tenant', 'ledger']) {
			const asked = await boris.json<AgingView>(`${hub}/receivables/aging?${name}=${mine.company.id}`);
			expect(asked).toEqual(plain);
		}
		expect(plain.totals.map(({ currency }) => currency).toSorted()).toEqual(['KWD', 'MXN', 'USD']);
	});

	it('are in no file: a CSV holds the company’s own customers only', async () => {
		const { html } = await boris.request(`${hub}/receivables/customers.csv?currency=GBP`);
		expect(html.trim().split('\r\n')).toHaveLength(1);
	});
});

it('every answer refuses to be kept, framed or guessed at', async () => {
	for (const path of ['/', '/receivables/aging', '/receivables/customers.csv?currency=GBP', '/nothing', '/receivables/aging?asOf=x']) {
		const { headers, status } = await ana.request(`${hub}${path}`, { accept: path === '/' ? 'text/html' : 'application/json' });
		if (status === 404) continue; // API Gateway's own answer
		expect([path, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([path, 'no-store', 'nosniff']);
	}
	const { headers } = await ana.request(`${hub}/`);
	expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
	expect(headers.get('referrer-policy')).toBe('same-origin');
	const documents = await ana.json<DocumentsView>(`${hub}${documentsPath()}`);
	expect(documents.rows.length).toBeGreaterThan(0);
});
