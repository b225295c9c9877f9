/** How far a customer's reminders are: moved on its ladder, beside the saves that rewrite it. */
import type { Day } from '../../domain/day.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import { TryLater } from '../../ports/books.ts';
import type { Fresh } from '../../ports/connections.ts';
import { keys } from '../../wire/table.ts';
import type { Item } from './item.ts';
import { type CustomerStanding, nextKey, standingFrom } from './ladder-item.ts';
import { isConditionFailed, jitter, tries } from './retry.ts';
import type { Change, Store } from './store.ts';
import { transact, type Write } from './transact.ts';

export type Whose = { readonly company: CompanyId; readonly customer: CustomerId; readonly currency: Currency };
const keyOf = ({ company, customer, currency }: Whose) => keys.customerLadder(company, customer, currency);

export const readStanding = async (store: Store, whose: Whose): Promise<CustomerStanding | null> => {
	const item = await store.get(keyOf(whose), 'consistent');
	return item && standingFrom(item, whose.company);
};

/** Null when it is there already. The revision rises, so that a save that read the ladder before looks again. */
const moved = (company: CompanyId, standing: CustomerStanding, to: Day): Change | null => {
	if (standing.through !== null && standing.through >= to) return null;
	const next = nextKey(company, { ...standing, through: to });
	const values = { ':to': to, ':since': standing.since ?? to, ':rev': standing.rev + 1, ':seen': standing.rev };
	return {
		UpdateExpression: next
			? 'SET #through = :to, since = :since, rev = :rev, g2p = :g2p, g2s = :g2s'
			: 'SET #through = :to, since = :since, rev = :rev REMOVE g2p, g2s',
		ConditionExpression: 'rev = :seen',
		ExpressionAttributeNames: { '#through': 'through' },
		ExpressionAttributeValues: next ? { ...values, ':g2p': next.g2p, ':g2s': next.g2s } : values,
	};
};

/** Looks again until nobody came between reading and writing. @throws TryLater */
const insisting = async <T>(once: () => Promise<T | 'again'>): Promise<T> => {
	for (let attempt = 1; ; attempt++) {
		const done = await once();
		if (done !== 'again') return done;
		if (attempt === tries) throw new TryLater('a ladder kept moving while its reminders were settled');
		await jitter(attempt);
	}
};

export const moveThrough = (store: Store, whose: Whose, to: Day): Promise<void> =>
	insisting(async () => {
		const standing = await readStanding(store, whose);
		const change = standing && moved(whose.company, standing, to);
		if (!change) return;
		try {
			await store.update(keyOf(whose), change);
			return;
		} catch (error) {
			if (!isConditionFailed(error)) throw error;
			return 'again';
		}
	});

/** The item (at its revision) and the ladder in one transaction. `stale`: the item's revision is another. */
export const settleWith = (store: Store, item: Item, seen: number, whose: Whose, to: Day): Promise<Fresh> =>
	insisting(async (): Promise<Fresh | 'again'> => {
		const standing = await readStanding(store, whose);
		const change = standing && moved(whose.company, standing, to);
		const writes: Write[] = [
			{ put: item, when: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': seen } } },
			...(change ? [{ update: keyOf(whose), change }] : []),
		];
		const failed = await transact(store, writes);
		if (failed === null) return 'saved';
		return failed.includes(0) ? 'stale' : 'again';
	});
