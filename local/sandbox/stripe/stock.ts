/** What is in the books, straight from the store: for tests and the demo, which must not ask through the API whose answers they check. */
import type Stripe from 'stripe';
import { type Books, idIn } from './books.ts';
import type { Kind, Kinds, WireEvent } from './objects/kinds.ts';
import type { IntentHidden } from './objects/payment.ts';

/** One PaymentIntent and what became of its money, in the currency's smallest unit as Stripe counts. */
export type StripePayment = {
	readonly id: string;
	readonly account: string;
	/** Asked for. */
	readonly amount: number;
	/** Really captured; 0 while processing and after a failure. */
	readonly captured: number;
	readonly refunded: number;
	readonly fee: number;
	readonly currency: string;
	readonly status: string;
	readonly metadata: Readonly<Record<string, string>>;
	/** Id of its Checkout Session. */
	readonly session: string;
	/** Id of its Payment Link; null without one. */
	readonly link: string | null;
	readonly charge: string | null;
	/** Seconds since 1970. */
	readonly created: number;
};

type Located<T> = T & { readonly account: string };

const every = <K extends Kind>(books: Books, kind: K): Located<Kinds[K]>[] =>
	books.store
		.all<{ account: string; body: string }>('SELECT account, body FROM object WHERE kind = ? ORDER BY seq', kind)
		.map((row) => ({ ...(JSON.parse(row.body) as Kinds[K]), account: row.account }));

const paymentOf = (books: Books, intent: Located<Stripe.PaymentIntent>): StripePayment => {
	const session = books.store.hidden<IntentHidden>(intent.id)?.session ?? '';
	const chargeId = idIn(intent.latest_charge);
	const charge = chargeId ? books.store.get(intent.account, 'charge', chargeId) : null;
	const entry = idIn(charge?.balance_transaction);
	return {
		id: intent.id,
		account: intent.account,
		amount: intent.amount,
		captured: intent.amount_received,
		refunded: charge?.amount_refunded ?? 0,
		fee: (entry && books.store.get(intent.account, 'balance_transaction', entry)?.fee) || 0,
		currency: intent.currency,
		status: intent.status,
		metadata: intent.metadata,
		session,
		link: idIn(books.store.get(intent.account, 'checkout.session', session)?.payment_link),
		charge: chargeId,
		created: intent.created,
	};
};

export type StripeStock = {
	/** Oldest first, of every account. */
	payments(): StripePayment[];
	sessions(): Located<Stripe.Checkout.Session>[];
	links(): Located<Stripe.PaymentLink>[];
	charges(): Located<Stripe.Charge>[];
	refunds(): Located<Stripe.Refund>[];
	disputes(): Located<Stripe.Dispute>[];
	/** `account` is the account it happened on, the platform's own too. */
	events(): Located<WireEvent>[];
};

export const stockOf = (books: Books): StripeStock => ({
	payments: () => every(books, 'payment_intent').map((intent) => paymentOf(books, intent)),
	sessions: () => every(books, 'checkout.session'),
	links: () => every(books, 'payment_link'),
	charges: () => every(books, 'charge'),
	refunds: () => every(books, 'refund'),
	disputes: () => every(books, 'dispute'),
	events: () => every(books, 'event'),
});
