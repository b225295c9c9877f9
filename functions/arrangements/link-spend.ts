/** Counts in the table what people do by links. Null: there is room; else the seconds until there is again. What is refused early is not counted further on. */
import { type Budget, neighbourhoodOf } from '../../shared/domain/pace.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { operatorCompany } from '../../shared/ports/dead-letters.ts';
import type { Throttle } from '../../shared/ports/throttle.ts';
import { addressName } from './link.ts';

export type SpendPorts = { readonly throttle: Throttle; readonly clock: Clock };

/**
 * Forms about what is agreed, right or wrong, apart from those that pay. Codes: each is a mail to somebody who may not have asked for it, and five tries at one
 * in a million: at most fifty tries a day for a customer, whatever links are in wrong hands.
 */
export const linkBudgets = {
	looksOfAddress: { times: 600, seconds: 60 },
	looksOfLink: { times: 120, seconds: 60 },
	formsOfLink: { times: 40, seconds: 600 },
	formsOfAddress: { times: 200, seconds: 600 },
	codesOfLink: { times: 5, seconds: 3_600 },
	codesOfCustomer: { times: 10, seconds: 86_400 },
} as const satisfies Readonly<Record<string, Budget>>;

/** A form was sent. 2 WCU. */
export const sendsForm = async ({ company, hash }: PayLink, address: string, { throttle, clock }: SpendPorts): Promise<number | null> => {
	const now = clock.now();
	const byLink = await throttle.spend(company, `ask-link|${hash.slice(0, 32)}`, linkBudgets.formsOfLink, now);
	if (byLink !== null) return byLink;
	return throttle.spend(operatorCompany, `ask-address|${addressName(neighbourhoodOf(address))}`, linkBudgets.formsOfAddress, now);
};

/** A code is about to be sent. 2 WCU. */
export const sendsCode = async ({ company, customer, hash }: PayLink, { throttle, clock }: SpendPorts): Promise<number | null> => {
	const now = clock.now();
	const byLink = await throttle.spend(company, `code-link|${hash.slice(0, 32)}`, linkBudgets.codesOfLink, now);
	if (byLink !== null) return byLink;
	return throttle.spend(company, `code-customer|${customer}`, linkBudgets.codesOfCustomer, now);
};
