/** Response headers of the customer's pages (DESIGN 9.15, facts/practice.md T5): nothing is kept, indexed, framed, or told to the next site. */
import { createHash } from 'node:crypto';
import { style } from './style.ts';

const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

/**
 * @param stripe origins a form's answer may lead to: the payment page's. Browsers apply `form-action` to redirects too
 *
 * `no-referrer` makes browsers send `Origin: null` with our own forms: whether one is ours is told by `Sec-Fetch-Site` and the form's proof.
 */
export const payHeaders = (stripe: readonly string[]): Record<string, string> => ({
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': [
		"default-src 'none'",
		`style-src '${styleHash}'`,
		'img-src data:',
		`form-action ${["'self'", ...stripe].join(' ')}`,
		"frame-ancestors 'none'",
		"base-uri 'none'",
	].join('; '),
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'x-robots-tag': 'noindex, nofollow, noarchive',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'strict-transport-security': 'max-age=31536000',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
});
