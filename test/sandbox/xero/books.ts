/** Small books for the tests of the Xero sandbox and adapter, and a sandbox that holds them. */

import { startXeroSandbox, type XeroSandbox } from '../../../local/sandbox/xero/index.ts';
import { type Day, day, type Instant, instant, later } from '../../../shared/domain/day.ts';
import { type ScenarioOrganisation, scenarioOrganisation } from '../../../shared/wire/scenario.ts';

export const orgId = '0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d';
export const otherOrgId = '1b6e3a1d-7e7d-4c1f-8e63-2d2a4b3c5d6e';
export const ledger = `xero-${orgId}`;
export const today: Day = day('2026-11-22');

/** Two customers; an invoice of every kind of life, in three currencies. */
export const smallBooks = (change: Partial<Record<string, unknown>> = {}): ScenarioOrganisation =>
	scenarioOrganisation.parse({
		provider: 'xero',
		id: orgId,
		name: 'Harbour & Sons',
		baseCurrency: 'GBP',
		rates: { EUR: '0.85', KWD: '2.5' },
		timeZone: 'Europe/London',
		country: 'GB',
		customers: [
			{ id: 'bright', name: 'Bright <b>Co</b>', email: 'pay@bright.example', country: 'ES', currency: 'EUR' },
			{ id: 'slow', name: 'Slow Payers', country: 'GB' },
		],
		documents: [
			{
				kind: 'invoice',
				id: 'open',
				customer: 'bright',
				currency: 'EUR',
				number: 'INV-1',
				issued: '-40d',
				due: '-10d',
				total: '1210.00',
				tax: '210.00',
			},
			{ kind: 'invoice', id: 'part', customer: 'slow', currency: 'GBP', number: 'INV-2', issued: '-60d', due: '-30d', total: '100.10' },
			{ kind: 'invoice', id: 'paid', customer: 'slow', currency: 'GBP', number: 'INV-3', issued: '-90d', due: '-60d', total: '50.00' },
			{
				kind: 'invoice',
				id: 'void',
				customer: 'slow',
				currency: 'GBP',
				number: 'INV-4',
				issued: '-20d',
				due: '0d',
				total: '70.00',
				status: 'void',
			},
			{
				kind: 'invoice',
				id: 'draft',
				customer: 'slow',
				currency: 'GBP',
				number: 'INV-5',
				issued: '0d',
				due: '+30d',
				total: '80.00',
				status: 'draft',
			},
			{ kind: 'invoice', id: 'dinars', customer: 'slow', currency: 'KWD', number: 'INV-6', issued: '-5d', due: '+25d', total: '12.345' },
			{
				kind: 'payment',
				id: 'p1',
				customer: 'slow',
				currency: 'GBP',
				day: '-25d',
				total: '40.05',
				applied: [{ invoice: 'part', amount: '40.05', day: '-25d' }],
			},
			{
				kind: 'payment',
				id: 'p2',
				customer: 'slow',
				currency: 'GBP',
				day: '-50d',
				total: '50.00',
				applied: [{ invoice: 'paid', amount: '50.00', day: '-50d' }],
			},
			{
				kind: 'credit-note',
				id: 'cn',
				number: 'CN-1',
				customer: 'bright',
				currency: 'EUR',
				issued: '-8d',
				total: '300.00',
				applied: [{ invoice: 'open', amount: '200.00', day: '-6d' }],
			},
			{ kind: 'overpayment', id: 'over', customer: 'slow', currency: 'GBP', issued: '-15d', total: '20.00' },
			{
				kind: 'prepayment',
				id: 'pre',
				customer: 'slow',
				currency: 'GBP',
				issued: '-12d',
				total: '30.00',
				applied: [{ invoice: 'part', amount: '10.00', day: '-11d' }],
			},
		],
		...change,
	});

/** `count` open invoices of 1.00, 2.00 … EUR and nothing else. */
export const manyInvoices = (count: number, change: Partial<Record<string, unknown>> = {}): ScenarioOrganisation =>
	smallBooks({
		documents: Array.from({ length: count }, (_, at) => ({
			kind: 'invoice',
			id: `i${at}`,
			customer: 'bright',
			currency: 'EUR',
			number: `N-${at}`,
			issued: '-30d',
			due: '-1d',
			total: `${at + 1}.00`,
		})),
		...change,
	});

export type Clock = { now: () => Instant; forward: (ms: number) => void };
export const testClock = (): Clock => {
	let at = instant('2026-11-22T10:00:00Z');
	return {
		now: () => at,
		forward: (ms) => {
			at = later(at, ms);
		},
	};
};

export const startBooks = async (clock: Clock, change: { limits?: boolean; dir?: string; port?: number } = {}): Promise<XeroSandbox> =>
	startXeroSandbox({
		port: change.port ?? 0,
		dir: change.dir ?? null,
		clientId: 'cobro',
		clientSecret: 'not a secret',
		webhookKey: 'webhook key',
		webhookUrl: null,
		now: clock.now,
		limits: change.limits ?? false,
	});
