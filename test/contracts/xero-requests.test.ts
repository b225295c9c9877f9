/**
 * All that the product asks of Xero from consent to parting, against Xero's own OpenAPI document: path, method, query, headers, body. The journey goes through
 * the real adapters and the real xero-node to the sandbox; what passes on the way is judged afterwards, by us and by @stdy/cli.
 */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { XeroSandbox } from '../../local/sandbox/xero/index.ts';
import { type Roughness, roughnesses } from '../../local/sandbox/xero/rough.ts';
import { openXero } from '../../shared/adapters/xero/accounting.ts';
import { openXeroBank } from '../../shared/adapters/xero/bank-postings.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { xeroConsent } from '../../shared/adapters/xero/consent.ts';
import { openXeroBooks } from '../../shared/adapters/xero/ledger-books.ts';
import { openXeroPayables } from '../../shared/adapters/xero/payables.ts';
import { openXeroPosting } from '../../shared/adapters/xero/posting.ts';
import { addDays } from '../../shared/domain/day.ts';
import { customerId, documentKinds } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { PostingStep } from '../../shared/domain/posting.ts';
import type { Accounting, Cursor, Watermark } from '../../shared/ports/accounting.ts';
import type { BookOrder } from '../../shared/ports/bookkeeping.ts';
import type { LedgerPosting } from '../../shared/ports/posting.ts';
import { ledger, orgId, smallBooks, startBooks, testClock, today } from '../sandbox/xero/books.ts';
import { type Exchange, type Recorder, record } from './recorder.ts';
import { noSteady, type Steady, startSteady } from './steady.ts';
import { documents, type XeroContract, xeroContract } from './xero.ts';

const redirectUri = 'http://127.0.0.1:9/connect/xero/callback';
const base = '/api.xro/2.0';

const readAll = async (accounting: Accounting, from: Cursor): Promise<Watermark> => {
	for (let cursor = from; ; ) {
		const page = await accounting.page(cursor);
		if (page.next === null) return page.watermark;
		cursor = page.next;
	}
};

const unknown = '00000000-0000-4000-8000-000000000000';

/** Every step that is written besides payments, of each kind of document; looked for before. */
const postings = async (sandbox: XeroSandbox, posting: LedgerPosting): Promise<void> => {
	const byCode = new Map((await posting.accounts()).map((row) => [row.code, row.id]));
	const all = sandbox.dump(orgId).documents;
	const one = (kind: string, currencyCode = 'GBP') =>
		all.find((each) => each.kind === kind && each.status === 'AUTHORISED' && each.currency === currencyCode && each.issued < today);
	const [invoice, over, pre, paid, euro] = [one('invoice'), one('overpayment'), one('prepayment'), one('payment'), one('invoice', 'EUR')];
	const contact = invoice?.contact ?? '';
	const edit = sandbox.edit(orgId);
	const bill = edit.addBill({ contact, currency: 'GBP', issued: today, due: today, total: 900, number: 'B' });
	const again = edit.addCredit('overpayment', { contact, currency: 'GBP', issued: today, total: 500 });
	const account = (code: string): string => byCode.get(code) ?? '';
	const accounts = {
		banks: { GBP: account('090') },
		discount: account('405'),
		'write-off': account('404'),
		'late-fee': account('270'),
		clearing: account('881'),
	};
	let written = 0;
	const post = async (step: PostingStep, minor = 100, of = invoice): Promise<string> => {
		const order = {
			key: `01JCZ5W7T0Q8-${++written}`,
			step,
			customer: customerId(ledger, of?.contact ?? ''),
			currency: currency(of?.currency ?? 'GBP'),
			minor,
			day: today,
			reference: 'Cobro 01JCZ5W7T0Q8',
			text: 'Early-payment discount',
			accounts,
			suppliers: [customerId(ledger, contact)],
		};
		await posting.find(order);
		return posting.write(order);
	};
	const to = invoice?.id ?? '';
	const note = await post({ do: 'credit-note', invoice: to, to: 'discount' });
	await post({ do: 'allocate', credit: { kind: 'credit-note', id: note }, invoice: to });
	await post({ do: 'allocate', credit: { kind: 'overpayment', id: over?.id ?? '' }, invoice: to });
	await post({ do: 'allocate', credit: { kind: 'prepayment', id: pre?.id ?? '' }, invoice: to });
	// In another currency than the books', at the invoice's own rate.
	const euros = await post({ do: 'credit-note', invoice: euro?.id ?? '', to: 'write-off' }, 100, euro);
	await post({ do: 'late-fee', invoice: to, due: addDays(today, 14) });
	for (const kind of ['overpayment', 'prepayment'] as const)
		await post({ do: 'refund', credit: { kind, id: (kind === 'overpayment' ? over : pre)?.id ?? '' } });
	await post({ do: 'clear-bill', bill }, 900);
	await post({ do: 'clear-invoice', invoice: to }, 900);
	for (const [kind, id] of [
		['invoice', to],
		['credit-note', euros],
		['overpayment', over?.id ?? ''],
		['prepayment', pre?.id ?? ''],
		['payment', paid?.id ?? ''],
	] as const)
		await post({ do: 'note', document: { kind, id } }, 0);
	await post({ do: 'expected-date', invoice: to, expected: addDays(today, 14) }, 0);
	await post({ do: 'take-back', booked: { kind: 'payment', id: paid?.id ?? '' } });
	await post({ do: 'take-back', booked: { kind: 'overpayment', id: again } });
};

