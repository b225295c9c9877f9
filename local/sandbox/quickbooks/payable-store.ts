/** Suppliers and what they are owed: `Vendor`, `Bill`, `VendorCredit`, `BillPayment`. Apart from customers, as in QuickBooks; ids are of the company's one row. */
import type { SQLInputValue } from 'node:sqlite';
import type { Day } from '../../../shared/domain/day.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import { putRow } from './put-row.ts';
import type { Store } from './store.ts';

export const payableTypes = ['Bill', 'VendorCredit', 'BillPayment'] as const;
export type PayableType = (typeof payableTypes)[number];
export const payableEntities = ['Vendor', ...payableTypes] as const;
export type PayableEntity = (typeof payableEntities)[number];
/** The entity named, in any case; null for none of these. */
export const payableNamed = (name: string): PayableEntity | null =>
	payableEntities.find((type) => type.toLowerCase() === name.toLowerCase()) ?? null;

type Touched = {
	readonly id: number;
	readonly sync: number;
	/** Epoch milliseconds, whole seconds. */
	readonly created: number;
	readonly updated: number;
};
export type VendorRow = Touched & {
	/** DisplayName: no customer's and no other vendor's. */
	readonly name: string;
	readonly company: string | null;
	readonly email: string | null;
	readonly currency: Currency;
	/** Whole; the API shows its end. */
	readonly tax: string | null;
	readonly bank: string | null;
	readonly account: string | null;
	/** Of its terms. */
	readonly days: number | null;
	readonly active: 0 | 1;
	readonly tag: string;
};
export type PayableRow = Touched & {
	readonly type: PayableType;
	readonly state: 'live' | 'void' | 'deleted';
	readonly vendor: number;
	readonly currency: Currency;
	readonly scale: number;
	readonly number: string;
	readonly note: string;
	readonly day: Day;
	readonly due: Day | null;
	readonly total: number;
	/** Bill: still owed. Credit: still to be applied. Payment: 0. */
	readonly balance: number;
	readonly tag: string;
};
export type PayableLink = {
	readonly payment: number;
	readonly type: 'Bill' | 'VendorCredit';
	readonly target: number;
	readonly minor: number;
};

const vendorColumns = [
	'id',
	'sync',
	'created',
	'updated',
	'name',
	'company',
	'email',
	'currency',
	'tax',
	'bank',
	'account',
	'days',
	'active',
	'tag',
] as const;
const payableColumns = [
	'type',
	'id',
	'sync',
	'created',
	'updated',
	'state',
	'vendor',
	'currency',
	'scale',
	'number',
	'note',
	'day',
	'due',
	'total',
	'balance',
	'tag',
] as const;

/** Reads and writes rows; knows no rule. */
export const payables = (store: Store, realm: string) => ({
	vendor: (id: number): VendorRow | null => store.one<VendorRow>('SELECT * FROM vendor WHERE realm = ? AND id = ?', realm, id),
	vendors: (where = 'TRUE', ...values: SQLInputValue[]): VendorRow[] =>
		store.all<VendorRow>(`SELECT * FROM vendor WHERE realm = ? AND ${where}`, realm, ...values),
	putVendor: (row: VendorRow): void => putRow(store, realm, 'vendor', vendorColumns, row),
	row: (type: PayableType, id: number): PayableRow | null =>
		store.one<PayableRow>('SELECT * FROM payable WHERE realm = ? AND type = ? AND id = ?', realm, type, id),
	rows: (where = 'TRUE', ...values: SQLInputValue[]): PayableRow[] =>
		store.all<PayableRow>(`SELECT * FROM payable WHERE realm = ? AND ${where}`, realm, ...values),
	putRow: (row: PayableRow): void => putRow(store, realm, 'payable', payableColumns, row),
	/** Open bills less what is left of credits, minor units of the vendor's currency. */
	balanceOf: (vendor: number): number =>
		store.one<{ minor: number }>(
			`SELECT COALESCE(SUM(CASE type WHEN 'Bill' THEN balance ELSE -balance END), 0) AS minor FROM payable WHERE realm = ? AND vendor = ? AND state = 'live'`,
			realm,
			vendor,
		)?.minor ?? 0,
	linksOf: (payment: number): PayableLink[] =>
		store.all<PayableLink>(
			'SELECT payment, type, target, minor FROM payable_link WHERE realm = ? AND payment = ? ORDER BY rowid',
			realm,
			payment,
		),
	linksTo: (type: PayableLink['type'], target: number): PayableLink[] =>
		store.all<PayableLink>(
			'SELECT payment, type, target, minor FROM payable_link WHERE realm = ? AND type = ? AND target = ? ORDER BY rowid',
			realm,
			type,
			target,
		),
	link: ({ payment, type, target, minor }: PayableLink): void => {
		store.run('INSERT INTO payable_link (realm, payment, type, target, minor) VALUES (?, ?, ?, ?, ?)', realm, payment, type, target, minor);
	},
	unlink: (payment: number): void => {
		store.run('DELETE FROM payable_link WHERE realm = ? AND payment = ?', realm, payment);
	},
});
