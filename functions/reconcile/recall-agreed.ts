/** The money of a settlement, or of a reward, went back while the credit waited to be written: then it is not to be written. */
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { postedAs } from '../../shared/domain/arrangements/to-post.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { postingId } from './ask-posting.ts';
import { giveUpPosting } from './tend-posting.ts';

export type RecallPorts = {
	readonly arrangements: Pick<Arrangements, 'keep'>;
	readonly postings: Pick<Postings, 'posting' | 'savePosting' | 'resume'>;
	readonly queues: Queues;
	readonly clock: Clock;
};

/** One posting of each invoice, or of a reward, for each time that the arrangement came to be posted. */
export const tokenOf = ({ id }: Pick<Arrangement, 'id'>, since: Instant, invoice: string): string =>
	`arrangement ${id} ${since} ${invoice}`;

export const overtaken = (): TryLater => new TryLater('somebody else changed the arrangement');

/** The ledger is asked, or is about to be: in a few minutes it is known whether it took it. */
const askAgainMs = 2 * 60_000;

const why = 'the hub, since what it was for does not hold any more';

const isBegun = ({ steps, state }: Posting): boolean => state === 'written' || steps.some((step) => step.state === 'written');

/** `open`: whether something of it is in the ledger is not known yet. */
const takeBack = async (posting: Posting, ports: RecallPorts): Promise<'gone' | 'written' | 'open'> => {
	if (isBegun(posting)) return 'written';
	if (posting.state === 'cancelled') return 'gone';
	try {
		return isBegun(await giveUpPosting(posting.company, posting.id, why, ports)) ? 'written' : 'gone';
	} catch (error) {
		if (error instanceof Refusal) return 'open';
		throw error;
	}
};

/**
 * What was asked for in the ledger for a settlement while it was paid is given up where nothing of it was written; where something was, the settlement says so, and
 * a person is told. What is half written goes on: half a credit note helps nobody. Looked for by the ids that it would have, so one that was asked for at the same moment is found as well. The arrangement as it is then; null:
 * it is looked at again in a moment.
 */
export const recalled = async (arrangement: Arrangement, ports: RecallPorts): Promise<Arrangement | null> => {
	const { company, customer, recall, written = [] } = arrangement;
	if (recall === undefined) return arrangement;
	const found = new Set<string>();
	let isOpen = false;
	for (const invoice of postedAs(arrangement)) {
		const posting = await ports.postings.posting(company, postingId(company, tokenOf(arrangement, recall.since, invoice)));
		const outcome = posting === null ? 'gone' : await takeBack(posting, ports);
		if (outcome === 'written' && !written.includes(invoice)) found.add(invoice);
		isOpen ||= outcome === 'open';
	}
	if (recall.done && found.size === 0 && !isOpen) return arrangement;
	const now = ports.clock.now();
	const next: Arrangement = {
		...arrangement,
		...(found.size > 0 && { written: [...written, ...found] }),
		recall: { ...recall, done: !isOpen },
		wake: isOpen ? later(now, askAgainMs) : now,
	};
	if ((await ports.arrangements.keep(next)) === 'stale') throw overtaken();
	if (found.size > 0) await ports.queues.send({ type: 'arrangements.tend', company, customer });
	return isOpen ? null : { ...next, rev: next.rev + 1 };
};
