/** Mail addresses as SES takes them: 7-bit, one `@`, a domain of letters, digits and hyphens. */
import { addressParser } from 'postal-mime';
import { MailError } from './query-protocol.ts';

/** Bare addresses of a header or parameter (`Name <a@b.example>, …`); groups are opened. */
export const addressesIn = (text: string): string[] =>
	addressParser(text, { flatten: true }).flatMap(({ address }) => (address ? [address] : []));

/** The same with their names, decoded: `Name <a@b.example>`. */
export const namedIn = (text: string): string[] =>
	addressParser(text, { flatten: true }).flatMap(({ name, address }) => (address ? [name ? `${name} <${address}>` : address] : []));

const refuse = (message: string): never => {
	throw new MailError('InvalidParameterValue', message);
};

/** @throws MailError InvalidParameterValue in the words SES uses */
export const checkAddress = (address: string): string => {
	const at = address.lastIndexOf('@');
	if (at < 0 || at === address.length - 1) return refuse("Missing final '@domain'");
	if (at === 0) return refuse('Missing start of local-part');
	if (/[^\x21-\x7e]/.test(address.slice(0, at))) return refuse('Local address contains control or whitespace');
	const domain = address.slice(at + 1);
	if (/[\s]/.test(domain)) return refuse('Domain contains control or whitespace');
	if (domain.startsWith('.')) return refuse('Domain starts with dot');
	if (domain.endsWith('.')) return refuse('Domain ends with dot');
	if (domain.includes('..')) return refuse('Domain contains dot-dot');
	if (/[^A-Za-z0-9.-]/.test(domain)) return refuse('Domain contains illegal character');
	if (address.length > 320) return refuse('Address length is more than 320 characters long');
	return address;
};

/** The one address of a parameter like `Source` or a destination. @throws MailError */
export const oneAddress = (text: string): string => {
	const [address, ...more] = addressesIn(text);
	if (more.length) return refuse('Only one address is allowed here');
	// A text in which the parser finds no address is shown to the check as it came, which says what it lacks.
	return checkAddress(address ?? text.trim());
};

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

const simulated = ['success', 'bounce', 'ooto', 'complaint', 'suppressionlist'] as const;
export type Simulated = (typeof simulated)[number];

/** Which of SES's simulator mailboxes it is (any `+label`), or null. */
export const simulatorOf = (address: string): Simulated | null => {
	const [, box] = /^([a-z]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address) ?? [];
	return simulated.find((each) => each === box?.toLowerCase()) ?? null;
};
