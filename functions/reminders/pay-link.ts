import { createHash, randomBytes } from 'node:crypto';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import { linkMs } from './times.ts';

const sha256 = (text: string) => createHash('sha256').update(text);

/**
 * A way to the customer's page that only the mail knows: 128 random bits, stored nowhere. We keep the hash of the cookie that the page turns it into,
 * which is itself a hash: who reads our table opens no page.
 */
export const newPayLink = (
	{ company, customer, id }: Mailing,
	language: string,
	now: Instant,
): { readonly token: string; readonly link: PayLink } => {
	const token = randomBytes(16).toString('base64url');
	const cookie = sha256(`page:${token}`).digest('base64url');
	const hash = sha256(cookie).digest('hex');
	return { token, link: { company, hash, customer, createdAt: now, expiresAt: later(now, linkMs), revokedAt: null, mail: id, language } };
};

/** The address of the page; without a token the one shown in previews. */
export const payUrl = (hub: string, token = 'preview'): string => `${hub}/pay/${token}`;
