/** The port `ledger-moves` over the table. */
import { msOf } from '../../domain/day.ts';
import { askWork, demandWork, type MoveAsk, type MoveDemand } from '../../domain/ledger-move.ts';
import type { LedgerMoves } from '../../ports/ledger-moves.ts';
import { isKeyPart, keys, partitions, table } from '../../wire/table.ts';
import { connectionItem, grantItem } from './connections.ts';
import { handedOver } from './directory.ts';
import { type Item, text } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

/** So long after it is over it can still be looked at. */
const keptMs = 90 * 24 * 60 * 60_000;
const leaves = ({ endedAt }: MoveAsk | MoveDemand): Item =>
	endedAt === null ? {} : { [table.ttl]: Math.ceil((msOf(endedAt) + keptMs) / 1000) };

const askItem = (ask: MoveAsk): Item => {
	const { company, ledger, wake } = ask;
	return { ...recordItem(keys.moveAsk(company, ledger), ask, wakeKey('connect', company, askWork(ledger), wake)), ...leaves(ask) };
};
const demandItem = (demand: MoveDemand): Item => {
	const { company, ledger, id, wake } = demand;
	const due = wakeKey('connect', company, demandWork(ledger, id), wake);
	return { ...recordItem(keys.moveDemand(company, ledger, id), demand, due), ...leaves(demand) };
};

/** Fails where another revision is stored than the one that was seen. */
const put = (item: Item, { rev }: { readonly rev: number }): Write => ({
	put: item,
	when:
		rev === 0
			? { ConditionExpression: 'attribute_not_exists(pk)' }
			: { ConditionExpression: 'rev = :seen', ExpressionAttributeValues: { ':seen': rev } },
});

export const dynamoLedgerMoves = (store: Store): LedgerMoves => ({
	moves: async (company) => {
		const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'MOVE#' }, consistent: true });
		const asked = rows.filter((row) => text(row, 'sk').startsWith('MOVE#ASK#'));
		return {
			asks: asked.map((row) => recordFrom<MoveAsk>(row, 'company', company)),
			demands: rows.filter((row) => !asked.includes(row)).map((row) => recordFrom<MoveDemand>(row, 'company', company)),
		};
	},
	ask: async (company, ledger) => {
		// It may come from an address somebody typed; so may the next.
		if (!isKeyPart(ledger)) return null;
		const item = await store.get(keys.moveAsk(company, ledger), 'consistent');
		return item && recordFrom<MoveAsk>(item, 'company', company);
	},
	demand: async (company, ledger, id) => {
		if (!isKeyPart(ledger) || !isKeyPart(id)) return null;
		const item = await store.get(keys.moveDemand(company, ledger, id), 'consistent');
		return item && recordFrom<MoveDemand>(item, 'company', company);
	},
	saveAsk: (ask) => saveRecord(store, askItem(ask)),
	saveDemand: (demand) => saveRecord(store, demandItem(demand)),
	saveBoth: async (ask, demand) => {
		const failed = await transact(store, [put(askItem(ask), ask), put(demandItem(demand), demand)]);
		return failed === null ? 'saved' : 'stale';
	},
	handOver: async ({ ask, demand, from, to, grant }) => {
		const failed = await transact(store, [
			handedOver(from.provider, from.externalId, from.company, to.company),
			put(connectionItem(from), from),
			put(connectionItem(to), to),
			put(grantItem(grant), grant),
			put(askItem(ask), ask),
			put(demandItem(demand), demand),
		]);
		return failed === null ? 'moved' : 'stale';
	},
});
