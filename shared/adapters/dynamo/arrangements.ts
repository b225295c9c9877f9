/** The port `arrangements` over the table. */
import type { Arrangement } from '../../domain/arrangements/arrangement.ts';
import { dayOf } from '../../domain/arrangements/calendar.ts';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import { noticeMail } from '../../domain/notice-mail.ts';
import type { ArrangementChange, Arrangements } from '../../ports/arrangements.ts';
import type { RowPage } from '../../ports/books.ts';
import { byOwner, isKeyPart, keys, partitions } from '../../wire/table.ts';
import { dynamoAuthority } from './authority.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { type Item, keyOf, keyText, mustBelongTo, text, whole } from './item.ts';
import { mailingItem } from './mailing-item.ts';
import { type Query, rowsOf } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Condition, Store } from './store.ts';
import { transact, type Write } from './transact.ts';

/** So that one save stays within what DynamoDB takes at once. */
const mostChanges = 20;

const from = (item: Item, company: CompanyId): Arrangement => {
	const { cust: _, ...own } = item;
	return recordFrom<Arrangement>(own, 'company', company);
};

const currentItem = (arrangement: Arrangement): Item => {
	const { company, customer, kind, id, wake } = arrangement;
	return {
		...recordItem(keys.arrangement(company, customer, id), arrangement, wakeKey('arrangements', company, `${customer}|${id}`, wake)),
		...byOwner.arrangement(company, kind, dayOf(arrangement), id),
		// The index shows it.
		cust: customer,
	};
};

const asSeen = (rev: number): Condition =>
	rev === 0
		? { ConditionExpression: 'attribute_not_exists(pk)' }
		: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } };

/** The mails that tell of them: there with the change or not at all. One that is told twice over in one save is told once. */
const mailsOf = (changes: readonly ArrangementChange[]): readonly Write[] => {
	const mails = new Map(
		changes.flatMap((change) => {
			const mail = noticeMail(change);
			return mail ? [[mail.id, mail] as const] : [];
		}),
	);
	return [...mails.values()].map((mail) => ({ put: mailingItem(mail) }));
};

/** Several changes of one arrangement are one put of what became of it last, and an entry each. Saved again with the same moment an entry is the same. */
const writesOf = (changes: readonly ArrangementChange[]): readonly Write[] => {
	const last = new Map<string, ArrangementChange>();
	for (const change of changes) last.set(change.after.id, change);
	return [
		...[...last.values()].map(({ after }): Write => ({ put: currentItem(after), when: asSeen(after.rev) })),
		...changes.map((change, n): Write => {
			const { company, customer, id, rev } = change.after;
			const entry = `${id}-${String(rev + 1).padStart(8, '0')}-${String(n).padStart(2, '0')}`;
			return { put: { ...change, ...keys.timeline(company, customer, change.at, entry), co: company, about: 'arrangement' } };
		}),
	];
};

const markWrite = ({ company, customer }: Arrangement, mark: number): Write => ({
	put: { ...keys.arrangementsMark(company, customer), co: company, rev: mark + 1 },
	when: asSeen(mark),
});

const changeFrom = (item: Item, company: CompanyId): ArrangementChange => {
	const { pk: _pk, sk: _sk, co: _co, about: _about, ...change } = mustBelongTo(item, company);
	return change as unknown as ArrangementChange;
};

const rowKey = ['pk', 'sk', 'g1s'] as const;
type Listed = { readonly rows: readonly Item[]; readonly next: string | null };

