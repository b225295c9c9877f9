/** What became of a mail when SES did not say its id. Only what surely was not sent may be sent again. */
import { MailFault, type MailFaultKind } from '../../ports/mailer.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const textIn = (value: Readonly<Record<string, unknown>>, key: string): string => {
	const found = value[key];
	return typeof found === 'string' ? found : '';
};

/** No connection was there to send anything over. */
const unconnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
const neverConnected = (error: Readonly<Record<string, unknown>>): boolean =>
	unconnected.has(textIn(error, 'code')) ||
	['connect', 'getaddrinfo'].includes(textIn(error, 'syscall')) ||
	// Every address of the name was tried.
	(Array.isArray(error.errors) && error.errors.length > 0 && error.errors.every((each) => isRecord(each) && neverConnected(each))) ||
	textIn(error, 'message').includes('did not establish a connection') ||
	['CredentialsProviderError', 'TokenProviderError'].includes(textIn(error, 'name'));

/** SES's words for a deployment that may not send now. It is no fault of the mail, which goes out once somebody has set it right. */
const ours =
	/^(AccountSendingPaused|ConfigurationSet|MailFromDomainNotVerified|AccessDenied|InvalidClientTokenId|ExpiredToken|SignatureDoesNotMatch)/;

/** `from`: a rejection that names our own address is ours too: its identity is not verified. */
const kindOf = (error: Readonly<Record<string, unknown>>, from: string): MailFaultKind => {
	const status = isRecord(error.$metadata) ? error.$metadata.httpStatusCode : undefined;
	if (typeof status !== 'number') return neverConnected(error) ? 'throttled' : 'unknown';
	if (status < 400 || status >= 500 || status === 408) return 'unknown';
	const name = textIn(error, 'name');
	if (status === 429 || status === 403 || /Throttl|LimitExceeded|TooManyRequests/.test(name) || ours.test(name)) return 'throttled';
	return name === 'MessageRejected' && textIn(error, 'message').toLowerCase().includes(from.toLowerCase()) ? 'throttled' : 'refused';
};

/** The message holds SES's word and status, nothing of its text, which names addresses. */
export const mailFault = (error: unknown, from: string): MailFault => {
	if (error instanceof MailFault) return error;
	if (!isRecord(error)) return new MailFault('unknown', 'the call to SES ended without an error that says why');
	const status = isRecord(error.$metadata) ? error.$metadata.httpStatusCode : undefined;
	const word = textIn(error, 'code') || textIn(error, 'name') || 'Error';
	return new MailFault(kindOf(error, from), typeof status === 'number' ? `SES: ${textIn(error, 'name')} (${status})` : `SES: ${word}`);
};
