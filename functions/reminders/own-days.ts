import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import type { Currency } from '../../shared/domain/money.ts';
import { type OwnDays, ownDaysOf } from '../../shared/domain/own-days.ts';
import type { PlanPorts } from './ports.ts';

export type ByCustomer = ReadonlyMap<
	string,
	{ readonly customer: CustomerId; readonly currency: Currency; readonly days: readonly OwnDays[] }
>;
export const nameOf = (customer: CustomerId, currency: Currency): string => `${currency}#${customer}`;

const aPage = 100;
const kinds = ['plan', 'extension'] as const;

/**
 * Customers who are chased by days of their own. Once for each stretch of planning: two Queries where nothing was agreed, and 1 RCU for each plan or extension.
 * They are few against invoices, and ≈ 0.5 KB of memory each.
 */
export const ownDaysIn = async (company: CompanyId, { arrangements }: Pick<PlanPorts, 'arrangements'>): Promise<ByCustomer> => {
	const found = new Map<string, { customer: CustomerId; currency: Currency; days: OwnDays[] }>();
	for (const kind of kinds)
		for (let from: string | null = null, last = false; !last; ) {
			const page = await arrangements.ofKind(company, kind, aPage, from);
			for (const each of page.rows) {
				const { customer, currency } = each;
				const days = ownDaysOf(each);
				if (!days || currency === null) continue;
				const known = found.get(nameOf(customer, currency));
				if (known) known.days.push(days);
				else found.set(nameOf(customer, currency), { customer, currency, days: [days] });
			}
			from = page.next;
			last = from === null;
		}
	return found;
};
