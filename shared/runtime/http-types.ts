/** A request as use cases see it, and what they answer. Entries translate; nothing else knows API Gateway. */

import type { CompanyId } from '../domain/document.ts';
import type { Role } from '../ports/companies.ts';

/** Who asks. The company always comes from here, never from a path, query or body. */
export type Session = {
	readonly company: CompanyId;
	readonly user: string;
	readonly name: string;
	readonly roles: readonly Role[];
	/** SHA-256 hex of the session token's id: binds a consent to this very session. */
	readonly session: string;
};

export type Request = {
	/** The route's pattern: `GET /customers/{customer}`. */
	readonly route: string;
	/** The method really asked for, which a route of `ANY` does not say. */
	readonly method: string;
	readonly params: Readonly<Record<string, string>>;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
	readonly cookies: Readonly<Record<string, string>>;
	/** Raw bytes, for signatures. */
	readonly body: Buffer;
	/** The caller's address, as the edge saw it where there is one, else the gateway: personal, so it is counted by its hash and written nowhere. */
	readonly address: string;
	/** True when a person's browser asks for a page. */
	readonly wantsPage: boolean;
};
export type AppRequest = Request & { readonly session: Session };

export type Answer = {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
	/** An object goes out as JSON, a text as it is with the content-type given. */
	readonly body?: string | object;
};

/** See other: after a form was posted, and to another site for consent. */
export const goTo = (location: string, cookies: readonly string[] = []): Answer => ({ status: 303, headers: { location }, cookies });
