/** The header block of a raw message, without looking at its body: what SES itself reads of a mail. */
import { decodeWords } from 'postal-mime';

export type Header = { readonly name: string; readonly value: string };

/** Where the body's first byte is; the length when there is no blank line. */
const endOfHeaders = (raw: Buffer): number => {
	if (raw.subarray(0, 2).equals(Buffer.from('\r\n')) || raw[0] === 10) return 0;
	const ends = ['\r\n\r\n', '\n\n'].map((mark) => raw.indexOf(mark)).filter((at) => at >= 0);
	return ends.length ? Math.min(...ends) : raw.length;
};

/** In order, unfolded, values as they stand (encoded words are kept). A line that is no header is passed over. */
export const headersOf = (raw: Buffer): Header[] => {
	const lines: string[] = [];
	for (const line of raw.subarray(0, endOfHeaders(raw)).toString('utf8').split(/\r?\n/)) {
		const last = lines.length - 1;
		if (/^[ \t]/.test(line) && last >= 0) lines[last] += ` ${line.trim()}`;
		else lines.push(line);
	}
	return lines.flatMap((line) => {
		const [, name, value] = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:(.*)$/.exec(line) ?? [];
		return name === undefined ? [] : [{ name, value: (value ?? '').trim() }];
	});
};

/** The first of that name, as it stands, or null. */
export const headerIn = (headers: readonly Header[], name: string): string | null =>
	headers.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value ?? null;

/** For people: encoded words decoded. */
export const shownHeader = (headers: readonly Header[], name: string): string => decodeWords(headerIn(headers, name) ?? '');

/** EICAR's harmless test file, plain or as base64 writes it: what SES's own documentation tells to send to see a Reject. */
const virus = ['EICAR-STANDARD-ANTIVIRUS-TEST-FILE', 'WDVPIVAlQEFQWzRcUFpYNTQoUF4pN0NDKTd9JEVJQ0FS'];
export const looksInfected = (raw: Buffer): boolean => virus.some((mark) => raw.includes(mark));
