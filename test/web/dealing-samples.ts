/** Mails, payments and exports as a real day has them, one of each kind. */
import { day, type Instant, instant } from '../../shared/domain/day.ts';
import { customerId, ledgerId } from '../../shared/domain/document.ts';
import { defaultRules } from '../../shared/domain/eligibility.ts';
import { emptyTally, type FactoringExport } from '../../shared/domain/export.ts';
import { type Facts, type Mailing, mailId, type Reason } from '../../shared/domain/mailing.ts';
import { currency } from '../../shared/domain/money.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import type { Tone } from '../../shared/domain/policy.ts';
import type { HubView } from '../../web/hub-page.ts';

export const xero = ledgerId('xero', '3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10');
export const today = day('2026-11-22');
const gbp = currency('GBP');
export const who = (id: string) => customerId(xero, id);

const people: Readonly<Record<string, string>> = {
	harbour: 'Harbour & Vine Catering Ltd',
	oconnell: "O'Connell Marine Services",
	nandu: 'Ñandú Diseño y Comunicación, S.L.',
	sever: 'ООО «Северный Ветер»',
	noor: 'شركة النور للتجارة',
	bright: 'Brightwater Property Management and Facilities Services (Holdings) plc',
	copper: 'Copperfield Books',
	tanner: 'Tanner & Daughters',
};
export const names = new Map(Object.entries(people).map(([id, text]) => [who(id), text]));

const at = (time: string): Instant => instant(`2026-11-22T${time}:00Z`);
type Invoice = readonly [number: string, due: string, open: number, out?: Reason];
const facts = (time: string, documents: readonly Invoice[]): Facts => ({
	freshAsOf: at(time),
	unapplied: 0,
	hash: 'f'.repeat(64),
	documents: documents.map(([number, due, open, out]) => ({
		id: `id-${number}`,
		number,
		due: day(due),
		open,
		held: out === 'IN_FLIGHT' ? open : 0,
		stage: 10,
		out: out ?? null,
	})),
});

const tones: Readonly<Record<number, Tone>> = { [-5]: 'before', 3: 'soft', 10: 'reminder', 21: 'firm', 35: 'final' };
export const mail = (customer: string, stage: number, of: Partial<Mailing>): Mailing => ({
	company: 'demo',
	id: mailId({ kind: 'reminder', day: today, currency: gbp, customer: who(customer) }),
	kind: 'reminder',
	customer: who(customer),
	ledger: xero,
	currency: gbp,
	day: today,
	stage: { day: stage, tone: tones[stage] ?? 'soft' },
	policy: 'default/1',
	state: 'sent',
	reasons: [],
	facts: null,
	amount: 0,
	language: null,
	subject: null,
	payment: null,
	plannedAt: at('00:05'),
	lease: null,
	sendingAt: null,
	sentAt: null,
	messageId: null,
	delivery: 'none',
	deliveryAt: null,
	by: null,
	tries: 0,
	wake: null,
	rev: 1,
	...of,
});

const sent = (customer: string, stage: number, time: string, amount: number, subject: string, of: Partial<Mailing> = {}): Mailing =>
	mail(customer, stage, {
		amount,
		subject,
		language: 'en-GB',
		sentAt: at(time),
		delivery: 'delivered',
		facts: facts(time, [[`INV-0${stage + 100}`, '2026-11-12', amount]]),
		...of,
	});

export const mails: readonly Mailing[] = [
	mail('copper', 3, {
		state: 'suppressed',
		reasons: ['PAID'],
		facts: facts('09:14', [['INV-0131', '2026-11-19', 0, 'PAID']]),
	}),
	sent('harbour', 10, '09:12', 185_050, 'Invoice INV-0110 is past due (£1,850.50)'),
	sent('nandu', 21, '09:12', 220_500, 'Responda, por favor, antes del 2 de diciembre de 2026', { language: 'es-ES', delivery: 'bounced' }),
	sent('sever', -5, '09:11', 330_000, 'Счёт INV-0144: срок оплаты 27 ноября 2026 г.', { language: 'ru', delivery: 'sent' }),
	mail('oconnell', 35, {
		state: 'suppressed',
		reasons: ['NEEDS_PERSON'],
		facts: facts('09:11', [['INV-0077', '2026-10-18', 972_010]]),
	}),
	mail('bright', 10, {
		state: 'unknown',
		amount: 299_999,
		language: 'en-GB',
		subject: 'Invoice INV-0120 is past due (£2,999.99)',
		sendingAt: at('09:10'),
		facts: { ...facts('09:09', [['INV-0120', '2026-11-12', 299_999]]), lookedAt: at('09:10') },
	}),
];

