import { createHash } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import { ledgerOfCustomer } from '../../shared/domain/document.ts';
import type { Currency } from '../../shared/domain/money.ts';
import type { Checkout, PayLink, Share } from '../../shared/domain/payment.ts';
import { CollectingFault } from '../../shared/ports/collecting.ts';
import { type Driven, driveCheckout, type Places } from './drive-checkout.ts';
import { endCheckout } from './end-checkout.ts';
import type { PayPorts } from './ports.ts';
import { isReplaceable, sameShares } from './standing.ts';
import { mostOpen, reservingMs, sessionMs } from './times.ts';

export type Order = {
	readonly link: PayLink;
	readonly currency: Currency;
	readonly shares: readonly Share[];
	readonly total: number;
	/** The form's own: the same form sent twice is the same payment. */
	readonly nonce: string;
	readonly locale: string;
};
export type Begun = Driven | { readonly kind: 'too-many' };

/** The same form with the same choice makes the same checkout; `turn` counts those that came to nothing. */
const idOf = ({ link, nonce, currency, shares }: Order, turn: number): string =>
	createHash('sha256')
		.update(JSON.stringify([link.company, link.customer, nonce, currency, shares.map(({ id, minor }) => [id, minor]), turn]))
		.digest('base64url')
		.slice(0, 24);

const fresh = ({ link, currency, shares, total, locale }: Order, id: string, { clock }: PayPorts): Checkout => {
	const now = clock.now();
	const { company, customer } = link;
	return {
		company,
		id,
		customer,
		ledger: ledgerOfCustomer(customer),
		currency,
		shares,
		total,
		state: 'reserving',
		reserved: 0,
		session: null,
		url: null,
		link: link.hash,
		locale,
		payment: null,
		createdAt: now,
		expiresAt: later(now, sessionMs),
		wake: later(now, reservingMs),
		rev: 0,
	};
};

const turns = 50;
/** The checkout of this very form: the one it made before if that still lives or was paid, else a new one. */
const checkoutOf = async (order: Order, ports: PayPorts): Promise<Checkout> => {
	const { company, customer } = order.link;
	for (let turn = 0; turn < turns; turn++) {
		const id = idOf(order, turn);
		const known = await ports.payments.checkout(company, customer, id);
		if (!known) return fresh(order, id, ports);
		if (known.state !== 'closed' && known.state !== 'failed') return known;
	}
	throw new RangeError('one form was sent too often');
};

const overlaps = (a: readonly Share[], b: readonly Share[]): boolean => a.some(({ id }) => b.some((other) => other.id === id));

const begin = async (order: Order, ports: PayPorts, places: Places): Promise<Begun> => {
	const { company, customer } = order.link;
	const own = await checkoutOf(order, ports);
	if (own.rev > 0) return driveCheckout(own, ports, places);
	const isSame = (each: Checkout): boolean => each.currency === order.currency && sameShares(each.shares, order.shares);
	const live = (await ports.payments.liveCheckouts(company, customer)).filter(isReplaceable);
	const same = live.find(isSame);
	if (same) return driveCheckout(same, ports, places);
	const older = live.filter((each) => each.link === order.link.hash || overlaps(each.shares, order.shares));
	for (const each of older) if ((await endCheckout(each, ports)) === 'paid') return { kind: 'under-way', checkout: each.id };
	if (live.length - older.length >= mostOpen) return { kind: 'too-many' };
	const driven = await driveCheckout(own, ports, places);
	if (driven.kind !== 'short') return driven;
	// Another tab may have been a moment faster with the same choice.
	const twin = (await ports.payments.liveCheckouts(company, customer)).find((each) => isReplaceable(each) && isSame(each));
	return twin ? driveCheckout(twin, ports, places) : driven;
};

const attempts = 3;

/**
 * From a choice to Stripe's address. The same choice again, from this form or another tab, leads to the same session while it is open. Another choice
 * from the same link, or one about the same invoices, ends the older session first, at Stripe and then here; should it turn out to be paid, that is told instead.
 * Sessions of colleagues about other invoices stay. A session that ended meanwhile is begun anew.
 */
export const beginCheckout = async (order: Order, ports: PayPorts, places: Places): Promise<Begun> => {
	try {
		for (let attempt = 1; ; attempt++) {
			const begun = await begin(order, ports, places);
			if (begun.kind !== 'ended' || attempt === attempts) return begun;
		}
	} catch (error) {
		if (error instanceof CollectingFault) return { kind: 'unavailable', code: null };
		throw error;
	}
};
