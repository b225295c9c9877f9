/**
 * All that the product asks of QuickBooks from consent to parting: path, method, query and the language in it, headers, body. The journey goes through the real
 * adapters and the real node-quickbooks to the sandbox; what passes on the way is judged afterwards.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Roughness, roughnesses } from '../../local/sandbox/quickbooks/rough.ts';
import { openQuickbooks } from '../../shared/adapters/quickbooks/accounting.ts';
import { openQuickbooksBank } from '../../shared/adapters/quickbooks/bank-postings.ts';
import { openQuickbooksBookkeeping } from '../../shared/adapters/quickbooks/bookkeeping.ts';
import { entities } from '../../shared/adapters/quickbooks/client.ts';
import { quickbooksConsent } from '../../shared/adapters/quickbooks/consent.ts';
import { openQuickbooksBooks } from '../../shared/adapters/quickbooks/ledger-books.ts';
import { openQuickbooksPayables } from '../../shared/adapters/quickbooks/payables.ts';
import { openQuickbooksPosting } from '../../shared/adapters/quickbooks/posting.ts';
import { instant } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { PostingStep } from '../../shared/domain/posting.ts';
import type { BookOrder } from '../../shared/ports/bookkeeping.ts';
import type { LedgerPosting } from '../../shared/ports/posting.ts';
import {
	client,
	horizon,
	invoices,
	ledger,
	organisation,
	type Rig,
	readAll,
	realm,
	redirectUri,
	start,
	startRig,
	today,
} from '../sandbox/quickbooks/rig.ts';
import { documents, type IntuitContract, intuitContract } from './intuit.ts';
import { type Exchange, type Recorder, record } from './recorder.ts';

const books = () =>
	organisation({
		vendors: [
			{
				id: 'v',
				name: 'Ann, who sells too',
				companyName: 'Ann',
				email: 'ann@example.com',
				taxId: '12-3456789',
				bankAccount: '000123456789',
			},
		],
		bills: [
			{ id: 'b', vendor: 'v', currency: 'USD', number: 'B', issued: '-9d', due: '0d', total: '40' },
			{ kind: 'bill-credit', id: 'c', vendor: 'v', currency: 'USD', issued: '-2d', total: '5' },
		],
		documents: [
			...invoices(12),
			{ kind: 'credit-note', customer: 'ann', currency: 'USD', number: 'CM', issued: '-2d', total: '10' },
			{
				kind: 'payment',
				customer: 'ann',
				currency: 'USD',
				day: '-1d',
				total: '60',
				applied: [{ invoice: 'i0', amount: '50', day: '-1d' }],
			},
		],
	});

/** QuickBooks' word for what is not there. */
const nobody = '999999';

/** Every step that is written besides payments, of each kind of document; looked for before. */
const postings = async (edit: Rig['edit'], sandbox: Rig['sandbox'], posting: LedgerPosting): Promise<void> => {
	await posting.accounts();
	const customer = sandbox.dump(realm).customers[0]?.id ?? 0;
	const day = today;
	const invoice = String(edit.createInvoice({ customer, day, due: day, total: 12_100, tax: 2100 }));
	const memo = String(edit.credit({ customer, day, total: 3000 }));
	const money = String(edit.pay({ customer, day, total: 4000 }));
	const books = sandbox.editPayables(realm);
	const vendor = books.createVendor({ name: 'Other side', currency: currency('USD') });
	const bill = String(books.createBill({ vendor, day, total: 900 }));
	let written = 0;
	const post = async (step: PostingStep): Promise<string> => {
		const order = {
			key: `01JCZ5W7T0Q8-${++written}`,
			step,
			customer: customerId(ledger, String(customer)),
			currency: currency('USD'),
			minor: 100,
			day,
			reference: `Cobro 01JCZ5W7T0Q8-${written}`,
			text: 'Early-payment discount',
			accounts: { banks: { USD: '35' }, discount: '2', 'write-off': '3', 'late-fee': '5', clearing: '36' },
			suppliers: [customerId(ledger, String(vendor))],
		};
		await posting.find(order);
		const id = await posting.write(order);
		await posting.find(order);
		return id;
	};
	const made = await post({ do: 'credit-note', invoice, to: 'discount' });
	await post({ do: 'allocate', credit: { kind: 'credit-note', id: made }, invoice });
	await post({ do: 'allocate', credit: { kind: 'payment', id: money }, invoice });
	await post({ do: 'late-fee', invoice, due: day });
	await post({ do: 'refund', credit: { kind: 'credit-note', id: memo } });
	await post({ do: 'refund', credit: { kind: 'payment', id: money } });
	const cleared = await post({ do: 'clear-invoice', invoice });
	await post({ do: 'clear-bill', bill });
	for (const [kind, id] of [
		['invoice', invoice],
		['credit-note', memo],
		['payment', money],
	] as const)
		await post({ do: 'note', document: { kind, id } });
	await post({ do: 'take-back', booked: { kind: 'payment', id: cleared } });
};

