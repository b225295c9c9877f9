/** The suppliers of a scenario and their bills. */
import { addDays, type Day } from '../../../shared/domain/day.ts';
import { type Currency, currency } from '../../../shared/domain/money.ts';
import type { ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { EditError } from './edit-error.ts';
import { at, dayOf, minorOf } from './load-text.ts';
import { payableEdits } from './payable-edit.ts';
import type { Store } from './store.ts';

type Loading = {
	readonly store: Store;
	readonly organisation: ScenarioOrganisation;
	readonly base: Currency;
	readonly today: Day;
	/** Sets what `moment` says: things look as old as they are. */
	readonly live: (of: Day) => void;
	readonly moment: () => number;
};

export const loadBills = ({ store, organisation, base, today, live, moment }: Loading): void => {
	const edit = payableEdits(store, organisation.id, moment);
	const bills = organisation.bills ?? [];
	const vendors = new Map<string, { readonly id: number; readonly currency: Currency }>();
	live(addDays(today, -730));
	for (const each of organisation.vendors ?? [])
		at(`vendor ${each.id}`, () => {
			if (vendors.has(each.id)) throw new EditError('the id is used twice');
			const code = currency(each.currency ?? bills.find((bill) => bill.vendor === each.id)?.currency ?? base);
			const id = edit.createVendor({
				name: each.name,
				company: each.companyName ?? each.name,
				email: each.email,
				currency: code,
				tax: each.taxId ?? null,
				bank: each.bankAccount ?? null,
				tag: each.id,
			});
			vendors.set(each.id, { id, currency: code });
		});
	for (const bill of bills)
		at(`${bill.kind} ${bill.id}`, () => {
			const vendor = vendors.get(bill.vendor);
			if (!vendor) throw new EditError(`there is no vendor "${bill.vendor}"`);
			if (vendor.currency !== bill.currency)
				throw new EditError(`a QuickBooks vendor has one currency: "${bill.vendor}" has ${vendor.currency}`);
			const issued = dayOf(bill.issued, today);
			live(issued);
			const of = { vendor: vendor.id, day: issued, total: minorOf(bill.total, vendor.currency), number: bill.number, tag: bill.id };
			if (bill.kind === 'bill-credit') {
				if (bill.paid.length > 0) throw new EditError('a credit is not paid');
				edit.createVendorCredit(of);
				return;
			}
			const id = edit.createBill({ ...of, due: dayOf(bill.due ?? bill.issued, today) });
			for (const part of bill.paid) {
				const day = dayOf(part.day, today);
				const minor = minorOf(part.amount, vendor.currency);
				live(day);
				edit.payBills({ vendor: vendor.id, day, total: minor, bills: [{ id, minor }] });
			}
		});
};
