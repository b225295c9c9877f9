import type { PayablesPageView } from '../../web/payables-page.ts';
import { user } from './samples.ts';

const xero = 'xero-3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10';
const quickbooks = 'quickbooks-4620816365291870';
const bare = { state: 'connected', reading: false, problem: null, refused: [], refusedInAll: 0 } as const;

/** Everything the page can say at once. */
export const payablesView: PayablesPageView = {
	user,
	view: {
		timeZone: 'Europe/London',
		today: '2026-11-22',
		ledgers: [
			{
				...bare,
				ledger: xero,
				provider: 'xero',
				name: 'Brightwater Supplies Ltd',
				asOf: '2026-11-22T02:10:00.000Z',
				vendors: 31,
				bills: 118,
				credits: 3,
				calls: 3,
				refused: [{ what: 'bill', id: '7f3a', reason: '"ZZZ" is not a currency we can account in' }],
				refusedInAll: 1,
			},
			{
				...bare,
				ledger: quickbooks,
				provider: 'quickbooks',
				name: 'Mesa Verde Equipment Co.',
				asOf: '2026-11-20T02:10:00.000Z',
				reading: true,
				vendors: 12,
				bills: 40,
				credits: 1,
				calls: 7,
				problem: {
					text: 'The permission does not let us read bills and suppliers. Press Reconnect on this ledger to allow it; receivables are not touched by this.',
					at: '2026-11-22T02:10:00.000Z',
					reconnect: true,
					nextAt: '2026-11-23T02:10:00.000Z',
				},
			},
		],
		parties: [
			{
				customer: `${xero}~ravens`,
				name: 'Ravensworth Estates',
				vendors: [{ vendor: `${xero}~ravens`, name: 'Ravensworth Estates', ledger: xero, how: 'contact' }],
				asOf: '2026-11-22T02:10:00.000Z',
				amounts: [
					{
						currency: 'EUR',
						theyOwe: '7200.00',
						unapplied: '120.00',
						weOwe: '1500.00',
						credits: '120.00',
						net: '5700.00',
						bills: 1,
						byDay: [{ due: '2026-11-02', amount: '1500.00' }],
					},
					{ currency: 'JPY', theyOwe: '0', unapplied: '0', weOwe: '640000', credits: '0', net: '-640000', bills: 2, byDay: [] },
				],
			},
			{
				customer: `${quickbooks}~3`,
				name: '<b>Red Mesa</b> Roofing',
				vendors: [{ vendor: `${quickbooks}~88`, name: 'Red Mesa Roofing (vendor)', ledger: quickbooks, how: 'person' }],
				asOf: null,
				amounts: [],
			},
		],
		partiesInAll: 5,
		proposals: [
			{
				vendor: `${quickbooks}~91`,
				vendorName: 'Larkspur Brewing Co.',
				vendorLedger: quickbooks,
				customer: `${quickbooks}~5`,
				customerName: 'Larkspur Brewing',
				score: 90,
				reasons: [
					{ sign: 'email', strength: 'strong', shared: 'office@larkspur.example' },
					{ sign: 'name', strength: 'fair', shared: 'larkspur brewing' },
				],
				weOwe: [{ currency: 'USD', amount: '500.00' }],
			},
		],
		proposalsInAll: 12,
		rejected: [
			{
				vendor: `${xero}~other`,
				vendorName: 'Oakhurst Group',
				customer: `${xero}~oak`,
				customerName: 'Oakhurst Veterinary Group',
				at: '2026-11-21T10:00:00.000Z',
			},
		],
	},
};
