/** A bank debit's end: the bank paid, or it did not; by hand, or by the clock. */
import type Stripe from 'stripe';
import type { Books } from '../books.ts';
import { idIn } from '../books.ts';
import type { IntentHidden } from '../objects/payment.ts';
import { missing, StripeRefused } from '../refused.ts';
import { credit } from './pay.ts';
import { settleRefund } from './refund.ts';

const failure = { code: 'insufficient_funds', message: "The customer's bank account has insufficient funds to complete the payment." };

/** Settles the debit of a PaymentIntent that is processing. Throws `StripeRefused` when it is not. */
export const settle = (books: Books, intentId: string, succeeds: boolean): Stripe.PaymentIntent =>
	books.store.transaction(() => {
		const account = books.store.accountOf(intentId);
		if (!account) throw missing('payment_intent', intentId);
		const intent = books.need(account, 'payment_intent', intentId);
		if (intent.status !== 'processing') throw new StripeRefused(`This PaymentIntent is ${intent.status}, not processing.`);
		const charge = books.need(account, 'charge', idIn(intent.latest_charge) ?? '');
		const session = books.need(account, 'checkout.session', books.store.hidden<IntentHidden>(intentId)?.session ?? '');
		if (!succeeds) {
			const failed: Stripe.Charge = { ...charge, status: 'failed', failure_code: failure.code, failure_message: failure.message };
			books.tell(account, 'charge.failed', books.store.update<'charge'>(failed));
			const open = books.store.update<'payment_intent'>({
				...intent,
				last_payment_error: { charge: charge.id, code: failure.code, message: failure.message, type: 'invalid_request_error' },
				payment_method: null,
				status: 'requires_payment_method',
			});
			books.tell(account, 'payment_intent.payment_failed', open);
			books.tell(account, 'checkout.session.async_payment_failed', session);
			return open;
		}
		const paid = books.store.update<'charge'>({
			...charge,
			status: 'succeeded',
			paid: true,
			captured: true,
			amount_captured: charge.amount,
		});
		books.tell(account, 'charge.succeeded', credit(books, account, paid));
		const done = books.store.update<'payment_intent'>({ ...intent, amount_received: intent.amount, status: 'succeeded' });
		books.tell(account, 'payment_intent.succeeded', done);
		const settled = books.store.update<'checkout.session'>({ ...session, payment_status: 'paid' });
		books.tell(account, 'checkout.session.async_payment_succeeded', settled);
		return done;
	});

const processing = "kind = 'payment_intent' AND json_extract(body, '$.status') = 'processing'";
const at = "json_extract(hidden, '$.settlesAt')";
const pendingRefund = "kind = 'refund' AND json_extract(body, '$.status') = 'pending'";

/** Settles every debit and every pending refund whose time has come. */
export const settleDue = (books: Books): void => {
	const rows = (of: string) =>
		books.store.all<{ id: string; hidden: string }>(`SELECT id, hidden FROM object WHERE ${of} AND ${at} <= ? ORDER BY seq`, books.nowMs());
	for (const row of rows(processing)) settle(books, row.id, !(JSON.parse(row.hidden) as IntentHidden).willFail);
	for (const row of rows(pendingRefund)) settleRefund(books, row.id);
};
/** When the next one settles by itself, in ms. */
export const nextSettlement = (books: Books): number | null =>
	books.store.one<{ at: number | null }>(`SELECT min(${at}) AS at FROM object WHERE (${processing}) OR (${pendingRefund})`)?.at ?? null;
