/** What may be asked of an outside address, checked before any name is looked up. All of it throws `EgressRefused`. */
import { EgressRefused } from '../../ports/egress.ts';

const mostUrl = 2_048;
const mostHeaders = 8_192;
const mostBody = 65_536;

/** Ours to set, about the connection, or a credential. `proxy-` anything too. */
const keptHeaders = new Set(
	'host content-length accept-encoding authorization cookie connection keep-alive te trailer transfer-encoding upgrade expect'.split(' '),
);

export const readUrl = (text: string): URL => {
	// The URL parser drops tabs and line ends in silence; nobody means them.
	const url = text.length <= mostUrl && !/[\s\p{Cc}]/u.test(text) ? URL.parse(text) : null;
	if (!url) throw new EgressRefused('NOT_A_URL', 'This is not a web address. Write it like https://example.com/hook, without spaces.');
	if (url.protocol !== 'https:') throw new EgressRefused('NOT_HTTPS', 'The address must start with https://.');
	if (url.port !== '') throw new EgressRefused('OTHER_PORT', 'The address must use port 443: leave the port out.');
	if (url.username !== '' || url.password !== '')
		throw new EgressRefused('CREDENTIALS_IN_URL', 'The address must not hold a user name or a password.');
	return url;
};

export const readHeaders = (given: Readonly<Record<string, string>>): Record<string, string> => {
	const headers: Record<string, string> = {};
	let size = 0;
	for (const [name, value] of Object.entries(given)) {
		const key = name.toLowerCase();
		// A line end would start a header of its own.
		if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(key) || !/^[ -~]*$/.test(value))
			throw new EgressRefused('HEADER_NOT_ALLOWED', 'A header holds a character that is not allowed.');
		if (keptHeaders.has(key) || key.startsWith('proxy-'))
			throw new EgressRefused('HEADER_NOT_ALLOWED', `The header ${key} cannot be set here.`);
		headers[key] = value;
		size += key.length + value.length;
	}
	if (size > mostHeaders) throw new EgressRefused('REQUEST_TOO_LARGE', 'The headers are larger than 8 KB.');
	return headers;
};

export const checkBody = (body: string | Buffer): void => {
	if (Buffer.byteLength(body) > mostBody) throw new EgressRefused('REQUEST_TOO_LARGE', 'The request is larger than 64 KB.');
};
