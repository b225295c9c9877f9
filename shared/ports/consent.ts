/** Asking a person's consent to read their ledger, and keeping it alive: OAuth 2.0 authorisation code flow at one provider. */
import type { Instant } from '../domain/day.ts';
import type { Provider } from '../domain/document.ts';

export type Tokens = {
	readonly access: string;
	readonly refresh: string;
	readonly accessExpiresAt: Instant;
	readonly refreshExpiresAt: Instant;
};

/** An organisation that this consent, and no other, opened. */
export type ConsentedLedger = { readonly externalId: string; readonly name: string };

export type Consented = {
	readonly tokens: Tokens;
	/** Opened by this consent: the person chose them just now. */
	readonly ledgers: readonly ConsentedLedger[];
	/**
	 * Within this token's reach by an earlier consent of the same person, for whichever of our companies: not to be taken, except where the asking company
	 * owns one already. Absent: none.
	 */
	readonly reached?: readonly ConsentedLedger[];
};

export type ConsentFaultKind =
	/** The provider refuses the code or token for good: `invalid_grant`. */
	| 'refused'
	/** No sensible answer; the token may or may not have been rotated. */
	| 'unavailable';

export class ConsentFault extends Error {
	override readonly name = 'ConsentFault';
	readonly kind: ConsentFaultKind;
	constructor(kind: ConsentFaultKind, message: string) {
		super(message);
		this.kind = kind;
	}
}

export type Consent = {
	readonly provider: Provider;
	/** Where the person's browser goes to agree. */
	url(request: { readonly state: string; readonly redirectUri: string }): Promise<string>;
	/**
	 * Exchanges the code once. `realm` is QuickBooks' realmId from the redirect. Xero's ledgers are those of this consent's
	 * `authEventId` only: without that filter one user's consent would show another company's ledgers.
	 */
	redeem(answer: { readonly code: string; readonly realm: string | null; readonly redirectUri: string }): Promise<Consented>;
	refresh(refreshToken: string): Promise<Tokens>;
	/**
	 * Gives one ledger back, and nothing else: at Xero its connection is deleted (revoking the token would end all that this person ever opened, for
	 * other companies too); at QuickBooks, where a consent is one company, the token is revoked. Idempotent.
	 */
	release(externalId: string, tokens: Tokens): Promise<void>;
};
