/** Response headers of every page. */
import { createHash } from 'node:crypto';
import { style } from './style.ts';

const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

export type PageHeaders = {
	/**
	 * Further origins a form's answer may redirect to, as `https://host[:port]`. Needed only where a POST answers 303 to another origin;
	 * ours do not (see `leave-page.ts`). Throws `TypeError` for a text that is not an origin.
	 */
	readonly formTargets?: readonly string[];
};

const origin = (text: string): string => {
	const { origin: parsed, protocol } = new URL(text);
	if (parsed !== text || (protocol !== 'https:' && protocol !== 'http:')) throw new TypeError(`"${text}" is not an origin`);
	return parsed;
};

/**
 * Nothing may be loaded, run or framed; the one style sheet is allowed by its hash, the empty icon as `data:`.
 *
 * `Referrer-Policy: same-origin`, not `no-referrer`: with `no-referrer` browsers send `Origin: null` with the pages' own forms, and the
 * session middleware, which takes a POST only from our own origin, would refuse every button. Other sites get no referrer either way.
 */
export const pageHeaders = ({ formTargets = [] }: PageHeaders = {}): Record<string, string> => ({
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': [
		"default-src 'none'",
		`style-src '${styleHash}'`,
		'img-src data:',
		`form-action ${["'self'", ...formTargets.map(origin)].join(' ')}`,
		"frame-ancestors 'none'",
		"base-uri 'none'",
	].join('; '),
	'referrer-policy': 'same-origin',
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'x-robots-tag': 'noindex, nofollow',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'strict-transport-security': 'max-age=31536000',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
});
