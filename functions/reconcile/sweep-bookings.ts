import { reconcileWorkOf } from '../../shared/domain/reconcile-work.ts';
import type { ReconcilePorts } from './ports.ts';

const atOnce = 200;

/** Payments and postings whose time has come: a pause that is over, a worker that was cut, a message that was lost. 4 small queries. */
export const sweepBookings = async ({
	payments,
	queues,
	clock,
}: Pick<ReconcilePorts, 'queues' | 'clock'> & { readonly payments: Pick<ReconcilePorts['payments'], 'dueBookings'> }): Promise<number> => {
	const due = await payments.dueBookings(clock.now(), atOnce);
	for (const { company, id } of due) {
		const work = reconcileWorkOf(id);
		await queues.send(
			work.kind === 'payment'
				? { type: 'reconcile.book', company, payment: work.id }
				: { type: 'reconcile.post', company, posting: work.id },
		);
	}
	return due.length;
};
