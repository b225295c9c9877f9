import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { readAfter } from './pace.ts';

type Ports = { readonly connections: Connections; readonly directory: Directory; readonly clock: Clock };

const note = async (company: string, ledger: string, { connections, clock }: Ports): Promise<void> => {
	for (;;) {
		const connection = await connections.connection(company, ledger);
		if (connection?.state !== 'connected' || connection.dirtyAt !== null) return; // the mark is there: a thousand copies are one
		const now = clock.now();
		const soon = readAfter(connection, now);
		// Under way: the end of the run sees the mark. Idle: the sweeper does, when its turn has come.
		const wake = connection.run || (connection.wake !== null && connection.wake < soon) ? connection.wake : soon;
		if ((await connections.saveConnection({ ...connection, dirtyAt: now, wake })) === 'saved') return;
	}
};

/** Verified webhooks said that ledgers changed. The company comes from our own directory, never from the event. Returns how many are strangers. */
export const noteChanges = async ({ provider, ledgers }: MessageOf<'sync.notice'>, ports: Ports): Promise<number> => {
	let strangers = 0;
	for (const externalId of new Set(ledgers)) {
		const owner = await ports.directory.ledger(provider, externalId);
		if (owner) await note(owner.company, owner.ledger, ports);
		else strangers += 1;
	}
	return strangers;
};
