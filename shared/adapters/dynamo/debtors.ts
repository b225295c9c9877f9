/** The port `debtors` over the table. */
import { randomUUID } from 'node:crypto';
import { type Instant, msOf } from '../../domain/day.ts';
import type { Apart, Debtor, DebtorEvent, Proposal } from '../../domain/debtor.ts';
import type { DebtorChange } from '../../domain/debtor-decisions.ts';
import type { CompanyId } from '../../domain/document.ts';
import { type DebtorSearch, type Debtors, debtorSearchWork } from '../../ports/debtors.ts';
import { byOwner, isKeyPart, keys, partitions, table } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { fromCursor, keyParts, toCursor } from './cursor.ts';
import { customersAt, searching } from './debtor-search.ts';
import { type Item, keyOf, keyText, mustBelongTo, text } from './item.ts';
import { inLanes } from './lanes.ts';
import { rowsOf } from './query.ts';
import { isConditionFailed } from './retry.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Condition, Store } from './store.ts';
import { transact, type Write } from './transact.ts';

const sixtyDays = 60 * 24 * 3600;
const rowKey = ['pk', 'sk', 'g1s'] as const;

const asSeen = ({ rev }: { readonly rev: number }): Condition =>
	rev === 0
		? { ConditionExpression: 'attribute_not_exists(pk)' }
		: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } };

const debtorItem = (debtor: Debtor): Item => ({
	...recordItem(keys.debtor(debtor.company, debtor.id), debtor, null),
	...(debtor.members.length > 0 && byOwner.debtor(debtor.company, debtor.createdAt, debtor.id)),
});

const proposalKey = (company: CompanyId, id: string) => {
	const [run = '', rank = ''] = id.split('~');
	return isKeyPart(run) && isKeyPart(rank) ? keys.proposal(company, run, rank) : null;
};

const proposalFrom = (item: Item, company: CompanyId): Proposal => recordFrom<Proposal>(item, 'company', company);

const without = (item: Item, company: CompanyId): Item => {
	const { pk: _, sk: _sk, co: _co, ...rest } = mustBelongTo(item, company);
	return rest;
};

/** A pointer that is where it was, or not there yet. A customer that leaves for no debtor keeps an empty pointer: a plain delete could not be conditional. */
const moveWrite = (company: CompanyId, { customer, from, to }: DebtorChange['moves'][number]): Write => ({
	put: { ...keys.debtorOf(company, customer), co: company, cust: customer, ...(to !== null && { debtor: to }) },
	when:
		from === null
			? { ConditionExpression: 'attribute_not_exists(debtor)' }
			: { ConditionExpression: 'debtor = :from', ExpressionAttributeValues: { ':from': from } },
});

const proposalWrite = (company: CompanyId, proposal: Proposal, ttl: number): Write[] => {
	const key = proposalKey(company, proposal.id);
	return key === null ? [] : [{ put: { ...recordItem(key, proposal, null), [table.ttl]: ttl }, when: asSeen(proposal) }];
};

