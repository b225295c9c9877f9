/** What a letter to a company's own people about a consent, or about a ledger that two companies want, is made of. */
import type { Instant } from './day.ts';
import type { Provider } from './document.ts';

export type ConsentOrder = {
	/** BCP 47 */
	readonly language: string;
	/** As its people know it. */
	readonly company: string;
	readonly provider: Provider;
	/** Names, at least one. */
	readonly ledgers: readonly string[];
	/** Moments are shown in it. */
	readonly timeZone: string;
	/** Where the button leads: a page of the hub, for whoever is signed in there. Holds no secret. */
	readonly hubUrl: string;
	/** One that was written before. */
	readonly again: boolean;
	/** No other follows. */
	readonly last: boolean;
} & (
	| { readonly kind: 'lost'; readonly since: Instant }
	/** When the provider ends it by itself. */
	| { readonly kind: 'ending'; readonly end: Instant }
	/** Another company asks for a ledger of this one: its name, who there, and until when it waits for an answer. */
	| { readonly kind: 'asked'; readonly asker: string; readonly person: string; readonly until: Instant }
	/** What became of this company's own question. Says nothing of whom it was put to. */
	| { readonly kind: 'answered'; readonly outcome: 'agreed' | 'refused' | 'expired' | 'closed'; readonly at: Instant }
);
