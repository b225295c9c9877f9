/** A session's end without payment: by the API, or by the clock, looked at whenever the session is read and on every tick. */
import type Stripe from 'stripe';
import { type Books, idIn } from '../books.ts';
import { StripeRefused } from '../refused.ts';

type Session = Stripe.Checkout.Session;

const end = (books: Books, account: string, session: Session): Session =>
	books.store.transaction(() => {
		const expired = books.store.update<'checkout.session'>({ ...session, status: 'expired', url: null });
		const intentId = idIn(session.payment_intent);
		const intent = intentId ? books.need(account, 'payment_intent', intentId) : null;
		if (intent && intent.status !== 'canceled') {
			const canceled: Stripe.PaymentIntent = {
				...intent,
				canceled_at: books.seconds(),
				cancellation_reason: 'expired',
				next_action: null,
				status: 'canceled',
			};
			books.tell(account, 'payment_intent.canceled', books.store.update<'payment_intent'>(canceled));
		}
		books.tell(account, 'checkout.session.expired', expired);
		return expired;
	});

/** The session as it is at this moment. */
export const expireIfDue = (books: Books, account: string, session: Session): Session =>
	session.status === 'open' && session.expires_at <= books.seconds() ? end(books, account, session) : session;

/** Throws when the session is not open: a completed one stays completed. */
export const expire = (books: Books, account: string, id: string): Session =>
	books.store.transaction(() => {
		const session = expireIfDue(books, account, books.need(account, 'checkout.session', id, 'session'));
		if (session.status !== 'open')
			throw new StripeRefused(
				`Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
			);
		return end(books, account, session);
	});

const due = "kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'";

/** Expires every session whose time has come. */
export const expireDue = (books: Books): void => {
	const rows = books.store.all<{ account: string; body: string }>(
		`SELECT account, body FROM object WHERE ${due} AND json_extract(body, '$.expires_at') <= ?`,
		books.seconds(),
	);
	for (const row of rows) expireIfDue(books, row.account, JSON.parse(row.body) as Session);
};

/** When the next open session expires, in ms; null when none is open. */
export const nextExpiry = (books: Books): number | null => {
	const at = books.store.one<{ at: number | null }>(`SELECT min(json_extract(body, '$.expires_at')) AS at FROM object WHERE ${due}`)?.at;
	return at ? at * 1000 : null;
};