export const dynamoDebtors = (store: Store, now: () => Instant): Debtors => {
	const ends = (): number => Math.floor(msOf(now()) / 1000) + sixtyDays;
	const pointers = async (company: CompanyId, customers: readonly string[], read: 'consistent' | 'eventual') => {
		const items = await getAll(
			store,
			customers.filter(isKeyPart).map((customer) => keys.debtorOf(company, customer)),
			read,
		);
		return new Map(
			[...items.values()].flatMap((item) =>
				mustBelongTo(item, company).debtor === undefined ? [] : [[text(item, 'cust'), text(item, 'debtor')] as const],
			),
		);
	};
	return {
		...searching(store, now),
		customers: (company, ids) => customersAt(store, company, ids.filter(isKeyPart)),
		debtorOf: async (company, customer, read = 'eventual') => (await pointers(company, [customer], read)).get(customer) ?? null,
		debtorsOf: (company, customers) => pointers(company, customers, 'consistent'),
		debtor: async (company, id) => {
			// It may come from an address somebody typed.
			if (!isKeyPart(id)) return null;
			const item = await store.get(keys.debtor(company, id), 'consistent');
			return item && recordFrom<Debtor>(item, 'company', company);
		},
		debtors: async (company, limit, from) => {
			const partition = byOwner.debtors(company);
			const after = from === null ? null : { ...fromCursor(partition, from, rowKey), g1p: partition };
			const found = await rowsOf(store, { index: 'byOwner', partition, descending: true, limit: limit + 1, after });
			const page = found.slice(0, limit);
			const last = page.at(-1);
			const items = await getAll(store, page.map(keyOf), 'consistent');
			const rows = page.flatMap((row) => {
				const item = items.get(keyText(keyOf(row)));
				const debtor = item && recordFrom<Debtor>(item, 'company', company);
				return debtor && debtor.members.length > 0 ? [debtor] : [];
			});
			return { rows, next: last && found.length > limit ? toCursor(partition, keyParts(last, rowKey)) : null };
		},
		events: async (company, id, limit) => {
			const query = { partition: partitions.debtor(company, id), range: { prefix: 'H#' }, descending: true, limit, consistent: true };
			return (await rowsOf(store, query)).map((item) => without(item, company) as unknown as DebtorEvent);
		},
		decide: async (company, { debtors, moves, events, apart }, proposal) => {
			const writes: Write[] = [
				...debtors.map((debtor): Write => ({ put: debtorItem(debtor), when: asSeen(debtor) })),
				...moves.map((move) => moveWrite(company, move)),
				...events.map(
					({ debtor, event }): Write => ({ put: { ...keys.debtorEvent(company, debtor, event.at, randomUUID()), co: company, ...event } }),
				),
				...(apart === null ? [] : [{ put: { ...keys.apart(company, apart.id), co: company, ...apart } }]),
				...(proposal === null ? [] : proposalWrite(company, proposal, ends())),
			];
			return (await transact(store, writes)) === null ? 'done' : 'stale';
		},
		apart: async (company, limit) => {
			const rows = await rowsOf(store, { partition: partitions.apart(company), descending: true, limit, consistent: true });
			return rows.map((item) => without(item, company) as unknown as Apart);
		},
		forgetApart: async (company, id) => {
			if (isKeyPart(id)) await store.delete(keys.apart(company, id));
		},
		search: async (company) => {
			const item = await store.get(keys.debtorSearch(company), 'consistent');
			return item && recordFrom<DebtorSearch>(item, 'company', company);
		},
		saveSearch: (search) =>
			saveRecord(
				store,
				recordItem(keys.debtorSearch(search.company), search, wakeKey('receivables', search.company, debtorSearchWork, search.wake)),
			),
		propose: (company, run, proposals) => {
			const items = proposals.map(({ customers, stake }, i) => {
				const rank = String(i).padStart(4, '0');
				const proposal: Proposal = { company, id: `${run}~${rank}`, customers, stake, state: 'open', by: null, at: null, rev: 0 };
				return { ...recordItem(keys.proposal(company, run, rank), proposal, null), [table.ttl]: ends() };
			});
			return inLanes(8, items, async (item) => {
				try {
					await store.put(item, { ConditionExpression: 'attribute_not_exists(pk)' });
				} catch (error) {
					// It was proposed by the same run before; somebody may have decided it.
					if (!isConditionFailed(error)) throw error;
				}
			});
		},
		proposals: async (company, run, limit, from) => {
			const partition = partitions.proposals(company, run);
			const after = from === null ? null : { sk: fromCursor(partition, from, ['sk']).sk, pk: partition };
			const open: Item[] = [];
			let last: Item | null = after;
			// At most 200 in all: those that are decided are passed over.
			for (let rest = true; rest && open.length <= limit; ) {
				const found: Item[] = await rowsOf(store, { partition, limit: 50, after: last, consistent: true });
				open.push(...found.filter(({ state }) => state === 'open'));
				last = found.at(-1) ? keyOf(found.at(-1) ?? {}) : last;
				rest = found.length === 50;
			}
			const page = open.slice(0, limit);
			const end = page.at(-1);
			return {
				rows: page.map((item) => proposalFrom(item, company)),
				next: end && open.length > limit ? toCursor(partition, keyParts(end, ['sk'])) : null,
			};
		},
		proposal: async (company, id) => {
			const key = proposalKey(company, id);
			const item = key && (await store.get(key, 'consistent'));
			return item && proposalFrom(item, company);
		},
	};
};