/** Consent, first read, a delta, a sweep, the control figure, payments on an invoice and on account, looked for and booked, and the end. */
const journey = async (sandbox: XeroSandbox, origin: string): Promise<string> => {
	const clock = testClock();
	const consent = xeroConsent({
		clientId: async () => 'cobro',
		clientSecret: async () => 'not a secret',
		authorizeUrl: `${origin}/identity/connect/authorize`,
		identityUrl: origin,
		apiUrl: origin,
		now: clock.now,
	});
	const asked = await consent.url({ state: 'a state', redirectUri });
	const shown = new URL(asked);
	const chosen = { person: sandbox.people[0].id, organisation: orgId, decision: 'agree' };
	// A person's browser, not the product: straight to the sandbox.
	const agreed = await fetch(`${sandbox.origin}${shown.pathname}`, {
		method: 'POST',
		body: new URLSearchParams({ ...Object.fromEntries(shown.searchParams), ...chosen }),
		redirect: 'manual',
	});
	const back = new URL(agreed.headers.get('location') ?? 'http://nowhere');
	const { tokens } = await consent.redeem({ code: back.searchParams.get('code') ?? '', realm: null, redirectUri });
	const accounting = await openXero(origin)(ledger, tokens.access, clock.now);
	await accounting.organisation();
	const watermark = await readAll(accounting, accounting.everything(addDays(today, -730)));
	await readAll(accounting, accounting.changes(watermark));
	await readAll(accounting, accounting.openItems());
	const payables = await openXeroPayables(origin)(ledger, tokens.access, clock.now);
	for (let cursor: Cursor | null = payables.everything(); cursor !== null; ) cursor = (await payables.page(cursor)).next;
	const all = sandbox.dump(orgId).documents;
	for (const kind of documentKinds)
		await accounting.look(
			kind,
			all.flatMap((each) => (each.kind === kind ? [each.id] : [])),
		);
	// Asked for alone, since the list is answered without it; and what could be an address of something else is never sent.
	await accounting.look('invoice', [unknown, '../Users', '', 'INV-1']);
	await accounting.control();
	// Where it is rough, more is asked.
	for (const rough of Object.keys(roughnesses) as Roughness[]) {
		sandbox.rough.set(rough, true);
		await readAll(accounting, accounting.everything(addDays(today, -730)));
		await accounting.control();
		sandbox.rough.set(rough, false);
	}
	const books = await openXeroBookkeeping(origin)(ledger, tokens.access, clock.now);
	const invoice = sandbox.dump(orgId).documents.find((each) => each.number === 'INV-1');
	await books.invoices([invoice?.id ?? '']);
	const order: BookOrder = {
		key: 'pi_3MtwBwLkdIwHu7ix28a3tqPa-0',
		invoice: invoice?.id ?? '',
		customer: customerId(ledger, invoice?.contact ?? ''),
		currency: currency('EUR'),
		minor: 1234,
		day: today,
		reference: 'Stripe pi_3MtwBwLkdIwHu7ix28a3tqPa',
	};
	// Dinars: no bank account has them, so the organisation is asked for its own currency.
	const dinars = { ...order, key: 'k2', invoice: null, currency: currency('KWD'), minor: 12_345 };
	for (const each of [order, { ...order, key: 'k1', invoice: null }, dinars]) {
		await books.find(each);
		await books.book(each);
		await books.find(each);
	}
	await (await openXeroBooks(origin)(ledger, tokens.access, clock.now)).receivables(currency('GBP'), today);
	await (await openXeroBank(origin)(ledger, tokens.access, clock.now)).look(today, null);
	await postings(sandbox, await openXeroPosting(origin)(ledger, tokens.access, clock.now));
	const refreshed = await consent.refresh(tokens.refresh);
	await consent.release(orgId, refreshed);
	return asked;
};

