import type { Connection } from '../../shared/domain/connection.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { isAsked } from './run.ts';

/** This read changed something: `freshAsOf` is when it began. */
const changed = ({ changedAt, freshAsOf }: Connection): boolean => changedAt !== null && freshAsOf !== null && changedAt >= freshAsOf;

/**
 * The message of what is left; when nothing is, mails that waited for this read may go, payment links may ask for what is no longer owed, what was agreed with customers may be kept, and who asked
 * while it was under way gets a read of their own.
 */
export const tellNext = async (next: Connection, { queues }: { readonly queues: Queues }): Promise<void> => {
	const { company, ledger, run, askedAt } = next;
	if (run) {
		await queues.send({ type: 'sync.pull', company, ledger, run: run.id, step: run.step }, { dedupe: `${run.id}:${run.step}` });
		return;
	}
	if (isAsked(next))
		await queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0 }, { dedupe: `asked:${askedAt}:${ledger}`.slice(0, 128) });
	const { lastRun, lastSweep } = next;
	// Each document was compared: now the sum of them is held against the books.
	if (lastRun?.mode === 'sweep' && lastSweep && lastSweep.failed === null)
		await queues.send(
			{ type: 'sync.books', company, ledger, since: lastSweep.at },
			{ dedupe: `books:${lastSweep.at}:${ledger}`.slice(0, 128) },
		);
	const reads = lastRun !== undefined && (lastRun.mode === 'sweep' || lastRun.mode === 'backfill');
	// After a first read both wait for a while (`firstMinutesUntil`).
	const since = lastRun?.mode === 'sweep' ? { since: lastRun.endedAt } : {};
	if (reads)
		await queues.send({ type: 'sync.bank', company, ledger, ...since }, { dedupe: `bank:${lastRun.endedAt}:${ledger}`.slice(0, 128) });
	// What the company owes there, when the ledger is new; each night too, should its own wake have been lost.
	if (reads) await queues.send({ type: 'payables.read', company, ledger });
	if (changed(next)) {
		await queues.send({ type: 'pay.links', company });
		await queues.send({ type: 'arrangements.read', company, ledger, kind: null, from: null });
	}
	await queues.send({ type: 'reminders.release', company, ledger });
};
