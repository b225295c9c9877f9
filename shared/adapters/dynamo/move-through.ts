/** How far a customer's reminders are: moved on its ladder, beside the saves that rewrite it. */
import { addDays, type Day } from '../../domain/day.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import { allThrough, exceptionsAfter, noExceptions, type Reach } from '../../domain/exceptions.ts';
import type { Mailing } from '../../domain/mailing.ts';
import type { Currency } from '../../domain/money.ts';
import { defaultPolicy, highestToday } from '../../domain/policy.ts';
import { TryLater } from '../../ports/books.ts';
import type { Fresh } from '../../ports/connections.ts';
import { keys } from '../../wire/table.ts';
import { type CustomerStanding, exceptionsItem, nextKey, standingFrom } from './ladder-item.ts';
import { mailingItem } from './mailing-item.ts';
import { isConditionFailed, jitter, tries } from './retry.ts';
import type { Change, Store } from './store.ts';
import { transact, type Write } from './transact.ts';

export type Whose = { readonly company: CompanyId; readonly customer: CustomerId; readonly currency: Currency };
const keyOf = ({ company, customer, currency }: Whose) => keys.customerLadder(company, customer, currency);

export const readStanding = async (store: Store, whose: Whose): Promise<CustomerStanding | null> => {
	const item = await store.get(keyOf(whose), 'consistent');
	return item && standingFrom(item, whose.company);
};

const isThere = ({ through }: Reach, to: Day): boolean => through !== null && through >= to;

/** The revision rises, so that a save that read the ladder before looks again. */
const moved = (company: CompanyId, standing: CustomerStanding, { through, exceptions }: Reach): Change => {
	const next = nextKey(company, { ...standing, through, exceptions: new Map(exceptions) });
	const list = exceptionsItem(exceptions);
	const set = [
		'#through = :to',
		'since = :since',
		'rev = :rev',
		...(list ? ['#list = :list'] : []),
		...(next ? ['g2p = :g2p', 'g2s = :g2s'] : []),
	];
	const removed = [...(list ? [] : ['#list']), ...(next ? [] : ['g2p', 'g2s'])];
	return {
		UpdateExpression: `SET ${set.join(', ')}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`,
		ConditionExpression: 'rev = :seen',
		ExpressionAttributeNames: { '#through': 'through', '#list': 'exceptions' },
		ExpressionAttributeValues: {
			':to': through,
			':since': standing.since ?? through,
			':rev': standing.rev + 1,
			':seen': standing.rev,
			...(list ? { ':list': list } : {}),
			...(next ? { ':g2p': next.g2p, ':g2s': next.g2s } : {}),
		},
	};
};

/** Null: nothing changes. Exceptions end with it unless a stage of one may still be open the day after: somebody left it out since the caller looked. */
const movedOn = (company: CompanyId, standing: CustomerStanding, to: Day): Change | null => {
	const none = highestToday(defaultPolicy, standing.rungs, allThrough(standing), addDays(to, 1)) === null;
	const exceptions = none ? noExceptions : standing.exceptions;
	if (isThere(standing, to) && exceptions.size === standing.exceptions.size) return null;
	return moved(company, standing, { through: isThere(standing, to) ? standing.through : to, exceptions });
};

/** Null: it was dealt with before, with what it left out. */
const dealtWith = (company: CompanyId, standing: CustomerStanding, { facts }: Mailing, to: Day): Change | null =>
	isThere(standing, to) ? null : moved(company, standing, { through: to, exceptions: exceptionsAfter(standing, facts, to) });

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
		const change = standing && movedOn(whose.company, standing, to);
		if (!change) return;
		try {
			await store.update(keyOf(whose), change);
			return;
		} catch (error) {
			if (!isConditionFailed(error)) throw error;
			return 'again';
		}
	});

/** The mail (at its revision) and the ladder, with what the mail left out, in one transaction. `stale`: the mail's revision is another. */
export const settleWith = (store: Store, mailing: Mailing, to: Day): Promise<Fresh> => {
	const item = mailingItem(mailing);
	return insisting(async (): Promise<Fresh | 'again'> => {
		const standing = await readStanding(store, mailing);
		const change = standing && dealtWith(mailing.company, standing, mailing, to);
		const writes: Write[] = [
			{ put: item, when: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': mailing.rev } } },
			...(change ? [{ update: keyOf(mailing), change }] : []),
		];
		const failed = await transact(store, writes);
		if (failed === null) return 'saved';
		return failed.includes(0) ? 'stale' : 'again';
	});
};
