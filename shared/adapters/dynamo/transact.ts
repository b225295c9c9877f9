/** All or nothing over at most 100 items. */
import { randomUUID } from 'node:crypto';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { TryLater } from '../../ports/books.ts';
import type { Key } from '../../wire/table.ts';
import type { Item } from './item.ts';
import { busyReasons, insist, jitter, tries } from './retry.ts';
import type { Change, Condition, Store } from './store.ts';

/** The most items DynamoDB takes in one transaction, and a little less than the most bytes (4 MB). */
export const maxItems = 100;
export const maxBytes = 3_500_000;

export type Write =
	| { readonly put: Item; readonly when?: Condition }
	| { readonly update: Key; readonly change: Change }
	| { readonly delete: Key; readonly when?: Condition }
	/** Only has to be so. */
	| { readonly check: Key; readonly when: Condition & { readonly ConditionExpression: string } };

type Entry = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
const entry = (TableName: string, write: Write): Entry => {
	if ('put' in write) return { Put: { TableName, Item: write.put, ...write.when } };
	if ('check' in write) return { ConditionCheck: { TableName, Key: write.check, ...write.when } };
	return 'delete' in write
		? { Delete: { TableName, Key: write.delete, ...write.when } }
		: { Update: { TableName, Key: write.update, ...write.change } };
};

/** The reasons of a cancelled transaction, one for each item; null for any other failure. */
const reasonsOf = (error: unknown): readonly string[] | null => {
	if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return null;
	const reasons: unknown = Reflect.get(error, 'CancellationReasons');
	return Array.isArray(reasons) ? reasons.map((reason: { Code?: string }) => reason.Code ?? 'None') : null;
};

/**
 * Null when done; otherwise which writes' conditions failed (their places), and nothing was written. Conflicts with other transactions are tried
 * again with jitter, then `TryLater`.
 *
 * The token makes the SDK's own repetition of a request whose answer was lost do nothing. Each try of ours has a new one: it follows a
 * cancellation, so nothing was written, and a token must not be used twice for two contents.
 */
export const transact = async ({ db, table, count, units }: Store, writes: readonly Write[]): Promise<readonly number[] | null> => {
	const TransactItems = writes.map((write) => entry(table, write));
	for (let attempt = 1; ; attempt++)
		try {
			const input = { TransactItems, ClientRequestToken: randomUUID(), ReturnConsumedCapacity: units };
			const answer = await insist(() => db.send(new TransactWriteCommand(input)));
			count.requests += 1;
			count.items += writes.length;
			for (const { CapacityUnits } of answer.ConsumedCapacity ?? []) count.writes += CapacityUnits ?? 0;
			return null;
		} catch (error) {
			const reasons = reasonsOf(error);
			if (!reasons) throw error;
			const failed = reasons.flatMap((reason, i) => (reason === 'ConditionalCheckFailed' ? [i] : []));
			if (failed.length > 0) return failed;
			if (!reasons.some((reason) => busyReasons.has(reason))) throw error;
			if (attempt === tries) throw new TryLater('other writers hold the same items', { cause: error });
			await jitter(attempt);
		}
};
