/**
 * Paying an open session. Each act is one transaction that begins by looking at the session's state, so whoever comes second, a double click or
 * another tab, finds it complete: a session captures once.
 */
import type Stripe from 'stripe';
import { type Books, idIn } from '../books.ts';
import { type Choice, choices, isDebit, methodOf } from '../methods.ts';
import { aBalanceTransaction, aCharge, anIntent, type ChargeParts, feeOf, type IntentHidden } from '../objects/payment.ts';
import type { SessionHidden } from '../objects/session.ts';
import { expireIfDue } from './expire.ts';
import { countCompletion } from './link.ts';

export type PayOutcome =
	| { readonly state: 'paid' | 'processing' | 'authenticate' }
	| { readonly state: 'declined'; readonly message: string }
	/** Not open any more: `complete` or `expired`; `inactive` when its link was switched off and may not be paid. */
	| { readonly state: 'closed'; readonly status: string };
export type Payer = { readonly email: string | null; readonly name: string | null };

type Session = Stripe.Checkout.Session;
type Intent = Stripe.PaymentIntent;
const dayMs = 86_400_000;

const intentOf = (books: Books, account: string, session: Session): Intent => {
	const known = idIn(session.payment_intent);
	if (known) return books.need(account, 'payment_intent', known);
	const kept = books.store.hidden<SessionHidden>(session.id)?.intent ?? {
		metadata: {},
		description: null,
		receiptEmail: null,
		suffix: null,
	};
	const intent = anIntent(session, kept, books.seconds());
	books.store.insert(account, 'payment_intent', intent, books.nowMs(), session.id, { session: session.id } satisfies IntentHidden);
	books.tell(account, 'payment_intent.created', intent);
	return intent;
};

const charge = (books: Books, account: string, parts: Omit<ChargeParts, 'created'>): Stripe.Charge => {
	const made = aCharge({ ...parts, created: books.seconds() });
	books.store.insert(account, 'charge', made, books.nowMs(), parts.intent.id);
	return made;
};

/** The money is there: what the charge leaves on the balance. */
export const credit = (books: Books, account: string, made: Stripe.Charge): Stripe.Charge => {
	const entry = aBalanceTransaction({
		type: made.payment_method_details?.type === 'card' ? 'charge' : 'payment',
		category: 'charge',
		amount: made.amount,
		fee: feeOf(made.amount, made.currency),
		currency: made.currency,
		source: made.id,
		description: made.description,
		created: books.seconds(),
	});
	books.store.insert(account, 'balance_transaction', entry, books.nowMs(), made.id);
	return books.store.update<'charge'>({ ...made, balance_transaction: entry.id });
};

const completed = (session: Session, intent: Intent, status: 'paid' | 'unpaid', who: Payer): Session => ({
	...session,
	status: 'complete',
	payment_status: status,
	payment_intent: intent.id,
	url: null,
	customer_details: {
		address: null,
		business_name: null,
		email: who.email,
		individual_name: null,
		name: who.name,
		phone: null,
		tax_exempt: 'none',
		tax_ids: [],
	},
});

const capture = (
	books: Books,
	account: string,
	session: Session,
	intent: Intent,
	last4: string,
	secure: boolean,
	who: Payer,
): PayOutcome => {
	const made = credit(
		books,
		account,
		charge(books, account, { intent, status: 'succeeded', method: 'card', last4, threeDSecure: secure, who, failure: null }),
	);
	const paid = books.store.update<'payment_intent'>({
		...intent,
		amount_received: intent.amount,
		last_payment_error: null,
		latest_charge: made.id,
		next_action: null,
		payment_method: made.payment_method,
		status: 'succeeded',
	});
	const done = books.store.update<'checkout.session'>(completed(session, intent, 'paid', who));
	books.tell(account, 'charge.succeeded', made);
	books.tell(account, 'payment_intent.succeeded', paid);
	books.tell(account, 'checkout.session.completed', done);
	countCompletion(books, account, session);
	return { state: 'paid' };
};

type Decline = { readonly code: string; readonly message: string; readonly decline?: string };
const declines: Partial<Readonly<Record<Choice, Decline>>> = {
	'card-declined': { code: 'card_declined', message: 'Your card was declined.', decline: 'generic_decline' },
	'card-no-funds': { code: 'card_declined', message: 'Your card has insufficient funds.', decline: 'insufficient_funds' },
};
const notAuthenticated: Decline = {
	code: 'payment_intent_authentication_failure',
	message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
};

