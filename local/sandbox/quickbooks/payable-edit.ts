/** What a bookkeeper does on the side of suppliers. Whole minor units; throws `EditError` with a reason. No webhook tells of it: the app did not ask for these entities. */
import type { Day } from '../../../shared/domain/day.ts';
import { type Currency, exponentOf } from '../../../shared/domain/money.ts';
import { EditError } from './edit-error.ts';
import { type PayableRow, type PayableType, payables, type VendorRow } from './payable-store.ts';
import type { Store } from './store.ts';

export type NewVendor = Partial<Omit<VendorRow, 'id' | 'sync' | 'created' | 'updated' | 'name' | 'currency'>> & {
	readonly name: string;
	readonly currency: Currency;
};
export type NewBill = {
	readonly vendor: number;
	readonly day: Day;
	readonly due?: Day;
	readonly total: number;
	readonly number?: string;
	readonly note?: string;
	readonly tag?: string;
};
type Part = { readonly id: number; readonly minor: number };
/** `total`: the money. Bills together are worth the money and the credits. */
export type NewBillPayment = Omit<NewBill, 'due'> & { readonly bills: readonly Part[]; readonly credits?: readonly Part[] };

const sum = (parts: readonly Part[]): number => parts.reduce((all, { minor }) => all + minor, 0);

/** `at` (epoch ms) back-dates what is loaded. */
export const payableEdits = (store: Store, realm: string, at?: () => number) => {
	const books = payables(store, realm);
	const tick = (): number => at?.() ?? store.tick(realm);
	const vendor = (id: number): VendorRow => {
		const row = books.vendor(id);
		if (!row) throw new EditError(`there is no vendor ${id}`);
		return row;
	};
	const live = (type: PayableType, id: number): PayableRow => {
		const row = books.row(type, id);
		if (row?.state !== 'live') throw new EditError(`there is no live ${type} ${id}`);
		return row;
	};
	const touch = (row: PayableRow, change: Partial<PayableRow>): void =>
		books.putRow({ ...row, ...change, sync: row.sync + 1, updated: Math.max(tick(), row.updated) });
	const whole = (minor: number): number => {
		if (!Number.isSafeInteger(minor) || minor < 0) throw new EditError(`${minor} is not a whole number of minor units`);
		return minor;
	};
	/** QuickBooks' own rule: one DisplayName over customers and vendors. */
	const freeName = (name: string, own: number): string => {
		const taken = store.one(
			'SELECT 1 FROM customer WHERE realm = ?1 AND name = ?2 UNION SELECT 1 FROM vendor WHERE realm = ?1 AND name = ?2 AND id <> ?3',
			realm,
			name,
			own,
		);
		if (taken) throw new EditError(`"${name}" is already the name of a customer or a vendor`);
		return name;
	};
	const add = (type: PayableType, of: Omit<NewBill, 'due'>, due: Day | null, balance: number): number => {
		const { currency } = vendor(of.vendor);
		const now = tick();
		const id = store.nextId(realm);
		books.putRow({
			type,
			id,
			sync: 0,
			created: now,
			updated: now,
			state: 'live',
			vendor: of.vendor,
			currency,
			scale: 10 ** exponentOf(currency),
			number: of.number ?? '',
			note: of.note ?? '',
			day: of.day,
			due,
			total: whole(of.total),
			balance,
			tag: of.tag ?? '',
		});
		return id;
	};
	const settle = (payment: number, of: number, type: 'Bill' | 'VendorCredit', parts: readonly Part[]): void => {
		for (const { id, minor } of parts) {
			const row = live(type, id);
			if (row.vendor !== of) throw new EditError(`${type} ${id} belongs to another vendor`);
			if (whole(minor) === 0 || minor > row.balance)
				throw new EditError(`${minor} is not part of the ${row.balance} left on ${type} ${id}`);
			touch(row, { balance: row.balance - minor });
			books.link({ payment, type, target: id, minor });
		}
	};
	const free = (row: PayableRow): void => {
		const payments = row.type === 'BillPayment' ? [row.id] : books.linksTo(row.type, row.id).map(({ payment }) => payment);
		for (const payment of new Set(payments)) {
			for (const link of books.linksOf(payment)) {
				const target = books.row(link.type, link.target);
				if (target?.state === 'live') touch(target, { balance: target.balance + link.minor });
			}
			books.unlink(payment);
		}
	};
	return {
		createVendor: (of: NewVendor): number =>
			store.change(() => {
				const now = tick();
				const id = store.nextId(realm);
				const blank = { company: null, email: null, tax: null, bank: null, account: null, days: null, active: 1, tag: '' } as const;
				books.putVendor({ ...blank, ...of, name: freeName(of.name, id), id, sync: 0, created: now, updated: now });
				return id;
			}),
		editVendor: (id: number, change: Partial<Omit<NewVendor, 'currency'>>): void =>
			store.change(() => {
				const row = vendor(id);
				const name = freeName(change.name ?? row.name, id);
				books.putVendor({ ...row, ...change, name, sync: row.sync + 1, updated: Math.max(tick(), row.updated) });
			}),
		createBill: (bill: NewBill): number => store.change(() => add('Bill', bill, bill.due ?? bill.day, bill.total)),
		createVendorCredit: (credit: Omit<NewBill, 'due'>): number => store.change(() => add('VendorCredit', credit, null, credit.total)),
		/** Money to a vendor for its bills, and its credits with it. */
		payBills: (payment: NewBillPayment): number =>
			store.change(() => {
				const { bills, credits = [] } = payment;
				if (sum(bills) !== payment.total + sum(credits)) throw new EditError('the bills are not worth the money and the credits');
				const id = add('BillPayment', payment, null, 0);
				settle(id, payment.vendor, 'Bill', bills);
				settle(id, payment.vendor, 'VendorCredit', credits);
				return id;
			}),
		editBill: (
			id: number,
			{ total, ...change }: { readonly total?: number; readonly day?: Day; readonly due?: Day; readonly number?: string },
		): void =>
			store.change(() => {
				const row = live('Bill', id);
				const settled = row.total - row.balance;
				const next = whole(total ?? row.total);
				if (next < settled) throw new EditError(`Bill ${id} has ${settled} settled: its total cannot be ${next}`);
				touch(row, { ...change, total: next, balance: next - settled });
			}),
		/** Bills and credits can only be deleted, payments voided too; what they settled is owed again. */
		deletePayable: (type: PayableType, id: number): void =>
			store.change(() => {
				free(live(type, id));
				touch(live(type, id), { state: 'deleted', balance: 0 });
			}),
		voidBillPayment: (id: number): void =>
			store.change(() => {
				free(live('BillPayment', id));
				touch(live('BillPayment', id), { state: 'void', total: 0, balance: 0, note: 'Voided' });
			}),
	};
};
export type PayableEdits = ReturnType<typeof payableEdits>;
