/**
 * Xero's limits: 5 calls at once, 60 in a minute and 5,000 in a day per organisation (1,000 on the Starter tier), 10,000 in a minute per app. Kept in
 * memory.
 */
import type { Rough } from './rough.ts';

export type Exceeded = { readonly problem: 'concurrent' | 'minute' | 'day' | 'appminute'; readonly retryAfter: number };

const concurrent = 5;
const minuteMax = 60;
const dayMax = { starter: 1000, other: 5000 };
const appMax = 10_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

export class Limits {
	readonly #kept: boolean;
	readonly #nowMs: () => number;
	readonly #rough: Rough;
	readonly #calls = new Map<string, number[]>();
	readonly #days = new Map<string, { day: number; used: number }>();
	readonly #open = new Map<string, number>();
	#count = 0;

	constructor(kept: boolean, nowMs: () => number, rough: Rough) {
		this.#kept = kept;
		this.#nowMs = nowMs;
		this.#rough = rough;
	}

	get #dayMax(): number {
		return this.#rough.is('starter') ? dayMax.starter : dayMax.other;
	}
	#recent(key: string): number[] {
		const since = this.#nowMs() - minuteMs;
		const recent = (this.#calls.get(key) ?? []).filter((at) => at > since);
		this.#calls.set(key, recent);
		return recent;
	}
	#today(org: string): { day: number; used: number } {
		const day = Math.floor(this.#nowMs() / dayMs);
		const seen = this.#days.get(org);
		if (seen?.day === day) return seen;
		const fresh = { day, used: 0 };
		this.#days.set(org, fresh);
		return fresh;
	}

	/** Counts the call, or says why it may not be made. A refused call does not count. */
	begin(org: string): Exceeded | null {
		if (this.#kept) {
			const recent = this.#recent(org);
			const today = this.#today(org);
			const wait = (oldest: number | undefined): number => Math.max(1, Math.ceil(((oldest ?? 0) + minuteMs - this.#nowMs()) / 1000));
			if ((this.#open.get(org) ?? 0) >= concurrent) return { problem: 'concurrent', retryAfter: 1 };
			if (today.used >= this.#dayMax) return { problem: 'day', retryAfter: Math.ceil(((today.day + 1) * dayMs - this.#nowMs()) / 1000) };
			if (recent.length >= minuteMax) return { problem: 'minute', retryAfter: wait(recent[0]) };
			const app = this.#recent('app');
			if (app.length >= appMax) return { problem: 'appminute', retryAfter: wait(app[0]) };
			recent.push(this.#nowMs());
			app.push(this.#nowMs());
			today.used += 1;
		}
		this.#count += 1;
		this.#open.set(org, (this.#open.get(org) ?? 0) + 1);
		return null;
	}
	end(org: string): void {
		this.#open.set(org, Math.max(0, (this.#open.get(org) ?? 1) - 1));
	}

	headers(org: string): Record<string, string> {
		return {
			'X-MinLimit-Remaining': String(minuteMax - (this.#kept ? this.#recent(org).length : 0)),
			'X-DayLimit-Remaining': String(Math.max(0, this.#dayMax - (this.#kept ? this.#today(org).used : 0))),
			'X-AppMinLimit-Remaining': String(appMax - (this.#kept ? this.#recent('app').length : 0)),
		};
	}
	calls(): number {
		return this.#count;
	}
	resetCalls(): void {
		this.#count = 0;
	}
}
