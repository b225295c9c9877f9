/** Views as rich as a real company's: for looking at the pages, for axe, and for their weight. */
import { type Bucket, buckets } from '../../shared/domain/aging.ts';
import { day } from '../../shared/domain/day.ts';
import { currency as currencyOf, parseMoney, toDecimal } from '../../shared/domain/money.ts';
import type {
	AgingTotal,
	AgingView,
	ConnectionView,
	CustomerRowView,
	CustomersView,
	DocumentRowView,
	DocumentsView,
	Problem,
} from '../../shared/wire/http.ts';
import type { CustomerPageView } from '../../web/customer-page.ts';
import type { DayPageView } from '../../web/day-page.ts';
import type { HubView } from '../../web/hub-page.ts';
import { dealings, dealingsStopped, mails, mailsWaiting, names, noDealings, numbers, paid } from './dealing-samples.ts';

const sum = (amounts: readonly string[], code: string): string => {
	const ccy = currencyOf(code);
	return toDecimal({ minor: amounts.reduce((all, amount) => all + parseMoney(amount, ccy).minor, 0), currency: ccy });
};
const minus = (a: string, b: string, code: string): string => sum([a, b.startsWith('-') ? b.slice(1) : `-${b}`], code);
const zero = (code: string): string => sum([], code);

const xero = 'xero-3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10';
const quickbooks = 'quickbooks-4620816365291870';

type Seed = readonly [name: string, ages: readonly [string, string, string, string, string], oldest: number | null, unapplied?: string];

const customer = (ledger: string, code: string, [name, ages, oldest, unapplied = zero(code)]: Seed, index: number): CustomerRowView => {
	const amounts: Record<Bucket, string> = { current: ages[0], '1-30': ages[1], '31-60': ages[2], '61-90': ages[3], '91+': ages[4] };
	return {
		customer: `${ledger}~${code.toLowerCase()}-${String(index).padStart(4, '0')}-5b1e-47a2-bb3f-0c9d8e7f6a5b`,
		name,
		ledger,
		buckets: amounts,
		open: sum(ages, code),
		overdue: minus(sum(ages, code), ages[0], code),
		unapplied,
		oldestDue: oldest === null ? null : new Date(Date.UTC(2026, 10, 22) - oldest * 86_400_000).toISOString().slice(0, 10),
		oldestDaysPastDue: oldest,
	};
};

const customersIn = (ledger: string, currency: string, seeds: readonly Seed[], next: string | null = null): CustomersView => ({
	currency,
	asOf: '2026-11-22',
	rows: seeds.map((seed, index) => customer(ledger, currency, seed, index)),
	next,
});

/** Totals of exactly these customers. */
const totalOf = (view: CustomersView, ledger: string, name: string): AgingTotal => {
	const { currency, rows } = view;
	const rungs = Object.fromEntries(
		buckets.map((age) => [
			age,
			{
				amount: sum(
					rows.map((row) => row.buckets[age]),
					currency,
				),
				invoices: rows.filter((row) => /[1-9]/.test(row.buckets[age])).length * 3,
			},
		]),
	) as AgingTotal['buckets'];
	const open = sum(
		rows.map((row) => row.open),
		currency,
	);
	const unapplied = sum(
		rows.map((row) => row.unapplied),
		currency,
	);
	const net = minus(open, unapplied, currency);
	return {
		currency,
		buckets: rungs,
		open,
		overdue: minus(open, rungs.current.amount, currency),
		unapplied,
		net,
		ledgers: [{ ledger, name, net }],
	};
};