const listed = async (
	store: Store,
	partition: string,
	{ limit, after, ...query }: { readonly limit: number; readonly after: string | null } & Pick<Query, 'range'>,
): Promise<Listed> => {
	const start = after === null ? null : { ...fromCursor(partition, after, rowKey), g1p: partition };
	const rows = await rowsOf(store, { index: 'byOwner', partition, limit: limit + 1, after: start, ...query });
	const last = rows.at(limit - 1);
	return { rows: rows.slice(0, limit), next: last && rows.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
};

const changesOf = async (
	store: Store,
	company: CompanyId,
	customer: CustomerId,
	limit: number,
	after: string | null,
): Promise<RowPage<ArrangementChange>> => {
	const partition = partitions.timeline(company, customer);
	const start = after === null ? null : { pk: partition, sk: fromCursor(partition, after, ['sk']).sk };
	const rows = await rowsOf(store, { partition, descending: true, limit: limit + 1, after: start, consistent: true });
	const last = rows.at(limit - 1);
	return {
		rows: rows
			.slice(0, limit)
			.filter(({ about }) => about === 'arrangement')
			.map((row) => changeFrom(row, company)),
		next: last && rows.length > limit ? toCursor(partition, keyParts(last, ['sk'])) : null,
	};
};

export const dynamoArrangements = (store: Store): Arrangements => ({
	...dynamoAuthority(store),
	current: async (company, customer) => {
		// It may come from an address somebody typed.
		if (!isKeyPart(customer)) return [];
		const { pk } = keys.customer(company, customer);
		const rows = await rowsOf(store, { partition: pk, range: { prefix: 'ARR#' }, consistent: true });
		return rows.map((row) => from(row, company));
	},
	arrangement: async (company, customer, id) => {
		if (!isKeyPart(customer) || !isKeyPart(id)) return null;
		const [item, old] = await Promise.all([
			store.get(keys.arrangement(company, customer, id), 'consistent'),
			store.get(keys.oldArrangement(company, customer, id), 'consistent'),
		]);
		const found = item ?? old;
		return found && from(found, company);
	},
	save: async (changes, mark) => {
		const [first] = changes;
		if (first === undefined) return 'saved';
		if (changes.length > mostChanges) throw new RangeError(`${changes.length} changes are more than one save takes`);
		const marked = mark === undefined ? [] : [markWrite(first.after, mark)];
		return (await transact(store, [...writesOf(changes), ...mailsOf(changes), ...marked])) === null ? 'saved' : 'stale';
	},
	mark: async (company, customer) => {
		if (!isKeyPart(customer)) return 0;
		const item = await store.get(keys.arrangementsMark(company, customer), 'consistent');
		return item === null ? 0 : whole(mustBelongTo(item, company), 'rev');
	},
	keep: (arrangement) => saveRecord(store, currentItem(arrangement)),
	moveHome: async (change) => {
		const { company, customer, id, rev } = change.before;
		const left: Write = { delete: keys.arrangement(company, customer, id), when: asSeen(rev) };
		return (await transact(store, [left, ...writesOf([change])])) === null ? 'saved' : 'stale';
	},
	putAway: async (arrangement) => {
		const { company, customer, id, rev } = arrangement;
		const over: Arrangement = { ...arrangement, wake: null };
		const put = recordItem(keys.oldArrangement(company, customer, id), over, null);
		const away = await transact(store, [{ delete: keys.arrangement(company, customer, id), when: asSeen(rev) }, { put }]);
		return away === null ? 'saved' : 'stale';
	},
	ofKind: async (company, kind, limit, after) => {
		const { rows, next } = await listed(store, byOwner.arrangements(company, kind), { limit, after });
		const items = await getAll(store, rows.map(keyOf), 'consistent');
		const found = rows.flatMap((row) => {
			const item = items.get(keyText(keyOf(row)));
			return item ? [from(item, company)] : [];
		});
		return { rows: found, next };
	},
	customersWith: async (company, ledger, kind, limit, after) => {
		// `~` sorts behind all days.
		const live = { from: '0', to: '9999-99' };
		const { rows, next } = await listed(store, byOwner.arrangements(company, kind), { limit, after, range: live });
		const customers = rows.flatMap((row) => (row.ledger === ledger ? [text(row, 'cust')] : []));
		return { rows: [...new Set(customers)], next };
	},
	changes: (company, customer, limit, after) => changesOf(store, company, customer, limit, after),
	dueArrangements: (now, limit) => dueAt(store, 'arrangements', now, limit),
});
