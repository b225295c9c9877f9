import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when `given` is base64 HMAC-SHA256 of the raw bytes under one of the keys (two while a key is rotated). Xero signs so in `x-xero-signature`,
 * Intuit in `intuit-signature`. Compared in constant time; nothing is parsed before.
 */
export const isSigned = (raw: Buffer, given: string | undefined, keys: readonly string[]): boolean => {
	// Text against text: decoding would also take what merely begins like the right signature.
	const claimed = Buffer.from(given ?? '');
	return keys.reduce((found, key) => {
		const right = Buffer.from(createHmac('sha256', key).update(raw).digest('base64'));
		return (claimed.length === right.length && timingSafeEqual(claimed, right)) || found;
	}, false);
};
