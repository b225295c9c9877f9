/** What customers ask for by a link and a code sent to the address on file is to confirm. */
import type { LinkAsked } from '../domain/arrangements/by-link.ts';
import type { Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId } from '../domain/document.ts';
import type { Fresh } from './connections.ts';

export type LinkRequest = {
	readonly company: CompanyId;
	readonly customer: CustomerId;
	/** Made of the link, its form and what is asked: the same form is the same request. */
	readonly id: string;
	/** The link's hash: only who holds that link may confirm it. */
	readonly link: string;
	readonly deed:
		| { readonly does: 'begin'; readonly asked: LinkAsked; readonly token: string }
		/** `rev`: of the offer as they saw it. */
		| { readonly does: 'accept' | 'refuse'; readonly arrangement: string; readonly rev: number };
	/** The last code that was sent; an earlier one is none any more. */
	readonly code: {
		/** scrypt of the code and `salt`, both hex: it takes hours to try all codes, and they are good for minutes. */
		readonly hash: string;
		readonly salt: string;
		readonly until: Instant;
		/** Counted before a code is looked at. */
		readonly tries: number;
		/** Where it was sent to, masked. */
		readonly address: string | null;
	};
	/** So many codes were sent for it. */
	readonly codes: number;
	readonly at: Instant;
	/** The arrangement that came of it; null: not confirmed. */
	readonly done: string | null;
	readonly rev: number;
};

export type LinkRequests = {
	/** 1 RCU. */
	request(company: CompanyId, customer: CustomerId, id: string): Promise<LinkRequest | null>;
	/** At `rev + 1` if the stored one is at its `rev`. Forgotten after a day. 1–2 WCU. */
	saveRequest(request: LinkRequest): Promise<Fresh>;
};
