/** Bills of a customer that is a supplier too, as they can be set off against its invoices. */
import { type CompanyId, type CustomerId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { asVendor, type Payable, type VendorId } from '../../shared/domain/payables.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';

export type BillPorts = Pick<OwedBooks, 'confirmedOf' | 'read' | 'rowsOf'>;

/** Rows read of one supplier; should there be more, what is not among them may be theirs all the same. */
const rowsRead = 200;

type SupplierBills = { readonly bills: readonly Payable[]; readonly cut: boolean; readonly suppliers: readonly VendorId[] };

/** Who a customer is as a supplier: the same contact, and whom a person confirmed, in the customer's own ledger. Another one's bill cannot be paid there. */
export const suppliersOf = async (
	company: CompanyId,
	customer: CustomerId,
	owed: Pick<OwedBooks, 'confirmedOf'>,
): Promise<readonly VendorId[]> => {
	const ledger = ledgerOfCustomer(customer);
	const confirmed = await owed.confirmedOf(company, customer);
	return [...new Set([...asVendor(customer), ...confirmed])].filter((supplier) => ledgerOfCustomer(supplier) === ledger);
};

/**
 * Open bills of whom the customer is as a supplier. By day, oldest first. As of the last read of payables: none before it. 2 RCU, and 1 for each 4 KB of
 * bills.
 */
export const supplierBills = async (company: CompanyId, customer: CustomerId, owed: BillPorts): Promise<SupplierBills> => {
	const ledger = ledgerOfCustomer(customer);
	const [read, suppliers] = await Promise.all([owed.read(company, ledger), suppliersOf(company, customer, owed)]);
	if (!read?.current) return { bills: [], cut: false, suppliers };
	const { id } = read.current;
	const found = await Promise.all(suppliers.map((supplier) => owed.rowsOf({ company, ledger }, id, supplier, rowsRead)));
	const dayOf = ({ due, issued }: Payable): string => due ?? issued;
	const bills = found
		.flat()
		.filter(({ kind }) => kind === 'bill')
		.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : Number(dayOf(a) > dayOf(b))));
	return { bills, cut: found.some(({ length }) => length === rowsRead), suppliers };
};
