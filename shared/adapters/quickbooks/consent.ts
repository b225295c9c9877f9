/**
 * Intuit's consent: the code flow as plain form posts. Not intuit-oauth: it takes 130 ms to load, and repeats a refresh up to three times
 * on its own, so that a rotated token may be lost without anybody knowing.
 */
import * as z from 'zod/mini';
import { type Instant, later } from '../../domain/day.ts';
import { type Consent, ConsentFault, type Tokens } from '../../ports/consent.ts';

const timeoutMs = 15_000;
const scope = 'com.intuit.quickbooks.accounting';

const tokenAnswer = z.object({
	access_token: z.string().check(z.minLength(1)),
	refresh_token: z.string().check(z.minLength(1)),
	expires_in: z.number().check(z.positive()),
	x_refresh_token_expires_in: z.number().check(z.positive()),
	/** Until the end that no refresh moves: five years after the person agreed. */
	x_refresh_token_hard_expires_in: z.optional(z.number()),
});
const companyAnswer = z.object({ CompanyInfo: z.object({ CompanyName: z.string().check(z.minLength(1)) }) });

export type QuickbooksConsentOptions = {
	readonly clientId: () => string | Promise<string>;
	readonly clientSecret: () => string | Promise<string>;
	readonly authorizeUrl: string;
	readonly tokenUrl: string;
	readonly revokeUrl: string;
	/** `https://quickbooks.api.intuit.com`, or the sandbox's origin. */
	readonly apiUrl: string;
	readonly now: () => Instant;
};

/** No cause is kept: it may name the URL, and the URL the code. */
const send = async (url: string, request: RequestInit): Promise<{ status: number; body: unknown }> => {
	try {
		const answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
		const text = await answer.text();
		return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : null };
	} catch {
		throw new ConsentFault('unavailable', 'Intuit did not answer');
	}
};

export const quickbooksConsent = (options: QuickbooksConsentOptions): Consent => {
	const post = async (url: string, form: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
		const basic = Buffer.from(`${await options.clientId()}:${await options.clientSecret()}`).toString('base64');
		return send(url, {
			method: 'POST',
			headers: {
				authorization: `Basic ${basic}`,
				accept: 'application/json',
				'content-type': 'application/x-www-form-urlencoded',
				...more,
			},
			body: new URLSearchParams(form).toString(),
		});
	};
	const tokens = async (form: Readonly<Record<string, string>>): Promise<Tokens> => {
		// The clock before the call: a token never lives longer than we think.
		const asked = options.now();
		const { status, body } = await post(options.tokenUrl, form, { 'x-include-refresh-token-hard-expires-in': 'true' });
		const read = tokenAnswer.safeParse(body);
		if (status === 200 && read.success) {
			const { x_refresh_token_expires_in: soft, x_refresh_token_hard_expires_in: hard = soft } = read.data;
			return {
				access: read.data.access_token,
				refresh: read.data.refresh_token,
				accessExpiresAt: later(asked, read.data.expires_in * 1000),
				refreshExpiresAt: later(asked, Math.min(soft, hard) * 1000),
			};
		}
		const error = z.object({ error: z.enum(['invalid_grant', 'invalid_client', 'invalid_request']) }).safeParse(body).data?.error;
		// Our own id or secret being wrong is no reason to give up a person's consent: that is ours to mend.
		if (error === 'invalid_grant') throw new ConsentFault('refused', 'Intuit refuses the code or token (invalid_grant)');
		throw new ConsentFault('unavailable', `Intuit answered ${status}${error ? ` (${error})` : ''}`);
	};

	/**
	 * The redirect's realm is the browser's word. Reading the company's name with the new token proves that this consent opened it.
	 * Tried twice, since the code is spent by now.
	 */
	const nameOf = async (realm: string, access: string): Promise<string> => {
		const url = `${options.apiUrl}/v3/company/${realm}/companyinfo/${realm}?minorversion=75`;
		const read = () => send(url, { headers: { authorization: `Bearer ${access}`, accept: 'application/json' } });
		const failed = (status: number): boolean => status === 429 || status >= 500;
		let answer = await read().catch(read);
		if (failed(answer.status)) answer = await read();
		const company = companyAnswer.safeParse(answer.body);
		if (answer.status === 200 && company.success) return company.data.CompanyInfo.CompanyName;
		if (failed(answer.status)) throw new ConsentFault('unavailable', `QuickBooks answered ${answer.status}`);
		throw new ConsentFault('refused', 'the consent does not cover the company that was named');
	};

	return {
		provider: 'quickbooks',
		url: async ({ state, redirectUri }) => {
			const url = new URL(options.authorizeUrl);
			const asked = { client_id: await options.clientId(), response_type: 'code', scope, redirect_uri: redirectUri, state };
			for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
			return url.href;
		},
		/** 2 calls. */
		redeem: async ({ code, realm, redirectUri }) => {
			if (realm === null || !/^\d{1,20}$/.test(realm)) throw new ConsentFault('refused', 'the redirect names no company');
			const granted = await tokens({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
			return { tokens: granted, ledgers: [{ externalId: realm, name: await nameOf(realm, granted.access) }] };
		},
		refresh: (refreshToken) => tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
		release: async (_realm, { refresh }) => {
			const { status } = await post(options.revokeUrl, { token: refresh });
			// 400: Intuit does not know the token (any more), which is what was asked for.
			if (status !== 200 && status !== 400) throw new ConsentFault('unavailable', `Intuit answered ${status}`);
		},
	};
};
