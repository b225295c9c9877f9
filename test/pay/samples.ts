/** Views of the customer's pages as tests and people look at them. */
import { day, instant } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import type { AskName, AskPageView } from '../../shared/wire/ask-view.ts';
import type { ToldView } from '../../shared/wire/told-view.ts';
import type { BalanceView, InvoiceView, PayView } from '../../web/pay/view.ts';

const eur = currency('EUR');
const gbp = currency('GBP');

export const anInvoiceView = (over: Partial<InvoiceView> & { readonly id: string }): InvoiceView => {
	const open = over.open ?? 48_200;
	const held = over.held ?? 0;
	return {
		number: `INV-2026-${over.id}`,
		reference: '',
		issued: day('2026-10-12'),
		due: day('2026-11-11'),
		late: 11,
		open,
		held,
		unsure: false,
		payable: over.unsure ? 0 : open - held,
		disputed: 0,
		...over,
	};
};

export const aBalanceView = (invoices: readonly InvoiceView[], over: Partial<BalanceView> = {}): BalanceView => {
	const sum = (of: (invoice: InvoiceView) => number): number => invoices.reduce((total, each) => total + of(each), 0);
	const late = invoices.filter((each) => each.late > 0 && each.payable > 0);
	return {
		currency: eur,
		invoices,
		open: sum(({ open }) => open),
		held: sum(({ held }) => held),
		unsure: sum(({ unsure, open, held }) => (unsure ? open - held : 0)),
		overdue: late.reduce((total, { payable }) => total + payable, 0),
		unapplied: 0,
		all: { count: invoices.filter(({ payable }) => payable > 0).length, total: sum(({ payable }) => payable) },
		lateOnly: { count: late.length, total: late.reduce((total, { payable }) => total + payable, 0) },
		begun: null,
		debit: 0,
		refused: null,
		...over,
	};
};

export const aPayView = (balances: readonly BalanceView[], over: Partial<PayView> = {}): PayView => ({
	payee: 'Lumen Studio S.L.',
	taxId: 'B-12345674',
	address: 'Calle Mayor 1, 28013 Madrid',
	company: 'Lumen Studio',
	customer: 'A••• T••• C•••',
	timeZone: 'Europe/Madrid',
	asOf: instant('2026-11-22T09:05:00Z'),
	balances,
	told: [],
	proof: 'p'.repeat(43),
	nonce: 'n'.repeat(12),
	...over,
});

const usual = [
	anInvoiceView({ id: '0107', open: 120_000, late: 53, due: day('2026-09-30'), issued: day('2026-08-31'), reference: 'PO-4711' }),
	anInvoiceView({ id: '0131', late: 11, held: 20_000 }),
	anInvoiceView({ id: '0158', open: 7_515, late: -8, due: day('2026-11-30') }),
	anInvoiceView({ id: '0160', open: 30_000, held: 30_000, late: 0, due: day('2026-11-22') }),
];

export const usualView = aPayView([
	aBalanceView(usual, { unapplied: 2_500 }),
	aBalanceView([anInvoiceView({ id: '0162', open: 9_900, late: -3, due: day('2026-11-25') })], { currency: gbp }),
]);

export const refusedView = aPayView([
	aBalanceView(usual, {
		refused: {
			problem: { kind: 'fields' },
			fields: { '0107': 'over', '0158': 'unreadable', '0160': 'gone' },
			picked: ['0107', '0158'],
			typed: { '0107': '5000', '0158': 'acht' },
		},
		begun: { total: 48_200, url: 'https://checkout.stripe.com/c/pay/cs_1', until: instant('2026-11-22T09:40:00Z') },
		debit: 12_000,
	}),
]);

/** As much as one page ever shows: long numbers and references, every amount in flight in part. */
export const fullView = aPayView(
	[
		aBalanceView(
			Array.from({ length: 130 }, (_, i) =>
				anInvoiceView({
					id: `01234567-89ab-4cde-8f01-${String(i).padStart(12, '0')}`,
					number: `INV-2026-EUROPE-${String(i).padStart(6, '0')}`,
					reference: `Purchase order 4500${String(i).padStart(8, '0')} / Madrid`,
					open: 123_456_789,
					held: 1_000,
					late: 21,
				}),
			),
			{ unapplied: 500, debit: 1_000 },
		),
	],
	{
		payee: 'A very long company name that fills the heading, Sociedad Limitada',
		told: Array.from({ length: 9 }, (_, i) => ({
			id: `${i}`.padStart(24, '0'),
			kind: 'promise' as const,
			stand: 'we-wait' as const,
			currency: eur,
			minor: 123_456_789,
			numbers: Array.from({ length: 12 }, (_each, n) => `INV-2026-EUROPE-${String(n).padStart(6, '0')}`),
			day: day('2026-12-01'),
			answerBy: null,
			pays: null,
			instalments: [],
			offer: false,
			theirs: false,
			rev: 1,
		})),
	},
);

export const anAskView = (what: AskName, over: Partial<AskPageView> = {}): AskPageView => ({
	payee: 'Lumen Studio S.L.',
	company: 'Lumen Studio',
	customer: 'A••• T••• C•••',
	proof: 'p'.repeat(43),
	nonce: 'n'.repeat(12),
	what,
	today: day('2026-11-22'),
	until: day('2026-12-06'),
	invoices: Array.from({ length: 40 }, (_, i) => ({
		id: `01234567-89ab-4cde-8f01-${String(i).padStart(12, '0')}`,
		number: `INV-2026-EUROPE-${String(i).padStart(6, '0')}`,
		currency: eur,
		due: day('2026-11-11'),
		open: 123_456_789,
		room: i === 0 ? 20_000 : 123_456_789,
	})),
	refused: null,
	needsCode: what === 'plan' || what === 'later',
	address: 'a•••@acme.example',
	...over,
});

const typed = { invoices: [], amount: 'acht', day: '', reason: '', text: 'x'.repeat(40), count: '99', every: 'week' };
export const refusedAskView = anAskView('dispute', {
	refused: {
		problem: 'fields',
		fields: { invoices: 'nothing-chosen', amount: 'unreadable', reason: 'reason-missing', text: 'text-long' },
		typed,
	},
});
export const hostileAskView = (evil: string): AskPageView =>
	anAskView('promise', {
		payee: evil,
		company: evil,
		customer: evil,
		address: evil,
		invoices: [{ id: evil, number: evil, currency: eur, due: day('2026-11-11'), open: 5, room: 5 }],
		refused: { problem: 'fields', fields: { amount: 'over' }, typed: { ...typed, amount: evil, text: `</textarea>${evil}` } },
	});

export const anOffer: ToldView = {
	id: 'a'.repeat(24),
	kind: 'plan',
	stand: 'you-answer',
	currency: eur,
	minor: 300_000,
	numbers: ['INV-2026-0107', 'INV-2026-0131'],
	day: null,
	answerBy: day('2026-11-27'),
	pays: null,
	instalments: [1, 2, 3].map((n) => ({ due: day(`2026-12-0${n}`), minor: 100_000 })),
	offer: true,
	theirs: false,
	rev: 2,
};
