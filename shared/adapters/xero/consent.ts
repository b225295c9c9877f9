/**
 * Consent at Xero: OAuth 2.0 by our own form posts. The SDK's XeroClient is not used: it knows the real addresses only, and gives up on a
 * refresh after 3.5 s, when Xero has rotated the token and we never hear of it (xero-node#614).
 */
import * as z from 'zod/mini';
import { type Instant, later } from '../../domain/day.ts';
import { type Consent, type Consented, type ConsentedLedger, ConsentFault, type Tokens } from '../../ports/consent.ts';

export type XeroConsentOptions = {
	readonly clientId: () => Promise<string>;
	readonly clientSecret: () => Promise<string>;
	/** Whole, as in `env.xero.authorize`; the others are origins without a trailing slash. */
	readonly authorizeUrl: string;
	readonly identityUrl: string;
	readonly apiUrl: string;
	readonly now: () => Instant;
	/** For tests: a silent answer is waited for so long. */
	readonly timeoutMs?: number;
};

/**
 * Customers and settings are only read. Written are payments, money on account (a bank transaction), and what a person asks for: credit notes, their
 * allocations, late-fee invoices, notes in a document's history (all of them `accounting.invoices`). The trial balance is what the books themselves say of
 * receivables. A consent from before one of them was asked for goes on with what it covers.
 */
const scopes = [
	'offline_access',
	'accounting.invoices',
	'accounting.payments',
	'accounting.banktransactions',
	'accounting.contacts.read',
	'accounting.settings.read',
	'accounting.reports.trialbalance.read',
];
const refreshMs = 60 * 86_400_000;
const connectionTries = 3;

const filled = z.string().check(z.minLength(1));
const tokenAnswer = z.object({ access_token: filled, refresh_token: filled, expires_in: z.number() });
const errorAnswer = z.object({ error: z.string() });
const claims = z.object({ authentication_event_id: filled });
const connections = z.array(
	z.object({
		id: z.string(),
		authEventId: z.optional(z.string()),
		tenantId: z.string(),
		tenantType: z.string(),
		tenantName: z.nullish(z.string()),
	}),
);

const parsed = (text: string): unknown => {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
};

/** The consent a token came from. Read, not verified: the token was handed to us by Xero itself over TLS. */
const eventOf = (accessToken: string): string => {
	const payload = accessToken.split('.')[1] ?? '';
	const read = claims.safeParse(parsed(Buffer.from(payload, 'base64url').toString('utf8')));
	if (!read.success) throw new ConsentFault('unavailable', 'Xero gave a token that does not say which consent it is of');
	return read.data.authentication_event_id;
};

export const xeroConsent = (options: XeroConsentOptions): Consent => {
	const timeoutMs = options.timeoutMs ?? 15_000;

	/** Status and text; throws when there is no answer in time. Messages hold nothing of what was sent or received. */
	const send = async (url: string, init: RequestInit): Promise<{ status: number; text: string }> => {
		try {
			const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
			return { status: answer.status, text: await answer.text() };
		} catch {
			throw new ConsentFault('unavailable', 'Xero did not answer');
		}
	};
	const post = async (path: string, form: Readonly<Record<string, string>>): Promise<{ status: number; text: string }> => {
		const credentials = Buffer.from(`${await options.clientId()}:${await options.clientSecret()}`).toString('base64');
		return send(`${options.identityUrl}${path}`, {
			method: 'POST',
			headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
			body: new URLSearchParams(form).toString(),
		});
	};

	const tokens = async (form: Readonly<Record<string, string>>): Promise<Tokens> => {
		const asked = options.now();
		const { status, text } = await post('/connect/token', form);
		const error = errorAnswer.safeParse(parsed(text));
		// Only this one is about the code or token. `invalid_client` is about us, and must not make anybody's consent look dead.
		if (status >= 400 && status < 500 && error.success && error.data.error === 'invalid_grant')
			throw new ConsentFault('refused', 'Xero refuses the code or refresh token');
		const answer = tokenAnswer.safeParse(parsed(text));
		if (status !== 200 || !answer.success) throw new ConsentFault('unavailable', `Xero gave no tokens (${status})`);
		return {
			access: answer.data.access_token,
			refresh: answer.data.refresh_token,
			accessExpiresAt: later(asked, answer.data.expires_in * 1000),
			refreshExpiresAt: later(asked, refreshMs),
		};
	};

	/**
	 * One user's token sees all that this user ever opened, for whichever of our companies: this consent's are told from the rest. The list is asked for
	 * whole, since Xero does not say that an organisation which is agreed to again gets the new consent's event.
	 */
	const opened = async (access: string): Promise<Pick<Consented, 'ledgers' | 'reached'>> => {
		const event = eventOf(access);
		const { status, text } = await send(`${options.apiUrl}/connections`, {
			headers: { authorization: `Bearer ${access}`, accept: 'application/json' },
		});
		const rows = connections.safeParse(parsed(text));
		if (status !== 200 || !rows.success) throw new ConsentFault('unavailable', `Xero did not list the connections (${status})`);
		const organisations = rows.data.filter((row) => row.tenantType === 'ORGANISATION');
		const named = (row: (typeof organisations)[number]): ConsentedLedger => ({
			externalId: row.tenantId.toLowerCase(),
			name: row.tenantName ?? '',
		});
		return {
			ledgers: organisations.filter((row) => row.authEventId === event).map(named),
			reached: organisations.filter((row) => row.authEventId !== event).map(named),
		};
	};
	/** The code is used up by now: a lost list would send the person through the whole consent again, so it is asked for more than once. */
	const openedPatiently = async (access: string): Promise<Pick<Consented, 'ledgers' | 'reached'>> => {
		for (let attempt = 1; ; attempt++) {
			try {
				return await opened(access);
			} catch (error) {
				if (attempt === connectionTries) throw error;
			}
		}
	};

	return {
		provider: 'xero',
		url: async ({ state, redirectUri }) => {
			const query = new URLSearchParams({
				response_type: 'code',
				client_id: await options.clientId(),
				redirect_uri: redirectUri,
				scope: scopes.join(' '),
				state,
			});
			return `${options.authorizeUrl}?${query.toString()}`;
		},
		redeem: async ({ code, redirectUri }): Promise<Consented> => {
			const given = await tokens({ grant_type: 'authorization_code', code, redirect_uri: redirectUri });
			return { tokens: given, ...(await openedPatiently(given.access)) };
		},
		refresh: (refreshToken) => tokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
		release: async (externalId, { access }) => {
			const headers = { authorization: `Bearer ${access}`, accept: 'application/json' };
			const listed = await send(`${options.apiUrl}/connections`, { headers });
			const rows = connections.safeParse(parsed(listed.text));
			if (listed.status !== 200 || !rows.success)
				throw new ConsentFault('unavailable', `Xero did not list the connections (${listed.status})`);
			// A newer consent of the same person for the same organisation has another event, and stays.
			const event = eventOf(access);
			for (const { id } of rows.data.filter((row) => row.tenantId.toLowerCase() === externalId && row.authEventId === event)) {
				const { status } = await send(`${options.apiUrl}/connections/${id}`, { method: 'DELETE', headers });
				if (status >= 300 && status !== 404) throw new ConsentFault('unavailable', `Xero did not end the connection (${status})`);
			}
		},
	};
};
