import { type CompanyId, type CustomerId, type LedgerId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { addOwed, asVendor, netOf, type VendorId } from '../../shared/domain/payables.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { OwedToCustomerView } from '../../shared/wire/payables-view.ts';

type Ports = { readonly owed: Pick<OwedBooks, 'confirmedOf' | 'read' | 'owedTo'> };

/**
 * What the company owes this customer as a supplier: of the same contact of its ledger, and of vendors that a person confirmed. Null when it is none, or
 * nothing was read yet. 2–4 RCU. What the pages say of another as-of day is said of now here: bills have no history.
 */
export const viewOwed = async (company: CompanyId, customer: CustomerId, { owed }: Ports): Promise<OwedToCustomerView | null> => {
	const vendors = new Set<VendorId>([...asVendor(customer), ...(await owed.confirmedOf(company, customer))]);
	const found: Awaited<ReturnType<OwedBooks['owedTo']>>[] = [];
	const moments: string[] = [];
	for (const [ledger, some] of Map.groupBy(vendors, (vendor): LedgerId => ledgerOfCustomer(vendor))) {
		const current = (await owed.read(company, ledger))?.current;
		if (!current) continue;
		const rows = await owed.owedTo({ company, ledger }, current.id, some);
		if (rows.size === 0) continue;
		found.push(rows);
		moments.push(current.asOf);
	}
	const [asOf] = moments.sort();
	if (asOf === undefined) return null;
	const all = addOwed(found.flatMap((rows) => [...rows.values()].map((one) => one.owed)));
	return {
		lines: all.map((one) => ({
			currency: one.currency,
			amount: toDecimal({ minor: netOf(one), currency: one.currency }),
			bills: one.bills,
		})),
		asOf,
	};
};
