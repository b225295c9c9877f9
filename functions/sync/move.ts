import type { Connection } from '../../shared/ports/connections.ts';
import type { SyncPorts } from './ports.ts';
import { isRunning, type Running } from './running.ts';

/** Saves a move on whatever else was written meanwhile (a webhook's mark), as long as the run is still at this step and under the same consent. */
export const move = async (
	from: Running,
	to: (latest: Running) => Connection,
	{ connections }: Pick<SyncPorts, 'connections'>,
): Promise<Connection | null> => {
	for (let latest: Connection | null = from; ; latest = await connections.connection(from.company, from.ledger)) {
		if (latest?.state !== 'connected' || latest.grant !== from.grant || !isRunning(latest)) return null;
		if (latest.run.id !== from.run.id || latest.run.step !== from.run.step) return null;
		const next = to(latest);
		if ((await connections.saveConnection(next)) === 'saved') return { ...next, rev: latest.rev + 1 };
	}
};

/** Saves a change that is no step of a run, as long as the ledger is connected under the same consent. */
export const change = async (
	from: Connection,
	to: (latest: Connection) => Connection,
	{ connections }: Pick<SyncPorts, 'connections'>,
): Promise<Connection | null> => {
	for (let latest: Connection | null = from; ; latest = await connections.connection(from.company, from.ledger)) {
		if (latest?.state !== 'connected' || latest.grant !== from.grant) return null;
		const next = to(latest);
		if ((await connections.saveConnection(next)) === 'saved') return { ...next, rev: latest.rev + 1 };
	}
};
