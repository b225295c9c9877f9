/** What must hold of the sandboxes' books: green after everything that was done to them through their edits and their API, red when a row is broken behind their back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Invariants } from '../../local/sandbox/invariants.ts';
import { startXeroSandbox, type XeroSandbox } from '../../local/sandbox/xero/index.ts';
import { seeded } from '../../local/scenario/seeded.ts';
import { newSecrets } from '../../local/secrets.ts';
import { openQuickbooksBookkeeping } from '../../shared/adapters/quickbooks/bookkeeping.ts';
import { openXeroBookkeeping } from '../../shared/adapters/xero/bookkeeping.ts';
import { addDays } from '../../shared/domain/day.ts';
import { customerId } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { quickbooksSide } from '../support/sync/quickbooks-side.ts';
import { xeroSide } from '../support/sync/xero-side.ts';
import * as qb from './quickbooks/rig.ts';
import * as xero from './xero/books.ts';

let dir = '';
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'cobro-invariants-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const look = async (origin: string): Promise<Invariants> => (await (await fetch(`${origin}/invariants.json`)).json()) as Invariants;
const red = ({ invariants }: Invariants): string[] => invariants.filter(({ wrongInAll }) => wrongInAll > 0).map(({ rule }) => rule);
const named = ({ invariants }: Invariants, rule: string): string =>
	invariants
		.find((each) => each.rule === rule)
		?.wrong.map(({ what, why }) => `${what}: ${why}`)
		.join('\n') ?? '';
/** Past the sandbox, as a fault of its own would. */
const broken = (file: string, sql: string): void => {
	const db = new DatabaseSync(join(dir, file));
	db.exec(sql);
	db.close();
};
const order = {
	key: 'pi_1-0',
	day: xero.today,
	reference: 'Stripe pi_1',
	minor: 700,
};

describe('Xero', () => {
	let sandbox: XeroSandbox;
	beforeEach(async () => {
		sandbox = await startXeroSandbox({
			port: 0,
			dir,
			clientId: 'cobro',
			clientSecret: 'not a secret',
			webhookKey: 'k',
			webhookUrl: null,
			now: xero.testClock().now,
			limits: false,
		});
		sandbox.load(xero.smallBooks(), xero.today);
		const edit = sandbox.edit(xero.orgId);
		const contact = sandbox.dump(xero.orgId).contacts[0]?.id ?? '';
		const gbp = { contact, currency: 'GBP', issued: xero.today };
		const invoice = edit.addInvoice({ ...gbp, due: xero.today, total: 10_000, number: 'INV-50' });
		edit.pay(invoice, { amount: 2_500, day: xero.today });
		const credit = edit.addCredit('credit-note', { ...gbp, total: 3_000, number: 'CN-50' });
		edit.allocate('credit-note', credit, { invoice, amount: 1_000, day: xero.today });
		edit.deletePayment(edit.pay(invoice, { amount: 100, day: xero.today }));
		edit.voidInvoice(edit.addInvoice({ ...gbp, due: xero.today, total: 900 }));
		const { access_token } = sandbox.consent([xero.orgId]);
		const books = await openXeroBookkeeping(sandbox.origin)(xero.ledger, access_token, xero.testClock().now);
		const booking = { ...order, invoice, customer: customerId(xero.ledger, contact), currency: currency('GBP') };
		expect(await books.book(booking)).toBe(await books.book(booking));
	});
	afterEach(() => sandbox.close());

	it('is green after edits and writes, on the page and as JSON', async () => {
		const all = await look(sandbox.origin);
		expect(red(all)).toEqual([]);
		expect(all.holds).toBe(true);
		expect(all.invariants.every(({ rule, rows }) => rows > 0 || rule === 'token-consent')).toBe(true);
		const page = await (await fetch(`${sandbox.origin}/invariants`)).text();
		expect(page).toContain('Everything holds');
		expect(page).not.toContain('✗ red');
	});

	it.each([
		["UPDATE document SET rest = rest + 1 WHERE number = 'INV-50'", 'document-total', 'invoice INV-50 of Harbour & Sons'],
		["UPDATE payment SET amount = amount + 1 WHERE reference = 'Stripe pi_1'", 'document-paid', 'invoice INV-50'],
		["UPDATE allocation SET amount = 20000 WHERE credit = (SELECT id FROM document WHERE number = 'CN-50')", 'nothing-exceeded', 'CN-50'],
		["UPDATE document SET status = 'VOIDED' WHERE number = 'CN-50'", 'allocation-sides', 'void or deleted'],
		["UPDATE document SET status = 'PAID' WHERE number = 'INV-50'", 'state', 'invoice INV-50'],
		['UPDATE payment SET document = id', 'payment-target', 'there is no'],
		[
			"UPDATE allocation SET id = (SELECT id FROM document WHERE number = 'CN-50') WHERE credit = (SELECT id FROM document WHERE number = 'CN-50')",
			'ids',
			'2 rows',
		],
		["UPDATE document SET rest = rest + 100 WHERE number = 'INV-50'", 'control-account', 'Harbour & Sons'],
		["INSERT INTO idempotency SELECT org, 'other', request, status, answer, at FROM idempotency", 'idempotency', 'key other'],
		["UPDATE consent SET refresh = ''", 'refresh-token', 'it has none'],
		['INSERT INTO old_refresh SELECT refresh, event, 0 FROM consent', 'refresh-token', 'replaced'],
		["UPDATE access SET event = 'gone'", 'token-consent', 'no such consent'],
	])('%s is red', async (sql, rule, words) => {
		broken('xero.sqlite', sql);
		const all = await look(sandbox.origin);
		expect(all.holds).toBe(false);
		expect(red(all)).toContain(rule);
		expect(named(all, rule)).toContain(words);
		expect(await (await fetch(`${sandbox.origin}/invariants`)).text()).toContain('✗ red');
	});
});

