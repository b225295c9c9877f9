/** The kinds of object the sandbox keeps. Shapes are the SDK's own types, so a builder that leaves a field out does not compile. */
import type Stripe from 'stripe';

/** The SDK makes a Decimal of `unit_amount_decimal`; on the wire it is a text. */
export type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string | null };
export type WireItem = Omit<Stripe.LineItem, 'price'> & { price: WirePrice };
export type WireEvent = Stripe.EventBase;

export type Kinds = {
	account: Stripe.Account;
	product: Stripe.Product;
	price: WirePrice;
	item: WireItem;
	'checkout.session': Stripe.Checkout.Session;
	payment_link: Stripe.PaymentLink;
	payment_intent: Stripe.PaymentIntent;
	charge: Stripe.Charge;
	balance_transaction: Stripe.BalanceTransaction;
	refund: Stripe.Refund;
	dispute: Stripe.Dispute;
	event: WireEvent;
};
export type Kind = keyof Kinds;