export const mailsWaiting: readonly Mailing[] = [
	mail('harbour', 10, {
		state: 'awaiting',
		amount: 185_050,
		language: 'en-GB',
		subject: 'Invoice INV-0110 is past due (£1,850.50)',
		facts: facts('09:12', [['INV-0110', '2026-11-12', 185_050]]),
	}),
	mail('nandu', 21, {
		state: 'awaiting',
		amount: 220_500,
		language: 'es-ES',
		subject: 'Responda, por favor, antes del 2 de diciembre de 2026',
		facts: facts('09:12', [
			['INV-0107', '2026-09-25', 100_500],
			['INV-0108', '2026-10-25', 100_000],
			['INV-0109', '2026-10-26', 10_000],
			['INV-0110', '2026-10-27', 10_000],
		]),
	}),
	mail('sever', -5, { state: 'planned', reasons: ['LEDGER_STALE'] }),
	mail('tanner', 3, { state: 'suppressed', reasons: ['NO_ADDRESS'], facts: facts('09:12', [['INV-0130', '2026-11-19', 5_000]]) }),
];

const aPayment = (id: string, customer: string, of: Partial<Payment>): Payment => ({
	company: 'demo',
	id,
	customer: who(customer),
	ledger: xero,
	currency: gbp,
	minor: 0,
	fee: null,
	method: 'card',
	last4: '4242',
	receivedAt: at('09:05'),
	day: today,
	checkout: 'chk_1',
	shares: [],
	state: 'received',
	bookings: [],
	problem: null,
	tries: 0,
	bookedAt: null,
	wake: null,
	rev: 1,
	...of,
});

export const paid: readonly Payment[] = [
	aPayment('pi_3QReceived', 'noor', {
		minor: 402_000,
		shares: [{ id: 'd-4', number: 'INV-0140', minor: 402_000 }],
		receivedAt: at('09:20'),
	}),
	aPayment('pi_3QBooked', 'copper', {
		minor: 130_460,
		state: 'booked',
		receivedAt: at('09:05'),
		bookedAt: at('09:06'),
		bookings: [
			{ n: 1, document: 'd-1', minor: 120_460, state: 'booked', external: '9b0c3d42-64c8-4a0b-8a3e-0d1f5f8d2a11' },
			{ n: 2, document: null, minor: 10_000, state: 'booked', external: '1f2a9c7e-2b7d-4c55-9a5b-6a0f3c1e7d90' },
		],
	}),
	aPayment('pi_3QStuck', 'tanner', {
		minor: 560_000,
		method: 'sepa_debit',
		last4: '3000',
		state: 'stuck',
		receivedAt: at('08:40'),
		bookings: [{ n: 1, document: 'd-2', minor: 560_000, state: 'planned', external: null }],
		problem: 'Xero refused it: the period up to 30 November 2026 is locked. Unlock it in Xero, then try again.',
	}),
];
export const numbers = new Map([
	[`${xero}#d-1`, 'INV-0131'],
	[`${xero}#d-2`, 'INV-0128'],
]);

