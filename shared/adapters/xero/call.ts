/** One call of xero-node, and what its failures mean. The SDK rejects with JSON texts, not errors, and answers pages it could not read with nothing. */
import * as z from 'zod/mini';
import { type Left, saysNothing } from '../../domain/allowance.ts';
import type { AccountingFaultKind } from '../../ports/accounting.ts';
import { AccountingFault } from '../../ports/accounting.ts';

const rejection = z.object({
	response: z.object({
		statusCode: z.number(),
		headers: z.optional(z.record(z.string(), z.unknown())),
		body: z.optional(z.unknown()),
	}),
});

/** Null where the header is not there, or no number. */
const remaining = (headers: object, name: string): number | null => {
	const said: unknown = Reflect.get(headers, name);
	return typeof said === 'string' && /^\d{1,9}$/.test(said) ? Number(said) : null;
};

const answered = z.object({ response: z.object({ headers: z.custom<object>((value) => typeof value === 'object' && value !== null) }) });

/** What an answer says is left of the limits; nothing, where there was none. */
export const leftOf = (answer: unknown): Left => {
	const parsed = answered.safeParse(answer);
	if (!parsed.success) return saysNothing;
	const { headers } = parsed.data.response;
	return {
		minute: remaining(headers, 'x-minlimit-remaining'),
		day: remaining(headers, 'x-daylimit-remaining'),
		app: remaining(headers, 'x-appminlimit-remaining'),
	};
};
/** … and a refusal, which is a text of JSON. */
export const leftOfRefusal = (rejected: unknown): Left => {
	try {
		return leftOf(typeof rejected === 'string' ? JSON.parse(rejected) : rejected);
	} catch {
		return saysNothing;
	}
};

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Xero's `Retry-After` is seconds. Without one, a minute for the small limits and an hour for the daily one. */
const patience = (headers: Readonly<Record<string, unknown>>): number => {
	const seconds = Number(headers['retry-after']);
	if (headers['retry-after'] !== undefined && Number.isFinite(seconds) && seconds >= 0) return seconds * 1000;
	return headers['x-rate-limit-problem'] === 'day' ? hourMs : minuteMs;
};

const kinds: Readonly<Record<number, AccountingFaultKind>> = {
	401: 'unauthorised',
	408: 'unavailable',
	409: 'unavailable',
	425: 'unavailable',
	429: 'throttled',
};

/** Reads a refusal's body into our own words; null: nothing to say. */
export type Said = (body: unknown) => string | null;

/** The answer did not come in time, ours or that of somebody between us: a smaller question may be answered. */
export class TooSlow extends AccountingFault {
	constructor() {
		super('unavailable', 'Xero did not answer in time');
	}
}
/** Xero knows nothing by this id. */
export class NotThere extends AccountingFault {
	constructor() {
		super('refused', 'Xero does not know it (404)');
	}
}
/** Text, although JSON was asked for (Xero-OpenAPI#163). A 404 in other words is that of somebody between us, or of a wrong address. */
const notThere = /^"?The resource you.re looking for cannot be found/;
/** Xero does not take the question, whoever asks it again. */
export class NotTaken extends AccountingFault {
	constructor(why: string | null) {
		super('refused', why === null ? 'Xero answered 400' : `Xero did not take it: ${why}`);
	}
}
const gatewayTimeouts: readonly number[] = [408, 504];

/** Nothing of the answer's text goes into the message: it may hold names, addresses or the request's own headers. */
export const faultOf = (rejected: unknown, said: Said = () => null): AccountingFault => {
	// It was not sent at all.
	if (rejected instanceof AccountingFault) return rejected;
	let read: unknown = null;
	try {
		read = typeof rejected === 'string' ? JSON.parse(rejected) : rejected;
	} catch {
		return new AccountingFault('unavailable', 'Xero gave no readable answer');
	}
	const parsed = rejection.safeParse(read);
	if (!parsed.success) return new AccountingFault('unavailable', 'Xero gave no readable answer');
	const { statusCode, headers = {}, body } = parsed.data.response;
	// axios' own words, in the place of an answer's body.
	if ((statusCode === 0 && /timeout/i.test(String(body))) || gatewayTimeouts.includes(statusCode)) return new TooSlow();
	if (statusCode === 0) return new AccountingFault('unavailable', 'Xero did not answer');
	if (statusCode === 429) return new AccountingFault('throttled', 'Xero asks us to wait (429)', patience(headers));
	if (statusCode === 403) return new AccountingFault('forbidden', 'the consent no longer covers this organisation (403)');
	// A consent without the scope is also a 401, and no new token mends it.
	if (statusCode === 401 && JSON.stringify(body ?? '').includes('AuthorizationUnsuccessful'))
		return new AccountingFault('forbidden', 'the consent does not cover this (401)');
	if (statusCode === 404 && notThere.test(String(body))) return new NotThere();
	if (statusCode === 400) return new NotTaken(said(body));
	// 2xx here: the answer came, but the SDK could not make sense of it. 3xx: somebody between us and Xero answered.
	const kind = kinds[statusCode] ?? (statusCode >= 500 || statusCode < 400 ? 'unavailable' : 'refused');
	const why = kind === 'refused' ? said(body) : null;
	return new AccountingFault(kind, why === null ? `Xero answered ${statusCode}` : `Xero did not take it: ${why}`);
};

export type Answer<Body> = {
	readonly body: Body;
	/** Xero's own clock, epoch milliseconds; null when it did not say. */
	readonly serverMs: number | null;
};

type Sent<Body> = { readonly response: { readonly headers: object }; readonly body: Body };

/** Throws `AccountingFault` and nothing else. */
export const call = async <Body>(send: () => Promise<Sent<Body>>, said?: Said): Promise<Answer<Body>> => {
	const sent = await send().catch((rejected: unknown) => {
		throw faultOf(rejected, said);
	});
	const date = 'date' in sent.response.headers ? Date.parse(String(sent.response.headers.date)) : Number.NaN;
	return { body: sent.body, serverMs: Number.isNaN(date) ? null : date };
};

/** The rows of a list. A 200 that carries HTML, or JSON that ends in the middle, arrives here without them: a page we cannot read, `refused`. */
export const rowsOf = <Row>(rows: readonly Row[] | undefined): readonly Row[] => {
	if (!Array.isArray(rows)) throw new AccountingFault('refused', 'Xero answered a page that cannot be read');
	return rows;
};
