/** Debtors and proposals with everything on them. */
import type { DebtorMemberView, DebtorTotal } from '../../shared/wire/debtor-view.ts';
import type { DebtorPageView } from '../../web/debtor-page.ts';
import type { DebtorsPageView } from '../../web/debtors-page.ts';
import { user } from './samples.ts';

const xero = 'xero-3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10';
const quickbooks = 'quickbooks-4620816365291870';

const member = (id: string, of: Partial<DebtorMemberView> = {}): DebtorMemberView => ({
	customer: `${xero}~${id}`,
	name: 'Ñandú Diseño y Comunicación, S.L.',
	ledger: xero,
	ledgerName: 'Lumen Studio Ltd',
	provider: 'xero',
	country: 'ES',
	state: 'active',
	counted: true,
	balances: [{ currency: 'EUR', open: '7815.00', overdue: '6615.00', unapplied: '350.00' }],
	joined: null,
	...of,
});
const branch = member('c-9', {
	name: 'Ñandú Design Ltd (London branch)',
	country: 'GB',
	state: 'archived',
	balances: [{ currency: 'GBP', open: '1240.50', overdue: '0.00', unapplied: '0.00' }],
});
const american = member('x', {
	customer: `${quickbooks}~77`,
	ledger: quickbooks,
	ledgerName: 'Mesa Verde Trading Inc.',
	provider: 'quickbooks',
	name: 'Nandu Design',
	country: null,
	counted: false,
	balances: [{ currency: 'USD', open: '980.00', overdue: '980.00', unapplied: '0.00' }],
});
const lost = member('c-44', { name: '', state: 'gone', country: null, balances: [] });

const rung = (amount: string, invoices: number) => ({ amount, invoices });
const totals: readonly DebtorTotal[] = [
	{
		currency: 'EUR',
		buckets: {
			current: rung('1200.00', 1),
			'1-30': rung('4410.00', 2),
			'31-60': rung('2205.00', 1),
			'61-90': rung('0.00', 0),
			'91+': rung('0.00', 0),
		},
		open: '7815.00',
		overdue: '6615.00',
		unapplied: '350.00',
		net: '7465.00',
	},
	{
		currency: 'GBP',
		buckets: {
			current: rung('1240.50', 1),
			'1-30': rung('0.00', 0),
			'31-60': rung('0.00', 0),
			'61-90': rung('0.00', 0),
			'91+': rung('0.00', 0),
		},
		open: '1240.50',
		overdue: '0.00',
		unapplied: '0.00',
		net: '1240.50',
	},
];

export const debtorsView: DebtorsPageView = {
	user,
	timeZone: 'Europe/London',
	today: '2026-11-22',
	notice: { kind: 'ok', text: 'They are one debtor now. You can take any of them out again.' },
	laterPage: true,
	laterProposals: true,
	view: {
		asOf: '2026-11-22',
		debtors: [
			{ id: 'deb-1', name: 'Ñandú Diseño y Comunicación, S.L.', members: 4, totals, uncounted: 1 },
			{ id: 'deb-2', name: 'Tanner & Daughters', members: 2, totals: [], uncounted: 0 },
		],
		next: 'QyMyMDI2',
		proposals: [
			{
				id: '2026-11-22T00:05:00.000Z~0000',
				members: [member('c-1'), branch, american, lost],
				reasons: [
					{ sign: 'parent', strength: 'strong', shared: `${xero}~c-1`, customers: [`${xero}~c-1`, branch.customer] },
					{ sign: 'tax-id', strength: 'strong', shared: 'B12345678', customers: [`${xero}~c-1`, american.customer] },
					{ sign: 'email-host', strength: 'fair', shared: 'nandu.example', customers: [`${xero}~c-1`, branch.customer, american.customer] },
					{ sign: 'name', strength: 'weak', shared: 'nandu design', customers: [branch.customer, american.customer] },
				],
				debtors: [{ id: 'deb-1', name: 'Ñandú Diseño y Comunicación, S.L.', customers: [`${xero}~c-1`] }],
				inAll: 7,
				tooGreat: false,
			},
			{
				id: '2026-11-22T00:05:00.000Z~0001',
				members: [member('p', { name: 'Copperfield Books' }), member('q', { name: 'Copperfield' })],
				reasons: [],
				debtors: [],
				inAll: 2,
				tooGreat: false,
			},
			{
				id: '2026-11-22T00:05:00.000Z~0002',
				members: [member('r', { name: 'Harbour Group' }), member('s', { name: 'Harbour Group (North)' })],
				reasons: [{ sign: 'email', strength: 'strong', shared: 'ap@harbour.example', customers: [`${xero}~r`, `${xero}~s`] }],
				debtors: [{ id: 'deb-3', name: 'Harbour Group', customers: [`${xero}~r`] }],
				inAll: 51,
				tooGreat: true,
			},
		],
		nextProposals: 'MDAwMQ',
		search: {
			reading: null,
			shown: { at: '2026-11-22T00:05:00.000Z', found: 412, kept: 200, customers: 4_999, crowded: 2, cut: true, tooGreat: 1 },
		},
		apart: [
			{
				id: '2026-11-21T15:00:00.000Z~1',
				at: '2026-11-21T15:00:00.000Z',
				by: 'Ana Demo',
				parts: [
					[
						{ customer: `${xero}~c-1`, name: 'Müller GmbH' },
						{ customer: `${xero}~c-2`, name: 'Müller GmbH (Bonn)' },
					],
					[{ customer: `${xero}~c-3`, name: 'Müller Ltd' }],
				],
			},
		],
	},
};

const joined = { at: '2026-11-20T10:02:00.000Z', by: 'Ana Demo' };
export const debtorView: DebtorPageView = {
	user,
	timeZone: 'Europe/London',
	today: '2026-11-22',
	view: {
		id: 'deb-1',
		name: 'Ñandú Diseño y Comunicación, S.L.',
		asOf: '2026-11-22',
		members: [member('c-1'), branch, american, lost].map((one) => ({ ...one, joined })),
		totals,
		history: [
			{
				at: '2026-11-21T15:00:00.000Z',
				by: 'Bob',
				did: 'split',
				customers: [{ customer: `${xero}~c-5`, name: 'Ñandú Print' }],
				other: 'deb-9',
			},
			{
				...joined,
				did: 'joined',
				customers: [
					{ customer: `${xero}~c-1`, name: 'Ñandú Diseño' },
					{ customer: branch.customer, name: branch.name },
				],
				other: null,
			},
		],
	},
};
