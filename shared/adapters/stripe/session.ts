/** A Checkout Session as it is now at Stripe, in our words. */
import type Stripe from 'stripe';
import { instantOfMs } from '../../domain/day.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import { type CollectFor, CollectingFault, type Session } from '../../ports/collecting.ts';
import { fromStripe, toStripe } from './minor-units.ts';

type Wire = Stripe.Checkout.Session;

/** Asked for with every session, so that one call says it all. */
export const expand = ['payment_intent.latest_charge.balance_transaction'];

export const metadataOf = ({ company, customer, checkout }: CollectFor): Record<string, string> => ({ company, customer, checkout });
const forOf = (metadata: Wire['metadata']): CollectFor | null => {
	const { company, customer, checkout } = metadata ?? {};
	return company && customer && checkout ? { company, customer, checkout } : null;
};

const whole = <T extends object>(field: string | T | null | undefined): T | null => (typeof field === 'object' ? field : null);
const idOf = (field: string | { readonly id: string } | null | undefined): string | null =>
	typeof field === 'string' ? field : (field?.id ?? null);

/** A delayed method leaves the session unpaid: whether money is still coming is said by its intent. */
const stateOf = (session: Wire, intent: Stripe.PaymentIntent): 'paid' | 'pending' | 'failed' => {
	if (session.payment_status === 'paid' || intent.status === 'succeeded') return 'paid';
	return intent.status === 'processing' || intent.status === 'requires_action' || intent.status === 'requires_capture'
		? 'pending'
		: 'failed';
};

const last4Of = (charge: Stripe.Charge | null): string | null => {
	const details = charge?.payment_method_details;
	const part: unknown = details ? Reflect.get(details, details.type) : null;
	const last4: unknown = typeof part === 'object' && part !== null ? Reflect.get(part, 'last4') : null;
	return typeof last4 === 'string' ? last4 : null;
};

/** Null when money was converted, so that the fee is in the account's own currency, or when it is finer than what we count. */
const feeOf = (entry: Stripe.BalanceTransaction, intent: Stripe.PaymentIntent, currency: Currency): number | null =>
	entry.currency === intent.currency && toStripe(1, currency) === 1 ? entry.fee : null;

const paymentOf = (session: Wire): Session['payment'] => {
	const intent = whole(session.payment_intent);
	if (session.status !== 'complete' || !intent) return null;
	const currency = intent.currency.toUpperCase();
	if (!isCurrency(currency)) throw new CollectingFault('refused', 'Stripe took money in a currency we cannot account in', 'currency');
	const charge = whole(intent.latest_charge);
	const entry = whole(charge?.balance_transaction);
	const state = stateOf(session, intent);
	return {
		id: intent.id,
		state,
		currency,
		minor: fromStripe(state === 'paid' ? intent.amount_received : intent.amount, currency),
		fee: entry ? feeOf(entry, intent, currency) : null,
		method: charge?.payment_method_details?.type ?? 'unknown',
		last4: last4Of(charge),
		at: instantOfMs((entry?.created ?? charge?.created ?? session.created) * 1000),
	};
};

export const sessionFrom = (session: Wire): Session => ({
	id: session.id,
	url: session.url,
	// Stripe may invent further words.
	state: session.status === 'complete' ? 'complete' : session.status === 'expired' ? 'expired' : 'open',
	for: forOf(session.metadata),
	paymentLink: idOf(session.payment_link),
	payment: paymentOf(session),
});
