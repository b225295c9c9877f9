/** The bank side of a ledger as a real day has it: posted, behind, not permitted, and nothing known. */
import { type BankAccount, type BankRecord, newBankRecord } from '../../shared/domain/books-fresh.ts';
import { newConnection } from '../../shared/domain/connection.ts';
import { day, instant } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import { bankView } from '../../shared/wire/bank-view.ts';
import type { BankPageView } from '../../web/bank-page.ts';
import { user } from './samples.ts';

const at = instant('2026-11-25T02:14:05.000Z');
/** A Wednesday. */
const today = day('2026-11-25');
const [gbp, eur, usd] = [currency('GBP'), currency('EUR'), currency('USD')];

const account = (name: string, latest: string | null, more: Partial<BankAccount> = {}): BankAccount => ({
	id: name,
	name,
	currency: gbp,
	kind: 'bank',
	receives: true,
	latest: latest === null ? null : day(latest),
	waiting: [],
	...more,
});

const shown = (provider: 'xero' | 'quickbooks', name: string, more: Partial<BankRecord>): BankPageView => {
	const externalId = provider === 'xero' ? '3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10' : '9130350000000001';
	const connection = newConnection({ company: 'c', provider, externalId, name, grant: 'g' }, at);
	return {
		user,
		view: bankView(connection, { ...newBankRecord(connection), ...more }, today, at),
		clock: { timeZone: 'Europe/London', today },
	};
};

export const bankBehind = shown('xero', 'Brightwater Property Management and Facilities Services (Holdings) plc', {
	look: {
		at,
		accountsAt: at,
		reconciles: true,
		reaches: day('2026-09-30'),
		accountsInAll: 34,
		accounts: [
			account('HSBC Business Current Account with a long name that its bank gave it 2019', '2026-11-20', {
				waiting: [
					{ currency: gbp, minor: 12_345_678, payments: 41 },
					{ currency: eur, minor: 90_000, payments: 1 },
				],
			}),
			account('حساب الشركة', '2026-11-17', { currency: eur }),
			account('Wages', '2026-11-24', { receives: false }),
			account('Old account', null, { receives: false, currency: null }),
		],
	},
});
export const bankSaid = shown('quickbooks', 'Mesa Verde Supply', {
	look: {
		at,
		accountsAt: at,
		reconciles: false,
		reaches: null,
		accountsInAll: 2,
		accounts: [
			account('Checking', '2026-11-10', { currency: usd }),
			account('Undeposited Funds', '2026-11-24', {
				currency: usd,
				kind: 'undeposited',
				waiting: [{ currency: usd, minor: 250_000, payments: 3 }],
			}),
		],
	},
	said: { day: day('2026-11-24'), user: 'u', name: 'Ana Demo', at },
	problem: { text: 'QuickBooks asks us to wait (429)', at, scope: null },
});
export const bankForbidden: BankPageView = {
	...shown('xero', 'Lumen Studio', { problem: { text: 'no', at, scope: 'accounting.banktransactions.read' } }),
	asked: true,
	user: { name: 'Audit', roles: ['auditor'] },
};
