/** Letters to try: a customer with invoices, and a payment. */
import { addDays, day, instant } from '../../../../shared/domain/day.ts';
import type { LetterLine, LetterOrder } from '../../../../shared/domain/letter.ts';
import { currency } from '../../../../shared/domain/money.ts';

export type Reminder = Extract<LetterOrder, { kind: 'reminder' }>;
export type Notice = Extract<LetterOrder, { kind: 'notice' }>;
export type Receipt = Extract<LetterOrder, { kind: 'receipt' }>;

export const today = day('2026-11-22');
export const payUrl = 'https://hub.example.com/pay/7Vq0aXbPz3kLw9RtYc2mNg';

const shared = {
	language: 'en',
	seller: { name: 'Acme Kitchens Ltd', address: '12 Mill Lane\r\nLeeds', taxId: 'GB 123 4567 89', replyTo: 'accounts@acme.example' },
	customer: 'Bistro del Norte S.L.',
	currency: currency('EUR'),
	timeZone: 'Europe/Madrid',
	asOf: instant('2026-11-22T13:02:00.000Z'),
	payUrl,
};

/** The `n`th invoice, due so many days ago: 1,200.50 in all, 1,000.50 open. */
export const lineOf = (n: number, daysPastDue: number): LetterLine => ({
	number: `INV-${1000 + n}`,
	reference: `PO ${n}/26`,
	issued: addDays(today, -daysPastDue - 30),
	due: addDays(today, -daysPastDue),
	total: 120_050,
	asked: 100_050,
	daysPastDue,
});

export const reminder = (change: Partial<Reminder> = {}): Reminder => {
	const lines = change.lines ?? [lineOf(1, 10)];
	return {
		...shared,
		kind: 'reminder',
		tone: 'reminder',
		lines,
		asked: lines.reduce((sum, { asked }) => sum + asked, 0),
		held: 0,
		unapplied: 0,
		earlier: [],
		answerBy: day('2026-12-05'),
		...change,
	};
};

export const receipt = (change: Partial<Receipt> = {}): Receipt => ({
	...shared,
	kind: 'receipt',
	paid: 120_000,
	on: today,
	method: 'card',
	last4: '4242',
	shares: [
		{ number: 'INV-1001', minor: 100_050 },
		{ number: 'INV-1002', minor: 9_950 },
	],
	unapplied: 10_000,
	remaining: 90_100,
	...change,
});

export const notice = (change: Partial<Notice> & Pick<Notice, 'name'>): Notice => ({
	...shared,
	kind: 'notice',
	lines: [{ ...lineOf(1, 10), minor: 100_050 }],
	instalments: [
		{ due: day('2026-12-01'), minor: 50_050 },
		{ due: day('2027-01-01'), minor: 50_000 },
	],
	amount: 100_050,
	open: 100_050,
	by: day('2026-11-27'),
	rebill: false,
	code: null,
	...change,
});
