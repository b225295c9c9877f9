import { createHash } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import type { Checkout, PaymentLink, Share } from '../../shared/domain/payment.ts';
import type { Short } from '../../shared/ports/payments.ts';
import type { PayPorts } from './ports.ts';
import { reservingMs, sessionMs } from './times.ts';

const fitted = (shares: readonly Share[], from: number, short: readonly Short[]): Share[] => {
	const free = new Map(short.map((each) => [each.id, each.free]));
	return shares.flatMap((share, i) => {
		const minor = i < from ? share.minor : Math.min(share.minor, free.get(share.id) ?? share.minor);
		return minor > 0 ? [{ ...share, minor }] : [];
	});
};

/** Should Stripe let two sessions of one link be paid, each is a payment of its own. */
export const heldAs = ({ id }: PaymentLink, session: string): string =>
	createHash('sha256').update(`${id} ${session}`).digest('base64url').slice(0, 24);

/**
 * A payment link reserves nothing until somebody pays by it. Then what it was meant for is held as far as it is still free, under an id of link and session; what is no
 * longer free stays with the payment as money on account. Idempotent.
 */
export const holdForLink = async (link: PaymentLink, session: string, { payments, clock }: PayPorts): Promise<Checkout> => {
	const { company, customer, ledger, currency } = link;
	const id = heldAs(link, session);
	const now = clock.now();
	const begun: Checkout = {
		company,
		id,
		customer,
		ledger,
		currency,
		shares: link.shares,
		total: link.total,
		state: 'reserving',
		reserved: 0,
		session,
		url: null,
		link: link.id,
		locale: 'auto',
		payment: null,
		createdAt: now,
		expiresAt: later(now, sessionMs),
		wake: later(now, reservingMs),
		rev: 0,
	};
	for (let checkout = (await payments.checkout(company, customer, id)) ?? begun; ; ) {
		if (checkout.state !== 'reserving' || (checkout.rev > 0 && checkout.reserved === checkout.shares.length)) return checkout;
		if (checkout.shares.length === 0 && checkout.rev === 0) {
			await payments.saveCheckout(checkout);
			checkout = (await payments.checkout(company, customer, id)) ?? checkout;
			continue;
		}
		const answer = await payments.reserve(checkout);
		if (answer === 'stale') checkout = (await payments.checkout(company, customer, id)) ?? begun;
		else if ('short' in answer) checkout = { ...checkout, shares: fitted(checkout.shares, checkout.reserved, answer.short) };
		else checkout = answer.reserved;
	}
};
