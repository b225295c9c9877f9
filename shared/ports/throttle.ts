/** How often something was done in a while: for doors that are open to everyone. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId } from '../domain/document.ts';
import type { Budget } from '../domain/pace.ts';

export type Throttle = {
	/**
	 * Counts one more. Null: it is within the budget; else the seconds until a new one begins. May count too much when an answer is lost, never too little.
	 * 1 WCU; what is counted is forgotten by itself. `what` holds nothing personal.
	 */
	spend(company: CompanyId, what: string, budget: Budget, now: Instant): Promise<number | null>;
};
