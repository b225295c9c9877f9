import { later } from '../../shared/domain/day.ts';
import type { Booking } from '../../shared/domain/payment.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import type { Bookkeeping } from '../../shared/ports/bookkeeping.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { type Access, accessTo } from './access.ts';
import { inHand, PaymentDesk } from './desk.ts';
import { bookingFailed } from './failed.ts';
import { readBack, settle, tellOthers } from './finish.ts';
import type { ReconcilePorts } from './ports.ts';
import { personMs } from './times.ts';
import { allocate, writeBookings } from './write-bookings.ts';

const planOf = (bookings: readonly Booking[]): string =>
	bookings
		.filter(({ state }) => state !== 'booked')
		.map(({ document, minor }) => `${document} ${minor}`)
		.join(';');

/**
 * All of it in the ledger. When the ledger refuses to write (paid or voided meanwhile), what is not booked is allocated anew from fresh reads; what it refuses
 * then too, or would be asked unchanged, is a reason of another kind, and thrown. `refused` comes from nothing but a write (`accessTo`). False: time is up, and
 * some are left.
 */
const book = async (desk: PaymentDesk, books: Bookkeeping): Promise<boolean> => {
	for (let refusedPlan: string | null = null; ; ) {
		if (desk.payment.state === 'received') await allocate(desk, books);
		const plan = planOf(desk.payment.bookings);
		try {
			if (plan === refusedPlan) throw new AccountingFault('refused', desk.payment.problem ?? 'The ledger does not take the payment.');
			return await writeBookings(desk, books);
		} catch (error) {
			if (!(error instanceof AccountingFault && error.kind === 'refused')) throw error;
			const bookings = desk.payment.bookings.map((each) => (each.state === 'sending' ? { ...each, state: 'planned' as const } : each));
			// `received` with bookings: those not booked are allocated anew, under new numbers, since the ledger may remember its no.
			await desk.save({ state: 'received', bookings, problem: error.message });
			if (refusedPlan !== null) throw error;
			refusedPlan = plan;
		}
	}
};

/** A real ledger is not written to until somebody says so: what would be booked is shown. */
const showOnly = async (desk: PaymentDesk, books: Bookkeeping): Promise<void> => {
	if (desk.payment.state === 'received') await allocate(desk, books);
	const count = desk.payment.bookings.length;
	const problem = `Would book: ${count} ${count === 1 ? 'entry is' : 'entries are'} planned and nothing was written, since COBRO_LIVE does not name "book".`;
	await desk.leave({ problem, wake: later(desk.ports.clock.now(), personMs) });
};

/**
 * A received payment on its way into the ledger: allocated → booked → read back → settled → receipt. Each state is saved before the next effect, and every
 * effect may be repeated; so a message that comes twice, late or after a cut goes on where the last one stood. Whoever works on a payment has it in hand
 * first (`Desk.save`); a message that finds it there is done.
 *
 * `reversed` (a failed debit after capture, a refund, a chargeback) is not written here yet: issue 7.
 */
export const bookPayment = async ({ company, payment: id }: MessageOf<'reconcile.book'>, ports: ReconcilePorts): Promise<void> => {
	const payment = await ports.payments.payment(company, id);
	if (!payment || payment.state === 'stuck' || payment.state === 'reversed') return;
	if (payment.state === 'booked' && payment.shares.length === 0 && payment.wake === null) return;
	// Two workers at once could both ask the ledger, and the one's question be the reason for the other's no.
	if (inHand(payment, ports.clock.now())) return;
	const desk = new PaymentDesk(payment, ports);
	let access: Access | null = null;
	try {
		await desk.save();
		if (payment.state !== 'booked') {
			access = await accessTo(payment, ports);
			const { books } = access;
			if (!ports.booksForReal) return await showOnly(desk, books);
			desk.account = (await ports.postings.settings(company, payment.ledger))?.chosen.banks[payment.currency] ?? null;
			if (!(await book(desk, books))) {
				await desk.leave({});
				return await ports.queues.send({ type: 'reconcile.book', company, payment: id });
			}
			await readBack(desk, books);
		}
		if (desk.payment.state !== 'booked' || desk.payment.shares.length > 0) await settle(desk);
		if (desk.payment.wake !== null) await tellOthers(desk);
	} catch (error) {
		access?.meter.failed(error);
		await bookingFailed(desk, error);
	} finally {
		await access?.meter.keep();
	}
};

/** A failure nobody foresaw: said where people look. The payment keeps waking, so a mended hub books it by itself. */
export const noteFailure = async (
	{ company, payment: id }: MessageOf<'reconcile.book'>,
	reason: string,
	ports: Pick<ReconcilePorts, 'payments' | 'clock'>,
): Promise<void> => {
	const payment = await ports.payments.payment(company, id);
	// Whoever has it in hand says how it went.
	if (!payment || payment.wake === null || inHand(payment, ports.clock.now())) return;
	await ports.payments.savePayment({ ...payment, problem: reason, wake: later(ports.clock.now(), personMs) });
};
