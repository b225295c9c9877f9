/** How far the bank is posted, read by the adapter from the Xero sandbox. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { bankScope, openXeroBank } from '../../../../shared/adapters/xero/bank-postings.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { ledger, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';

let sandbox: XeroSandbox;
const clock = testClock();
beforeEach(async () => {
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(), today);
});
afterEach(() => sandbox.close());

const token = (): string => sandbox.consent([orgId]).access_token;
const look = async (access = token()) => {
	const answer = await (await openXeroBank(sandbox.origin)(ledger, access, clock.now)).look(today, null);
	if ('missingScope' in answer) throw new Error(answer.missingScope);
	return answer;
};
const account = async (name: string) => (await look()).accounts.find((each) => each.name === name);
const pounds = 'Business Bank Account';

it('takes three calls and knows every bank account', async () => {
	const answer = await look();
	expect(sandbox.calls()).toBe(3);
	expect(answer.accounts.map(({ name, currency, kind }) => [name, currency, kind])).toEqual([
		[pounds, 'GBP', 'bank'],
		['EUR Bank Account', 'EUR', 'bank'],
		['KWD Bank Account', 'KWD', 'bank'],
	]);
	expect(answer).toMatchObject({ reconciles: true, reaches: null });
});

it('the newest posting counts, of payments and of money that moved for other reasons, and none of the future', async () => {
	const edit = sandbox.edit(orgId);
	const invoice = sandbox.dump(orgId).documents.find(({ number }) => number === 'INV-2')?.id ?? '';
	const before = await account(pounds);
	expect(before?.receives).toBe(true);
	edit.bankEntry({ type: 'SPEND', account: '090', day: addDays(today, -2), total: 900 });
	expect(await account(pounds)).toMatchObject({ latest: addDays(today, -2), waiting: before?.waiting });
	edit.pay(invoice, { amount: 100, day: addDays(today, -1) });
	expect(await account(pounds)).toMatchObject({ latest: addDays(today, -1) });
	edit.bankEntry({ type: 'RECEIVE', account: '090', day: addDays(today, 3), total: 900 });
	expect(await account(pounds)).toMatchObject({ latest: addDays(today, -1) });
});

it('an account that only pays does not receive, nor does one that money is moved to from another', async () => {
	const edit = sandbox.edit(orgId);
	edit.bankEntry({ type: 'SPEND', account: '091', day: today, total: 100 });
	edit.bankEntry({ type: 'RECEIVE-TRANSFER', account: '091', day: today, total: 100 });
	expect(await account('EUR Bank Account')).toMatchObject({ receives: false, latest: today });
	edit.bankEntry({ type: 'RECEIVE', account: '091', day: today, total: 100 });
	expect(await account('EUR Bank Account')).toMatchObject({ receives: true });
});

it('a payment that we booked is no sign of a bookkeeper', async () => {
	const edit = sandbox.edit(orgId);
	const invoice = sandbox.dump(orgId).documents.find(({ number }) => number === 'INV-2')?.id ?? '';
	const before = await account(pounds);
	edit.pay(invoice, { amount: 100, day: today, reference: 'Stripe pi_3MtwBwLkdIwHu7ix28a3tqPa' });
	expect(await account(pounds)).toMatchObject({ latest: before?.latest });
	expect((await account(pounds))?.waiting[0]?.payments).toBe((before?.waiting[0]?.payments ?? 0) + 1);
});

it('payments not found on the statement are counted in the currency of the account, until they are', async () => {
	const edit = sandbox.edit(orgId);
	const [sum] = (await account(pounds))?.waiting ?? [];
	const invoice = sandbox.dump(orgId).documents.find(({ number }) => number === 'INV-2')?.id ?? '';
	const payment = edit.pay(invoice, { amount: 1_005, day: today });
	expect((await account(pounds))?.waiting).toEqual([
		{ currency: 'GBP', minor: (sum?.minor ?? 0) + 1_005, payments: (sum?.payments ?? 0) + 1 },
	]);
	// 100 EUR into an account of pounds, at 0.85.
	const euros = sandbox.dump(orgId).documents.find(({ number }) => number === 'INV-1')?.id ?? '';
	const foreign = edit.pay(euros, { amount: 10_000, day: today });
	expect((await account(pounds))?.waiting[0]).toMatchObject({ minor: (sum?.minor ?? 0) + 1_005 + 8_500 });
	edit.reconcile(payment);
	edit.reconcile(foreign);
	expect((await account(pounds))?.waiting).toEqual(sum ? [sum] : []);
});

it('a person enters money and reconciles payments on the sandbox’s page', async () => {
	const page = `${sandbox.origin}/organisations/${orgId}/bank`;
	const post = async (path: string, form: Record<string, string>): Promise<string> => {
		const answer = await fetch(path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
		return decodeURIComponent(answer.headers.get('location') ?? '');
	};
	const entry = { type: 'RECEIVE', account: '091', day: today, amount: '12.50' };
	expect(await post(page, entry)).toContain('It is entered.');
	expect(await post(page, { ...entry, amount: 'much' })).toContain('Not done');
	expect(await account('EUR Bank Account')).toMatchObject({ receives: true, latest: today });
	const shown = await (await fetch(page)).text();
	expect(shown).toContain('12.50 EUR');
	const before = (await account(pounds))?.waiting[0]?.payments ?? 0;
	const [, payment = ''] = /bank\/([0-9a-f-]{36})"/.exec(shown) ?? [];
	expect(await post(`${page}/${payment}`, { is: 'yes' })).toContain('found on the statement');
	expect((await account(pounds))?.waiting[0]?.payments ?? 0).toBe(before - 1);
});

it('a full page says how far back it reaches', async () => {
	const edit = sandbox.edit(orgId);
	const [contact] = sandbox.dump(orgId).contacts;
	const invoice = edit.addInvoice({ contact: contact?.id ?? '', currency: 'GBP', issued: today, due: today, total: 100_000 });
	for (let at = 0; at < 205; at++) edit.pay(invoice, { amount: 1, day: addDays(today, -Math.floor(at / 50)) });
	expect(await look()).toMatchObject({ reaches: addDays(today, -3) });
});

it('a consent without the scope says so, and documents are read as before', async () => {
	const access = token();
	sandbox.dropScope('accounting.banktransactions');
	expect(await (await openXeroBank(sandbox.origin)(ledger, access, clock.now)).look(today, null)).toEqual({ missingScope: bankScope });
	expect((await (await openXero(sandbox.origin)(ledger, access, clock.now)).organisation()).name).toBe('Harbour & Sons');
});

it.each(['server-error', 'throttled-minute', 'truncated-page'] as const)('%s is a fault', async (kind) => {
	sandbox.faults.add(kind, 5, 'BankTransactions');
	sandbox.edit(orgId).bankEntry({ type: 'RECEIVE', account: '090', day: today, total: 900 });
	await expect(look()).rejects.toMatchObject({ name: 'AccountingFault' });
});
