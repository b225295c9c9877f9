/**
 * A process under the hand of a test: its calls to ports are counted, other processes get their turns between them, and it dies where it is told to,
 * before a call or when the call is done and its answer never heard. The dead call nothing. No timer is used: the same seed takes the same turns.
 */
import type { Chance } from '../../local/scenario/seeded.ts';

export class Cut extends Error {
	override readonly name = 'Cut';
}

export type CutPlan = { readonly inCalls: number; readonly side: 'before' | 'after' };

/** What ends lives, over all of them. */
export class Power {
	#left = 0;
	#side: CutPlan['side'] | null = null;
	/** Port calls of all lives. */
	calls = 0;

	plan(cut: CutPlan | null): void {
		this.#left = cut?.inCalls ?? 0;
		this.#side = cut?.side ?? null;
	}
	/** True when the power goes at this very moment. A torn write is a moment of its own. */
	goes(side: CutPlan['side']): boolean {
		if (this.#side !== side) return false;
		this.#left -= 1;
		if (this.#left > 0) return false;
		this.#side = null;
		return true;
	}
}

export class Life {
	dead = false;
	readonly #power: Power;
	readonly #turns: Chance;

	constructor(power: Power, turns: Chance) {
		this.#power = power;
		this.#turns = turns;
	}
	die(): never {
		this.dead = true;
		throw new Cut('the power was cut');
	}
	/** Within a call that writes more than one thing. */
	readonly torn = (): void => {
		if (this.dead || this.#power.goes('before')) this.die();
	};
	async call<T>(work: () => Promise<T>): Promise<T> {
		for (let turns = this.#turns.between(0, 2); turns > 0; turns--) await Promise.resolve();
		this.#power.calls += 1;
		if (this.dead || this.#power.goes('before')) this.die();
		const answer = await work();
		if (this.dead || this.#power.goes('after')) this.die();
		return answer;
	}
	/** The port as this life sees it. Members that promise nothing are left as they are. */
	through<Port extends object>(port: Port, names: readonly (keyof Port & string)[] = Object.keys(port) as (keyof Port & string)[]): Port {
		const seen: Record<string, unknown> = {};
		for (const name of names) {
			const member = port[name];
			if (typeof member !== 'function') continue;
			seen[name] = (...args: unknown[]): Promise<unknown> => this.call(() => member.apply(port, args) as Promise<unknown>);
		}
		return new Proxy(port, { get: (known, name) => seen[name as string] ?? (Reflect.get(known, name) as unknown) });
	}
}
