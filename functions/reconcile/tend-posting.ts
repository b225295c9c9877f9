/** What a person can do about a posting that is not written. */
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { inHand } from './desk.ts';
import { underWay } from './no-posting.ts';

type Ports = { readonly postings: Pick<Postings, 'posting' | 'savePosting' | 'resume'>; readonly queues: Queues; readonly clock: Clock };

const moved = (): Refusal =>
	new Refusal(409, 'MOVED_ON', 'It has just moved on', 'Somebody, or the hub itself, was faster. Look at it again.');
const over = (): Refusal =>
	new Refusal(409, 'POSTING_OVER', 'There is nothing to do any more', 'It is in the ledger, or was given up before anything was written.');

const found = async (company: CompanyId, id: string, { postings }: Ports): Promise<Posting> => {
	const posting = await postings.posting(company, id);
	if (!posting) throw notFound('posting');
	if (posting.state === 'written' || posting.state === 'cancelled') throw over();
	return posting;
};

/** Try again now. While it is being tried there is nothing to do. */
export const retryPosting = async (company: CompanyId, id: string, ports: Ports): Promise<void> => {
	const posting = await found(company, id, ports);
	const now = ports.clock.now();
	if (inHand(posting, now)) return;
	const begun = posting.steps.some(({ state }) => state !== 'planned');
	const again: Posting = { ...posting, state: begun ? 'writing' : 'planned', problem: null, givenUp: false, wake: now };
	const saved = await ports.postings.resume(again);
	// Given up, its documents were free for others.
	if (saved === 'taken') throw underWay(null);
	if (saved === 'stale') throw moved();
	await ports.queues.send({ type: 'reconcile.post', company, posting: id });
};

/**
 * No more is written of it. Nothing that may still come true is given up: a step whose answer is not known is waited for first. Cancelled where nothing was
 * written; where something was, it stays for a person to put right by hand. Either way its documents are free for others.
 */
export const giveUpPosting = async (company: CompanyId, id: string, by: string, ports: Ports): Promise<Posting> => {
	const posting = await found(company, id, ports);
	const now = ports.clock.now();
	if (inHand(posting, now) || posting.steps.some(({ state }) => state === 'sending'))
		throw new Refusal(
			409,
			'ANSWER_OPEN',
			'The ledger has not answered yet',
			'Part of it was sent and may be in the ledger. As soon as the ledger says whether it is, you can give it up; look again in a few minutes.',
		);
	const written = posting.steps.some(({ state }) => state === 'written');
	const before = posting.problem === null ? '' : ` What had happened: ${posting.problem}`;
	const said = written
		? `Given up by ${by} after part of it was written. What stands in the ledger, and what is left to do there by hand, is listed here.`
		: `Given up by ${by}. Nothing was written.`;
	const next: Posting = {
		...posting,
		state: written ? 'stuck' : 'cancelled',
		problem: `${said}${before}`,
		givenUp: true,
		wake: null,
		lease: null,
	};
	if ((await ports.postings.savePosting(next)) === 'stale') throw moved();
	return next;
};
