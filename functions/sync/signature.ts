import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * True when `given` is base64 HMAC-SHA256 of the raw bytes under one of the keys (two while a key is rotated). Xero signs so in `x-xero-signature`,
 * Intuit in `intuit-signature`. Compared in constant time; nothing is parsed before.
 */
export const isSigned = (raw: Buffer, given: string | undefined, keys: readonly string[]): boolean => {
	const claimed = Buffer.from(given ?? '', 'base64');
	return keys.reduce((found, key) => {
		const right = createHmac('sha256', key).update(raw).digest();
		return (claimed.length === right.length && timingSafeEqual(claimed, right)) || found;
	}, false);
};
