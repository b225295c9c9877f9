import { countedTwice } from '../../shared/domain/counted-twice.ts';
import { later } from '../../shared/domain/day.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import { CollectingFault } from '../../shared/ports/collecting.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { endCheckout } from './end-checkout.ts';
import { openDocuments } from './open-page.ts';
import type { PayPorts } from './ports.ts';
import { type Taken, takeSession } from './take-session.ts';
import { lookAgainMs, payingLookMs, silenceMs, soonMs } from './times.ts';

/** So many of a customer's latest payments are looked through for such as are just being booked. */
const latestPayments = 50;

/**
 * Somebody paid elsewhere, or the invoice was voided: the session asks for more than is owed. So it may when the ledger's latest row of an invoice cannot be read. `perhaps`: a payment of ours that is being booked counts twice at
 * this moment, in what the ledger has and in what we hold; whoever is paying must not lose the session for that.
 */
const asksTooMuch = async (checkout: Checkout, ports: PayPorts): Promise<'no' | 'perhaps' | 'yes'> => {
	const { company, customer, shares } = checkout;
	const open = new Map((await openDocuments(company, customer, ports, 'consistent')).map((document) => [document.id, document]));
	if (shares.some(({ id }) => open.get(id)?.doubt !== undefined)) return 'yes';
	const tooMuch = (twice: ReadonlyMap<string, number>): boolean =>
		shares.some(({ id }) => {
			const document = open.get(id);
			return !document || document.open < document.held - (twice.get(id) ?? 0);
		});
	if (!tooMuch(new Map())) return 'no';
	return tooMuch(countedTwice(await ports.payments.paymentsOf(company, customer, latestPayments))) ? 'yes' : 'perhaps';
};

/** What is open or being paid, by Stripe's word of this moment. */
const tendOpen = async (checkout: Checkout, id: string, ports: PayPorts): Promise<Taken> => {
	const { payments, collecting, clock } = ports;
	const now = clock.now();
	const session = await collecting.session(id);
	if (session === null) return (await payments.release(checkout, 'closed')) === 'saved' ? 'released' : 'nothing';
	if (session.state !== 'open') return takeSession(session, ports);
	const tooMuch = now >= checkout.expiresAt ? 'yes' : await asksTooMuch(checkout, ports);
	if (tooMuch === 'yes') {
		if ((await endCheckout(checkout, ports)) === 'ended') return 'released';
		const ended = await collecting.session(id);
		return ended ? takeSession(ended, ports) : 'nothing';
	}
	const pause = tooMuch === 'perhaps' ? soonMs : checkout.state === 'paying' ? payingLookMs : lookAgainMs;
	await payments.saveCheckout({ ...checkout, wake: later(now, pause) });
	return 'nothing';
};

/**
 * Looks after one reservation: what is over gives back the rest of what it held; what was cut before anybody saw its address is given back; what is open or
 * being paid is asked for at Stripe, and ended there before anything is released. While Stripe does not answer, it is asked again, less and less often. Any
 * number of times, at any moment.
 */
export const tendCheckout = async (message: MessageOf<'pay.tend'>, ports: PayPorts): Promise<Taken | 'silent'> => {
	const { payments, clock } = ports;
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
	try {
		return await tendOpen(checkout, checkout.session, ports);
	} catch (error) {
		if (!(error instanceof CollectingFault) || error.kind === 'refused') throw error;
		// Stale: somebody else has moved it on, and looks after it.
		await payments.saveCheckout({ ...checkout, wake: later(now, silenceMs(checkout.createdAt, now)) });
		return 'silent';
	}
};
