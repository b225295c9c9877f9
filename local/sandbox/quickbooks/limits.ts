/** 10 requests a second and 500 a minute for one company and app (Intuit's published limits); and who called what, for the page. */
import type { Instant } from '../../../shared/domain/day.ts';

const perSecond = 10;
export const perMinute = 500;

export type Call = { readonly at: Instant; readonly realm: string; readonly what: string; status: number };

export class Limits {
	readonly #now: () => Instant;
	readonly kept: boolean;
	readonly #times = new Map<string, number[]>();
	readonly recent: Call[] = [];
	count = 0;

	constructor(now: () => Instant, kept: boolean) {
		this.#now = now;
		this.kept = kept;
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
