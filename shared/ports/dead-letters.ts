import type { DeadLetter } from '../domain/dead-letter.ts';
import type { CompanyId } from '../domain/document.ts';

export { type DeadLetter, operatorCompany } from '../domain/dead-letter.ts';

export type DeadLetters = {
	/** Idempotent by id. Kept 14 days, as long as the queue keeps the message. */
	record(letter: DeadLetter): Promise<void>;
	/** Newest first. */
	list(company: CompanyId, limit: number): Promise<readonly DeadLetter[]>;
};
