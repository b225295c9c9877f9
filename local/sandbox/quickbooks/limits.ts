/**
 * 10 requests a second and 500 a minute for one company and app (Intuit's published limits), and the reads that the free tier of its partner programme
 * includes in a month, all companies together; and who called what, for the page.
 */
import type { Instant } from '../../../shared/domain/day.ts';

const perSecond = 10;
export const perMinute = 500;
const perMonth = 500_000;

export type Call = { readonly at: Instant; readonly realm: string; readonly what: string; status: number };

export class Limits {
	readonly #now: () => Instant;
	readonly kept: boolean;
	readonly #times = new Map<string, number[]>();
	readonly recent: Call[] = [];
	count = 0;
	/** Reads that a month has; null: any number. */
	allowed: number | null;
	/** Of the month that is named. Where Intuit's begins it does not say: here with UTC's. */
	#reads = { month: '', used: 0 };

	constructor(now: () => Instant, kept: boolean) {
		this.#now = now;
		this.kept = kept;
		this.allowed = kept ? perMonth : null;
	}
	/** Reads of this month. Only those that were answered well count. */
	get reads(): number {
		return this.#reads.month === this.#month() ? this.#reads.used : 0;
	}
	noteRead(): void {
		this.#reads = { month: this.#month(), used: this.reads + 1 };
	}
	readsAreUsedUp(): boolean {
		return this.allowed !== null && this.reads >= this.allowed;
	}
	#month(): string {
		return this.#now().slice(0, 7);
	}
	/** Counts a call. When it is one too many: seconds to wait. */
	exceeded(realm: string): number | null {
		this.count += 1;
		const now = Date.parse(this.#now());
		const times = (this.#times.get(realm) ?? []).filter((at) => at > now - 60_000 && at <= now);
		this.#times.set(realm, times);
		if (this.kept && times.length >= perMinute) return 60;
		if (this.kept && times.filter((at) => at > now - 1000).length >= perSecond) return 1;
		times.push(now);
		return null;
	}
	note(realm: string, what: string): Call {
		const call = { at: this.#now(), realm, what, status: 0 };
		this.recent.unshift(call);
		this.recent.length = Math.min(this.recent.length, 200);
		return call;
	}
	/** Calls of the last minute. */
	used(realm: string): number {
		const now = Date.parse(this.#now());
		return (this.#times.get(realm) ?? []).filter((at) => at > now - 60_000 && at <= now).length;
	}
}
