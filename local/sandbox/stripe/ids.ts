/** Stripe's ids: a prefix that tells the kind, then letters and digits. */
import { randomBytes } from 'node:crypto';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const newId = (prefix: string, length = 24): string =>
	`${prefix}_${Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('')}`;
