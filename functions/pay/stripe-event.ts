/** What we take from an event of Stripe: ids. What it says of amounts and states is not used: those are asked for. */
import type { MessageOf } from '../../shared/wire/messages.ts';

/** Everything that may change a session. */
const heard = new Set([
	'checkout.session.completed',
	'checkout.session.async_payment_succeeded',
	'checkout.session.async_payment_failed',
	'checkout.session.expired',
]);

const field = (of: unknown, name: string): unknown => (typeof of === 'object' && of !== null ? Reflect.get(of, name) : undefined);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= 300 ? value : null);

/** What the session is for, as our own metadata says; null: it is not one of ours. */
const forIn = (metadata: unknown): MessageOf<'pay.event'>['for'] => {
	const [company, customer, checkout] = ['company', 'customer', 'checkout'].map((name) => text(field(metadata, name)));
	if (!company || !customer || !checkout) return null;
	return /^[A-Za-z0-9_]{1,64}$/.test(company) && checkout.length <= 64 ? { company, customer, checkout } : null;
};

export type EventRead = MessageOf<'pay.event'> | 'not-for-us' | 'unreadable';

export const readEvent = (raw: Buffer): EventRead => {
	let event: unknown;
	try {
		event = JSON.parse(raw.toString('utf8'));
	} catch {
		return 'unreadable';
	}
	const id = text(field(event, 'id'));
	const type = text(field(event, 'type'));
	if (id === null || id.length > 64 || type === null) return 'unreadable';
	if (!heard.has(type)) return 'not-for-us';
	const session = field(field(event, 'data'), 'object');
	const account = field(event, 'account');
	return {
		type: 'pay.event',
		event: id,
		account: account === undefined || account === null ? null : (text(account) ?? 'unknown'),
		session: text(field(session, 'id')),
		for: forIn(field(session, 'metadata')),
	};
};
