import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 200;

/**
 * Every connection whose time has come: the hourly delta, a webhook's mark, a pause the provider asked for, a message that was lost. It only sends;
 * the ledger's own lane decides. The wake is in the deduplication id, so a sweep a minute brings one message until the wake moves on.
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
		if (connection?.state !== 'connected' || connection.wake === null || connection.wake > clock.now()) continue;
		const { ledger, run, wake } = connection;
		await queues.send(
			{ type: 'sync.pull', company, ledger, run: run?.id ?? null, step: run?.step ?? 0 },
			{ dedupe: `${run?.id ?? ledger}:${run?.step ?? 0}:${wake}`.slice(0, 128) },
		);
	}
	return due.length;
};
