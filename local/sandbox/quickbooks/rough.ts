import { RoughSwitches } from '../roughness.ts';

/** How the sandbox differs from its documentation, when told to, while it keeps to what is promised. */
export const roughnesses = {
	ties: 'rows with one and the same LastUpdatedTime come in another order with every request',
	withheld: 'COUNT(*) counts rows that no page has',
	newestFirst: 'change data capture gives the newest changes first, and a full answer leaves out the oldest',
	newestOnly: 'a full answer of change data capture leaves out the oldest, though it is in order',
	exclusive: 'change data capture leaves out what changed in the very second of changedSince',
	retired: 'inactive customers have a currency that is no more',
	wordless: 'a void document has no lines, and a note in another language',
	negated: 'a query compares what is left of credit memos as a negative amount',
	'auto-apply': 'new credit memos are applied to the oldest open invoice at once, as its preference AutoApplyCredit says',
	'silent-merge': 'a merge of customers moves their documents, which keep their version: nothing tells of it',
	'silent-delete': 'change data capture and webhooks never tell of a deletion',
	'foreign-only': 'the report of what is open says amounts in its foreign_ columns alone, as of a company with several currencies',
	'silent-settle': 'a journal entry that a payment settles keeps its version: nothing but the payment tells of it',
	'silent-date': 'a document whose dates are edited keeps its version: nothing tells of it',
} as const;
export type Roughness = keyof typeof roughnesses;
export const isRoughness = (text: string): text is Roughness => Object.hasOwn(roughnesses, text);

const multipliers = [7919, 104_729, 611_953, 15_485_863, 32_452_843, 49_979_687, 67_867_967] as const;

export class Rough extends RoughSwitches<Roughness> {
	#requests = 0;

	/** SQL that puts rows of one time in another order than the request before had; by id when it is kind. */
	ties(): string {
		if (!this.is('ties')) return 'id';
		this.#requests = (this.#requests + 1) % multipliers.length;
		return `(id * ${multipliers[this.#requests]}) % 100003, id`;
	}
	/** SQL for the rows that pages have. */
	given(): string {
		return this.is('withheld') ? 'id % 97 <> 13' : 'TRUE';
	}
}
