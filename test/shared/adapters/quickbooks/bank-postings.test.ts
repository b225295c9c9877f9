/** How far the bank is posted, read by the adapter from the QuickBooks sandbox. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openQuickbooksBank } from '../../../../shared/adapters/quickbooks/bank-postings.ts';
import { addDays, later } from '../../../../shared/domain/day.ts';
import type { KnownAccounts } from '../../../../shared/ports/bank-postings.ts';
import { invoices, ledger, organisation, type Rig, realm, start, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
let token = '';
beforeEach(async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
	token = (await rig.connect()).tokens.access;
});
afterEach(() => rig.sandbox.close());

const look = async (known: KnownAccounts | null = null, now = start) => {
	const answer = await (await openQuickbooksBank(rig.sandbox.origin)(ledger, token, () => now)).look(today, known);
	if ('missingScope' in answer) throw new Error(answer.missingScope);
	return answer;
};
type Looked = Awaited<ReturnType<typeof look>>;
const named = (answer: Looked, name: string) => answer.accounts.find((each) => each.name === name);
const customer = () => rig.sandbox.dump(realm).customers[0]?.id ?? 0;
const pay = (total: number, daysAgo: number) => rig.sandbox.edit(realm).pay({ customer: customer(), day: addDays(today, -daysAgo), total });
/** Money out of the bank, as an app writes it. */
const check = async (day: string): Promise<void> => {
	const line = {
		Amount: 3,
		DetailType: 'AccountBasedExpenseLineDetail',
		AccountBasedExpenseLineDetail: { AccountRef: { value: '900' } },
	};
	const body = {
		PaymentType: 'Check',
		AccountRef: { value: '35' },
		EntityRef: { value: String(customer()), type: 'Customer' },
		TxnDate: day,
		Line: [line],
	};
	const answer = await fetch(`${rig.sandbox.origin}/v3/company/${realm}/purchase`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	expect(answer.status).toBe(200);
};

it('takes three calls; payments in Undeposited Funds are not banked, and are no posting of a bank', async () => {
	pay(5_000, 1);
	rig.sandbox.resetCalls();
	const answer = await look();
	expect(rig.sandbox.calls()).toBe(3);
	expect(answer).toMatchObject({ reconciles: false, reaches: null, accountsAt: start });
	expect(named(answer, 'Undeposited Funds')).toMatchObject({
		kind: 'undeposited',
		receives: true,
		waiting: [{ currency: 'USD', minor: 5_000, payments: 1 }],
	});
	expect(named(answer, 'Checking')).toMatchObject({ kind: 'bank', receives: false, latest: null, waiting: [] });
});

it('a deposit takes them to the bank and is its latest posting', async () => {
	const [first, second] = [pay(5_000, 4), pay(700, 3)];
	rig.sandbox.deposits(realm).add({ account: '35', day: addDays(today, -2), payments: [first] });
	const answer = await look();
	expect(named(answer, 'Checking')).toMatchObject({ receives: true, latest: addDays(today, -2) });
	expect(named(answer, 'Undeposited Funds')?.waiting).toEqual([{ currency: 'USD', minor: 700, payments: 1 }]);
	rig.sandbox.deposits(realm).add({ account: '35', day: addDays(today, 2), payments: [second] });
	expect(named(await look(), 'Checking')).toMatchObject({ latest: addDays(today, -2) });
});

it('accounts that are known serve a week; then purchases are read in the place of them, and what they told is kept', async () => {
	const first = await look();
	const known = { accounts: first.accounts, at: first.accountsAt };
	rig.sandbox.deposits(realm).add({ account: '35', day: addDays(today, -9), other: 100 });
	await check(addDays(today, -1));
	rig.sandbox.resetCalls();
	const second = await look(known, later(start, 24 * 3_600_000));
	expect(rig.sandbox.calls()).toBe(3);
	expect(named(second, 'Checking')).toMatchObject({ receives: true, latest: addDays(today, -1) });
	expect(second.accountsAt).toBe(start);
	const third = await look({ accounts: second.accounts, at: second.accountsAt }, later(start, 8 * 24 * 3_600_000));
	expect(third.accountsAt).toBe(later(start, 8 * 24 * 3_600_000));
	expect(named(third, 'Checking')).toMatchObject({ latest: addDays(today, -1) });
});

it('money that went to an account nobody knew has the accounts asked for the next time', async () => {
	const first = await look();
	rig.sandbox.deposits(realm).add({ account: '101', day: today, other: 100 });
	const fewer = { accounts: first.accounts.filter(({ id }) => id !== '101'), at: first.accountsAt };
	const second = await look(fewer);
	const third = await look({ accounts: second.accounts, at: second.accountsAt });
	expect(named(third, 'Checking MXN')).toMatchObject({ latest: today });
});

it('a full list says how far back it reaches', async () => {
	for (let at = 0; at < 203; at++) pay(100, Math.floor(at / 50));
	expect(await look()).toMatchObject({ reaches: addDays(today, -3) });
});

it.each(['server-error', 'throttled-minute', 'truncated-page'] as const)('%s is a fault', async (kind) => {
	pay(5_000, 1);
	rig.sandbox.faults.add(kind, 5, '/query');
	await expect(look()).rejects.toMatchObject({ name: 'AccountingFault' });
});
