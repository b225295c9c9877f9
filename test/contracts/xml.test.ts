/**
 * Nobody's XML is parsed with its document type: no entity is expanded, no address in it is called. Providers answer in XML though JSON was asked for, and
 * whoever stands between us and them may answer anything.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListIdentitiesCommand, SESClient } from '@aws-sdk/client-ses';
import type { Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServer, serveLocal } from '../../local/sandbox/server.ts';
import { bundle } from '../../scripts/bundle.ts';
import { openQuickbooks } from '../../shared/adapters/quickbooks/accounting.ts';
import { openQuickbooksBookkeeping } from '../../shared/adapters/quickbooks/bookkeeping.ts';
import { quickbooksConsent } from '../../shared/adapters/quickbooks/consent.ts';
import { faultOf as quickbooksFaultOf } from '../../shared/adapters/quickbooks/faults.ts';
import { openXero } from '../../shared/adapters/xero/accounting.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { xeroConsent } from '../../shared/adapters/xero/consent.ts';
import { addDays, day, instant } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';

const today = day('2026-11-22');
const now = () => instant('2026-11-22T10:00:00Z');

const fault = (code: string, words: string): string =>
	`<IntuitResponse><Fault type="THROTTLED"><Error code="${code}"><Message>${words}</Message></Error></Fault></IntuitResponse>`;
const laughs = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const documents: Readonly<Record<string, (canary: string) => string>> = {
	'an entity for the code': () => `<!DOCTYPE f [<!ENTITY code "3001">]>${fault('&code;', '&code;')}`,
	'an entity of a file': () => `<?xml version="1.0"?><!DOCTYPE f [<!ENTITY file SYSTEM "file:///etc/passwd">]>${fault('3001', '&file;')}`,
	'an entity of an address': (canary) => `<!DOCTYPE f [<!ENTITY page SYSTEM "${canary}">]>${fault('3001', '&page;')}`,
	'a document type of an address': (canary) => `<!DOCTYPE f SYSTEM "${canary}">${fault('3001', 'x')}`,
	'a parameter entity': (canary) => `<!doctype f [<!ENTITY % all SYSTEM "${canary}"> %all;]>${fault('3001', 'x')}`,
	'a billion laughs': () => `<!DOCTYPE f [<!ENTITY l0 "laugh">${laughs}]>${fault('3001', '&l30;')}`,
};
const statuses = [200, 400, 429, 500] as const;

let server: LocalServer;
let canary: { url: string; hits: number; close: () => void };
const saying = { status: 200, body: '' };
beforeAll(async () => {
	const answer = () => ({ status: saying.status, headers: { 'content-type': 'application/xml' }, body: saying.body });
	server = await serveLocal({ port: 0, name: 'a provider', routes: { 'ANY /': answer, 'ANY /{rest+}': answer } });
	const listening = createServer((_, response) => {
		canary.hits += 1;
		response.end('3001');
	});
	await new Promise<void>((done) => listening.listen(0, '127.0.0.1', done));
	canary = { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/x`, hits: 0, close: () => listening.close() };
});
afterAll(async () => {
	await server.close();
	canary.close();
});

const order = (ledger: string, invoice: string | null) => ({
	key: 'k',
	invoice,
	customer: customerId(ledger, '1'),
	currency: currency('USD'),
	minor: 100,
	day: today,
	reference: 'Stripe pi_1',
});
/** Every kind of call that an adapter makes, by name. */
const xeroCalls = async (): Promise<Readonly<Record<string, () => Promise<unknown>>>> => {
	const ledger = 'xero-0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d';
	const accounting = await openXero(server.origin)(ledger, 'token', now);
	const books = await openXeroBookkeeping(server.origin)(ledger, 'token', now);
	const consent = xeroConsent({
		clientId: async () => 'id',
		clientSecret: async () => 'secret',
		authorizeUrl: server.origin,
		identityUrl: server.origin,
		apiUrl: server.origin,
		now,
	});
	return {
		organisation: () => accounting.organisation(),
		page: () => accounting.page(accounting.everything(addDays(today, -9))),
		control: () => accounting.control(),
		invoices: () => books.invoices(['1']),
		find: () => books.find(order(ledger, '1')),
		book: () => books.book(order(ledger, '1')),
		'book on account': () => books.book(order(ledger, null)),
		refresh: () => consent.refresh('token'),
	};
};
const quickbooksCalls = async (): Promise<Readonly<Record<string, () => Promise<unknown>>>> => {
	const ledger = 'quickbooks-9130350000000001';
	const accounting = await openQuickbooks(server.origin)(ledger, 'token', now);
	const books = await openQuickbooksBookkeeping(server.origin)(ledger, 'token', now);
	const url = `${server.origin}/tokens`;
	const consent = quickbooksConsent({
		clientId: () => 'id',
		clientSecret: () => 'secret',
		authorizeUrl: url,
		tokenUrl: url,
		revokeUrl: url,
		apiUrl: server.origin,
		now,
	});
	const mark = JSON.stringify({ at: now(), home: 'USD', zone: { name: 'UTC', asked: today } });
	return {
		organisation: () => accounting.organisation(),
		page: () => accounting.page(accounting.everything(addDays(today, -9))),
		changes: () => accounting.page(accounting.changes(mark)),
		control: () => accounting.control(),
		invoices: () => books.invoices(['1']),
		find: () => books.find(order(ledger, '1')),
		book: () => books.book(order(ledger, '1')),
		refresh: () => consent.refresh('token'),
	};
};

