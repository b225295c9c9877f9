/**
 * What went wrong, in our words. Intuit says it in five ways: `Fault` from the API, `fault` from the gateway, XML though JSON was asked for,
 * HTML, and a `Fault` under status 200. Nothing of the SDK's error is kept: it holds the request's headers, and so the token.
 */
import * as z from 'zod/mini';
import { AccountingFault } from '../../ports/accounting.ts';

/** Intuit's advice for a throttled caller without a Retry-After. */
const throttleMs = 60_000;

const coded = z.object({ code: z.optional(z.string()) });
const apiFault = z.object({ Fault: z.object({ Error: z.array(coded), type: z.optional(z.string()) }) });
const gatewayFault = z.object({ fault: z.object({ error: z.array(coded), type: z.optional(z.string()) }) });
const response = z.object({
	status: z.number(),
	data: z.unknown(),
	headers: z.catch(z.object({ 'retry-after': z.optional(z.string()) }), {}),
});
const thrown = z.object({
	response: z.catch(z.optional(response), undefined),
	isAxiosError: z.catch(z.optional(z.boolean()), undefined),
	code: z.catch(z.optional(z.string()), undefined),
});

type Headers = { readonly 'retry-after'?: string | undefined };

const codeIn = (body: unknown): string | null => {
	const api = apiFault.safeParse(body);
	if (api.success) return api.data.Fault.Error[0]?.code ?? '';
	const gateway = gatewayFault.safeParse(body);
	if (gateway.success) return gateway.data.fault.error[0]?.code ?? '';
	// XML is looked at, never parsed; with a document type, as pages of HTML have and nothing of Intuit's does, it is not even that.
	if (typeof body !== 'string' || /<!(?:doctype|entity)/i.test(body)) return null;
	return /<Error[^>]*\bcode="(\d{1,6})"/.exec(body)?.[1] ?? (/errorCode=0*(\d{1,6})/.exec(body)?.[1] || null);
};

const retryAfter = (headers: Headers): number => {
	const seconds = Number(headers['retry-after'] ?? Number.NaN);
	return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : throttleMs;
};

/** Refusals a person can do something about. Sources: Intuit's list of common errors. */
const advice: Readonly<Record<string, string>> = {
	'610': 'the invoice or the customer is no longer there, or inactive',
	'2500': 'the invoice, the customer or an account is no longer there, or inactive',
	'6000': 'a rule of QuickBooks forbids it: most often less is open on the invoice by now, or it is void',
	'6190': 'the subscription of this company has ended',
	'6210': 'the books of that day are closed: move the closing date, or book it by hand',
};
const meaning = (code: string | null): string => (code !== null && advice[code] !== undefined ? `: ${advice[code]}` : '');
const named = (code: string | null): string => (code && /^\d{1,6}$/.test(code) ? ` (fault ${code})` : '');

/** The answer did not come in time, ours or that of somebody between us: a smaller question may be answered. */
export class TooSlow extends AccountingFault {
	constructor() {
		super('unavailable', 'QuickBooks did not answer in time');
	}
}
/** QuickBooks understood, and will not. `code`: its fault. */
export class Declined extends AccountingFault {
	readonly code: string;
	constructor(message: string, code: string) {
		super('refused', message);
		this.code = code;
	}
}
/** "Object Not Found". */
export const notFoundCode = '610';
const gatewayTimeouts: ReadonlySet<number> = new Set([408, 504]);
/** axios' words for it. */
const timeouts: ReadonlySet<string> = new Set(['ECONNABORTED', 'ETIMEDOUT']);

/** What an answer that cannot be read is: of a question `refused`, of a write `unavailable`, since nobody knows what became of it. */
export type Unread = 'refused' | 'unavailable';

/** The request may have been carried out, or be under way: time out, conflict with an earlier one, sent too early. */
const undecided: ReadonlySet<number> = new Set([408, 409, 425]);

const fromAnswer = (status: number, body: unknown, headers: Headers, unread: Unread): AccountingFault => {
	const code = codeIn(body);
	const said = named(code);
	if (status === 429 || code === '3001') return new AccountingFault('throttled', `QuickBooks asks us to wait${said}`, retryAfter(headers));
	if (status === 401 || code === '3200') return new AccountingFault('unauthorised', `QuickBooks refuses the access token${said}`);
	if (status === 403 || code === '3100') return new AccountingFault('forbidden', `the consent does not cover this company${said}`);
	if (gatewayTimeouts.has(status)) return new TooSlow();
	// 10000 is "an application error has occurred", whatever the status says.
	if (status >= 500 || code === '10000' || undecided.has(status))
		return new AccountingFault('unavailable', `QuickBooks answered ${status}${said}`);
	if (status < 400 && code === null) return new AccountingFault(unread, 'QuickBooks gave an answer that cannot be read');
	const words = `QuickBooks refused the request with ${status}${said}${meaning(code)}`;
	// Without a fault of Intuit's it may be somebody between us.
	return code === null ? new AccountingFault('refused', words) : new Declined(words, code);
};

/** From whatever node-quickbooks hands to a callback as its error: an AxiosError, a body with a Fault, or a TypeError over an odd answer. */
export const faultOf = (error: unknown, unread: Unread): AccountingFault => {
	if (codeIn(error) !== null) return fromAnswer(200, error, {}, unread);
	const read = thrown.safeParse(error);
	if (read.success && read.data.response) {
		const { status, data, headers } = read.data.response;
		return fromAnswer(status, data, headers, unread);
	}
	if (read.success && read.data.isAxiosError && timeouts.has(read.data.code ?? '')) return new TooSlow();
	if (read.success && read.data.isAxiosError) return new AccountingFault('unavailable', 'QuickBooks did not answer');
	return new AccountingFault(unread, 'QuickBooks gave an answer that cannot be read');
};
