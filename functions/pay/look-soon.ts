import { later } from '../../shared/domain/day.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import type { CollectFor } from '../../shared/ports/collecting.ts';
import { heldAs } from './hold-for-link.ts';
import type { PayPorts } from './ports.ts';
import { soonMs } from './times.ts';

type Ports = Pick<PayPorts, 'payments' | 'clock'>;

/** True once the sweep will look at it by then. */
const wakeCheckout = async (found: Checkout, { payments, clock }: Ports): Promise<boolean> => {
	const soon = later(clock.now(), soonMs);
	for (let checkout: Checkout | null = found; checkout; ) {
		const { company, customer, id, state, wake } = checkout;
		if (state === 'paid') return true;
		if (state === 'closed' || state === 'failed') return false;
		if (wake !== null && wake <= soon) return true;
		if ((await payments.saveCheckout({ ...checkout, wake: soon })) === 'saved') return true;
		checkout = await payments.checkout(company, customer, id);
	}
	return false;
};

/**
 * Something happened to this session and Stripe does not say what: the reservation or payment link it is for is looked at again in a minute, and then as
 * long as it takes, by the sweep. False: we have none that is still open, so only the message itself can be tried again.
 */
export const lookSoon = async ({ company, customer, checkout: id }: CollectFor, session: string, ports: Ports): Promise<boolean> => {
	const { payments, clock } = ports;
	const checkout = await payments.checkout(company, customer, id);
	if (checkout) return (checkout.session === null || checkout.session === session) && wakeCheckout(checkout, ports);
	for (;;) {
		const link = await payments.paymentLink(company, id);
		if (link?.customer !== customer) return false;
		const held = await payments.checkout(company, customer, heldAs(link, session));
		if (held) return wakeCheckout(held, ports);
		if (link.state === 'closed') return false;
		const soon = later(clock.now(), soonMs);
		if (link.wake !== null && link.wake <= soon) return true;
		if ((await payments.savePaymentLink({ ...link, wake: soon })) === 'saved') return true;
	}
};
