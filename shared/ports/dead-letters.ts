/** What could not be done: one record per message that ended in a dead-letter queue, with its reason in words. */
import type { Instant } from '../domain/day.ts';
import type { CompanyId } from '../domain/document.ts';

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

export type DeadLetters = {
	/** Idempotent by id. Kept 14 days, as long as the queue keeps the message. */
	record(letter: DeadLetter): Promise<void>;
	/** Newest first. */
	list(company: CompanyId, limit: number): Promise<readonly DeadLetter[]>;
};
