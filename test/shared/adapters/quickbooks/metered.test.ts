/** Each call of QuickBooks is told of before it is made: reads, which its free tier counts by the month, and writes, which it does not. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuickbooks } from '../../../../shared/adapters/quickbooks/accounting.ts';
import { openQuickbooksBookkeeping } from '../../../../shared/adapters/quickbooks/bookkeeping.ts';
import { customerId } from '../../../../shared/domain/document.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { AccountingFault } from '../../../../shared/ports/accounting.ts';
import { invoices, ledger, organisation, type Rig, realm, startRig, today } from '../../../sandbox/quickbooks/rig.ts';

let rig: Rig;
beforeAll(async () => {
	rig = await startRig({ organisation: organisation({ documents: invoices(3) }) });
});
afterAll(() => rig.close());

it('a page, a comparison and a look are as many reads as the sandbox counts; a payment is a write', async () => {
	const { tokens } = await rig.connect();
	const asked: string[] = [];
	const meter = { ask: (what: string) => void asked.push(what), heard: () => undefined };
	const accounting = await openQuickbooks(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now, meter);
	const before = rig.sandbox.calls();
	await accounting.organisation();
	await accounting.control();
	await accounting.page(accounting.openItems());
	await accounting.look('invoice', ['1']);
	expect(asked.every((what) => what === 'read')).toBe(true);
	expect(asked).toHaveLength(rig.sandbox.calls() - before);
	asked.length = 0;
	const books = await openQuickbooksBookkeeping(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now, meter);
	const [invoice] = rig.sandbox.dump(realm).documents.filter(({ type }) => type === 'Invoice');
	if (!invoice) throw new Error('no invoice');
	const order = {
		key: 'pi_1-0',
		invoice: String(invoice.id),
		customer: customerId(ledger, String(invoice.customer)),
		currency: currency('USD'),
		minor: 100,
		day: today,
		reference: 'Stripe pi_1',
	};
	await books.book(order);
	expect(asked).toEqual(['write']);
});

it('a call that the meter holds is not made', async () => {
	const { tokens } = await rig.connect();
	const held = new AccountingFault('throttled', 'kept for payments', 5000);
	const meter = {
		ask: () => {
			throw held;
		},
		heard: () => undefined,
	};
	const accounting = await openQuickbooks(rig.sandbox.origin)(ledger, tokens.access, () => rig.clock.now, meter);
	const before = rig.sandbox.calls();
	await expect(accounting.organisation()).rejects.toBe(held);
	await expect(accounting.control()).rejects.toBe(held);
	await expect(accounting.look('invoice', ['1'])).rejects.toBe(held);
	expect(rig.sandbox.calls()).toBe(before);
});