const tally = (code: string, invoices: number, open: number, eligible: number, excessCredit = 0) => ({
	...emptyTally(currency(code)),
	invoices,
	open,
	eligible,
	excessCredit,
});
const anExport = (id: string, of: Partial<FactoringExport>): FactoringExport => ({
	company: 'demo',
	id,
	asked: 'a'.repeat(64),
	asOf: today,
	currency: null,
	formats: ['csv', 'jsonl'],
	rules: defaultRules,
	by: 'ana',
	createdAt: at('08:30'),
	state: 'building',
	reading: null,
	again: [],
	claims: 0,
	lease: null,
	totals: [],
	files: [],
	problem: null,
	readyAt: null,
	wake: null,
	rev: 1,
	...of,
});
const file = (name: string, bytes: number) => ({ name, key: `exports/demo/${name}`, type: 'text/csv', bytes, sha256: 'b'.repeat(64) });

export const exported: readonly FactoringExport[] = [
	anExport('exp-3', { createdAt: at('09:25') }),
	anExport('exp-2', {
		state: 'ready',
		readyAt: at('08:31'),
		totals: [tally('GBP', 214, 6_318_504, 4_090_425, 1_234), tally('EUR', 31, 933_525, 869_525), tally('JPY', 4, 1_250_000, 1_250_000)],
		files: [
			file('factoring-2026-11-22.csv', 48_210),
			file('factoring-2026-11-22.jsonl', 131_902),
			file('factoring-2026-11-22.manifest.json', 4_120),
		],
	}),
	anExport('exp-1', {
		state: 'failed',
		createdAt: at('07:00'),
		problem: 'The books kept moving while it was read. Ask again when the sync is quiet.',
	}),
];

const letter = `Hello,

Invoice INV-0128 from Lumen Studio Ltd to Tanner & Daughters was due on 22 November 2026, and we cannot see a payment for it yet. It may simply have slipped through.

Invoice INV-0128        £5,600.00

Pay: https://hub.example.com/pay/…
`;

/** A day in mode live. */
export const dealings = {
	reminders: {
		sending: { mode: 'live', stopped: null, plannedFor: today, lookFrom: { GBP: 500_000 } },
		everywhere: null,
		day: today,
		mails,
		counts: { sent: 3, suppressed: 2, awaiting: 0, waiting: 0, unknown: 1, more: false },
	},
	next: {
		mails: [
			{
				customer: who('tanner'),
				currency: 'GBP',
				day: '2026-11-25',
				stage: { day: 3, by: 'mail' },
				amount: '5600.00',
				letter: { language: 'en', subject: 'Invoice INV-0128 – a quick check', text: letter },
				why: null,
			},
			{
				customer: who('noor'),
				currency: 'GBP',
				day: '2026-11-25',
				stage: { day: 10, by: 'mail' },
				amount: '880.00',
				letter: null,
				why: 'The customer has no email address in the ledger.',
			},
			{
				customer: who('oconnell'),
				currency: 'GBP',
				day: '2026-11-27',
				stage: { day: 35, by: 'person' },
				amount: '9720.10',
				letter: null,
				why: null,
			},
		],
		until: '2026-12-06',
		more: true,
	},
	payments: { payments: paid, numbers },
	exports: exported,
	exportKey: '5a1c9d1e-6f0b-4a53-9a63-0f5b1f0c8b77',
	names,
} as const satisfies Partial<HubView>;

/** A day in mode approval, stopped by a person; nothing paid, nothing exported. */
export const dealingsStopped = {
	...dealings,
	reminders: {
		...dealings.reminders,
		sending: { mode: 'approval', stopped: { by: 'ana', at: at('09:30') }, plannedFor: today },
		mails: mailsWaiting,
		counts: { sent: 0, suppressed: 1, awaiting: 2, waiting: 1, unknown: 0, more: true },
	},
	next: { mails: [], until: '2026-12-06', more: false },
	exports: [],
} as const satisfies Partial<HubView>;

/** Nothing happened yet. */
export const noDealings = {
	...dealings,
	reminders: {
		sending: null,
		everywhere: null,
		day: today,
		mails: [],
		counts: { sent: 0, suppressed: 0, awaiting: 0, waiting: 0, unknown: 0, more: false },
	},
	next: { mails: [], until: '2026-12-06', more: false },
	payments: { payments: [], numbers: new Map() },
	exports: [],
	names: new Map(),
} as const satisfies Partial<HubView>;
