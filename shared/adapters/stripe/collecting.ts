/** The port `collecting` over Stripe's own SDK, for one account: the deployment's. Accounts per company (Connect) come with issue 7. */
import type Stripe from 'stripe';
import { msOf } from '../../domain/day.ts';
import { type Collecting, CollectingFault, type OpenSession } from '../../ports/collecting.ts';
import { asked, isMissing } from './faults.ts';
import { linesOf, linkLines, sessionLines } from './lines.ts';
import { localeOf } from './locales.ts';
import { least, takes } from './minor-units.ts';
import { expand, metadataOf, sessionFrom } from './session.ts';
import { wordsOf } from './words.ts';

export type StripeSettings = {
	/** `https://api.stripe.com`; a sandbox's address in the local stack. */
	readonly apiUrl: string;
	/** Asked for before each call: a rotated key is in use without a new start. */
	readonly secretKey: () => Promise<string>;
};

/**
 * One repetition by the SDK, six seconds each: a call ends within 13 s, so that the two a page may need fit into API Gateway's 30 s. More would not
 * help: Stripe's outages last longer than a page can wait, and whoever comes by queue is delivered again. The SDK repeats 409 and 5xx, and a cut
 * connection, always under the same idempotency key.
 */
const settings = { maxNetworkRetries: 1, timeout: 6000, telemetry: false } as const;

const opening = (session: OpenSession): Stripe.Checkout.SessionCreateParams & { readonly metadata: Record<string, string> } => ({
	mode: 'payment',
	line_items: linesOf(session, sessionLines),
	metadata: metadataOf(session.for),
	client_reference_id: session.for.checkout.slice(0, 200),
	// Receipts are ours (facts/practice.md 7): no `receipt_email`, so Stripe sends none unless the account's own setting says so.
	payment_intent_data: { metadata: metadataOf(session.for) },
	...(session.email === null ? {} : { customer_email: session.email }),
	expires_at: Math.floor(msOf(session.expiresAt) / 1000),
	locale: localeOf(session.locale),
	submit_type: 'pay',
	// What is owed is owed in the invoices' currency.
	adaptive_pricing: { enabled: false },
	success_url: session.successUrl,
	cancel_url: session.cancelUrl,
});

export const stripeCollecting = ({ apiUrl, secretKey }: StripeSettings): Collecting => {
	let made: { readonly key: string; readonly client: Stripe } | null = null;
	const open = async (): Promise<Stripe> => {
		const key = await secretKey();
		if (made?.key === key) return made.client;
		const { Stripe: Sdk } = await import('./sdk.cjs');
		const { protocol, hostname, port } = new URL(apiUrl);
		const address = { host: hostname, protocol: protocol === 'http:' ? 'http' : 'https', ...(port && { port: Number(port) }) } as const;
		const client = new Sdk(key, { ...settings, ...address });
		made = { key, client };
		return client;
	};
	const find = async (stripe: Stripe, id: string) => {
		try {
			return sessionFrom(await stripe.checkout.sessions.retrieve(id, { expand }));
		} catch (error) {
			if (isMissing(error)) return null;
			throw error;
		}
	};
	const expire = async (stripe: Stripe, id: string): Promise<'expired' | 'complete'> => {
		try {
			// No key of ours: expiring twice is refused, and a kept failure must not stand in the way for a day.
			await stripe.checkout.sessions.expire(id);
			return 'expired';
		} catch (error) {
			if (Reflect.get(Object(error), 'type') !== 'StripeInvalidRequestError') throw error;
			const now = await find(stripe, id);
			if (now?.state === 'open') throw new CollectingFault('unavailable', 'Stripe neither expires the session nor ends it');
			return now?.state === 'complete' ? 'complete' : 'expired';
		}
	};
	const sessionsOf = (stripe: Stripe, link: string, status: 'open' | 'complete') =>
		stripe.checkout.sessions.list({ payment_link: link, status, limit: 100 }).autoPagingToArray({ limit: 1000 });
	return {
		least,
		takes,
		open: (session) =>
			asked(async () => {
				const made = await (await open()).checkout.sessions.create(opening(session), { idempotencyKey: session.key });
				if (made.url === null) throw new CollectingFault('refused', 'Stripe made a session without an address', 'no_url');
				return { id: made.id, url: made.url };
			}),
		session: (id) => asked(async () => find(await open(), id)),
		expire: (id) => asked(async () => expire(await open(), id)),
		makeLink: (link) =>
			asked(async () => {
				const params: Stripe.PaymentLinkCreateParams = {
					line_items: linesOf(link, linkLines),
					metadata: metadataOf(link.for),
					payment_intent_data: { metadata: metadataOf(link.for) },
					restrictions: { completed_sessions: { limit: 1 } },
					inactive_message: wordsOf(link.locale).closed,
					submit_type: 'pay',
				};
				const { id, url } = await (await open()).paymentLinks.create(params, { idempotencyKey: link.key });
				return { id, url };
			}),
		paidByLink: (id) => asked(async () => (await sessionsOf(await open(), id, 'complete')).map((session) => session.id)),
		closeLink: (id) =>
			asked(async () => {
				const stripe = await open();
				await stripe.paymentLinks.update(id, { active: false });
				// Nobody has verified that a session of an inactive link cannot be paid: each is ended.
				for (const session of await sessionsOf(stripe, id, 'open')) await expire(stripe, session.id);
				return (await sessionsOf(stripe, id, 'complete')).map((session) => session.id);
			}),
	};
};