const customers: readonly CustomersView[] = [
	customersIn(
		xero,
		'GBP',
		[
			['Harbour & Vine Catering Ltd', ['2400.00', '1850.50', '3120.00', '980.75', '6348.75'], 127],
			["O'Connell Marine Services", ['0.00', '0.00', '0.00', '0.00', '9720.10'], 204],
			['Ñandú Diseño y Comunicación, S.L.', ['1200.00', '4410.00', '2205.00', '0.00', '0.00'], 58, '350.00'],
			['ООО «Северный Ветер»', ['0.00', '3300.00', '0.00', '1750.00', '0.00'], 77],
			['شركة النور للتجارة', ['880.00', '0.00', '4020.00', '0.00', '0.00'], 44],
			['Brightwater Property Management and Facilities Services (Holdings) plc', ['15250.00', '2999.99', '0.00', '0.00', '0.00'], 12],
			['Copperfield Books', ['310.40', '1204.60', '0.00', '0.00', '0.00'], 3],
			['Tanner & Daughters', ['5600.00', '0.00', '0.00', '0.00', '0.00'], null, '12.34'],
		],
		'2~000000000310460~xero',
	),
	customersIn(xero, 'EUR', [
		['Bäckerei Grünwald GmbH', ['3400.00', '1210.00', '0.00', '0.00', '450.00'], 98],
		['Société Générale de Menuiserie', ['0.00', '2875.25', '0.00', '0.00', '0.00'], 21],
		['Talleres Íñigo Muñoz', ['760.00', '0.00', '640.00', '0.00', '0.00'], 35],
	]),
	customersIn(quickbooks, 'USD', [
		['Blue Mesa Outfitters', ['38061284.57', '1120412.16', '940927.85', '11027.18', '0.00'], 64],
		['Kowalski Freight Lines', ['12000.00', '8400.00', '0.00', '0.00', '2100.00'], 131, '8400.00'],
		['Sunrise Dental Group', ['980.00', '0.00', '0.00', '0.00', '0.00'], null],
	]),
	customersIn(quickbooks, 'MXN', [
		['Comercializadora del Bajío, S.A. de C.V.', ['185000.00', '92500.00', '46250.00', '0.00', '18750.50'], 95],
		['Frutas Selectas de Michoacán', ['0.00', '31200.00', '0.00', '0.00', '0.00'], 17],
	]),
	customersIn(xero, 'JPY', [['株式会社さくら印刷', ['1250000', '0', '0', '0', '0'], null]]),
];

const tied = (
	codes: readonly string[],
	at: string,
	totals: readonly AgingTotal[],
	off: Readonly<Record<string, string>> = {},
): ConnectionView['tieOut'] => ({
	at,
	basis:
		'Compared with the balance of Accounts Receivable in the ledger’s own aged receivables report, drafts and voided documents left out.',
	ties: Object.keys(off).length === 0,
	lines: codes.map((code) => {
		const ours = totals.find(({ currency }) => currency === code)?.net ?? zero(code);
		const difference = off[code] ?? zero(code);
		return { currency: code, ours, theirs: minus(ours, difference, code), difference };
	}),
});

const totals: readonly AgingTotal[] = customers.map((view) =>
	['USD', 'MXN'].includes(view.currency) ? totalOf(view, quickbooks, 'Mesa Verde Trading Inc.') : totalOf(view, xero, 'Lumen Studio Ltd'),
);

const lumen: ConnectionView = {
	ledger: xero,
	provider: 'xero',
	name: 'Lumen Studio Ltd',
	state: 'connected',
	phase: 'live',
	baseCurrency: 'GBP',
	timeZone: 'Europe/London',
	doing: null,
	progress: [],
	freshAsOf: '2026-11-22T14:02:11.000Z',
	lag: { minutes: 3, late: false },
	lastFullAt: '2026-11-21T09:15:00.000Z',
	nextAt: '2026-11-22T15:02:00.000Z',
	stopped: null,
	lastError: null,
	refused: [],
	refusedInAll: 0,
	counts: { customer: 38, invoice: 261, 'credit-note': 14, payment: 143, overpayment: 1, prepayment: 1 },
	lastRead: { endedAt: '2026-11-22T14:02:31.000Z', calls: 10, changed: 3 },
	calls: {
		today: 212,
		purposes: { booking: 6, asked: 50, reading: 120, comparing: 36, noting: 0 },
		thisMinute: 10,
		readsThisMonth: null,
		day: { most: 1000, left: 788, saidAt: '2026-11-22T14:02:31.000Z', newAt: '2026-11-23T00:00:00.000Z' },
		waitUntil: null,
	},
	forecast: null,
	untied: null,
	sweep: {
		at: '2026-11-22T02:31:00.000Z',
		of: 'open-items',
		open: 143,
		missing: 1,
		calls: 6,
		found: 1,
		findings: [{ how: 'gone', kind: 'invoice', id: 'a', number: 'INV-0042', currency: 'GBP', was: '120.00', is: '0.00' }],
		failed: null,
	},
	recount: { at: '2026-11-21T09:15:20.000Z', documents: 420, drift: 0 },
	tieOut: tied(['GBP', 'EUR', 'JPY'], '2026-11-22T14:02:31.000Z', totals),
};

