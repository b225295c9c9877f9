import { later } from '../../shared/domain/day.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { type Checkout, inHandMs, type Payment } from '../../shared/domain/payment.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { CollectFor, Session } from '../../shared/ports/collecting.ts';
import { heldAs, holdForLink } from './hold-for-link.ts';
import { today } from './open-page.ts';
import type { PayPorts } from './ports.ts';
import { heldBy } from './standing.ts';
import { payingLookMs } from './times.ts';

export type Taken = 'received' | 'known' | 'paying' | 'released' | 'nothing' | 'not-ours';

/** Money that names a checkout we do not have, or not with this session: nothing is booked, and a person must look. */
const foreign = (): Refusal =>
	new Refusal(
		409,
		'PAYMENT_UNKNOWN',
		'Stripe tells of a payment that fits no reservation',
		'A payment at Stripe names a company, customer and checkout that do not belong together here. Nothing was booked. Look for it in the Stripe dashboard by its session and refund it or book it by hand.',
	);

const problemOf = (paid: number, { total, currency, state }: Checkout): string | null => {
	const amount = (minor: number): string => `${toDecimal({ minor, currency })} ${currency}`;
	if (paid !== total) return `Stripe took ${amount(paid)} although ${amount(total)} was reserved.`;
	if (state === 'paid') return 'Another payment was received for its reservation, so nothing was held for it: it may have been paid twice.';
	if (state === 'closed' || state === 'failed') return 'It was paid after its reservation had ended, so nothing was held for it.';
	return null;
};

/** There, or on its way. */
const isMoney = ({ state, payment }: Session): boolean => state === 'complete' && payment !== null && payment.state !== 'failed';

type PaidWith = NonNullable<Session['payment']>;

const receive = async (checkout: Checkout, paid: PaidWith, ports: PayPorts): Promise<Taken | 'stale'> => {
	const { company, customer, ledger, currency, id, state } = checkout;
	if (paid.currency !== currency) throw foreign();
	const owner = await ports.companies.company(company);
	const over = state === 'closed' || state === 'failed';
	const second = state === 'paid';
	// Given back in part: what is left of it goes first, so that the payment never names what is not held.
	if (over && checkout.reserved > 0) {
		await ports.payments.release(checkout, state);
		return 'stale';
	}
	const payment: Payment = {
		company,
		id: paid.id,
		customer,
		ledger,
		currency,
		minor: paid.minor,
		fee: paid.fee,
		method: paid.method,
		last4: paid.last4,
		receivedAt: paid.at,
		day: today(owner?.timeZone ?? 'UTC', paid.at),
		checkout: id,
		shares: over || second ? [] : heldBy(checkout),
		state: 'received',
		bookings: [],
		problem: problemOf(paid.minor, checkout),
		tries: 0,
		bookedAt: null,
		// Its message is sent below: the sweep comes only when that one, and whoever works on it, is not heard of.
		wake: later(ports.clock.now(), inHandMs),
		rev: 0,
	};
	// What is held belongs to the first, and so does the reservation.
	const outcome = await ports.payments.receive(payment, second ? null : checkout);
	if (outcome !== 'received') return outcome;
	// Should these be lost: the payment has its own wake, and links are looked at after the next read.
	await ports.queues.send({ type: 'reconcile.book', company, payment: payment.id });
	await ports.queues.send({ type: 'pay.links', company });
	return 'received';
};

/** One step from what we have to what Stripe says; `stale` when somebody else moved the checkout meanwhile. */
const step = async (checkout: Checkout, session: Session, ports: PayPorts): Promise<Taken | 'stale'> => {
	const alive = checkout.state === 'reserving' || checkout.state === 'open' || checkout.state === 'paying';
	const release = async (as: 'closed' | 'failed'): Promise<Taken | 'stale'> => {
		if (!alive) return 'nothing';
		return (await ports.payments.release(checkout, as)) === 'saved' ? 'released' : 'stale';
	};
	if (session.state === 'open') return 'nothing';
	if (session.state === 'expired' || !session.payment) return release('closed');
	switch (session.payment.state) {
		case 'paid':
			return checkout.payment === session.payment.id ? 'known' : receive(checkout, session.payment, ports);
		case 'failed':
			return release('failed');
		case 'pending': {
			if (!alive) return 'nothing';
			const wake = later(ports.clock.now(), payingLookMs);
			const saved = await ports.payments.saveCheckout({ ...checkout, state: 'paying', session: session.id, wake });
			if (saved === 'stale') return 'stale';
			// What is on its way is not to be paid by a durable link as well.
			if (checkout.state !== 'paying') await ports.queues.send({ type: 'pay.links', company: checkout.company });
			return 'paying';
		}
	}
};

const isCompany = (text: string): boolean => /^[A-Za-z0-9_]{1,64}$/.test(text);

/** The reservation the session is for; a payment link's is made when it is paid. Null: we have none that fits. */
const checkoutFor = async (to: CollectFor, session: Session, ports: PayPorts): Promise<Checkout | null> => {
	if (!isCompany(to.company)) return null;
	if (session.paymentLink === null) {
		const checkout = await ports.payments.checkout(to.company, to.customer, to.checkout);
		return checkout?.session === null || checkout?.session === session.id ? checkout : null;
	}
	const link = await ports.payments.paymentLink(to.company, to.checkout);
	if (link?.customer !== to.customer || (link.external !== null && link.external !== session.paymentLink)) return null;
	return isMoney(session)
		? holdForLink(link, session.id, ports)
		: ports.payments.checkout(to.company, to.customer, heldAs(link, session.id));
};

/**
 * What became of a session, by Stripe's word of this moment: so events may come in any order, late, or many times. Complete and paid is received once;
 * a bank debit on its way stays held; what failed or expired is given back.
 */
export const takeSession = async (session: Session, ports: PayPorts): Promise<Taken> => {
	const to = session.for;
	// Whoever owns the Stripe account may sell other things with it.
	if (to === null) return 'not-ours';
	for (;;) {
		const checkout = await checkoutFor(to, session, ports);
		if (!checkout) {
			if (isMoney(session)) throw foreign();
			return 'nothing';
		}
		const taken = await step(checkout, session, ports);
		if (taken !== 'stale') return taken;
	}
};
