/** Rows of Xero that no sandbox of ours can hold, or that its specification leaves open. */

import { describe, expect, it } from 'vitest';
import { Invoice } from 'xero-node/dist/gen/model/accounting/invoice';
import { creditNoteOf, invoiceOf, paymentOf } from '../../../../shared/adapters/xero/map.ts';
import { ledger } from '../../../sandbox/xero/books.ts';

type Given = Parameters<typeof invoiceOf>[1];
const row = (change: object): Given =>
	Object.assign(new Invoice(), {
		type: 'ACCREC',
		status: 'AUTHORISED',
		invoiceID: 'AAAA0000-0000-4000-8000-000000000001',
		invoiceNumber: 'INV-1',
		contact: { contactID: 'bbbb0000-0000-4000-8000-000000000001' },
		date: new Date('2026-11-01'),
		dueDate: new Date('2026-11-30'),
		updatedDateUTC: new Date('2026-11-02T23:30:00Z'),
		currencyCode: 'GBP',
		total: 1200,
		amountDue: 1200,
		...change,
	});
const entries = (given: Given, zone = 'UTC') => invoiceOf(ledger, given, zone)?.entries.map(({ day, kind, minor }) => [day, kind, minor]);

describe('an amount with more decimals than its currency has', () => {
	it.each([
		['total', row({ currencyCode: 'JPY', total: 1098.9, amountDue: 1098.9 }), 'its total 1098.9 has more decimals than JPY has'],
		['amount due', row({ currencyCode: 'JPY', total: 1099, amountDue: 1098.9 }), 'its amount due 1098.9 has more decimals than JPY has'],
		['amount in pounds', row({ total: 0.005, amountDue: 0.005 }), 'its total 0.005 has more decimals than GBP has'],
		[
			'payment',
			row({ currencyCode: 'JPY', payments: [{ paymentID: 'p', amount: 0.1, date: new Date('2026-11-02') }] }),
			'its payment amount 0.1 has more decimals than JPY has',
		],
	])('is refused, not rounded: %s', (_what, given, reason) => {
		expect(() => invoiceOf(ledger, given, 'UTC')).toThrow(reason);
	});

	it('is refused in a payment of its own too', () => {
		const payment = {
			paymentType: 'ACCRECPAYMENT',
			paymentID: 'p',
			amount: 1098.9,
			date: new Date('2026-11-02'),
			updatedDateUTC: new Date('2026-11-02'),
			invoice: { contact: { contactID: 'c' }, currencyCode: 'JPY' },
		};
		expect(() => paymentOf(ledger, Object.assign({}, payment) as unknown as Parameters<typeof paymentOf>[1], 'UTC')).toThrow('JPY');
	});

	it('is taken when only zeros are too many', () => {
		expect(invoiceOf(ledger, row({ currencyCode: 'JPY', total: 1099.0, amountDue: 1099 }), 'UTC')?.open).toBe(1099);
	});
});

describe('a deduction for the tax office (CIS)', () => {
	it('was never owed where Xero leaves it out of the amount due', () => {
		expect(entries(row({ cISDeduction: 200, amountDue: 1000 }))).toEqual([['2026-11-01', 'issued', 100_000]]);
		const paid = { payments: [{ paymentID: 'p', amount: 400, date: new Date('2026-11-02') }], cISDeduction: 200, amountDue: 600 };
		expect(invoiceOf(ledger, row(paid), 'UTC')).toMatchObject({ total: 120_000, open: 60_000 });
	});

	it('is nothing to us where the amounts add up without it', () => {
		expect(entries(row({ cISDeduction: 200 }))).toEqual([['2026-11-01', 'issued', 120_000]]);
	});

	it('does not excuse amounts that add up neither way', () => {
		expect(() => invoiceOf(ledger, row({ cISDeduction: 200, amountDue: 1100 }), 'UTC')).toThrow('its amount due is not its total');
	});

	it('is taken off a credit note in the same way', () => {
		const note = { type: 'ACCRECCREDIT', creditNoteID: 'c', total: 120, remainingCredit: 100, cISDeduction: 20, amountDue: undefined };
		const given = row(note) as unknown as Parameters<typeof creditNoteOf>[1];
		expect(creditNoteOf(ledger, given, 'UTC')).toMatchObject({ unapplied: 10_000, entries: [{ kind: 'issued', minor: 10_000 }] });
	});
});

it('a void is learned on the company’s civil day', () => {
	const given = row({ status: 'VOIDED' });
	expect(entries(given)?.at(-1)?.[0]).toBe('2026-11-02');
	expect(entries(given, 'Asia/Tokyo')?.at(-1)?.[0]).toBe('2026-11-03');
	expect(entries(given, 'America/Los_Angeles')?.at(-1)?.[0]).toBe('2026-11-02');
});
