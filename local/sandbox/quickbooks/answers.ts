/** The shapes in which QuickBooks says no. They differ from one part of Intuit to the next, and are kept apart on purpose. */
import type { LocalAnswer } from '../server.ts';
import { timeText } from './json.ts';

/** `{Fault}` with a capital, from the API itself. */
export const fault = (now: number, status: number, code: string, message: string, type: string, detail = message): LocalAnswer => ({
	status,
	body: { Fault: { Error: [{ Message: message, Detail: detail, code, element: '' }], type }, time: timeText(now, true) },
});

/** `{fault}` in lower case, from the gateway in front of it, with the status in the message. */
const gatewayFault = (now: number, status: 401 | 403, code: string, word: string): LocalAnswer => ({
	status,
	headers: status === 401 ? { 'www-authenticate': 'Bearer realm="Intuit", error="invalid_token"' } : {},
	body: {
		warnings: null,
		intuitObject: null,
		fault: {
			error: [
				{
					message: `message=${word}; errorCode=00${code}; statusCode=${status}`,
					detail: 'Token expired or not for this company',
					code,
					element: null,
				},
			],
			type: status === 401 ? 'AUTHENTICATION' : 'AUTHORIZATION',
		},
		report: null,
		requestId: null,
		time: now,
		status: null,
	},
});
export const unauthorised = (now: number): LocalAnswer => gatewayFault(now, 401, '3200', 'AuthenticationFailed');
export const forbidden = (now: number): LocalAnswer => gatewayFault(now, 403, '3100', 'ApplicationAuthorizationFailed');

const throttleWords = 'message=ThrottleExceeded; errorCode=003001; statusCode=429';
export const throttled = (now: number, retryAfter: number | null): LocalAnswer => ({
	...fault(now, 429, '3001', throttleWords, 'THROTTLED'),
	headers: retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
});
export const throttledXml = (now: number): LocalAnswer => ({
	status: 429,
	headers: { 'content-type': 'application/xml' },
	body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="${timeText(now, true)}"><Fault type="THROTTLED"><Error code="3001"><Message>${throttleWords}</Message></Error></Fault></IntuitResponse>`,
});
export const serverError = (now: number): LocalAnswer =>
	fault(now, 500, '10000', 'An application error has occurred while processing your request', 'SystemFault');
export const unavailableHtml: LocalAnswer = {
	status: 503,
	headers: { 'content-type': 'text/html' },
	body: '<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>Service Temporarily Unavailable</h1></body></html>',
};
export const notFound = (now: number): LocalAnswer =>
	fault(
		now,
		400,
		'610',
		'Object Not Found',
		'ValidationFault',
		"Object Not Found : Something you're trying to use has been made inactive. Check the fields with accounts, customers, items, vendors or employees.",
	);
export const invalidId = (now: number): LocalAnswer =>
	fault(now, 400, '2030', 'Invalid ID', 'ValidationFault', 'Invalid ID : Id is not a number');
export const stale = (now: number): LocalAnswer =>
	fault(
		now,
		400,
		'5010',
		'Stale Object Error',
		'ValidationFault',
		'Stale Object Error : You and another user were working on this at the same time.',
	);
export const closedBooks = (now: number): LocalAnswer =>
	fault(
		now,
		400,
		'6210',
		'Account Period Closed',
		'ValidationFault',
		'The accounting period has closed and the account books cannot be updated through the QBO Services API. Please use the QBO website to make these changes.',
	);
export const refused = (now: number, reason: string): LocalAnswer =>
	fault(now, 400, '6000', 'A business validation error has occurred while processing your request', 'ValidationFault', reason);