describe.skipIf(documents.absent)(`requests against Xero's OpenAPI${documents.why}`, () => {
	let sandbox: XeroSandbox;
	let recorder: Recorder;
	let contract: XeroContract;
	let steady: Steady | undefined;
	let consentUrl: string;

	beforeAll(async () => {
		contract = xeroContract();
		sandbox = await startBooks(testClock());
		sandbox.load(smallBooks(), today);
		recorder = await record(sandbox.origin);
		consentUrl = await journey(sandbox, recorder.origin);
		if (!noSteady) steady = await startSteady(resolve(documents.folder, 'xero_accounting.yaml'));
	});
	afterAll(async () => {
		await steady?.close();
		await recorder.close();
		await sandbox.close();
	});

	const told = ({ method, path, query }: Exchange): string => `${method} ${path} ${query.toString()}`;
	const toApi = (): Exchange[] => recorder.exchanges.filter(({ path }) => path.startsWith(base));
	/** One of the journey's requests of that name. */
	const one = (name: string): Exchange => {
		const found = recorder.exchanges.find((each) => contract.nameOf(each) === name);
		if (!found) throw new Error(`nobody asked for ${name}`);
		return found;
	};

	it('are as Xero wants them, and so are the answers on the way', () => {
		expect(recorder.exchanges.length).toBeGreaterThan(35);
		const isAnswered = (each: Exchange): boolean => each.status < 300 || (each.status === 404 && each.path.endsWith(unknown));
		for (const each of recorder.exchanges)
			expect([told(each), isAnswered(each), contract.wrongRequest(each), contract.wrongAnswer(each)]).toEqual([told(each), true, [], []]);
	});

	it('are all that the adapter can send: each method of the SDK that it names was used', () => {
		const folder = resolve(import.meta.dirname, '../../shared/adapters/xero');
		const source = globSync('*.ts', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
		const methods = new Set(source.flatMap((text) => [...text.matchAll(/\bapi\.([a-z]+[A-Z]\w+)/g)].map((match) => match[1] ?? '')));
		methods.delete('accessToken');
		expect(methods.size).toBeGreaterThan(8);
		const oauth = ['authorization_code', 'refresh_token', 'getConnections', 'deleteConnection'];
		expect([...new Set(recorder.exchanges.map(contract.nameOf))].sort()).toEqual([...methods, ...oauth].sort());
	});

	it('say for whom, since when, and once', () => {
		for (const { headers } of toApi()) expect(headers['xero-tenant-id']).toBe(orgId);
		expect(toApi().some(({ headers }) => headers['if-modified-since'] !== undefined)).toBe(true);
		for (const each of toApi()) expect([told(each), 'idempotency-key' in each.headers]).toEqual([told(each), each.method !== 'GET']);
	});

	it('the consent asks for scopes by their right names', () => {
		const asked = new URL(consentUrl).searchParams;
		expect([...asked.keys()].sort()).toEqual(['client_id', 'redirect_uri', 'response_type', 'scope', 'state']);
		// Xero's document still has the broad ones; apps made since March 2026 get those that name the endpoint (developer.xero.com/faq/granular-scopes).
		const granular = ['banktransactions', 'contacts', 'invoices', 'payments', 'settings'].flatMap((each) => [
			`accounting.${each}`,
			`accounting.${each}.read`,
		]);
		expect(
			(asked.get('scope') ?? '')
				.split(' ')
				.filter((scope) => ![...granular, 'accounting.reports.trialbalance.read', 'offline_access'].includes(scope)),
		).toEqual([]);
	});

	it.skipIf(noSteady)(
		`@stdy/cli finds nothing wrong either${noSteady ? ' (skipped: it has no program for this system)' : ''}`,
		async () => {
			for (const each of toApi()) expect([told(each), await steady?.wrong(each, base)]).toEqual([told(each), null]);
		},
	);

	describe('would notice a wrong request:', () => {
		const withQuery = (each: Exchange, name: string, value: string): Exchange => {
			const query = new URLSearchParams(each.query);
			query.set(name, value);
			return { ...each, query };
		};
		const withBody = (each: Exchange, change: object): Exchange => ({
			...each,
			body: JSON.stringify({ ...(JSON.parse(each.body) as object), ...change }),
		});
		const withHeader = (each: Exchange, name: string, value: string): Exchange => ({
			...each,
			headers: { ...each.headers, [name]: value },
		});
		const without = (each: Exchange, name: string): Exchange => {
			const { [name]: _, ...headers } = each.headers;
			return { ...each, headers };
		};
		/** True: @stdy/cli sees it too. */
		const wrong: Readonly<Record<string, readonly [() => Exchange, boolean]>> = {
			'an unknown parameter': [() => withQuery(one('getInvoices'), 'colour', 'red'), true],
			'a known one in another case': [() => withQuery(one('getInvoices'), 'pagesize', '5'), true],
			'one of another list': [() => withQuery(one('getPayments'), 'summaryOnly', 'true'), true],
			'a word for a number': [() => withQuery(one('getInvoices'), 'page', 'one'), true],
			'a word for a yes or no': [() => withQuery(one('getInvoices'), 'summaryOnly', 'maybe'), true],
			'an id that is none in a list of them': [() => withQuery(one('getInvoices'), 'IDs', `${orgId},five`), true],
			'an id that is none in a path': [() => ({ ...one('getInvoice'), path: `${base}/Invoices/five` }), true],
			'a condition on no field': [() => withQuery(one('getPayments'), 'where', 'Colour=="red"'), false],
			'a condition with a word the field never has': [() => withQuery(one('getPayments'), 'where', 'Status=="OPEN"'), false],
			'a condition that is none': [() => withQuery(one('getPayments'), 'where', 'Status = AUTHORISED'), false],
			'an order by no field': [() => withQuery(one('getPayments'), 'order', 'Colour ASC'), false],
			'no tenant': [() => without(one('getInvoices'), 'xero-tenant-id'), true],
			'no token': [() => without(one('getInvoices'), 'authorization'), false],
			'a moment that is none': [() => withHeader(one('getAccounts'), 'if-modified-since', 'yesterday'), true],
			'an unknown header': [() => withHeader(one('getAccounts'), 'x-colour', 'red'), false],
			'a key that is too long': [() => withHeader(one('createPayment'), 'idempotency-key', 'k'.repeat(129)), false],
			'a key where nothing is written': [() => withHeader(one('getAccounts'), 'idempotency-key', 'k'), false],
			'an unknown path': [() => ({ ...one('getInvoices'), path: `${base}/Invoice` }), true],
			'another method': [() => ({ ...one('createPayment'), method: 'PATCH' }), true],
			'a text for an amount': [() => withBody(one('createPayment'), { Amount: 'ten' }), true],
			'an unknown field': [() => withBody(one('createPayment'), { Colour: 'red' }), false],
			'an id that is none': [() => withBody(one('createPayment'), { Invoice: { InvoiceID: 'five' } }), true],
			'a required field left out': [() => withBody(one('createBankTransactions'), { BankTransactions: [{ Type: 'RECEIVE' }] }), true],
			'a type that is none': [
				() => withBody(one('createBankTransactions'), { BankTransactions: [{ Type: 'GIFT', LineItems: [], BankAccount: {} }] }),
				true,
			],
			'an allocation without a day': [
				() => withBody(one('createCreditNoteAllocation'), { Allocations: [{ Amount: 1, Invoice: { InvoiceID: orgId } }] }),
				true,
			],
			'an allocation of a word': [
				() =>
					withBody(one('createOverpaymentAllocations'), { Allocations: [{ Amount: 'all', Date: today, Invoice: { InvoiceID: orgId } }] }),
				true,
			],
			'a credit note of a type that is none': [() => withBody(one('createCreditNotes'), { CreditNotes: [{ Type: 'GIFT' }] }), true],
			'a credit note with an unknown field': [() => withBody(one('createCreditNotes'), { CreditNotes: [{ Colour: 'red' }] }), false],
			'an invoice of a status that is none': [() => withBody(one('createInvoices'), { Invoices: [{ Status: 'SENT' }] }), true],
			'a deletion that says nothing': [() => ({ ...one('deletePayment'), body: '{}' }), true],
			'a note that is no text': [() => withBody(one('createInvoiceHistory'), { HistoryRecords: [{ Details: 5 }] }), true],
			'a body that is a list': [() => ({ ...one('createPayment'), body: '[]' }), true],
			'no body': [() => ({ ...one('createPayment'), body: '' }), true],
			'half a body': [() => ({ ...one('createPayment'), body: one('createPayment').body.slice(0, -3) }), true],
			'a body where none is taken': [() => ({ ...one('getAccounts'), body: '{"a":1}' }), false],
			'a code without its address': [() => ({ ...one('authorization_code'), body: 'grant_type=authorization_code&code=c' }), false],
		};
		it.each(Object.entries(wrong))('%s', async (_, [spoil, seenByOthers]) => {
			const spoilt = spoil();
			expect(contract.wrongRequest(spoilt)).not.toEqual([]);
			if (steady && seenByOthers) expect(await steady.wrong(spoilt, base)).not.toBeNull();
		});
	});
});
