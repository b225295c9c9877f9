/** Stripe's limit, 100 requests in a second per account (docs.stripe.com/rate-limits), and how often each endpoint was called. In memory. */
const perSecond = 100;

export class Limits {
	readonly #kept: boolean;
	readonly #nowMs: () => number;
	readonly #recent = new Map<string, { second: number; used: number }>();
	readonly #counts = new Map<string, number>();

	constructor(kept: boolean, nowMs: () => number) {
		this.#kept = kept;
		this.#nowMs = nowMs;
	}
	/** Counts the call of an endpoint (`POST /v1/checkout/sessions`); false when the account asked too often. A refused call does not count. */
	begin(account: string, endpoint: string): boolean {
		if (this.#kept) {
			const second = Math.floor(this.#nowMs() / 1000);
			const seen = this.#recent.get(account);
			const used = seen?.second === second ? seen.used : 0;
			if (used >= perSecond) return false;
			this.#recent.set(account, { second, used: used + 1 });
		}
		this.#counts.set(endpoint, (this.#counts.get(endpoint) ?? 0) + 1);
		return true;
	}
	calls(): number {
		return [...this.#counts.values()].reduce((total, each) => total + each, 0);
	}
	byEndpoint(): Readonly<Record<string, number>> {
		return Object.fromEntries([...this.#counts].sort(([a], [b]) => a.localeCompare(b)));
	}
	reset(): void {
		this.#counts.clear();
	}
}
