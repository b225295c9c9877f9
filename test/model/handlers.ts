/** What the entries of the queues do with a message, as `functions/sync/pull.queue.ts` and `shared/runtime/on-queue.ts` do it. */
import { tendGrant } from '../../functions/connect/tend-grant.ts';
import { noteChanges } from '../../functions/sync/note-changes.ts';
import type { SyncPorts } from '../../functions/sync/ports.ts';
import { pullStep } from '../../functions/sync/pull-step.ts';
import { recountLedger } from '../../functions/sync/recount-ledger.ts';
import { stoppedStill, stopRun } from '../../functions/sync/stop-run.ts';
import type { Provider } from '../../shared/domain/document.ts';
import type { Consent } from '../../shared/ports/consent.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Message, MessageOf } from '../../shared/wire/messages.ts';
import { maxReceives, queueOf } from '../../shared/wire/queues.ts';
import { fake } from '../support/fake.ts';

export type Ports = SyncPorts & { readonly directory: Directory; readonly consentOf: (provider: Provider) => Promise<Consent> };
/** Of all that the model plays, nobody asks for another company's ledger. */
export const noMoves = fake<LedgerMoves>({ moves: async () => ({ asks: [], demands: [] }) });
/** A fault of the product, put between it and its ports or its queue. */
export type Sabotage = {
	readonly ports?: (ports: Ports) => Ports;
	/** A message whose function was cut is not delivered again. */
	readonly forgetsCuts?: true;
};

type Count = (what: string) => void;

const pull = async (message: MessageOf<'sync.pull'>, receives: number, ports: Ports, count: Count): Promise<void> => {
	const isLast = receives >= maxReceives[queueOf[message.type]];
	try {
		if (isLast) await stopRun(message, 'it was cut off', ports);
		try {
			await pullStep(message, ports);
		} catch (error) {
			if (!(await stoppedStill(message, String(error), ports))) throw error;
			count('stood still');
		}
	} catch (error) {
		if (isLast) await stopRun(message, String(error), ports);
		throw error;
	}
};

export const handle = async (message: Message, receives: number, ports: Ports, count: Count): Promise<void> => {
	switch (message.type) {
		case 'sync.pull':
			return pull(message, receives, ports, count);
		case 'sync.recount':
			return recountLedger(message, ports);
		case 'sync.notice':
			return void (await noteChanges(message, ports));
		case 'connect.refresh':
			return void (await tendGrant(message.company, message.grant, { ...ports, moves: noMoves }));
		default:
			throw new Error(`nobody reads ${message.type} here`);
	}
};
