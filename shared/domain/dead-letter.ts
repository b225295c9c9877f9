/** What could not be done: one record per message that ended in a dead-letter queue, with its reason in words. */
import type { Instant } from './day.ts';
import type { CompanyId } from './document.ts';

/** Where messages go that name no company we know. Seen by users with the role `operator`. */
export const operatorCompany: CompanyId = '_operator';

export type DeadLetter = {
	readonly company: CompanyId;
	readonly id: string;
	readonly station: string;
	/** The message's type, or `unreadable`. Never its body. */
	readonly type: string;
	readonly reason: string;
	readonly at: Instant;
};
