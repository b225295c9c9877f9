/**
 * What can go wrong at SES, switched on from the inbox's page or from a test. A fault applies to the next `times` mails whose recipients or
 * subject contain `match`. Kept in memory on purpose: after a restart SES behaves.
 */
export const faultKinds = {
	throttled: 'not taken: Throttling, the sending rate is exceeded',
	quota: 'not taken: Throttling, the daily quota is used up',
	'mail-from': 'not taken: the MAIL FROM domain is not verified',
	'error-before': 'not taken: 500 InternalFailure',
	unavailable: 'not taken: 503 ServiceUnavailable',
	'cut-before': 'not taken: the connection is cut',
	'error-after': 'taken, but the caller is told 500',
	'cut-after': 'taken, but the connection is cut before the answer',
	slow: 'taken, but the answer comes very late',
	bounce: 'bounces: there is no such mailbox',
	'soft-bounce': 'bounces for now: the mailbox is full',
	complaint: 'arrives, and the recipient calls it spam',
	delayed: 'arrives an hour later',
	rejected: 'is rejected after it was taken: it seems to carry a virus',
	'send-event-lost': 'its Send event is kept back until it is released',
	'send-event-late': 'its Send event comes three hours late',
	'events-lost': 'all its events are kept back until they are released',
	'events-twice': 'each of its events comes twice',
	'events-reversed': 'its events come in the wrong order',
	'other-call-throttled': 'a call that sends nothing: Throttling',
	'other-call-error': 'a call that sends nothing: 500',
} as const;
export type MailFaultKind = keyof typeof faultKinds;

export type MailFault = {
	readonly id: number;
	readonly kind: MailFaultKind;
	/** Part of a recipient's address or the subject (for other calls: of the action); empty matches any. */
	readonly match: string;
	/** Left over; Infinity until switched off. */
	times: number;
};

export class MailFaults {
	#list: MailFault[] = [];
	#ids = 0;
	/** How many times each kind has really happened, for the figures that long runs print. */
	readonly injected = new Map<MailFaultKind, number>();

	add(kind: MailFaultKind, times = 1, match = ''): MailFault {
		const fault: MailFault = { id: ++this.#ids, kind, match, times };
		this.#list.push(fault);
		return fault;
	}
	remove(id: number): void {
		this.#list = this.#list.filter((fault) => fault.id !== id);
	}
	clear(): void {
		this.#list = [];
	}
	list(): readonly MailFault[] {
		return this.#list;
	}
	/** Takes the first fault of one of `kinds` that matches, and counts it down. */
	take(text: string, ...kinds: readonly MailFaultKind[]): MailFaultKind | null {
		const fault = this.#list.find((each) => kinds.includes(each.kind) && text.includes(each.match));
		if (!fault) return null;
		fault.times -= 1;
		if (fault.times <= 0) this.remove(fault.id);
		this.injected.set(fault.kind, (this.injected.get(fault.kind) ?? 0) + 1);
		return fault.kind;
	}
}
