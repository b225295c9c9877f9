/** Who comes by the link of a mail: its cookie, its forms, and the name under which what they do is kept. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Person } from '../../shared/domain/arrangements/arrangement.ts';
import { linkPerson } from '../../shared/domain/arrangements/by-link.ts';
import { dayIn, type Instant } from '../../shared/domain/day.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { Payments } from '../../shared/ports/payments.ts';

const sha256 = (text: string) => createHash('sha256').update(text);

/** As the pay station has it (functions/pay/page-link.ts): it gave the cookie out, and the table knows its hash alone. */
const hashOf = (cookie: string): string => sha256(cookie).digest('hex');
/** Only our own page could read it into a form: browsers send cookies along with others' forms too. */
export const proofOf = (cookie: string): string => sha256(`form:${cookie}`).digest('base64url');
/** Makes each form one: sent twice, it is the same wish. */
export const newNonce = (): string => randomBytes(9).toString('base64url');
/** Stands for a caller's address where it is counted. */
export const addressName = (address: string): string => sha256(address).digest('base64url').slice(0, 22);

export const isOurs = ({ proof, nonce }: { readonly proof: string; readonly nonce: string }, cookie: string): boolean => {
	const right = Buffer.from(proofOf(cookie));
	const given = Buffer.from(proof);
	return /^[A-Za-z0-9_-]{8,40}$/.test(nonce) && given.length === right.length && timingSafeEqual(given, right);
};

/** Browsers say where a form came from; pages without a referrer send `Origin: null` with their own, which alone tells nothing. */
export const isSameSite = (headers: Readonly<Record<string, string>>, hub: string): boolean => {
	const { origin, 'sec-fetch-site': site } = headers;
	if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
	return origin === undefined || origin === 'null' || origin === hub;
};

/** Null for anything we never gave out. 2 RCU. */
export const linkOf = async (cookie: string | undefined, payments: Pick<Payments, 'link'>): Promise<PayLink | null> =>
	cookie === undefined || !/^[A-Za-z0-9_-]{43}$/.test(cookie) ? null : payments.link(hashOf(cookie));

/** Why a link leads nowhere any more; null while it does. */
export const endOf = ({ revokedAt, expiresAt }: PayLink, now: Instant): 'revoked' | 'expired' | null => {
	if (revokedAt !== null) return 'revoked';
	return expiresAt <= now ? 'expired' : null;
};

/**
 * What the history says of them: which link, by the beginning of its hash, never who held it. `code`: where the code was sent to that they typed, masked; null:
 * none was needed.
 */
export const personBy = (
	{ hash, createdAt, mail }: PayLink,
	timeZone: string,
	code: { readonly address: string | null } | null = null,
): Person => {
	const sent = mail === null ? 'made by a colleague' : 'mailed';
	const typed = code === null ? '' : `, with a code sent to ${code.address ?? 'the address on file'}`;
	return {
		id: linkPerson(hash),
		name: `the customer, by the link ${sent} on ${dayIn(timeZone, createdAt)} (${hash.slice(0, 8)})${typed}`,
		side: 'customer',
	};
};

/** The same form of the same link, with the same in it, is the same wish; changed and sent again it is another one. */
export const tokenBy = ({ hash }: PayLink, nonce: string, asked: object): string =>
	`link:${sha256(JSON.stringify([hash, nonce, asked]))
		.digest('hex')
		.slice(0, 40)}`;

/** "ana@acme.example" → "a•••@acme.example". */
export const maskedAddress = (address: string): string => {
	const at = address.lastIndexOf('@');
	return at <= 0 ? '•••' : `${[...address][0] ?? ''}•••${address.slice(at)}`;
};

/** "Acme Trading S.L." → "A••• T••• S•••", as on the page where they pay. */
export const maskedName = (name: string): string =>
	name
		.split(/\s+/)
		.filter((word) => word !== '')
		.slice(0, 4)
		.map((word) => `${[...word][0] ?? ''}•••`)
		.join(' ');
