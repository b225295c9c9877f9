/**
 * What can go wrong at Stripe, switched on from the sandbox's page or from a test. A fault applies to the next `times` matching requests or
 * deliveries. Kept in memory on purpose: after a restart the sandbox behaves.
 */
export const stripeFaultKinds = {
	throttled: '429, too many requests (the SDK does not try again)',
	'throttled-retry': '429 with Stripe-Should-Retry: true (the SDK tries again)',
	unauthorised: '401, the key is refused',
	'server-error': '500, nothing was done and nothing is remembered',
	'server-error-kept': '500 within the work: nothing was done, and the same key gets the same 500 again',
	'server-error-after': '500 after the work: it is done, and the same key gets the same 500 again',
	'unavailable-html': '503 with an HTML page (switch on until further notice: an outage)',
	slow: 'answers after a delay of 30 s',
	'slow-work': 'holds the request for a second within its work, its idempotency key locked',
	'cut-before': 'the connection is cut before anything is done',
	'cut-after': 'the work is done, the connection is cut before the answer',
	'webhook-wrong-secret': 'the next event is first sent signed with a wrong secret',
	'webhook-wrong-account': 'before the next event a copy of it comes that names another account',
	'webhook-from-future': 'the next event is first sent with a signature of an hour ahead',
	'webhook-stale': 'the next event is first sent with a signature of ten minutes ago',
	'webhook-twice': 'the next event is delivered twice',
	'webhook-reordered': 'the next event is held back until the one after it was delivered',
	'webhook-late': 'the next event is delivered three days later',
	'webhook-withheld': 'the next event is not delivered until it is sent again by hand',
} as const;
export type StripeFaultKind = keyof typeof stripeFaultKinds;

export type StripeFault = {
	readonly id: number;
	readonly kind: StripeFaultKind;
	/** Part of `POST /v1/…` or of the event's type it applies to; empty applies to any. */
	readonly path: string;
	/** Left over; Infinity until switched off. */
	times: number;
};

export class StripeFaults {
	#list: StripeFault[] = [];
	#ids = 0;
	/** How many times each kind has really happened. */
	readonly injected = new Map<StripeFaultKind, number>();

	add(kind: StripeFaultKind, times = 1, path = ''): StripeFault {
		const fault: StripeFault = { id: ++this.#ids, kind, path, times };
		this.#list.push(fault);
		return fault;
	}
	remove(id: number): void {
		this.#list = this.#list.filter((fault) => fault.id !== id);
	}
	clear(): void {
		this.#list = [];
	}
	list(): readonly StripeFault[] {
		return this.#list;
	}
	/** Takes the first fault of one of `kinds` that matches, and counts it down. */
	take(path: string, kinds: readonly StripeFaultKind[]): StripeFaultKind | null {
		const fault = this.#list.find((each) => kinds.includes(each.kind) && path.includes(each.path));
		if (!fault) return null;
		fault.times -= 1;
		if (fault.times <= 0) this.remove(fault.id);
		this.injected.set(fault.kind, (this.injected.get(fault.kind) ?? 0) + 1);
		return fault.kind;
	}
}
