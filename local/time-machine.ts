/**
 * Moves the stack's clock as a discrete-event loop: drain the queues, jump to the next moment at which something is due, let it happen, drain. The
 * clock never moves with a message in flight, and never back. Weeks of reminders and promises happen in seconds.
 */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { instantOfMs } from '../shared/domain/day.ts';
import { table as definition, shards, work, workStations } from '../shared/wire/table.ts';
import type { Runtime } from './runtime/runtime.ts';

export type TimeMachine = {
	/** Moves on by so many ms; resolves when everything due until then has happened. One at a time; throws `RangeError` for a move back. */
	move(byMs: number, told?: (hop: { readonly nowMs: number; readonly toMs: number }) => void): Promise<{ readonly hops: number }>;
};

const hourMs = 3_600_000;
/**
 * Hops are no shorter than this: tokens are renewed and ledgers read every half hour and hour, and a fortnight of those one by one would take an
 * hour. What is due in between happens a little late, as after an outage.
 */
const grainOf = (byMs: number): number => (byMs > 48 * hourMs ? 6 * hourMs : byMs > 2 * hourMs ? hourMs : 60_000);
/**
 * For so long after a hop the clock goes on minute by minute from one due moment to the next: a token that had run out is renewed, its ledger is read
 * again, and the mail that waited for it leaves on its own day.
 */
const settleMs = 10 * 60_000;
const stepMs = 60_000;
/** Rounds of sweeps at one moment: each may wake what the last one made due. */
const rounds = 8;

export const timeMachine = (stack: {
	readonly nowMs: () => number;
	readonly setNow: (ms: number) => void;
	readonly table: { readonly client: DynamoDBClient; readonly name: string };
	readonly runtime: Runtime;
	readonly idle: () => Promise<void>;
	/** Sandboxes that do things by themselves. */
	readonly others: { readonly nextDueMs: () => readonly number[]; readonly tick: () => Promise<void> };
}): TimeMachine => {
	const db = DynamoDBDocumentClient.from(stack.table.client);
	const { partition, sort } = definition.indexes.work;
	/** The first wake at or after `from`; null when nothing waits. */
	const firstWake = async (from: number): Promise<number | null> => {
		const all = await Promise.all(
			workStations.flatMap((station) =>
				shards.map(async (shard) => {
					const { Items = [] } = await db.send(
						new QueryCommand({
							TableName: stack.table.name,
							IndexName: 'work',
							KeyConditionExpression: '#p = :p AND #s >= :from',
							ExpressionAttributeNames: { '#p': partition, '#s': sort },
							ExpressionAttributeValues: { ':p': work.partition(station, shard), ':from': instantOfMs(from) },
							Limit: 1,
						}),
					);
					const wake: unknown = Items[0]?.[sort];
					return typeof wake === 'string' ? Date.parse(wake.slice(0, wake.indexOf('#'))) : null;
				}),
			),
		);
		const found = all.filter((at) => at !== null);
		return found.length === 0 ? null : Math.min(...found);
	};
	const letHappen = async (): Promise<void> => {
		for (let round = 0; round < rounds; round++) {
			await stack.others.tick();
			for (const { id } of stack.runtime.wiring.schedules) await stack.runtime.fire(id);
			await stack.idle();
			const overdue = await firstWake(0);
			const now = stack.nowMs();
			if ((overdue === null || overdue > now) && stack.others.nextDueMs().every((at) => at > now)) return;
		}
	};

	let moving: Promise<unknown> = Promise.resolve();
	const run = async (byMs: number, told: (hop: { readonly nowMs: number; readonly toMs: number }) => void): Promise<{ hops: number }> => {
		const toMs = stack.nowMs() + byMs;
		let hops = 0;
		let landed = stack.nowMs();
		await stack.idle();
		while (stack.nowMs() < toMs) {
			const wake = await firstWake(stack.nowMs());
			const due = Math.min(...(wake === null ? [] : [wake]), ...stack.others.nextDueMs(), toMs);
			const settling = due < landed + settleMs;
			const earliest = stack.nowMs() + stepMs;
			// The last hop ends early enough to settle before the move is over.
			const last = stack.nowMs() < toMs - settleMs ? toMs - settleMs : toMs;
			const next = Math.min(last, Math.max(due, settling ? earliest : Math.max(earliest, landed + grainOf(byMs))));
			if (!settling) landed = next;
			await stack.runtime.inStillness(() => stack.setNow(next));
			hops += 1;
			told({ nowMs: next, toMs });
			await letHappen();
		}
		return { hops };
	};
	return {
		move: (byMs, told = () => undefined) => {
			if (!(byMs > 0)) return Promise.reject(new RangeError('time goes forward only'));
			const moved = moving.then(() => run(byMs, told));
			moving = moved.catch(() => undefined);
			return moved;
		},
	};
};
