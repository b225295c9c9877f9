/** The company's day has changed: the by-overdue order follows. */
import { overdueOf } from '../../domain/aging.ts';
import type { Day } from '../../domain/day.ts';
import type { CompanyId } from '../../domain/document.ts';
import { TryLater } from '../../ports/books.ts';
import { byDay, byOwner, type Key, keys, shards } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { listed, positionFrom } from './document-item.ts';
import { type Item, keyOf } from './item.ts';
import { type CustomerStanding, isNothing, standingFrom } from './ladder-item.ts';
import { chunks, inLanes } from './lanes.ts';
import { ladderName } from './pack.ts';
import { pages } from './query.ts';
import { isConditionFailed, jitter, tries } from './retry.ts';
import type { Store } from './store.ts';

/** Ladders of customers with an invoice that was due from `since` on and before `today`: those became overdue since. */
const fellDue = async (store: Store, company: CompanyId, since: Day, today: Day): Promise<Key[]> => {
	const found = new Map<string, Key>();
	await Promise.all(
		shards.map(async (shard) => {
			// Sort keys are `<due>#<id>`: up to the bare day, so that day itself is not in.
			const query = { index: 'byDay', partition: byDay.openOf(company, shard), range: { from: since, to: today }, only: listed } as const;
			for await (const page of pages(store, query))
				for (const row of page) {
					const position = positionFrom(row, company);
					if (position.due !== null) found.set(ladderName(position), keys.customerLadder(company, position.customer, position.currency));
				}
		}),
	);
	return [...found.values()];
};

/** Null when its place is right already. The revision rises, so that a save that read the old place looks again. */
const moveTo = (company: CompanyId, standing: CustomerStanding, item: Item, today: Day) => {
	const { customer, currency, rungs, rev, asOf } = standing;
	if (isNothing(standing) || (asOf !== null && asOf > today)) return null;
	const { g1s } = byOwner.balance(company, currency, overdueOf(rungs, today), customer);
	if (g1s === item.g1s) return null;
	return {
		UpdateExpression: 'SET g1s = :place, asOf = :today, rev = :next',
		ConditionExpression: 'rev = :seen',
		ExpressionAttributeValues: { ':place': g1s, ':today': today, ':next': rev + 1, ':seen': rev },
	};
};

const rollOne = async (store: Store, company: CompanyId, first: Item, today: Day): Promise<boolean> => {
	let item: Item | null = first;
	for (let attempt = 1; item; attempt++) {
		const change = moveTo(company, standingFrom(item, company), item, today);
		if (!change) return false;
		try {
			await store.update(keyOf(item), change);
			return true;
		} catch (error) {
			if (!isConditionFailed(error)) throw error;
			if (attempt === tries) throw new TryLater('a ladder kept moving while the day was rolled', { cause: error });
			await jitter(attempt);
			item = await store.get(keyOf(item), 'consistent');
		}
	}
	return false;
};

/** Idempotent: `touched` counts the customers whose place really changed, so doing it again touches none. */
export const roll = async (store: Store, company: CompanyId, since: Day, today: Day): Promise<{ readonly touched: number }> => {
	let touched = 0;
	if (since >= today) return { touched };
	for (const chunk of chunks(await fellDue(store, company, since, today), 400)) {
		const ladders = await getAll(store, chunk, 'consistent');
		await inLanes(8, [...ladders.values()], async (item) => {
			if (await rollOne(store, company, item, today)) touched += 1;
		});
	}
	return { touched };
};
