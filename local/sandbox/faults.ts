/**
 * What can go wrong at a provider, switched on from its page or from a test. A fault applies to the next `times` matching requests.
 * Kept in memory on purpose: after a restart a sandbox behaves.
 */
export const faultKinds = {
	'throttled-minute': '429, too many calls this minute',
	'throttled-day': '429, the daily limit is used up (Retry-After of hours)',
	'throttled-concurrent': '429, too many calls at once',
	'throttled-empty': '429 with an empty body and no Retry-After',
	'throttled-xml': '429 with an XML body though JSON was asked for',
	unauthorised: '401, the access token is refused',
	forbidden: '403, the consent does not cover this organisation',
	'server-error': '500 with a JSON body',
	'unavailable-html': '503 with an HTML page',
	slow: 'answers after a delay of 30 s',
	'cut-before': 'the connection is cut before anything is done',
	'cut-after': 'the work is done, the connection is cut before the answer',
	'truncated-page': 'the JSON of a page ends in the middle',
	'repeated-rows': 'a page also carries rows of the page before',
	'broken-row': 'one row of a page has an amount or currency that makes no sense',
	'refresh-lost': 'a token refresh rotates the token and the answer is lost',
	'refresh-refused': 'a token refresh answers invalid_grant',
	'webhook-wrong-signature': 'the next webhook is signed with a wrong key',
	'webhook-twice': 'the next webhook is delivered twice',
	'webhook-late': 'the next webhook is held back until the one after it',
	'webhook-lost': 'the next webhook is never delivered',
} as const;
export type FaultKind = keyof typeof faultKinds;

export type Fault = {
	readonly id: number;
	readonly kind: FaultKind;
	/** Part of the path it applies to; empty applies to any. */
	readonly path: string;
	/** Left over; Infinity until switched off. */
	times: number;
};

export class Faults {
	#list: Fault[] = [];
	#ids = 0;
	/** How many times each kind has really happened, for the figures that soak runs print. */
	readonly injected = new Map<FaultKind, number>();

	add(kind: FaultKind, times = 1, path = ''): Fault {
		const fault: Fault = { id: ++this.#ids, kind, path, times };
		this.#list.push(fault);
		return fault;
	}
	remove(id: number): void {
		this.#list = this.#list.filter((fault) => fault.id !== id);
	}
	clear(): void {
		this.#list = [];
	}
	list(): readonly Fault[] {
		return this.#list;
	}
	/** Takes the first fault of one of `kinds` that matches the path, and counts it down. */
	take(path: string, kinds: readonly FaultKind[]): FaultKind | null {
		const fault = this.#list.find((each) => kinds.includes(each.kind) && path.includes(each.path));
		if (!fault) return null;
		fault.times -= 1;
		if (fault.times <= 0) this.remove(fault.id);
		this.injected.set(fault.kind, (this.injected.get(fault.kind) ?? 0) + 1);
		return fault.kind;
	}
}