/** Consent, first read, deltas of a day and of months, the control figure, payments on an invoice and on account, looked for and booked, and the end. */
const journey = async ({ sandbox, clock, edit, pass }: Rig, origin: string): Promise<string> => {
	const now = () => clock.now;
	const at = (url = ''): string => url.replace(sandbox.origin, origin);
	const { endpoints } = sandbox;
	const consent = quickbooksConsent({
		clientId: () => client.clientId,
		clientSecret: () => client.clientSecret,
		authorizeUrl: at(endpoints.QUICKBOOKS_AUTHORIZE_URL),
		tokenUrl: at(endpoints.QUICKBOOKS_TOKEN_URL),
		revokeUrl: at(endpoints.QUICKBOOKS_REVOKE_URL),
		apiUrl: at(endpoints.QUICKBOOKS_API_URL),
		now,
	});
	const asked = await consent.url({ state: 'a state', redirectUri });
	const back = new URL(sandbox.agree(asked, realm)).searchParams;
	const { tokens } = await consent.redeem({ code: back.get('code') ?? '', realm: back.get('realmId'), redirectUri });
	const payables = await openQuickbooksPayables(origin)(ledger, tokens.access, now);
	for (let cursor: string | null = payables.everything(); cursor !== null; ) cursor = (await payables.page(cursor)).next;
	const accounting = await openQuickbooks(origin)(ledger, tokens.access, now);
	await accounting.organisation();
	edit.refund({ customer: 1, day: today, total: 900 });
	sandbox.journals(realm).add({ customer: 1, day: today, minor: 2_500 });
	edit.refund({ customer: 1, day: today, total: 700 });
	const { watermark } = await readAll(accounting, accounting.everything(horizon));
	pass(60_000);
	sandbox.journals(realm).add({ customer: 1, day: today, minor: 300 });
	edit.createInvoice({ customer: 1, day: today, due: today, total: 10_000 });
	const later = await readAll(accounting, accounting.changes(watermark));
	// Beyond what change data capture remembers: lists, by the time of the last change.
	await readAll(accounting, accounting.changes(later.watermark.replace(/\d{4}-\d\d-\d\dT/, '2026-08-01T')));
	await accounting.control();
	await (await openQuickbooksBooks(origin)(ledger, tokens.access, now)).receivables(currency('USD'), today);
	// The bank, with the accounts asked for and with those of the look before it.
	sandbox.deposits(realm).add({ account: '35', day: today, other: 500 });
	const bank = await openQuickbooksBank(origin)(ledger, tokens.access, now);
	const looked = await bank.look(today, null);
	if ('accounts' in looked) await bank.look(today, { accounts: looked.accounts, at: looked.accountsAt });
	await readAll(accounting, accounting.openItems());
	// What a query leaves out though it is there is asked for alone, and so is what is not.
	sandbox.rough.set('withheld', true);
	for (const [type, kind] of [
		['Invoice', 'invoice'],
		['CreditMemo', 'credit-note'],
		['Payment', 'payment'],
		['RefundReceipt', 'refund-receipt'],
	] as const) {
		const ids = sandbox.dump(realm).documents.flatMap((each) => (each.type === type ? [String(each.id)] : []));
		await accounting.look(kind, [...ids, nobody, 'no id']);
	}
	sandbox.rough.set('withheld', false);
	await accounting.look('journal', ['1-1']);
	// Where it is rough, more is asked: counts of what did not change, lists by id.
	for (const rough of Object.keys(roughnesses) as Roughness[]) {
		sandbox.rough.set(rough, true);
		await readAll(accounting, accounting.everything(horizon));
		await readAll(accounting, accounting.changes(watermark));
		sandbox.rough.set(rough, false);
	}
	const desk = await openQuickbooksBookkeeping(origin)(ledger, tokens.access, now);
	const invoice = sandbox.dump(realm).documents.find((each) => each.number === 'INV-1');
	await desk.invoices(sandbox.dump(realm).documents.flatMap(({ type, id }) => (type === 'Invoice' ? [String(id)] : [])));
	const order: BookOrder = {
		key: 'pi_3MtwBwLkdIwHu7ix28a3tqPa-0',
		invoice: String(invoice?.id),
		customer: customerId(ledger, String(invoice?.customer)),
		currency: currency('USD'),
		minor: 1234,
		day: today,
		reference: 'Stripe pi_3MtwBwLkdIwHu7ix28a3tqPa',
	};
	for (const each of [order, { ...order, key: 'k1', invoice: null }]) {
		await desk.find(each);
		await desk.book(each);
		await desk.find(each);
	}
	await postings(edit, sandbox, await openQuickbooksPosting(origin)(ledger, tokens.access, now));
	const refreshed = await consent.refresh(tokens.refresh);
	await consent.release(realm, refreshed);
	return asked;
};