describe('QuickBooks', () => {
	let rig: qb.Rig;
	beforeEach(async () => {
		rig = await qb.startRig({ dir, organisation: qb.organisation({ documents: qb.invoices(4) }) });
		const { sandbox, edit } = rig;
		const [row] = sandbox.dump(qb.realm).customers;
		const customer = row?.id ?? 0;
		const [first] = sandbox.dump(qb.realm).documents.filter(({ type }) => type === 'Invoice');
		const invoice = first?.id ?? 0;
		const day = addDays(qb.today, -1);
		const memo = edit.credit({ customer, day, total: 1_000, number: 'CM-1' });
		edit.applyCredit(memo, day, [{ invoice, minor: 400 }]);
		const paid = edit.pay({ customer, day, total: 500, apply: [{ invoice, minor: 300 }] });
		edit.voidDocument('Payment', edit.pay({ customer, day, total: 200, apply: [{ invoice, minor: 200 }] }));
		sandbox.journals(qb.realm).add({ customer, day, minor: 800, number: 'J-1' });
		edit.refund({ customer, day, total: 700, number: 'RF-1' });
		sandbox.deposits(qb.realm).add({ account: '35', day, payments: [paid] });
		const { tokens } = await rig.connect();
		const books = await openQuickbooksBookkeeping(sandbox.origin)(qb.ledger, tokens.access, () => qb.start);
		const booking = { ...order, invoice: String(invoice), customer: customerId(qb.ledger, String(customer)), currency: currency('USD') };
		expect(await books.book(booking)).toBe(await books.book(booking));
	});
	afterEach(() => rig.close());

	it('is green after edits and writes, on the page and as JSON', async () => {
		const all = await look(rig.sandbox.origin);
		expect(red(all)).toEqual([]);
		expect(all.invariants.every(({ rule, rows }) => rows > 0 || rule === 'check-rest')).toBe(true);
		expect(await (await fetch(`${rig.sandbox.origin}/invariants`)).text()).toContain('Everything holds');
	});

	it.each([
		["UPDATE document SET balance = balance + 1 WHERE number = 'INV-0'", 'document-total', 'Invoice INV-0 of Tortuga Trading'],
		["UPDATE link SET minor = 100000 WHERE type = 'CreditMemo'", 'nothing-exceeded', 'CreditMemo CM-1'],
		["UPDATE link SET target = 999999 WHERE type = 'Invoice'", 'link-sides', 'no such live Invoice'],
		['UPDATE entry_line SET rest = rest - 1 WHERE line = 1', 'journal-rest', 'JournalEntry J-1'],
		['UPDATE entry_line SET minor = minor - 1 WHERE line = 2', 'journal-balance', 'JournalEntry J-1'],
		["UPDATE document SET balance = 1 WHERE number = 'RF-1'", 'document-total', 'RefundReceipt RF-1'],
		["INSERT INTO link SELECT realm, payment, 'Check', 77, 5 FROM link LIMIT 1", 'link-sides', 'no such live Check'],
		["UPDATE document SET id = (SELECT id FROM entry) WHERE number = 'INV-3'", 'ids', '2 rows'],
		["INSERT INTO replayed SELECT realm, 'other', answer, at FROM replayed", 'idempotency', 'requestid other'],
		['UPDATE consent SET previous = refresh', 'refresh-token', 'replaced'],
		['UPDATE access SET consent = 99', 'token-consent', 'no such consent'],
	])('%s is red', async (sql, rule, words) => {
		broken('quickbooks.sqlite', sql);
		const all = await look(rig.sandbox.origin);
		expect(all.holds).toBe(false);
		expect(red(all)).toContain(rule);
		expect(named(all, rule)).toContain(words);
	});
});

describe.each([
	['Xero', xeroSide],
	['QuickBooks', quickbooksSide],
] as const)('%s, edited at random', (_, side) => {
	it.each([11, 12, 13])('stays green through 250 edits, the silent ones too (seed %i)', async (seed) => {
		const books = await side(seed, 30)({ ...newSecrets(), webhooks: 'http://127.0.0.1:9', now: () => qb.start });
		const chance = seeded(seed);
		try {
			let done = 0;
			for (let step = 0; step < 250; step++) {
				if (step === 125) books.silent(true);
				if (books.edit(chance, qb.today) !== null) done += 1;
			}
			expect(done).toBeGreaterThan(100);
			const all = await look(new URL(Object.values(books.endpoints)[0] ?? '').origin);
			expect(red(all).map((rule) => `${rule}\n${named(all, rule)}`)).toEqual([]);
		} finally {
			await books.close();
		}
	});
});
