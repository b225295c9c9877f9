import { type Instant, later } from '../../shared/domain/day.ts';
import { inHandMs } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { PostAccess } from './post-access.ts';
import { checkStep } from './post-check.ts';
import type { PostDesk } from './post-desk.ts';
import { invocationMs } from './times.ts';

/** A number that no step of this posting has had: the ledger may remember its no under the old one. */
const freshNumber = (desk: PostDesk): number => Math.max(...desk.posting.steps.map(({ n }) => n)) + 1;

/**
 * A no, from the ledger or from our own look at it. It is thrown on when the step is not there and no earlier try can still come true: such a try, under way or
 * arrived late, is itself a reason to say no. The step's place in the ledger, should it be there after all.
 */
const afterNo = async (
	desk: PostDesk,
	{ writing }: PostAccess,
	at: number,
	no: AccountingFault,
	earlier: Instant | null,
): Promise<string> => {
	const now = desk.progress(at);
	// Of what was never sent, only a step after ours can be there: a ledger that applies new credits by itself does so at once.
	if (now.sent === undefined && at === 0) throw no;
	const late = await writing.find(desk.order(at));
	if (late !== null) return late;
	if (now.sent === undefined) throw no;
	const over = earlier === null || later(earlier, inHandMs) <= desk.clock.now();
	// This try has its answer; the one before may have none.
	await desk.saveStep(at, over ? { ...now, state: 'planned' } : { ...now, state: 'sending', sent: earlier });
	if (over) throw no;
	throw new AccountingFault('unavailable', 'The ledger says no, but an earlier try may still be under way');
};

/** The ledger's id of the step, written now or found there from an earlier try. */
const inLedger = async (desk: PostDesk, access: PostAccess, at: number): Promise<string> => {
	const { state, sent } = desk.progress(at);
	if (sent !== undefined) {
		const there = await access.writing.find(desk.order(at));
		if (there !== null) return there;
	}
	try {
		await checkStep(desk, access, at);
		const n = state === 'planned' && sent !== undefined ? freshNumber(desk) : desk.progress(at).n;
		await desk.saveStep(at, { ...desk.progress(at), n, state: 'sending', sent: desk.clock.now() });
		return await access.writing.write(desk.order(at));
	} catch (error) {
		if (!(error instanceof AccountingFault && error.kind === 'refused')) throw error;
		return afterNo(desk, access, at, error, state === 'sending' ? (sent ?? null) : null);
	}
};

/**
 * Writes one step after the other. `sending` is saved before each call and its id after it; whatever is cut in between is looked for in the ledger first, and
 * sent again under the same key. Throws what the ledger throws; that step then stays `sending`, or is `planned` again when the ledger said no. False: time is
 * up, and some are left for another invocation.
 */
export const writeSteps = async (desk: PostDesk, access: PostAccess): Promise<boolean> => {
	const until = later(desk.clock.now(), invocationMs);
	for (;;) {
		const at = desk.posting.steps.findIndex(({ state }) => state !== 'written');
		if (at === -1) return true;
		if (desk.clock.now() > until) return false;
		const external = await inLedger(desk, access, at);
		await desk.saveStep(at, { ...desk.progress(at), state: 'written', external });
	}
};
