import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { isRunning, stopped } from './run.ts';

/** A step has failed as often as its message is delivered: the run is marked where it stands, with the reason. Other ledgers go on. */
export const stopRun = async (
	message: MessageOf<'sync.pull'>,
	reason: string,
	{ connections, clock }: { readonly connections: Connections; readonly clock: Clock },
): Promise<void> => {
	for (;;) {
		const connection = await connections.connection(message.company, message.ledger);
		if (!connection || !isRunning(connection)) return;
		if (message.run !== null && (connection.run.id !== message.run || connection.run.step !== message.step)) return;
		if ((await connections.saveConnection(stopped(connection, reason, clock.now()))) === 'saved') return;
	}
};
