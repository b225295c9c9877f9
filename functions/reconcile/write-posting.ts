import { createHash } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { noteRule } from '../../shared/domain/reminder-note.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { inHand, Overtaken } from './desk.ts';
import { failed } from './failed.ts';
import type { PostPorts } from './ports.ts';
import { type PostAccess, postAccess } from './post-access.ts';
import { checkStep } from './post-check.ts';
import { PostDesk } from './post-desk.ts';
import { made, readNow, touched } from './post-read.ts';
import { writeSteps } from './post-steps.ts';
import { suppliersOf } from './supplier-bills.ts';
import { noteMs, noteWaitMs, personMs } from './times.ts';

/** A real ledger is not written to until somebody says so: what would be written is shown. */
const showOnly = async (desk: PostDesk, access: PostAccess): Promise<void> => {
	if (desk.posting.state === 'planned') await checkStep(desk, access, 0);
	const { currency, minor, text, steps } = desk.posting;
	const amount = minor === 0 ? '' : `${toDecimal({ minor, currency })} ${currency}, `;
	const left = steps.filter(({ state }) => state !== 'written').length;
	const problem = `Would write: ${amount}“${text}”, in ${left} ${left === 1 ? 'step' : 'steps'}. Nothing was written, since COBRO_LIVE does not name "book".`;
	await desk.leave({ problem, wake: later(desk.clock.now(), personMs) });
};

/** The payment whose entries were taken back: whoever looks at it sees so. */
const markReversed = async (desk: PostDesk): Promise<void> => {
	const { company, what } = desk.posting;
	if (what.kind !== 'reversal') return;
	const { payments } = desk.ports;
	const payment = await payments.payment(company, what.payment);
	if (!payment || payment.state === 'reversed') return;
	if ((await payments.savePayment({ ...payment, state: 'reversed', wake: null })) === 'stale')
		throw new Overtaken('the payment has moved on');
};

/** Invoices that its entries stood on, all of them: an entry that stands on others too is not taken back by us. */
const paidInvoices = async ({ posting, ports }: PostDesk) => {
	if (posting.what.kind !== 'reversal') return [];
	const payment = await ports.payments.payment(posting.company, posting.what.payment);
	return (payment?.bookings ?? []).flatMap(({ document }) => (document === null ? [] : [{ kind: 'invoice' as const, id: document }]));
};

/** "Written" means read back: our copy is as the ledger has it with the posting in it. */
const readBack = async (desk: PostDesk, access: PostAccess): Promise<void> => {
	const steps = desk.steps().map((_, at) => desk.step(at));
	const names = [...touched(steps), ...made(desk.posting, steps), ...(await paidInvoices(desk))];
	const { refused } = await readNow(desk, access, names);
	await markReversed(desk);
	const problem = refused[0] ? `It is written, but the ledger gives something of it that we cannot read: ${refused[0].reason}` : null;
	await desk.leave({ state: 'written', writtenAt: desk.clock.now(), problem, tries: 0, wake: null });
};

/** One letter for each time it gets stuck. */
const letterId = ({ company, id, tries }: Posting): string =>
	createHash('sha256').update(`${company}#posting#${id}#${tries}`).digest('hex').slice(0, 24);

/** The ledger says no, or it cannot be right any more: only a person helps, who sees what stands there. */
const stuck = async (desk: PostDesk, reason: string): Promise<void> => {
	const { company, tries } = desk.posting;
	await desk.ports.deadLetters.record({
		company,
		id: letterId(desk.posting),
		station: 'reconcile',
		type: 'reconcile.post',
		reason,
		at: desk.clock.now(),
	});
	await desk.leave({ state: 'stuck', problem: reason, tries: tries + 1, wake: null });
};

/** Nobody asked for it in person, and nobody has to do anything about it. */
const isAutomatic = ({ by, what }: Posting): boolean => by === noteRule && what.kind === 'note';

const leftOut = async (desk: PostDesk, why: string): Promise<void> =>
	desk.leave({ state: 'cancelled', problem: `Left out. ${why}`, wake: null });

const isOldNote = ({ posting, clock }: PostDesk): boolean => isAutomatic(posting) && later(posting.askedAt, noteMs) <= clock.now();

const tooOld = ({ steps, problem }: Posting): string => {
	const there = steps.some(({ state }) => state === 'sending') ? ' An earlier try may stand there all the same.' : '';
	return `It could not be written for a day.${there} ${problem ?? ''}`.trim();
};

/** Notes go last: with what is left beyond everybody else's share, and not at all when that is not today. True: there is nothing to write now. */
const noteYields = async (desk: PostDesk, { meter }: PostAccess): Promise<boolean> => {
	if (!isAutomatic(desk.posting)) return false;
	meter.purpose = 'noting';
	// What may have been sent is looked for like any.
	if (desk.posting.steps.some(({ sent }) => sent !== undefined)) return false;
	const now = desk.clock.now();
	if (!desk.ports.booksForReal) {
		await leftOut(desk, 'Nothing is written, since COBRO_LIVE does not name "book".');
		return true;
	}
	const no = meter.no('write');
	if (no === null) return false;
	if (no.until > later(now, noteWaitMs)) await leftOut(desk, no.why);
	else await desk.leave({ problem: no.why, wake: no.until });
	return true;
};

const isOver = ({ state }: Posting): boolean => state === 'written' || state === 'stuck' || state === 'cancelled';

/**
 * A posting on its way into the ledger: checked → each step written → read back. Each state is saved before the next effect, and every effect may be repeated; so
 * a message that comes twice, late or after a cut goes on where the last one stood. Whoever works on it has it in hand first; a message that finds it there is
 * done.
 */
export const writePosting = async ({ company, posting: id }: MessageOf<'reconcile.post'>, ports: PostPorts): Promise<void> => {
	const posting = await ports.postings.posting(company, id);
	if (!posting || isOver(posting)) return;
	if (inHand(posting, ports.clock.now())) return;
	const desk = new PostDesk(posting, ports);
	let access: PostAccess | null = null;
	try {
		await desk.save();
		if (isOldNote(desk)) return await leftOut(desk, tooOld(desk.posting));
		if (posting.what.kind !== 'note') desk.settings = (await ports.postings.settings(company, posting.ledger)) ?? desk.settings;
		if (posting.what.kind === 'set-off') desk.suppliers = await suppliersOf(company, posting.customer, ports.owed);
		access = await postAccess(posting, ports);
		if (await noteYields(desk, access)) return;
		if (!ports.booksForReal && posting.steps.some(({ state }) => state !== 'written')) return await showOnly(desk, access);
		if (!(await writeSteps(desk, access))) {
			await desk.leave({});
			return await ports.queues.send({ type: 'reconcile.post', company, posting: id });
		}
		await readBack(desk, access);
	} catch (error) {
		access?.meter.failed(error);
		const refused = (reason: string) => (isAutomatic(posting) ? leftOut(desk, reason) : stuck(desk, reason));
		await failed(desk, error, { ports, since: posting.askedAt, doing: 'Writing', refused });
	} finally {
		await access?.meter.keep();
	}
};

/** A failure nobody foresaw: said where people look. It keeps waking, so a mended hub writes it by itself. */
export const notePostingFailure = async (
	{ company, posting: id }: MessageOf<'reconcile.post'>,
	reason: string,
	{ postings, clock }: Pick<PostPorts, 'postings' | 'clock'>,
): Promise<void> => {
	const posting = await postings.posting(company, id);
	if (!posting || posting.wake === null || inHand(posting, clock.now())) return;
	await postings.savePosting({ ...posting, problem: reason, wake: later(clock.now(), personMs) });
};
