/** What a posting has to itself, and what of an invoice was written off: written in one transaction with the posting, so no cut leaves one without the other. */
import { type Posting, subjectsOf } from '../../domain/posting.ts';
import { keys } from '../../wire/table.ts';
import { text, whole } from './item.ts';
import type { Store } from './store.ts';
import type { Write } from './transact.ts';

const own = ({ id }: Posting) => ({
	ConditionExpression: 'attribute_not_exists(pk) OR posting = :id',
	ExpressionAttributeValues: { ':id': id },
});
const lockKeys = ({ company, ledger, what }: Posting) => subjectsOf(what).map((subject) => keys.postingLock(company, ledger, subject));

/** Each fails, and all with it, where another posting has it. 2 WCU each. */
export const takeSubjects = (posting: Posting): readonly Write[] =>
	lockKeys(posting).map((key) => ({ put: { ...key, company: posting.company, posting: posting.id }, when: own(posting) }));

/** Fails where that would come to more than `most`. 2 WCU. */
export const countWriteOff = ({ company, ledger, what, minor }: Posting, most: number): readonly Write[] =>
	what.kind !== 'write-off'
		? []
		: [
				{
					update: keys.writtenOff(company, ledger, what.invoice),
					change: {
						UpdateExpression: 'ADD minor :minor',
						// Absent, it would be counted from nothing.
						ConditionExpression: ':minor <= :most AND (attribute_not_exists(minor) OR minor <= :room)',
						ExpressionAttributeValues: { ':minor': minor, ':most': most, ':room': most - minor },
					},
				},
			];

/** What is cancelled was never written off. */
const uncounted = ({ company, ledger, what, minor, state }: Posting): readonly Write[] =>
	what.kind !== 'write-off' || state !== 'cancelled'
		? []
		: [
				{
					update: keys.writtenOff(company, ledger, what.invoice),
					change: {
						UpdateExpression: 'ADD minor :less',
						ConditionExpression: 'minor >= :minor',
						ExpressionAttributeValues: { ':less': -minor, ':minor': minor },
					},
				},
			];

/** Each fails where it is another posting's. 2 WCU each. */
export const giveSubjectsBack = (posting: Posting): readonly Write[] => [
	...lockKeys(posting).map((key) => ({ delete: key, when: own(posting) })),
	...uncounted(posting),
];

/** The other posting that has a subject of this one. 1 RCU each. */
export const holderOf = async (store: Store, posting: Posting): Promise<string | null> => {
	const locks = await Promise.all(lockKeys(posting).map((key) => store.get(key, 'consistent')));
	return locks.flatMap((lock) => (lock ? [text(lock, 'posting')] : [])).find((id) => id !== posting.id) ?? null;
};

/** In minor units. 1 RCU. */
export const writtenOff = async (store: Store, { company, ledger, what }: Posting): Promise<number> => {
	if (what.kind !== 'write-off') return 0;
	const item = await store.get(keys.writtenOff(company, ledger, what.invoice), 'consistent');
	return item ? whole(item, 'minor') : 0;
};