const mesa: ConnectionView = {
	ledger: quickbooks,
	provider: 'quickbooks',
	name: 'Mesa Verde Trading Inc.',
	state: 'connected',
	phase: 'live',
	baseCurrency: 'USD',
	timeZone: 'America/Denver',
	doing: null,
	progress: [],
	freshAsOf: '2026-11-22T13:40:00.000Z',
	lag: { minutes: 40, late: false },
	lastFullAt: '2026-11-20T18:30:00.000Z',
	nextAt: '2026-11-22T14:40:00.000Z',
	stopped: null,
	lastError: null,
	refused: [],
	refusedInAll: 0,
	counts: { customer: 22, invoice: 139, 'credit-note': 6, payment: 88 },
	lastRead: { endedAt: '2026-11-22T13:40:25.000Z', calls: 1, changed: 1 },
	calls: {
		today: 61,
		purposes: { booking: 0, asked: 20, reading: 24, comparing: 17, noting: 0 },
		thisMinute: 0,
		readsThisMonth: 2031,
		day: null,
		waitUntil: null,
	},
	forecast: null,
	untied: null,
	sweep: null,
	recount: null,
	tieOut: tied(['USD', 'MXN'], '2026-11-22T13:40:25.000Z', totals),
};

const aging: AgingView = { company: 'demo', asOf: '2026-11-22', today: '2026-11-22', timeZone: 'Europe/London', totals, counting: [] };

export const user = { name: 'Ana Demo', roles: ['owner', 'finance'] } as const;

/** Everything is well. */
export const healthy: HubView = {
	user,
	aging,
	connections: { connections: [lumen, mesa] },
	moves: { asks: [], demands: [] },
	customers,
	deadLetters: { letters: [] },
	...dealings,
};

