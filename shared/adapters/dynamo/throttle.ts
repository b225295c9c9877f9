/** The port `throttle` over the table: one counter an item, for one stretch of time, beside the company's idempotency keys. */
import { msOf } from '../../domain/day.ts';
import type { Throttle } from '../../ports/throttle.ts';
import { keys, table } from '../../wire/table.ts';
import { whole } from './item.ts';
import type { Store } from './store.ts';

export const dynamoThrottle = (store: Store): Throttle => ({
	spend: async (company, what, { times, seconds }, now) => {
		const at = Math.floor(msOf(now) / 1000);
		const begun = at - (at % seconds);
		// A plain ADD may count a repeated request twice: a door that is a little too narrow for a moment.
		const item = await store.update(keys.idempotency(company, `rate|${what}|${begun}`), {
			UpdateExpression: 'SET co = :co, #ttl = :ends ADD used :one',
			ExpressionAttributeNames: { '#ttl': table.ttl },
			ExpressionAttributeValues: { ':co': company, ':ends': begun + 2 * seconds, ':one': 1 },
		});
		return whole(item, 'used') <= times ? null : begun + seconds - at;
	},
});
