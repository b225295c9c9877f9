import type { Checkout } from '../../shared/domain/payment.ts';
import type { PayPorts } from './ports.ts';

/**
 * A reservation is given up: its session ends at Stripe first, and only then is what it holds free again. `paid`: the session turned out to be complete, so it
 * is never released; what became of it is seen to by its message. Throws `CollectingFault` when Stripe does not say.
 */
export const endCheckout = async (begun: Checkout, { payments, collecting, queues }: PayPorts): Promise<'ended' | 'paid'> => {
	for (let checkout: Checkout | null = begun; ; ) {
		if (!checkout || checkout.state === 'closed' || checkout.state === 'failed') return 'ended';
		const { company, customer, id, session } = checkout;
		if (checkout.state === 'paid' || checkout.state === 'paying') return 'paid';
		if (session !== null && (await collecting.expire(session)) === 'complete') {
			await queues.send({ type: 'pay.tend', company, customer, checkout: id });
			return 'paid';
		}
		if ((await payments.release(checkout, 'closed')) === 'saved') return 'ended';
		checkout = await payments.checkout(company, customer, id);
	}
};