/** Everything that can be wrong, at once; a later as-of day; the second page of one currency. */
export const troubled: HubView = {
	...healthy,
	...dealingsStopped,
	desk: 'http://127.0.0.1:4110',
	aging: { ...aging, asOf: '2026-12-31' },
	customers: customers.map((view) => ({ ...view, asOf: '2026-12-31' })),
	laterPage: 'GBP',
	notice: { kind: 'problem', text: 'Xero did not answer, so nothing was connected. Try again in a minute.' },
	connections: {
		connections: [
			{
				...lumen,
				state: 'needs-reconnecting',
				freshAsOf: '2026-11-19T08:00:00.000Z',
				lag: { minutes: 4680, late: true },
				nextAt: null,
				lastError: { text: 'Xero refused the refresh token.', at: '2026-11-19T09:00:03.000Z', retryAt: null },
				refused: [
					{ kind: 'invoice', id: 'b7c1a2', reason: 'its currency "XXX" is not an ISO 4217 currency we can account in', number: 'INV-0107' },
					{ kind: 'customer', id: '9e0d11', reason: 'its name is empty', number: null },
				],
				refusedInAll: 53,
				tieOut: tied(['GBP', 'EUR', 'JPY'], '2026-11-19T08:00:40.000Z', totals, { GBP: '-120.00', JPY: '5000' }),
			},
			{
				...mesa,
				lag: { minutes: 130, late: true },
				stopped: { what: 'page 3 of invoices', reason: 'Invoice 1187 has a line without an amount.', at: '2026-11-22T13:20:00.000Z' },
				lastError: {
					text: 'QuickBooks asked us to wait: too many requests.',
					at: '2026-11-22T13:58:00.000Z',
					retryAt: '2026-11-22T14:10:00.000Z',
				},
				recount: { at: '2026-11-22T12:00:00.000Z', documents: 233, drift: 2 },
				calls: mesa.calls && { ...mesa.calls, waitUntil: '2026-11-22T14:10:00.000Z' },
				untied: { text: 'QuickBooks answered 503', at: '2026-11-22T13:20:00.000Z', nextAt: '2026-11-22T13:40:00.000Z' },
				tieOut: null,
			},
			{ ...mesa, ledger: 'quickbooks-99', name: 'Old Mesa LLC', state: 'disconnected', counts: {}, nextAt: null, tieOut: null },
		],
	},
	deadLetters: {
		letters: [
			{
				id: '01JD9Z3Q',
				station: 'sync',
				type: 'sync.page',
				reason: 'The message names a ledger this company does not have.',
				at: '2026-11-22T12:44:10.000Z',
			},
			{
				id: '01JD9Z77',
				station: 'connect',
				type: 'connect.refresh',
				reason: 'The token was changed by someone else.',
				at: '2026-11-20T07:00:00.000Z',
			},
		],
	},
};

/** The first read is under way: nothing is aged yet. */
export const counting: HubView = {
	...healthy,
	...noDealings,
	notice: { kind: 'ok', text: 'Lumen Studio Ltd is connected. Counting has begun.' },
	aging: { ...aging, totals: [], counting: [{ ledger: xero, name: 'Lumen Studio Ltd', done: 212, total: 400 }] },
	customers: [],
	connections: {
		connections: [
			{
				...lumen,
				phase: 'backfill',
				doing: 'counting invoices, 212 of 400',
				forecast: { calls: 34, minutes: 1, atLeast: true },
				progress: [
					{ kind: 'customer', done: 60, total: 60 },
					{ kind: 'invoice', done: 212, total: 400 },
				],
				freshAsOf: null,
				lastFullAt: null,
				counts: {},
				tieOut: null,
			},
		],
	},
};

export const firstRun: HubView = {
	...healthy,
	...noDealings,
	aging: { ...aging, totals: [] },
	customers: [],
	connections: { connections: [] },
};

/** Fifty customers in each of five currencies, the most one answer holds. */
export const full: HubView = {
	...healthy,
	customers: customers.map((view) => ({
		...view,
		rows: Array.from({ length: 50 }, (_, index) => {
			const row = view.rows[index % view.rows.length];
			if (!row) throw new RangeError('a sample currency has no customers');
			return { ...row, customer: `${row.customer}-${index}` };
		}),
		next: 'MjAwMDAwMDAwMDAwMDAwMH54ZXJv',
	})),
};

const document = (kind: string, number: string, of: Partial<DocumentRowView>): DocumentRowView => ({
	kind,
	id: `id-${number}`,
	number,
	reference: '',
	state: 'open',
	providerStatus: 'AUTHORISED',
	currency: 'GBP',
	issued: '2026-08-01',
	due: null,
	daysPastDue: null,
	total: '100.00',
	open: '0.00',
	unapplied: '0.00',
	seen: '2026-11-21T09:15:00.000Z',
	unsure: null,
	...of,
});

