/** Who is there: an OpenID Connect issuer (Cognito's hosted pages, or the local one). */

/** What a verified session token says. */
export type Claims = {
	readonly issuer: string;
	readonly subject: string;
	readonly name: string;
	/** The token's own id, for binding other things to this very session. */
	readonly tokenId: string;
	/** Seconds since 1970. */
	readonly expiresAt: number;
};

export type SignIn = {
	/** Where the browser goes. `challenge` is the PKCE S256 challenge. */
	authorizeUrl(request: {
		readonly state: string;
		readonly nonce: string;
		readonly challenge: string;
		readonly redirectUri: string;
	}): Promise<string>;
	/** Exchanges the code; returns the ID token, not yet verified. Throws `SignInFault`. */
	redeem(answer: { readonly code: string; readonly verifier: string; readonly redirectUri: string }): Promise<string>;
	/** Signature, issuer, audience, expiry, and the nonce when given. Throws `SignInFault`. */
	verify(token: string, nonce?: string): Promise<Claims>;
};

export class SignInFault extends Error {
	override readonly name = 'SignInFault';
}
