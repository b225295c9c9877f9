/** A process that dies at its n-th request to the table: before it is sent, or after it was done and before anybody heard. */
import type { Store } from '../../../../shared/adapters/dynamo/store.ts';

export class PowerCut extends Error {
	override readonly name = 'PowerCut';
}

/** @returns how many requests were begun. After the cut nothing more goes out: a dead process sends nothing. */
export const cutAt = (store: Store, n: number, when: 'before' | 'after'): { readonly requests: () => number } => {
	let requests = 0;
	let dead = false;
	store.db.middlewareStack.add(
		(next) => async (args) => {
			requests += 1;
			const mine = requests === n;
			if (dead || (mine && when === 'before')) {
				dead = true;
				throw new PowerCut('the power was cut');
			}
			const answer = await next(args);
			if (mine || dead) {
				dead = true;
				throw new PowerCut('the power was cut');
			}
			return answer;
		},
		{ step: 'initialize', name: 'powerCut' },
	);
	return { requests: () => requests };
};
