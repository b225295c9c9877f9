/** Money given back: at once to a card, after some days to a bank account, and sometimes it comes back. */
import type Stripe from 'stripe';
import { type Books, idIn } from '../books.ts';
import { shown } from '../minor-units.ts';
import { aRefund } from '../objects/after.ts';
import { aBalanceTransaction } from '../objects/payment.ts';
import type { MetadataOf } from '../params.ts';
import { missing, StripeRefused } from '../refused.ts';

const dayMs = 86_400_000;

export type RefundOrder = {
	readonly charge?: string | undefined;
	readonly intent?: string | undefined;
	/** Whole rest when left out. */
	readonly amount?: number | undefined;
	readonly reason?: Stripe.Refund.Reason | undefined;
	readonly metadata?: MetadataOf | undefined;
};

const entry = (books: Books, account: string, refund: Stripe.Refund, category: 'refund' | 'refund_failure'): Stripe.BalanceTransaction => {
	const made = aBalanceTransaction({
		type: category === 'refund' ? 'refund' : 'adjustment',
		category,
		amount: category === 'refund' ? -refund.amount : refund.amount,
		fee: 0,
		currency: refund.currency,
		source: refund.id,
		description: null,
		created: books.seconds(),
	});
	return books.store.insert(account, 'balance_transaction', made, books.nowMs(), refund.id);
};

const chargeOf = (books: Books, account: string, order: RefundOrder): Stripe.Charge => {
	if (order.charge !== undefined) return books.need(account, 'charge', order.charge, 'charge');
	if (order.intent === undefined)
		throw new StripeRefused('One of the following params should be provided for this request: payment_intent or charge.');
	const intent = books.need(account, 'payment_intent', order.intent, 'payment_intent');
	const charge = intent.status === 'succeeded' ? idIn(intent.latest_charge) : null;
	if (!charge)
		throw new StripeRefused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
			code: 'payment_intent_unexpected_state',
			param: 'payment_intent',
		});
	return books.need(account, 'charge', charge);
};

/** Throws `StripeRefused` for more than is left, for what was not paid and for what is disputed. */
export const refund = (books: Books, account: string, order: RefundOrder): Stripe.Refund =>
	books.store.transaction(() => {
		const charge = chargeOf(books, account, order);
		if (!charge.paid) throw new StripeRefused(`Charge ${charge.id} was not paid and cannot be refunded.`, { param: 'charge' });
		if (charge.disputed)
			throw new StripeRefused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
				code: 'charge_disputed',
				param: 'charge',
			});
		const rest = charge.amount - charge.amount_refunded;
		if (rest === 0) throw new StripeRefused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
		const amount = order.amount ?? rest;
		if (amount > rest)
			throw new StripeRefused(
				`Refund amount (${shown(amount, charge.currency)}) is greater than unrefunded amount on charge (${shown(rest, charge.currency)})`,
				{
					param: 'amount',
				},
			);
		const card = charge.payment_method_details?.type === 'card';
		const { reason = null, metadata = {} } = order;
		const made = aRefund({ charge, amount, reason, metadata, status: card ? 'succeeded' : 'pending', created: books.seconds() });
		const days = books.options.settleAfterDays;
		books.store.insert(account, 'refund', made, books.nowMs(), charge.id, {
			settlesAt: card || days === null ? null : books.nowMs() + days * dayMs,
		});
		const given = books.store.update<'refund'>({ ...made, balance_transaction: entry(books, account, made, 'refund').id });
		const refunded = charge.amount_refunded + amount;
		const after = books.store.update<'charge'>({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount });
		books.tell(account, 'refund.created', given);
		books.tell(account, 'charge.refunded', after, { amount_refunded: charge.amount_refunded });
		return given;
	});

const pending = (books: Books, id: string): { account: string; refund: Stripe.Refund } => {
	const account = books.store.accountOf(id);
	if (!account) throw missing('refund', id);
	return { account, refund: books.need(account, 'refund', id) };
};

/** A pending refund arrived at the bank. */
export const settleRefund = (books: Books, id: string): Stripe.Refund =>
	books.store.transaction(() => {
		const { account, refund } = pending(books, id);
		if (refund.status !== 'pending') throw new StripeRefused(`This refund is ${refund.status}, not pending.`);
		const done = books.store.update<'refund'>({ ...refund, status: 'succeeded' });
		books.tell(account, 'refund.updated', done, { status: 'pending' });
		return done;
	});

/** The customer's bank sent the money back: it is the merchant's again (docs.stripe.com/refunds, "Failed refunds"). */
export const failRefund = (books: Books, id: string): Stripe.Refund =>
	books.store.transaction(() => {
		const { account, refund } = pending(books, id);
		if (refund.status === 'failed') throw new StripeRefused('This refund has failed already.');
		const back = entry(books, account, refund, 'refund_failure');
		const failed = books.store.update<'refund'>({
			...refund,
			status: 'failed',
			failure_reason: 'lost_or_stolen_card',
			failure_balance_transaction: back.id,
		});
		const charge = books.need(account, 'charge', idIn(refund.charge) ?? '');
		books.store.update<'charge'>({ ...charge, amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
		books.tell(account, 'refund.updated', failed, { status: refund.status });
		books.tell(account, 'refund.failed', failed);
		return failed;
	});
