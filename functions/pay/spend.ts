/** Counts in the table what people do on the page. Null: there is room; else the seconds until there is again. What is refused early is not counted further on. */
import { neighbourhoodOf } from '../../shared/domain/pace.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { operatorCompany } from '../../shared/ports/dead-letters.ts';
import type { Throttle } from '../../shared/ports/throttle.ts';
import { budgets } from './pace.ts';
import { addressName } from './page-link.ts';

type Ports = { readonly throttle: Throttle; readonly clock: Clock };

/** A form was sent, right or wrong. 2 WCU. */
export const sendsForm = async ({ company, hash }: PayLink, address: string, { throttle, clock }: Ports): Promise<number | null> => {
	const now = clock.now();
	const byLink = await throttle.spend(company, `pay-link|${hash.slice(0, 32)}`, budgets.formsOfLink, now);
	if (byLink !== null) return byLink;
	return throttle.spend(operatorCompany, `pay-address|${addressName(neighbourhoodOf(address))}`, budgets.formsOfAddress, now);
};

/** A form is about to lead to Stripe. 2 WCU. */
export const beginsPayment = async ({ company, customer }: PayLink, { throttle, clock }: Ports): Promise<number | null> => {
	const now = clock.now();
	const byCustomer = await throttle.spend(company, `pay-customer|${customer}`, budgets.beginsOfCustomer, now);
	if (byCustomer !== null) return byCustomer;
	return throttle.spend(company, 'pay-company', budgets.beginsOfCompany, now);
};
