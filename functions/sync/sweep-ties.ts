import { ledgerOfBankWork } from '../../shared/ports/bank-postings.ts';
import type { BookTies } from '../../shared/ports/book-ties.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 100;

/**
 * Comparisons with the books and looks at the bank whose time has come: put off, cut in the middle, or never told. It only sends; the ledger's lane decides.
 * The wake of a comparison is in its deduplication id: a sweep that is cut sends the same once. 2 RCU when nothing is due.
 */
export const sweepTies = async ({
	ties,
	queues,
	clock,
}: {
	readonly ties: BookTies;
	readonly queues: Queues;
	readonly clock: Clock;
}): Promise<number> => {
	const due = await ties.dueTies(clock.now(), atOnce);
	for (const { company, id: ledger } of due) {
		const bank = ledgerOfBankWork(ledger);
		if (bank !== null) {
			// Once in ten minutes, however long the ledger's lane is busy.
			await queues.send({ type: 'sync.bank', company, ledger: bank }, { dedupe: `bank:${bank}:${clock.now().slice(0, 15)}` });
			continue;
		}
		const tie = await ties.tie(company, ledger);
		if (tie === null || tie.wake === null || tie.wake > clock.now()) continue;
		await queues.send({ type: 'sync.books', company, ledger }, { dedupe: `books:${ledger}:${tie.wake}`.slice(0, 128) });
	}
	return due.length;
};
