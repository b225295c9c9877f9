/** Bills of a customer that is a supplier too, as they can be set off against its invoices. */
import { type CompanyId, type CustomerId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { asVendor, type Payable } from '../../shared/domain/payables.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';

export type BillPorts = Pick<OwedBooks, 'confirmedOf' | 'read' | 'rowsOf'>;

/** Rows read of one supplier. */
const rowsRead = 200;

/**
 * Open bills of the same contact, and of suppliers that a person confirmed to be this customer, in the customer's own ledger: another one's cannot be paid there.
 * By day, oldest first. As of the last read of payables: none before it. 2 RCU, and 1 for each 4 KB of bills.
 */
export const supplierBills = async (company: CompanyId, customer: CustomerId, owed: BillPorts): Promise<readonly Payable[]> => {
	const ledger = ledgerOfCustomer(customer);
	const [read, confirmed] = await Promise.all([owed.read(company, ledger), owed.confirmedOf(company, customer)]);
	if (!read?.current) return [];
	const { id } = read.current;
	const suppliers = [...new Set([...asVendor(customer), ...confirmed])].filter((supplier) => ledgerOfCustomer(supplier) === ledger);
	const found = await Promise.all(suppliers.map((supplier) => owed.rowsOf({ company, ledger }, id, supplier, rowsRead)));
	const dayOf = ({ due, issued }: Payable): string => due ?? issued;
	return found
		.flat()
		.filter(({ kind }) => kind === 'bill')
		.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : Number(dayOf(a) > dayOf(b))));
};
