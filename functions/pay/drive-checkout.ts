import { later, msOf } from '../../shared/domain/day.ts';
import type { Checkout } from '../../shared/domain/payment.ts';
import { CollectingFault } from '../../shared/ports/collecting.ts';
import type { Short } from '../../shared/ports/payments.ts';
import type { PayPorts } from './ports.ts';
import { lookAgainMs } from './times.ts';

/** Where Stripe sends the customer back to. Of the checkout alone: two requests for one session must say the same to Stripe. */
export type Places = { readonly done: (checkout: Checkout) => string; readonly back: (checkout: Checkout) => string };

export type Driven =
	| { readonly kind: 'go'; readonly url: string }
	/** Less is free than was asked for. Nothing is reserved. */
	| { readonly kind: 'short'; readonly short: readonly Short[] }
	/** It is paid, or being paid. */
	| { readonly kind: 'under-way'; readonly checkout: string }
	/** It came to an end meanwhile: nothing is reserved any more. */
	| { readonly kind: 'ended' }
	/** Stripe does not answer, or takes no such payment (`code`). Nothing is reserved any more. */
	| { readonly kind: 'unavailable'; readonly code: string | null };

type Reserved = Checkout | { readonly short: readonly Short[] };

const reserveAll = async (begun: Checkout, { payments }: PayPorts): Promise<Reserved | null> => {
	let checkout = begun;
	while (checkout.state === 'reserving' && checkout.reserved < checkout.shares.length) {
		const answer = await payments.reserve(checkout);
		if (answer === 'stale') {
			// The same form in another request: whatever it has done so far is ours too.
			const now = await payments.checkout(checkout.company, checkout.customer, checkout.id);
			if (!now) return null;
			checkout = now;
		} else if ('short' in answer) {
			await payments.release(checkout, 'closed');
			return answer;
		} else checkout = answer.reserved;
	}
	return checkout;
};

/** Asked again while another request holds the same key: each question waits a little by itself (the SDK's own repetition). */
const sameKeyTries = 4;

const openSession = async (checkout: Checkout, { collecting }: PayPorts, places: Places) => {
	const { company, customer, id, currency, shares, total, locale, expiresAt } = checkout;
	const session = {
		key: `checkout-${id}`,
		for: { company, customer, checkout: id },
		currency,
		shares,
		total,
		locale,
		// Whoever holds the link sees Stripe's page: no address of the customer is put there.
		email: null,
		expiresAt,
		successUrl: places.done(checkout),
		cancelUrl: places.back(checkout),
	};
	for (let attempt = 1; ; attempt++)
		try {
			return await collecting.open(session);
		} catch (error) {
			const busy = error instanceof CollectingFault && error.code === 'idempotency_key_in_use';
			if (!busy || attempt === sameKeyTries) throw error;
		}
};

/** An open session as Stripe has it now: ours may not have heard yet that it was paid or ended. */
const lookAt = async (checkout: Checkout, { payments, collecting, queues }: PayPorts): Promise<Driven> => {
	const { company, customer, id, session, url } = checkout;
	if (session === null || url === null) return { kind: 'ended' };
	try {
		const now = await collecting.session(session);
		if (now?.state === 'open') return { kind: 'go', url };
		if (now?.state === 'complete') {
			await queues.send({ type: 'pay.tend', company, customer, checkout: id });
			return { kind: 'under-way', checkout: id };
		}
		await payments.release(checkout, 'closed');
		return { kind: 'ended' };
	} catch (error) {
		if (error instanceof CollectingFault) return { kind: 'unavailable', code: null };
		throw error;
	}
};

/**
 * Reserves what is not reserved yet, then asks Stripe for the session, then saves its address: cut anywhere, driving on ends in the same place, since the
 * reservation knows how far it is and the session's key is the checkout's. Until the address is saved nobody has seen it, so what fails before is given back.
 */
export const driveCheckout = async (begun: Checkout, ports: PayPorts, places: Places): Promise<Driven> => {
	// Held for a payment link that is paid: it has its session, and is to get no other.
	if (begun.state === 'reserving' && begun.session !== null) return { kind: 'under-way', checkout: begun.id };
	const checkout = await reserveAll(begun, ports);
	if (!checkout) return { kind: 'ended' };
	if ('short' in checkout) return { kind: 'short', short: checkout.short };
	const { company, customer, id } = checkout;
	if (checkout.state === 'paid' || checkout.state === 'paying') return { kind: 'under-way', checkout: id };
	if (checkout.state === 'open') return lookAt(checkout, ports);
	if (checkout.state !== 'reserving') return { kind: 'ended' };
	// Stripe takes no session that ends in less than 30 minutes, and one that we began long ago would.
	const left = msOf(checkout.expiresAt) - msOf(ports.clock.now());
	if (left < 30 * 60_000) {
		await ports.payments.release(checkout, 'closed');
		return { kind: 'ended' };
	}
	try {
		const made = await openSession(checkout, ports, places);
		const wake = later(ports.clock.now(), lookAgainMs);
		const open: Checkout = { ...checkout, state: 'open', session: made.id, url: made.url, wake };
		if ((await ports.payments.saveCheckout(open)) === 'saved') return { kind: 'go', url: made.url };
		const now = await ports.payments.checkout(company, customer, id);
		if (now?.state === 'open' && now.url !== null) return { kind: 'go', url: now.url };
		// It was given up while we asked: nobody is to pay there.
		await ports.collecting.expire(made.id);
		return { kind: 'ended' };
	} catch (error) {
		if (!(error instanceof CollectingFault)) throw error;
		await ports.payments.release(checkout, 'closed');
		return { kind: 'unavailable', code: error.kind === 'refused' ? error.code : null };
	}
};
