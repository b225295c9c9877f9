/** What a payment link does by itself: it opens sessions for its visitors and closes at its limit. */
import type Stripe from 'stripe';
import { type Books, idIn } from '../books.ts';
import { newId } from '../ids.ts';
import { methodsFor } from '../methods.ts';
import { aSession, type SessionHidden } from '../objects/session.ts';

const dayS = 86_400;

/** A session was completed: the link counts it, and is switched off at its limit. */
export const countCompletion = (books: Books, account: string, session: Stripe.Checkout.Session): void => {
	const id = idIn(session.payment_link);
	const link = id ? books.need(account, 'payment_link', id) : null;
	const completed = link?.restrictions?.completed_sessions;
	if (!link || !completed) return;
	const count = completed.count + 1;
	const changed = books.store.update<'payment_link'>({
		...link,
		active: link.active && count < completed.limit,
		restrictions: { completed_sessions: { count, limit: completed.limit } },
	});
	if (changed.active !== link.active) books.tell(account, 'payment_link.updated', changed, { active: true });
};

/** A visitor came: an open session of the link, which lives for a day. The link must be active. */
export const visit = (
	books: Books,
	account: string,
	link: Stripe.PaymentLink,
	visitor: { readonly reference?: string | undefined; readonly email?: string | undefined; readonly locale?: string | undefined },
): Stripe.Checkout.Session =>
	books.store.transaction(() => {
		const items = books.store.children('item', link.id);
		const created = books.seconds();
		const session = aSession({
			created,
			expiresAt: created + dayS,
			payUrl: `${books.origin}/c/pay`,
			currency: link.currency,
			total: items.reduce((total, item) => total + item.amount_total, 0),
			methods: methodsFor(link.currency, link.payment_method_types),
			successUrl: link.after_completion.redirect?.url ?? null,
			cancelUrl: null,
			metadata: link.metadata,
			link: link.id,
			reference: visitor.reference,
			email: visitor.email,
			locale: visitor.locale ?? 'auto',
			submitType: link.submit_type,
			submitText: link.custom_text.submit?.message,
		});
		const { metadata = {}, description = null } = link.payment_intent_data ?? {};
		books.store.insert(account, 'checkout.session', session, books.nowMs(), link.id, {
			intent: { metadata, description, receiptEmail: null, suffix: null },
		} satisfies SessionHidden);
		for (const item of items) books.store.insert(account, 'item', { ...item, id: newId('li') }, books.nowMs(), session.id);
		return session;
	});

/** The link a visitor's address names, with the account it lives on. */
export const linkBySlug = (books: Books, slug: string): { readonly account: string; readonly link: Stripe.PaymentLink } | null => {
	const row = books.store.one<{ account: string; body: string }>(
		"SELECT account, body FROM object WHERE kind = 'payment_link' AND parent = ?",
		slug,
	);
	return row && { account: row.account, link: JSON.parse(row.body) as Stripe.PaymentLink };
};
