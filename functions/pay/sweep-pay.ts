import { payWorkOf } from '../../shared/domain/pay-work.ts';
import type { PayPorts } from './ports.ts';

const atOnce = 200;

/** Reservations and payment links whose time has come: what was cut, what expires, what Stripe may have told of in vain. 4 small queries. */
export const sweepPay = async ({ payments, queues, clock }: Pick<PayPorts, 'payments' | 'queues' | 'clock'>): Promise<number> => {
	const due = await payments.duePay(clock.now(), atOnce);
	const links = new Set<string>();
	for (const { company, id } of due) {
		const work = payWorkOf(id);
		if (work?.kind === 'checkout') await queues.send({ type: 'pay.tend', company, customer: work.customer, checkout: work.checkout });
		if (work?.kind === 'payment-link') links.add(company);
	}
	for (const company of links) await queues.send({ type: 'pay.links', company });
	return due.length;
};
