/**
 * Stripe's signature, `Stripe-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`, of which there may be several while a secret is rotated
 * (docs.stripe.com/webhooks, "Verify manually"). Without the SDK, whose 500 KB a receiver need not load and which lets signatures of the future pass.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export type Verdict = 'good' | 'missing' | 'wrong' | 'too-old' | 'from-the-future';

/** Both ways: a replay is refused, and so is what was signed ahead to be replayed later. */
export const toleranceSeconds = 300;

const read = (header: string): { readonly at: string; readonly signatures: readonly string[] } => {
	const pairs = header.split(',').map((pair) => pair.trim().split('='));
	const all = (name: string): string[] => pairs.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []));
	return { at: all('t')[0] ?? '', signatures: all('v1') };
};

/** Every signature against every secret in constant time, over the raw bytes, before anything is parsed. */
export const verdictOn = (raw: Buffer, header: string | undefined, secrets: readonly string[], nowSeconds: number): Verdict => {
	if (!header) return 'missing';
	const { at, signatures } = read(header);
	if (!/^\d{1,12}$/.test(at) || signatures.length === 0) return 'missing';
	let found = false;
	for (const secret of secrets) {
		const right = Buffer.from(createHmac('sha256', secret).update(`${at}.`).update(raw).digest('hex'));
		for (const each of signatures) {
			const given = Buffer.from(each);
			found = (given.length === right.length && timingSafeEqual(given, right)) || found;
		}
	}
	if (!found) return 'wrong';
	const age = nowSeconds - Number(at);
	if (age > toleranceSeconds) return 'too-old';
	return age < -toleranceSeconds ? 'from-the-future' : 'good';
};
