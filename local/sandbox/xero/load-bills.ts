/** The suppliers of a scenario and their bills. A supplier that is a customer too is one contact, as in Xero. */
import type { ScenarioBill, ScenarioOrganisation } from '../../../shared/wire/scenario.ts';
import { EditRefused } from './edit/context.ts';
import { guidOf } from './ids.ts';
import { type Loading, money, resolve } from './load-text.ts';

/** The contact's id by the supplier's. */
const contactsOf = ({ books, org }: Loading, given: ScenarioOrganisation, at: At): Map<string, string> => {
	const known = new Set(given.customers.map((each) => each.id));
	const contacts = new Map<string, string>();
	for (const vendor of given.vendors ?? [])
		at(`vendor "${vendor.id}"`, () => {
			if (contacts.has(vendor.id)) throw new EditRefused('the id is used twice');
			const more = { taxNumber: vendor.taxId, bankAccount: vendor.bankAccount };
			const told = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined));
			if (vendor.customer !== undefined) {
				if (!known.has(vendor.customer)) throw new EditRefused(`its customer "${vendor.customer}" is not in the file`);
				const contact = guidOf(org, 'contact', vendor.customer);
				if (Object.keys(told).length > 0) books.changeContact(contact, told);
				contacts.set(vendor.id, contact);
				return;
			}
			const id = guidOf(org, 'contact', `vendor ${vendor.id}`);
			books.addContact({ ...told, id, name: vendor.name, email: vendor.email, currency: vendor.currency });
			contacts.set(vendor.id, id);
		});
	return contacts;
};

const loadBill = ({ books, org, today }: Loading, bill: ScenarioBill, contact: string): void => {
	const id = guidOf(org, bill.kind, bill.id);
	const given = {
		id,
		contact,
		number: bill.number,
		currency: bill.currency,
		issued: resolve(bill.issued, today),
		total: money(bill.total, bill.currency),
	};
	if (bill.kind === 'bill-credit') {
		if (bill.paid.length > 0) throw new EditRefused('a credit is not paid');
		books.addBillCredit(given);
		return;
	}
	books.addBill({ ...given, due: resolve(bill.due ?? bill.issued, today) });
	bill.paid.forEach((part, index) => {
		const amount = money(part.amount, bill.currency);
		books.payBill(id, { id: guidOf(org, 'bill payment', `${bill.id} ${index}`), amount, day: resolve(part.day, today) });
	});
};

/** One step of the load; what it refuses is told with where it is in the file. */
type At = (where: string, step: () => void) => void;

export const loadBills = (loading: Loading, given: ScenarioOrganisation, at: At): void => {
	const contacts = contactsOf(loading, given, at);
	for (const bill of given.bills ?? [])
		at(`${bill.kind} "${bill.id}"`, () => {
			const contact = contacts.get(bill.vendor);
			if (contact === undefined) throw new EditRefused(`its vendor "${bill.vendor}" is not in the file`);
			loadBill(loading, bill, contact);
		});
};