const decline = (books: Books, account: string, session: Session, intent: Intent, last4: string, why: Decline, who: Payer): PayOutcome => {
	const made = charge(books, account, { intent, status: 'failed', method: 'card', last4, threeDSecure: false, who, failure: why });
	const failed = books.store.update<'payment_intent'>({
		...intent,
		last_payment_error: {
			charge: made.id,
			code: why.code,
			...(why.decline ? { decline_code: why.decline } : {}),
			doc_url: `https://stripe.com/docs/error-codes/${why.code.replaceAll('_', '-')}`,
			message: why.message,
			type: 'card_error',
		},
		latest_charge: made.id,
		next_action: null,
		status: 'requires_payment_method',
	});
	books.store.update<'checkout.session'>({ ...session, payment_intent: intent.id });
	books.tell(account, 'charge.failed', made);
	books.tell(account, 'payment_intent.payment_failed', failed);
	return { state: 'declined', message: why.message };
};

const authenticate = (books: Books, account: string, session: Session, intent: Intent, last4: string): PayOutcome => {
	const url = `${books.origin}/c/pay/${session.id}/authenticate`;
	const asked = books.store.update<'payment_intent'>({
		...intent,
		next_action: { type: 'redirect_to_url', redirect_to_url: { return_url: `${books.origin}/c/pay/${session.id}`, url } },
		status: 'requires_action',
	});
	books.store.hide(intent.id, { session: session.id, card: last4 } satisfies IntentHidden);
	books.store.update<'checkout.session'>({ ...session, payment_intent: intent.id });
	books.tell(account, 'payment_intent.requires_action', asked);
	return { state: 'authenticate' };
};

const debit = (books: Books, account: string, session: Session, intent: Intent, method: string, choice: Choice, who: Payer): PayOutcome => {
	const made = charge(books, account, {
		intent,
		status: 'pending',
		method,
		last4: choices[choice].last4,
		threeDSecure: false,
		who,
		failure: null,
	});
	const under = books.store.update<'payment_intent'>({
		...intent,
		last_payment_error: null,
		latest_charge: made.id,
		next_action: null,
		payment_method: made.payment_method,
		status: 'processing',
	});
	const days = books.options.settleAfterDays;
	books.store.hide(intent.id, {
		session: session.id,
		settlesAt: days === null ? null : books.nowMs() + days * dayMs,
		willFail: choice === 'debit-fails',
	} satisfies IntentHidden);
	const done = books.store.update<'checkout.session'>(completed(session, intent, 'unpaid', who));
	books.tell(account, 'charge.pending', made);
	books.tell(account, 'payment_intent.processing', under);
	books.tell(account, 'checkout.session.completed', done);
	countCompletion(books, account, session);
	return { state: 'processing' };
};

/** The session if it can be paid now, or why not. */
const openSession = (books: Books, account: string, id: string): Session | { readonly closed: string } => {
	const session = expireIfDue(books, account, books.need(account, 'checkout.session', id));
	if (session.status !== 'open') return { closed: session.status ?? 'expired' };
	const link = idIn(session.payment_link);
	const inactive = link !== null && !books.need(account, 'payment_link', link).active;
	return inactive && !books.options.openSessionsOutliveLink ? { closed: 'inactive' } : session;
};

const payer = (session: Session, who: Payer): Payer => ({ email: session.customer_email ?? who.email, name: who.name });

/** Pays as a person who presses the button does. */
export const pay = (books: Books, id: string, choice: Choice, given: Payer): PayOutcome =>
	books.store.transaction(() => {
		const account = books.store.accountOf(id) ?? '';
		const session = openSession(books, account, id);
		if ('closed' in session) return { state: 'closed', status: session.closed };
		const method = methodOf(session, choice);
		if (!method) return { state: 'declined', message: 'This merchant does not accept that payment method.' };
		const who = payer(session, given);
		const intent = intentOf(books, account, session);
		const { last4 } = choices[choice];
		if (isDebit(choice)) return debit(books, account, session, intent, method, choice, who);
		if (choice === 'card-authenticate') return authenticate(books, account, session, intent, last4);
		const why = declines[choice];
		if (why) return decline(books, account, session, intent, last4, why, who);
		return capture(books, account, session, intent, last4, false, who);
	});

/** The bank's 3-D Secure page was answered. */
export const answerAuthentication = (books: Books, id: string, agreed: boolean, given: Payer): PayOutcome =>
	books.store.transaction(() => {
		const account = books.store.accountOf(id) ?? '';
		const session = openSession(books, account, id);
		if ('closed' in session) return { state: 'closed', status: session.closed };
		const intent = intentOf(books, account, session);
		if (intent.status !== 'requires_action') return { state: 'declined', message: 'There is nothing to confirm. Choose how to pay.' };
		const who = payer(session, given);
		const last4 = books.store.hidden<IntentHidden>(intent.id)?.card ?? choices.card.last4;
		return agreed
			? capture(books, account, session, intent, last4, true, who)
			: decline(books, account, session, intent, last4, notAuthenticated, who);
	});
