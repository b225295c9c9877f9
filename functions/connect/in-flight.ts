import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Postings } from '../../shared/ports/postings.ts';

export type FlightPorts = { readonly payments: Pick<Payments, 'payments'>; readonly postings: Pick<Postings, 'postings'> };
/** Being written to a ledger just now. `stuck`: waiting for a person, and not written by itself any more. */
export type InFlight = { readonly payments: number; readonly postings: number; readonly stuck: number };

/** Of each. What is older and still on its way waits for a person, or for a provider that has been silent for days. */
const newest = 100;

/**
 * What a company has on its way into one ledger, among the newest 100 payments and 100 postings: there is no list of those under way by ledger, and whole
 * lists have no end. 1 RCU and 1 a row, ≤ 202.
 */
export const inFlight = async (company: CompanyId, ledger: LedgerId, { payments, postings }: FlightPorts): Promise<InFlight> => {
	const [paid, posted] = await Promise.all([payments.payments(company, newest, null), postings.postings(company, newest, null)]);
	const here = <T extends { readonly ledger: LedgerId }>({ rows }: { readonly rows: readonly T[] }): T[] =>
		rows.filter((each) => each.ledger === ledger);
	return {
		payments: here(paid).filter(({ state }) => state === 'received' || state === 'allocated').length,
		postings: here(posted).filter(({ state }) => state === 'planned' || state === 'writing').length,
		stuck:
			here(paid).filter(({ state }) => state === 'stuck').length +
			here(posted).filter(({ state, givenUp }) => state === 'stuck' && givenUp !== true).length,
	};
};
