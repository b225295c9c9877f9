/** Chargebacks: the money leaves at once with a fee, and comes back when the dispute is won. */
import type Stripe from 'stripe';
import { type Books, idIn } from '../books.ts';
import { aDispute } from '../objects/after.ts';
import { aBalanceTransaction } from '../objects/payment.ts';
import { missing, StripeRefused } from '../refused.ts';

const feeMinor = 1500;

const entry = (books: Books, account: string, dispute: Stripe.Dispute, back: boolean): Stripe.BalanceTransaction => {
	const made = aBalanceTransaction({
		type: 'adjustment',
		category: back ? 'dispute_reversal' : 'dispute',
		amount: back ? dispute.amount : -dispute.amount,
		fee: back ? 0 : feeMinor,
		currency: dispute.currency,
		source: dispute.id,
		description: `Chargeback ${back ? 'reversal' : 'withdrawal'} for ${idIn(dispute.charge) ?? ''}`,
		created: books.seconds(),
	});
	return books.store.insert(account, 'balance_transaction', made, books.nowMs(), dispute.id);
};

/** The card's holder says it was not them. Throws for a charge that was not paid, or is disputed or refunded. */
export const openDispute = (books: Books, chargeId: string, reason = 'fraudulent'): Stripe.Dispute =>
	books.store.transaction(() => {
		const account = books.store.accountOf(chargeId);
		if (!account) throw missing('charge', chargeId);
		const charge = books.need(account, 'charge', chargeId);
		if (!charge.paid || charge.disputed || charge.refunded)
			throw new StripeRefused(`Charge ${chargeId} cannot be disputed: it is not paid, or disputed or refunded already.`);
		const made = aDispute({ charge, reason, created: books.seconds() });
		books.store.insert(account, 'dispute', made, books.nowMs(), charge.id);
		books.tell(account, 'charge.dispute.created', made);
		const out = books.store.update<'dispute'>({ ...made, balance_transactions: [entry(books, account, made, false)] });
		books.store.update<'charge'>({ ...charge, disputed: true });
		books.tell(account, 'charge.dispute.funds_withdrawn', out);
		return out;
	});

/** The bank decided; or, lost, the merchant gave in. */
export const closeDispute = (books: Books, id: string, outcome: 'won' | 'lost'): Stripe.Dispute =>
	books.store.transaction(() => {
		const account = books.store.accountOf(id);
		if (!account) throw missing('dispute', id);
		const dispute = books.need(account, 'dispute', id);
		if (dispute.status === 'won' || dispute.status === 'lost') throw new StripeRefused('This dispute is already closed.');
		const back = outcome === 'won' ? [entry(books, account, dispute, true)] : [];
		const closed = books.store.update<'dispute'>({
			...dispute,
			status: outcome,
			balance_transactions: [...dispute.balance_transactions, ...back],
		});
		if (outcome === 'won') books.tell(account, 'charge.dispute.funds_reinstated', closed);
		books.tell(account, 'charge.dispute.closed', closed, { status: dispute.status });
		return closed;
	});
