/** SES's limits by the clock passed in: recipients a second (a full second may be sent at once), recipients in any 24 hours, other calls a second. */
import { MailError } from './query-protocol.ts';

export type MailLimits = {
	/** GetSendQuota's MaxSendRate. */
	readonly perSecond: number;
	/** GetSendQuota's Max24HourSend. */
	readonly perDay: number;
	/** Of all calls but SendEmail and SendRawEmail together; AWS allows 1. */
	readonly otherCallsPerSecond: number;
};
export const usualLimits: MailLimits = { perSecond: 14, perDay: 50_000, otherCallsPerSecond: 1 };

const dayMs = 86_400_000;

class Bucket {
	readonly #size: number;
	#left: number;
	#at: number | null = null;
	constructor(size: number) {
		this.#size = size;
		this.#left = size;
	}
	/** More than the bucket holds is taken from a full one, which is then in debt. */
	take(amount: number, nowMs: number): boolean {
		const passed = Math.max(0, nowMs - (this.#at ?? nowMs));
		this.#left = Math.min(this.#size, this.#left + (passed / 1000) * this.#size);
		this.#at = nowMs;
		if (this.#left < Math.min(amount, this.#size)) return false;
		this.#left -= amount;
		return true;
	}
}

export class Limits {
	/** Null: no limit is kept. */
	readonly limits: MailLimits | null;
	readonly #sending: Bucket;
	readonly #calling: Bucket;
	readonly #nowMs: () => number;
	/** Recipients by the time they were sent to, oldest first. */
	readonly #sent: { readonly at: number; readonly recipients: number }[];
	#first = 0;
	#total = 0;

	constructor(limits: MailLimits | null, nowMs: () => number, earlier: readonly { at: number; recipients: number }[]) {
		this.limits = limits;
		this.#sending = new Bucket(limits?.perSecond ?? 1);
		this.#calling = new Bucket(limits?.otherCallsPerSecond ?? 1);
		this.#nowMs = nowMs;
		this.#sent = [...earlier];
		this.#total = earlier.reduce((sum, { recipients }) => sum + recipients, 0);
	}

	lastDay(): number {
		const since = this.#nowMs() - dayMs;
		for (let old = this.#sent[this.#first]; old && old.at <= since; old = this.#sent[this.#first]) {
			this.#total -= old.recipients;
			this.#first += 1;
		}
		return this.#total;
	}

	/** @throws MailError Throttling */
	call(): void {
		if (this.limits && !this.#calling.take(1, this.#nowMs())) throw new MailError('Throttling', 'Rate exceeded');
	}

	/** Counts the recipients unless it refuses. @throws MailError Throttling */
	send(recipients: number): void {
		const now = this.#nowMs();
		if (this.limits && this.lastDay() + recipients > this.limits.perDay) throw new MailError('Throttling', 'Daily message quota exceeded.');
		if (this.limits && !this.#sending.take(recipients, now)) throw new MailError('Throttling', 'Maximum sending rate exceeded.');
		this.#sent.push({ at: now, recipients });
		this.#total += recipients;
	}
}