describe.each([
	['Xero', xeroCalls],
	['QuickBooks', quickbooksCalls],
] as const)('%s answers in XML with', (_, callsOf) => {
	it.each(Object.entries(documents))('%s', async (_name, document) => {
		for (const status of statuses)
			for (const [name, call] of Object.entries(await callsOf())) {
				Object.assign(saying, { status, body: document(canary.url) });
				const began = performance.now();
				const error = await call().then(
					() => null,
					(thrown: unknown) => thrown as Error & { kind: string },
				);
				expect([name, status, error?.name]).toEqual([name, status, name === 'refresh' ? 'ConsentFault' : 'AccountingFault']);
				// By its status alone: what the document says in it counts for nothing.
				if (name !== 'refresh') expect([name, status, error?.kind === 'throttled']).toEqual([name, status, status === 429]);
				expect(error?.message).not.toMatch(/3001|laugh|root:|ENTITY|DOCTYPE/i);
				expect(performance.now() - began).toBeLessThan(5000);
			}
		expect(canary.hits).toBe(0);
	});
});

it("a QuickBooks fault in XML without a document type still says its code: it is looked for in the text, and there's no more to it", () => {
	expect(quickbooksFaultOf({ response: { status: 400, data: fault('3001', 'x'), headers: {} } }, 'refused')).toMatchObject({
		kind: 'throttled',
	});
	const doctype = `<!DOCTYPE f>${fault('3001', 'x')}`;
	expect(quickbooksFaultOf({ response: { status: 400, data: doctype, headers: {} } }, 'refused')).toMatchObject({ kind: 'refused' });
	expect(quickbooksFaultOf(doctype, 'refused')).toMatchObject({ kind: 'refused' });
});

describe('what is deployed', () => {
	let inputs: Readonly<Record<string, readonly string[]>>;
	beforeAll(async () => {
		const dist = await mkdtemp(join(tmpdir(), 'cobro-xml-'));
		await bundle(dist);
		const { outputs } = JSON.parse(await readFile(join(dist, 'meta.json'), 'utf8')) as Metafile;
		inputs = Object.fromEntries(Object.entries(outputs).map(([output, each]) => [output, Object.keys(each.inputs)]));
		await rm(dist, { recursive: true });
	});
	const holding = (file: RegExp): string[] =>
		Object.entries(inputs).flatMap(([output, files]) => (files.some((each) => file.test(each)) ? [output.split('/').at(-1) ?? ''] : []));

	it('has no parser of XML but the one of the AWS SDK, and that is not where providers are called', () => {
		expect(holding(/node_modules\/(fast-xml-parser|xml2js|sax|saxes|libxmljs\w*|@?xmldom|htmlparser2|strnum)\//)).toEqual([]);
		expect(holding(/scripts\/no-xml-parser\.cjs$/)).toEqual(['quickbooks-sdk.js']);
		const parsers = holding(/@aws-sdk\/xml-builder\/.*xml-parser/);
		expect(parsers).not.toContain('quickbooks-sdk.js');
		expect(parsers).not.toContain('xero-sdk.js');
	});

	it("and that one expands no entity but XML's own five", async () => {
		const ses = new SESClient({
			endpoint: server.origin,
			region: 'eu-west-1',
			credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
			maxAttempts: 1,
		});
		const read = async (type: string, said: string): Promise<string> => {
			const list = `<ListIdentitiesResult><Identities><member>${said}</member></Identities></ListIdentitiesResult>`;
			Object.assign(saying, { status: 200, body: `${type}<ListIdentitiesResponse>${list}</ListIdentitiesResponse>` });
			return ses.send(new ListIdentitiesCommand()).then(
				(answer) => String(answer.Identities?.[0]),
				(error: unknown) => `not read: ${String(error)}`,
			);
		};
		expect(await read('', '&lt;b&gt;')).toBe('<b>');
		for (const entity of ['"expanded"', `SYSTEM "${canary.url}"`, 'SYSTEM "file:///etc/passwd"'])
			expect(await read(`<!DOCTYPE a [<!ENTITY x ${entity}>]>`, '&x;')).toBe('');
		expect(canary.hits).toBe(0);
	});
});
