/** Postings in every state, and the pages that ask for them. */
import { day, instant } from '../../shared/domain/day.ts';
import { customerId, type StoredDocument } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { type Posting, type PostingWhat, stepsOf } from '../../shared/domain/posting.ts';
import { newPostingSettings, type PostingSettings } from '../../shared/domain/posting-accounts.ts';
import type { PostConfirmView } from '../../web/post-confirm-page.ts';
import type { PostPageView } from '../../web/post-page.ts';
import type { PostingAccountsView } from '../../web/posting-accounts-page.ts';
import type { PostingsPageView } from '../../web/postings-page.ts';

const ledger = 'xero-3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10';
const gbp = currency('GBP');
const customer = customerId(ledger, 'tanner');
const user = { name: 'Ana Demo', roles: ['owner', 'finance'] };
const today = day('2026-11-22');
const clock = { timeZone: 'Europe/London', today };

const at = instant('2026-11-22T14:02:11.000Z');
let count = 0;
const posting = (what: PostingWhat, minor: number, text: string, over: Partial<Posting> = {}, written = 0): Posting => ({
	company: 'co1',
	id: `0123456789abcdef0000000${++count}`,
	ledger,
	customer,
	currency: gbp,
	minor,
	day: today,
	text,
	what,
	state: 'planned',
	steps: stepsOf(what).map((_, n) => ({
		n,
		state: n < written ? 'written' : 'planned',
		external: n < written ? `7a1c0e0${n}-11aa-4d0b-9c57-2f5d1a7b9e10` : null,
	})),
	by: 'u1',
	askedAt: at,
	writtenAt: null,
	problem: null,
	tries: 0,
	wake: null,
	rev: 1,
	...over,
});

const credit = { kind: 'credit', invoice: 'inv-1', reason: 'discount' } as const;
const postings: readonly Posting[] = [
	posting(
		credit,
		2_410,
		'Early-payment discount, INV-0107',
		{ state: 'stuck', problem: 'The credit was not applied: the books of that day are locked: move the lock date, or book it by hand' },
		1,
	),
	posting({ kind: 'write-off', invoice: 'inv-2' }, 450, 'Small balance written off, INV-0131', { state: 'written', writtenAt: at }, 2),
	posting({ kind: 'refund', credit: { kind: 'credit-note', id: 'cn-1' } }, 12_000, 'Credit paid back', { state: 'writing' }),
	posting({ kind: 'late-fee', invoice: 'inv-1', due: day('2026-12-06') }, 4_000, 'Late fee, INV-0107', {
		problem: 'The ledger did not answer; writing goes on by itself.',
	}),
	posting({ kind: 'set-off', invoice: 'inv-1', bill: 'bill-77' }, 5_000, 'Set off as agreed, INV-0107', {
		state: 'cancelled',
		problem: 'Given up by Ana Demo. Nothing was written.',
	}),
	posting(
		{ kind: 'note', document: { kind: 'invoice', id: 'inv-1' } },
		0,
		'Spoke with Ms Lee: pays on Friday',
		{ state: 'written', writtenAt: at },
		1,
	),
];

export const postingsView: PostingsPageView = {
	user,
	clock,
	postings,
	next: 'more',
	laterPage: false,
	names: new Map([[customer, 'Tanner & Daughters']]),
	users: new Map([['u1', 'Ana Demo']]),
	numbers: new Map([
		[`${ledger}#invoice#inv-1`, 'INV-0107'],
		[`${ledger}#invoice#inv-2`, 'INV-0131'],
		[`${ledger}#credit-note#cn-1`, 'CN-0009'],
	]),
	ledgers: [{ ledger, name: 'Lumen Studio Ltd' }],
	notice: 'Asked for. It is written within seconds; how it went appears here.',
};

const settings: PostingSettings = {
	...newPostingSettings('co1', ledger),
	chosen: { banks: { [gbp]: 'a1' }, discount: 'a2', 'write-off': 'gone' },
	listed: {
		at,
		accounts: [
			{ id: 'a1', code: '090', name: 'Business Bank Account', currency: gbp, fit: ['bank', 'clearing'] },
			{ id: 'a2', code: '405', name: 'Discounts Allowed', currency: null, fit: ['discount'] },
			{ id: 'a3', code: '404', name: 'Bad Debts', currency: null, fit: ['write-off', 'discount'] },
			{ id: 'a4', code: '270', name: 'Late Fees', currency: null, fit: ['late-fee'] },
			{ id: 'a5', code: '881', name: 'Set-off Clearing', currency: null, fit: ['clearing'] },
		],
	},
};

export const postingAccountsView: PostingAccountsView = {
	user,
	clock,
	ledger: { ledger, name: 'Lumen Studio Ltd' },
	settings,
	noted: false,
	currencies: [currency('EUR'), gbp],
};

const document = (over: Partial<StoredDocument>): StoredDocument => ({
	ledger,
	kind: 'invoice',
	id: 'inv-1',
	version: '1',
	customer,
	number: 'INV-0107',
	reference: '',
	state: 'open',
	currency: gbp,
	total: 120_500,
	open: 120_500,
	unapplied: 0,
	issued: day('2026-09-01'),
	due: day('2026-10-01'),
	entries: [],
	providerStatus: 'AUTHORISED',
	rev: 1,
	seen: at,
	saved: at,
	held: 0,
	...over,
});
const invoice = document({});
const note = document({ kind: 'credit-note', id: 'cn-1', number: 'CN-0009', open: 0, unapplied: 30_000, due: null });

export const postView: PostPageView = {
	user,
	customer: { id: customer, name: 'Tanner & Daughters', ledger },
	today,
	invoices: [invoice, document({ id: 'inv-2', number: 'INV-0131', open: 450, held: 200 })],
	credits: [note],
	bills: [],
	isSupplier: true,
	payments: [{ id: 'pi_123', minor: 4_000, currency: gbp, day: today } as Payment],
	settings,
	token: () => 'a-random-token',
};

export const postConfirmView: PostConfirmView = {
	user,
	customer: { id: customer, name: 'Tanner & Daughters' },
	draft: {
		ledger,
		currency: gbp,
		minor: 2_410,
		day: today,
		text: 'Early-payment discount, INV-0107',
		what: credit,
		invoice,
		credit: null,
		bill: null,
		settings,
	},
	fields: [
		['kind', 'credit'],
		['invoice', 'inv-1'],
		['amount', '24.10'],
		['token', 'a-random-token'],
	],
};
