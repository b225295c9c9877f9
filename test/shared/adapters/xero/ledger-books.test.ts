/** The control account in Xero's trial balance, read by the adapter from the sandbox, whose report is made from its own store alone. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { openXeroBooks, trialBalanceScope } from '../../../../shared/adapters/xero/ledger-books.ts';
import { addDays } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { ledger, orgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';

const gbp = currency('GBP');
let sandbox: XeroSandbox;
const clock = testClock();
beforeEach(async () => {
	sandbox = await startBooks(clock);
	sandbox.load(smallBooks(), today);
});
afterEach(() => sandbox.close());

const books = async () => openXeroBooks(sandbox.origin)(ledger, sandbox.consent([orgId]).access_token, clock.now);
const read = async () => {
	const answer = await (await books()).receivables(gbp, today);
	if ('missingScope' in answer) throw new Error(answer.missingScope);
	return answer;
};
const figure = async () => (await read()).figures[0];

it('is what was posted to receivables: invoices less payments, credits and overpayments, and no prepayment', async () => {
	// INV-2: 100.10 − 40.05 − 10.00 of a prepayment; overpayment 20; INV-1 1,210 − 200 EUR at 0.85, CN-1 300 − 200 EUR; INV-6 12.345 KWD at 2.5.
	expect(await figure()).toEqual({ currency: gbp, today: 5_005 - 2_000 + 85_850 - 8_500 + 3_086, allDates: 83_441, unrealised: 0 });
	expect(sandbox.calls()).toBe(3);
});

it('leaves out of today what is dated later, also a payment that settles what is open today', async () => {
	const edit = sandbox.edit(orgId);
	const [invoice] = sandbox.dump(orgId).documents.filter(({ number }) => number === 'INV-2');
	if (!invoice) throw new Error('no INV-2');
	edit.addInvoice({ contact: invoice.contact, currency: 'GBP', issued: addDays(today, 30), due: addDays(today, 60), total: 700 });
	edit.pay(invoice.id, { amount: 5_005, day: addDays(today, 3) });
	expect(await figure()).toMatchObject({ today: 83_441, allDates: 83_441 + 700 - 5_005 });
});

it('tells what revaluation did, where the books do that', async () => {
	sandbox.rough.set('revalued', true);
	// (1,010 − 100) EUR and 12.345 KWD, three hundredths more: 911.24 in place of 773.50 … each rounded.
	expect(await figure()).toMatchObject({ today: 83_441 + 2_413, unrealised: -2_413 });
});

it('a consent without the scope says so and is read from as before', async () => {
	const token = sandbox.consent([orgId]).access_token;
	sandbox.dropScope(trialBalanceScope);
	const opened = await openXeroBooks(sandbox.origin)(ledger, token, clock.now);
	expect(await opened.receivables(gbp, today)).toEqual({ missingScope: trialBalanceScope });
	const accounting = await openXero(sandbox.origin)(ledger, token, clock.now);
	expect((await accounting.organisation()).name).toBe('Harbour & Sons');
	sandbox.dropScope('accounting.settings');
	await expect(accounting.organisation()).rejects.toMatchObject({ kind: 'forbidden' });
});

it.each(['truncated-page', 'server-error', 'throttled-minute'] as const)('%s is a fault and no figure', async (kind) => {
	const opened = await books();
	sandbox.faults.add(kind, 1, 'TrialBalance');
	await expect(opened.receivables(gbp, today)).rejects.toMatchObject({ name: 'AccountingFault' });
});
