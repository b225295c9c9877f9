/** Which failures of the table pass by themselves, and how long to wait for that. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TryLater } from '../../ports/books.ts';

/** How often anything is tried before it is left to the message's next delivery. */
export const tries = 5;

/** Full jitter: anything from nothing to 25 ms · 2^attempt, at most a second. Writers that met once do not meet again in step. */
export const jitter = async (attempt: number): Promise<void> => {
	await sleep(Math.random() * Math.min(1000, 25 * 2 ** attempt));
};

/** Another transaction holds the item, or the table is asked for too much: certainly nothing was written. */
const busy = new Set([
	'TransactionConflictException',
	'TransactionInProgressException',
	'ProvisionedThroughputExceededException',
	'ThrottlingException',
	'RequestLimitExceeded',
]);
/** Reasons in a cancelled transaction that mean the same. */
export const busyReasons: ReadonlySet<string> = new Set([
	'TransactionConflict',
	'ThrottlingError',
	'ProvisionedThroughputExceeded',
	'RequestLimitExceeded',
]);
/** No answer: what was asked may or may not have happened. */
const unanswered = new Set(['TimeoutError', 'InternalServerError', 'InternalFailure', 'ServiceUnavailable']);
const cut = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT']);

const field = (error: unknown, name: 'name' | 'code'): string => {
	const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
	return typeof value === 'string' ? value : '';
};
const named = (error: unknown): string => field(error, 'name');

export const isConditionFailed = (error: unknown): boolean => named(error) === 'ConditionalCheckFailedException';

/**
 * Asks again while the table is busy, `tries` times with jitter; then, and when no answer came, throws `TryLater`.
 * The SDK has by then tried each request several times itself. Every caller is safe to be asked again as a whole.
 */
export const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
	for (let attempt = 1; ; attempt++)
		try {
			return await ask();
		} catch (error) {
			const name = named(error);
			if (unanswered.has(name) || cut.has(field(error, 'code'))) throw new TryLater(`the table did not answer (${name})`, { cause: error });
			if (!busy.has(name)) throw error;
			if (attempt === tries) throw new TryLater(`the table is busy (${name})`, { cause: error });
			await jitter(attempt);
		}
};
