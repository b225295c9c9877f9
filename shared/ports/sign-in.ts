/** Who is there: an OpenID Connect issuer (Cognito's hosted pages, or the local one). */

/** What a verified session token says. */
export type Claims = {
	readonly issuer: string;
	readonly subject: string;
	readonly name: string;
	/** Null: not said, or not verified. */
	readonly email: string | null;
	/** The service says in so many words that they showed the address to be theirs: needed where the address alone opens something. */
	readonly emailProven?: boolean;
	/** BCP 47; null: not said. */
	readonly language: string | null;
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
		/** Asks who they are even if they are signed in there: for a sign-in that has an effect beyond itself. */
		readonly askAnew?: boolean;
	}): Promise<string>;
	/** Exchanges the code; returns the ID token, not yet verified. Throws `SignInFault`. */
	redeem(answer: { readonly code: string; readonly verifier: string; readonly redirectUri: string }): Promise<string>;
	/** Signature, issuer, audience, expiry, and the nonce when given. Throws `SignInFault`. */
	verify(token: string, nonce?: string): Promise<Claims>;
};

/** `refused`: this code or token is not good. `unavailable`: the sign-in service did not answer, and nobody is signed out for that. */
export class SignInFault extends Error {
	override readonly name = 'SignInFault';
	readonly kind: 'refused' | 'unavailable';
	constructor(kind: 'refused' | 'unavailable', message: string) {
		super(message);
		this.kind = kind;
	}
}
