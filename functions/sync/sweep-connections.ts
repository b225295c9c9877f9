import type { Connection } from '../../shared/domain/connection.ts';
import { later } from '../../shared/domain/day.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { stepLeaseMs } from './times.ts';

export const atOnce = 200;

/** One that is read goes on with its step, or begins one; one that needs reconnecting has its people told. Null: nothing is due. */
const dueOf = ({ company, ledger, state, run, lost }: Connection): Message | null => {
	if (state === 'connected') return { type: 'sync.pull', company, ledger, run: run?.id ?? null, step: run?.step ?? 0 };
	return state === 'needs-reconnecting' && lost ? { type: 'connect.tell', company, ledger } : null;
};

/**
 * Every connection whose time has come: the hourly delta, a webhook's mark, a pause the provider asked for, a message that was lost; a letter
 * about a lost consent. It only sends;
 * the ledger's own lane decides. Whoever was sent is not due again for a while, so that those behind have their turn next minute, however long the first
 * wait for a reader; a message that is lost is sent again then. The wake is in the deduplication id: a sweep that was cut sends the same once.
 * 0.5–1 RCU and 1 WCU a KB for each.
 */
export const sweepConnections = async ({
	connections,
	queues,
	clock,
}: {
	readonly connections: Connections;
	readonly queues: Queues;
	readonly clock: Clock;
}): Promise<number> => {
	const due = await connections.dueConnections(clock.now(), atOnce);
	for (const { company, id } of due) {
		const connection = await connections.connection(company, id);
		const message = connection && dueOf(connection);
		if (!message || connection.wake === null || connection.wake > clock.now()) continue;
		const { ledger, run, wake } = connection;
		await queues.send(message, { dedupe: `${run?.id ?? ledger}:${run?.step ?? 0}:${wake}`.slice(0, 128) });
		// Stale: somebody is at it already, and has set a wake of its own.
		await connections.saveConnection({ ...connection, wake: later(clock.now(), stepLeaseMs) });
	}
	return due.length;
};
