import type { CompanyId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import { inHand } from './desk.ts';
import type { ReconcilePorts } from './ports.ts';

const settled = (): Refusal =>
	new Refusal(409, 'ALREADY_BOOKED', 'This payment is in the ledger', 'There is nothing to try again: look at its bookings.');
const moved = (): Refusal =>
	new Refusal(409, 'MOVED_ON', 'The payment has just moved on', 'Somebody, or the hub itself, was faster. Look at it again.');

/**
 * A person says: try again now. What is not booked is allocated anew, for what refused it may have been mended in the ledger. While it is being tried there is
 * nothing to do.
 */
export const retryPayment = async (
	company: CompanyId,
	id: string,
	{ payments, queues, clock }: Pick<ReconcilePorts, 'payments' | 'queues' | 'clock'>,
): Promise<void> => {
	const payment = await payments.payment(company, id);
	if (!payment) throw notFound('payment');
	if (payment.state === 'booked' || payment.state === 'reversed') throw settled();
	if (inHand(payment, clock.now())) return;
	const again = payment.state === 'stuck' ? ({ state: 'received', tries: 0, problem: null } as const) : {};
	if ((await payments.savePayment({ ...payment, ...again, wake: clock.now() })) === 'stale') throw moved();
	await queues.send({ type: 'reconcile.book', company, payment: id });
};