export const customerDocuments: DocumentsView = {
	customer: {
		id: `${xero}~c-1`,
		name: 'Ñandú Diseño y Comunicación, S.L.',
		ledger: xero,
		language: 'es',
		country: 'ES',
		unsure: { since: '2026-11-21T09:15:00.000Z', why: 'its name is empty' },
		archived: false,
		email: 'pagos@nandu.example',
		accountNumber: 'C-0042',
		details: {
			address: ['Carrer de Mallorca 401', '08013 Barcelona', 'ES'],
			phone: '+34 932 080 414',
			people: [{ name: 'Marta Ferrer', email: 'marta@nandu.example', mailed: true }, { name: 'Iñaki Otxoa' }],
			taxId: 'ESB12345678',
			companyNumber: '00445790',
			groups: ['Design', 'Spain'],
			parent: `${xero}~c-7`,
			terms: '30 days from the invoice',
			payable: '120.00',
		},
	},
	asOf: '2026-11-22',
	balances: [
		{ currency: 'GBP', open: '7815.00', overdue: '6615.00', unapplied: '350.00' },
		{ currency: 'EUR', open: '640.00', overdue: '0.00', unapplied: '0.00' },
	],
	rows: [
		document('invoice', 'INV-0107', {
			reference: 'Campaña de otoño, PO 4471',
			due: '2026-09-25',
			daysPastDue: 58,
			total: '2205.00',
			open: '2205.00',
		}),
		document('invoice', 'INV-0131', { due: '2026-11-01', daysPastDue: 21, total: '6410.00', open: '4410.00', issued: '2026-10-02' }),
		document('invoice', 'INV-0144', {
			due: '2026-11-22',
			daysPastDue: 0,
			currency: 'EUR',
			total: '640.00',
			open: '640.00',
			issued: '2026-10-23',
		}),
		document('invoice', 'INV-0150', { due: '2026-12-04', daysPastDue: -12, total: '1200.00', open: '1200.00', issued: '2026-11-04' }),
		document('credit-note', 'CN-0012', { reference: 'Returned prints', total: '500.00', unapplied: '350.00', issued: '2026-10-14' }),
		document('overpayment', '', {
			reference: 'Bank transfer 1 Oct',
			total: '50.00',
			state: 'closed',
			providerStatus: 'PAID',
			issued: '2026-10-01',
		}),
		document('invoice', 'INV-0088', {
			due: '2026-07-31',
			daysPastDue: 114,
			state: 'closed',
			providerStatus: 'PAID',
			total: '990.00',
			issued: '2026-07-01',
		}),
		document('invoice', 'INV-0085', {
			due: '2026-07-15',
			daysPastDue: 130,
			state: 'void',
			providerStatus: 'VOIDED',
			total: '45.00',
			issued: '2026-06-15',
		}),
	],
	next: 'QyMyMDI2LTA2',
};

/** The customer's page with everything on it. */
export const customerView: CustomerPageView = {
	user,
	view: customerDocuments,
	dealings: {
		mails: [...mailsWaiting.slice(1, 2), ...mails.slice(0, 3).map((mail, i) => ({ ...mail, day: day(`2026-11-${21 - i * 5}`) }))],
		payments: { payments: paid, numbers },
	},
	owed: { lines: [{ currency: 'GBP', amount: '1200.00', bills: 3 }], asOf: '2026-11-22T02:10:00.000Z' },
	timeZone: 'Europe/London',
	today: '2026-11-22',
};

/** A whole day's candidates. */
export const dayView: DayPageView = {
	user,
	day: '2026-11-22',
	today: '2026-11-22',
	timeZone: 'Europe/London',
	mails: [...mailsWaiting, ...mails],
	names,
	next: 'MjAyNi0xMS0yMg',
	laterPage: false,
	desk: 'http://127.0.0.1:4110',
};

export const problems: readonly Problem[] = [
	{
		type: 'about:blank',
		title: 'The as-of day is in the past',
		status: 400,
		code: 'AS_OF_PAST',
		detail: 'Aging is computed for today and later days. You asked for 2026-11-01, and today is 2026-11-22.',
		fields: [{ path: 'asOf', message: 'must be 2026-11-22 or later' }],
	},
	{ type: 'about:blank', title: 'Not built yet', status: 501, code: 'NOT_BUILT', detail: 'Reminders are part of a later issue.', issue: 6 },
];
