import { later } from '../../shared/domain/day.ts';
import { payablesLeaseMs } from '../../shared/domain/payables-read.ts';
import type { PayablesPorts } from './ports.ts';

const atOnce = 100;

/**
 * Ledgers whose payables are due: once a day, after a pause, or because a message was lost. It only sends; cut before that, the ledger is due again a lease later. Whoever was sent is not due again for a while, so
 * that a flood of messages never builds up behind a slow reader. 2 RCU when nothing is due.
 */
export const sweepPayables = async ({ owed, queues, clock }: Pick<PayablesPorts, 'owed' | 'queues' | 'clock'>): Promise<number> => {
	const due = await owed.dueReads(clock.now(), atOnce);
	for (const { company, id: ledger } of due) {
		const read = await owed.read(company, ledger);
		if (!read || read.wake === null || read.wake > clock.now()) continue;
		// Before it is sent: saved after that, it could overtake whoever reads by then. Stale: somebody is at it, and has set a wake of its own.
		if (read.run === null) await owed.saveRead({ ...read, wake: later(clock.now(), payablesLeaseMs) });
		await queues.send({ type: 'payables.read', company, ledger });
	}
	return due.length;
};
