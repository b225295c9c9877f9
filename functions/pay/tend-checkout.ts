import { later } from '../../shared/domain/day.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { endCheckout } from './end-checkout.ts';
import { openDocuments } from './open-page.ts';
import type { PayPorts } from './ports.ts';
import { type Taken, takeSession } from './take-session.ts';
import { lookAgainMs, payingLookMs } from './times.ts';

/** Somebody paid elsewhere, or the invoice was voided: the session asks for more than is owed. */
const asksTooMuch = async ({ company, customer, shares }: Checkout, ports: PayPorts): Promise<boolean> => {
	const open = new Map((await openDocuments(company, customer, ports)).map((document) => [document.id, document]));
	return shares.some(({ id }) => {
		const document = open.get(id);
		return !document || document.open < document.held;
	});
};

/**
 * Looks after one reservation: what is over gives back the rest of what it held; what was cut before anybody saw its address is given back; what is open or
 * being paid is asked for at Stripe, and ended there before anything is released. Any number of times, at any moment.
 */
export const tendCheckout = async (message: MessageOf<'pay.tend'>, ports: PayPorts): Promise<Taken> => {
	const { payments, collecting, clock } = ports;
	const checkout = await payments.checkout(message.company, message.customer, message.checkout);
	if (!checkout || checkout.state === 'paid') return 'nothing';
	if (checkout.state === 'closed' || checkout.state === 'failed') {
		await payments.release(checkout, checkout.state);
		return 'nothing';
	}
	const now = clock.now();
	if (checkout.session === null) {
		// Being reserved at this moment: its page is still at work.
		if (checkout.wake !== null && checkout.wake > now) return 'nothing';
		return (await payments.release(checkout, 'closed')) === 'saved' ? 'released' : 'nothing';
	}
	const session = await collecting.session(checkout.session);
	if (session === null) return (await payments.release(checkout, 'closed')) === 'saved' ? 'released' : 'nothing';
	if (session.state !== 'open') return takeSession(session, ports);
	if (now >= checkout.expiresAt || (await asksTooMuch(checkout, ports))) {
		if ((await endCheckout(checkout, ports)) === 'ended') return 'released';
		const ended = await collecting.session(checkout.session);
		return ended ? takeSession(ended, ports) : 'nothing';
	}
	await payments.saveCheckout({ ...checkout, wake: later(now, checkout.state === 'paying' ? payingLookMs : lookAgainMs) });
	return 'nothing';
};
