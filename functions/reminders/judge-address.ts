import type { CompanyId, Customer, StoredCustomer } from '../../shared/domain/document.ts';
import type { Reason } from '../../shared/domain/mailing.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';

/** Where a mail to this customer goes, or why nowhere. */
export const addressOf = async (
	company: CompanyId,
	customer: StoredCustomer | null,
	mailings: Pick<Mailings, 'isRefused'>,
): Promise<{ readonly to: string; readonly customer: Customer } | Reason> => {
	if (customer?.doubt) return 'LEDGER_UNSURE';
	if (!customer?.email) return 'NO_ADDRESS';
	if (customer.archived) return 'ARCHIVED';
	return (await mailings.isRefused(company, customer.id, customer.email)) ? 'ADDRESS_REFUSED' : { to: customer.email, customer };
};
