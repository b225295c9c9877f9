/** The last requests as they were read, for checking what the product asks of Stripe against Stripe's own schemas. In memory. */
import type { Tree } from './form.ts';

export type SeenRequest = {
	/** `POST /v1/checkout/sessions`. */
	readonly endpoint: string;
	readonly account: string;
	/** All values are still texts. */
	readonly params: Tree;
	readonly idempotencyKey: string | null;
};
const most = 2000;

export class Requests {
	#list: SeenRequest[] = [];

	add(request: SeenRequest): void {
		this.#list.push(request);
		if (this.#list.length > 2 * most) this.#list = this.#list.slice(-most);
	}
	/** Oldest first. */
	list(): readonly SeenRequest[] {
		return this.#list.slice(-most);
	}
	clear(): void {
		this.#list = [];
	}
}
