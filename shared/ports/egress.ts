/** The one way out to an address that a company can choose: its webhook, its OIDC issuer, its lender's webhook (threat T12). */

export type EgressRequest = {
	/** `https`, a public host, port 443, no user name or password. At most 2,048 characters. */
	readonly url: string;
	readonly method: 'GET' | 'POST';
	/** Printable ASCII, 8 KB in all. None that carries a credential, names the host or is about the connection. */
	readonly headers?: Readonly<Record<string, string>>;
	/** At most 64 KB. */
	readonly body?: string | Buffer;
};

export type EgressAnswer = {
	/** As the other side said it: a redirect is an answer and is never followed. */
	readonly status: number;
	/** Names in small letters. `set-cookie` is left out. */
	readonly headers: Readonly<Record<string, string>>;
	/** At most 64 KB, not decoded. */
	readonly body: Buffer;
};

export type Egress = {
	/** Throws `EgressRefused` before anything leaves, `EgressFailed` after. Takes 5 s at most, name look-up included. */
	send(request: EgressRequest): Promise<EgressAnswer>;
};

export type EgressRefusal =
	| 'NOT_A_URL'
	| 'NOT_HTTPS'
	| 'OTHER_PORT'
	| 'CREDENTIALS_IN_URL'
	| 'HOST_UNKNOWN'
	| 'NOT_PUBLIC'
	| 'HEADER_NOT_ALLOWED'
	| 'REQUEST_TOO_LARGE';

/** Nothing was sent, and nothing will be until the address or the request is another. The message is for the person who gave the address. */
export class EgressRefused extends Error {
	override readonly name = 'EgressRefused';
	readonly code: EgressRefusal;
	constructor(code: EgressRefusal, message: string) {
		super(message);
		this.code = code;
	}
}

export type EgressFailure = 'TOO_SLOW' | 'UNREACHABLE' | 'CERTIFICATE' | 'ANSWER_TOO_LARGE';

/** No whole answer came; the request may have arrived. The message holds nothing of the request or the answer. */
export class EgressFailed extends Error {
	override readonly name = 'EgressFailed';
	readonly code: EgressFailure;
	/** What the other side said before it failed, null when it said nothing: a 200 with too long a page was still heard. */
	readonly status: number | null;
	constructor(code: EgressFailure, message: string, status: number | null) {
		super(message);
		this.code = code;
		this.status = status;
	}
}