const nameOf = ({ method, path, query, body }: Exchange): string => {
	const said = query.get('query');
	if (said !== null)
		return said.replace(/^select (count)?\S* from (\w+).*$/i, (_, count = 'rows', of = '') => `${count} ${of}`.toLowerCase());
	if (path.includes('/oauth2/')) return new URLSearchParams(body).get('grant_type') ?? 'revoke';
	return `${method} ${path.split('/')[4] ?? ''}`;
};

describe.skipIf(documents.absent)(`requests as Intuit describes them${documents.why}`, () => {
	let rig: Rig;
	let recorder: Recorder;
	let contract: IntuitContract;
	let consentUrl: string;

	beforeAll(async () => {
		contract = intuitContract();
		rig = await startRig({ organisation: books() });
		expect(rig.clock.now).toBe(instant(start));
		recorder = await record(rig.sandbox.origin);
		consentUrl = await journey(rig, recorder.origin);
	});
	afterAll(async () => {
		await recorder.close();
		await rig.close();
	});

	const told = ({ method, path, query }: Exchange): string => `${method} ${path} ${query.toString()}`;
	/** One of the journey's requests of that name. */
	const one = (name: string): Exchange => {
		const found = recorder.exchanges.find((each) => nameOf(each) === name);
		if (!found) throw new Error(`nobody asked for ${name}`);
		return found;
	};

	it('are as Intuit wants them, and so are the answers on the way', () => {
		expect(recorder.exchanges.length).toBeGreaterThan(30);
		const alone = recorder.exchanges.filter(({ path }) => /\/(?:invoice|creditmemo|payment|refundreceipt)\/\d+$/.test(path));
		expect(new Set(alone.map(({ status }) => status))).toEqual(new Set([200, 400]));
		for (const each of recorder.exchanges) {
			const status = each.path.endsWith(`/${nobody}`) ? 400 : 200;
			expect([told(each), each.status, contract.wrongRequest(each), contract.wrongAnswer(each)]).toEqual([told(each), status, [], []]);
		}
	});

	it('are all that the adapter can send: each method of the SDK that it names was used', () => {
		const folder = resolve(import.meta.dirname, '../../shared/adapters/quickbooks');
		const source = globSync('*.ts', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
		const methods = new Set(source.flatMap((text) => [...text.matchAll(/\bbooks\.([a-z]\w+)\(/g)].map((match) => match[1] ?? '')));
		const requests: Readonly<Record<string, string>> = {
			changeDataCapture: 'GET cdc',
			createPayment: 'POST payment',
			findAccounts: 'rows account',
			getCompanyInfo: 'GET companyinfo',
			getPreferences: 'GET preferences',
			reportAgedReceivableDetail: 'GET reports',
			voidPayment: 'POST payment',
		};
		// Finders and getters are called by a name that is computed.
		expect([...methods].sort()).toEqual(Object.keys(requests));
		const alone = ['GET invoice', 'GET creditmemo', 'GET payment', 'GET refundreceipt', 'GET bill'];
		// What is written besides payments, and what is asked for it.
		const posted = ['invoice', 'creditmemo', 'billpayment', 'purchase'].map((name) => `POST ${name}`);
		const asked = ['rows deposit', 'rows item', 'rows billpayment', 'rows purchase'];
		const found = entities.flatMap((entity) => [`rows ${entity}`, `count ${entity}`].map((name) => name.toLowerCase()));
		const owed = ['vendor', 'bill', 'vendorcredit'].flatMap((name) => [`rows ${name}`, `count ${name}`]);
		const oauth = ['authorization_code', 'refresh_token', 'revoke'];
		expect([...new Set(recorder.exchanges.map(nameOf))].sort()).toEqual(
			[...new Set(Object.values(requests)), ...alone, ...posted, ...asked, ...found, ...owed, ...oauth].sort(),
		);
	});

	it('are there in every manner the adapter has: by time and by id, of a day and of months', () => {
		const said = recorder.exchanges.flatMap(({ query }) => query.get('query') ?? []);
		for (const manner of [
			/orderby Id/,
			/orderby MetaData\.LastUpdatedTime/,
			/LastUpdatedTime < /,
			/LastUpdatedTime >= /,
			/Id IN \(/,
			/Active IN/,
			/creditmemo +where Balance > '0'/i,
			/creditmemo +where Balance < '0'/i,
		])
			expect([manner, said.some((query) => manner.test(query))]).toEqual([manner, true]);
	});

	it('are written once', () => {
		const written = recorder.exchanges.filter(({ method, path }) => method === 'POST' && path.startsWith('/v3/'));
		const keys = written.map(({ query }) => query.get('requestid') ?? '');
		expect(keys.slice(0, 2)).toEqual(['pi_3MtwBwLkdIwHu7ix28a3tqPa-0', 'k1']);
		expect(keys.slice(2).every((key) => /^01JCZ5W7T0Q8-\d+(-link)?$/.test(key))).toBe(true);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('the consent asks for accounting, and nothing else', () => {
		const asked = new URL(consentUrl).searchParams;
		expect([...asked.keys()].sort()).toEqual(['client_id', 'redirect_uri', 'response_type', 'scope', 'state']);
		expect(asked.get('scope')).toBe('com.intuit.quickbooks.accounting');
	});

	describe('would notice a wrong request:', () => {
		const withQuery = (each: Exchange, name: string, value: string): Exchange => {
			const query = new URLSearchParams(each.query);
			query.set(name, value);
			return { ...each, query };
		};
		const saying = (query: string): Exchange => withQuery(one('rows invoice'), 'query', query);
		const withBody = (change: object): Exchange => spoilt('POST payment', change);
		const spoilt = (name: string, change: object): Exchange => {
			const each = one(name);
			return { ...each, body: JSON.stringify({ ...(JSON.parse(each.body) as object), ...change }) };
		};
		const withHeader = (each: Exchange, name: string, value: string): Exchange => ({
			...each,
			headers: { ...each.headers, [name]: value },
		});
		const wrong: Readonly<Record<string, () => Exchange>> = {
			'an unknown parameter': () => withQuery(one('GET preferences'), 'colour', 'red'),
			'a known one of another path': () => withQuery(one('rows invoice'), 'changedSince', '2026-11-22T00:00:00Z'),
			'a minor version that is gone': () => withQuery(one('GET preferences'), 'minorversion', '65'),
			'a request id that is too long': () => withQuery(one('POST payment'), 'requestid', 'k'.repeat(51)),
			'a moment without an offset': () => withQuery(one('GET cdc'), 'changedSince', '2026-11-22T00:00:00'),
			'an offset whose plus became a space': () => withQuery(one('GET cdc'), 'changedSince', '2026-11-22T00:00:00 02:00'),
			'an unknown entity': () => withQuery(one('GET cdc'), 'entities', 'Invoice,Colour'),
			'no moment': () => ({ ...one('GET cdc'), query: new URLSearchParams({ entities: 'Invoice' }) }),
			'a query for nothing known': () => saying('select * from Colour'),
			'a query by no field': () => saying("select * from Invoice where Colour = 'red'"),
			'a query with a word for a number': () => saying("select * from Invoice where Balance > 'much'"),
			'a query with a moment without an offset': () =>
				saying("select * from Invoice where MetaData.LastUpdatedTime > '2026-11-22T00:00:00'"),
			'a query with OR': () => saying("select * from Invoice where Id = '1' or Id = '2'"),
			'a query with an open quote': () => saying("select * from Invoice where DocNumber = 'O'Neil'"),
			'a query in no order': () => saying('select * from Invoice orderby Colour asc'),
			'a page from nowhere': () => saying('select * from Invoice startposition 0 maxresults 10'),
			'a page that is too large': () => saying('select * from Invoice startposition 1 maxresults 1001'),
			'no token': () => withHeader(one('rows invoice'), 'authorization', ''),
			'an unknown header': () => withHeader(one('rows invoice'), 'x-colour', 'red'),
			'an answer wanted in XML': () => withHeader(one('rows invoice'), 'accept', 'application/xml'),
			'an unknown path': () => ({ ...one('rows invoice'), path: `/v3/company/${realm}/find/all` }),
			'a company that is none': () => ({ ...one('rows invoice'), path: '/v3/company/ours/query' }),
			'an id that is none': () => ({ ...one('GET invoice'), path: `/v3/company/${realm}/invoice/no-id` }),
			'another method': () => ({ ...one('GET preferences'), method: 'POST' }),
			'a text for an amount': () => withBody({ TotalAmt: 'ten' }),
			'an unknown field': () => withBody({ Colour: 'red' }),
			'an unknown field further in': () => withBody({ Line: [{ Amount: 1, Colour: 'red' }] }),
			'a required field left out': () => withBody({ CustomerRef: { name: 'Ann' } }),
			'a number for an id': () => withBody({ CustomerRef: { value: 1 } }),
			'an object for a list': () => withBody({ Line: { Amount: 1 } }),
			'half a body': () => ({ ...one('POST payment'), body: one('POST payment').body.slice(0, -3) }),
			'a text for what a credit memo is worth': () => spoilt('POST creditmemo', { TotalAmt: 'ten' }),
			'an unknown field of a credit memo': () => spoilt('POST creditmemo', { Colour: 'red' }),
			'an unknown field of its tax': () => spoilt('POST creditmemo', { TxnTaxDetail: { Colour: 'red' } }),
			'a bill paid by shells': () => spoilt('POST billpayment', { PayType: 'Shells' }),
			'a check without its customer by name': () => spoilt('POST purchase', { EntityRef: { value: 5 } }),
			'a note that is too long': () => spoilt('POST purchase', { PrivateNote: 'x'.repeat(4001) }),
			'a query for services by no field': () => saying("select * from Item where Colour = 'red'"),
			'a body where none is taken': () => ({ ...one('GET preferences'), body: '{}' }),
			'a form for JSON': () => withHeader(one('POST payment'), 'content-type', 'application/x-www-form-urlencoded'),
			'JSON for a form': () => withHeader(one('refresh_token'), 'content-type', 'application/json'),
			'a token of no grant': () => ({ ...one('refresh_token'), body: 'grant_type=password' }),
		};
		it.each(Object.entries(wrong))('%s', (_, spoil) => {
			expect(contract.wrongRequest(spoil())).not.toEqual([]);
		});
	});
});
