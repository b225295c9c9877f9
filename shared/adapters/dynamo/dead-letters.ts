/** The port `deadLetters` over the table. */
import { type Instant, msOf } from '../../domain/day.ts';
import type { CompanyId } from '../../domain/document.ts';
import type { DeadLetter, DeadLetters } from '../../ports/dead-letters.ts';
import { keys, partitions, table } from '../../wire/table.ts';
import { type Item, instantAt, mustBelongTo, text, whole } from './item.ts';
import { rowsOf } from './query.ts';
import type { Store } from './store.ts';
import { transact } from './transact.ts';

const kept = 14 * 24 * 3600;
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

const letterFrom = (item: Item, company: CompanyId): DeadLetter => {
	mustBelongTo(item, company);
	return {
		company: text(item, 'co'),
		id: text(item, 'id'),
		station: text(item, 'station'),
		type: text(item, 'type'),
		reason: text(item, 'reason'),
		at: instantAt(item, 'at'),
	};
};

export const dynamoDeadLetters = (store: Store, now: () => Instant): DeadLetters => {
	const seconds = (at: Instant): number => Math.floor(msOf(at) / 1000);
	return {
		// The mark makes it idempotent by id alone: the same message may be recorded again with another moment.
		record: async ({ company, id, station, type, reason, at }) => {
			const ends = { co: company, [table.ttl]: seconds(now()) + kept };
			await transact(store, [
				{ put: { ...keys.deadLetterMark(company, id), ...ends }, when: absent },
				{ put: { ...keys.deadLetter(company, at, id), ...ends, id, station, type, reason, at } },
			]);
		},
		// Letters sort by moment and so begin with a digit, marks do not. TTL deletes late: what has ended is left out here.
		list: async (company, limit) => {
			const rows = await rowsOf(store, {
				partition: partitions.deadLetters(company),
				range: { from: '0', to: ':' },
				descending: true,
				limit,
				consistent: true,
			});
			return rows.filter((row) => whole(row, 'ttl') > seconds(now())).map((row) => letterFrom(row, company));
		},
	};
};
