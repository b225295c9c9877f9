/** The port `allowances` over the table. */
import { type Allowance, noCalls } from '../../domain/allowance.ts';
import { operatorCompany } from '../../domain/dead-letter.ts';
import type { CompanyId } from '../../domain/document.ts';
import type { Allowances } from '../../ports/allowances.ts';
import { keys, partitions, table } from '../../wire/table.ts';
import { type Item, mustBelongTo, whole } from './item.ts';
import { rowsOf } from './query.ts';
import { recordFrom, recordItem, saveRecord } from './revision.ts';
import type { Store } from './store.ts';

/** A month's count is kept for so long after it began. */
const keptDays = 400;

const from = (item: Item, company: CompanyId): Allowance => {
	const read = recordFrom<Allowance>(item, 'company', company);
	return { ...read, day: { ...read.day, used: { ...noCalls, ...read.day.used } } };
};

export const dynamoAllowances = (store: Store): Allowances => ({
	allowance: async (company, ledger) => {
		const item = await store.get(keys.allowance(company, ledger), 'consistent');
		return item && from(item, company);
	},
	allowances: async (company) => {
		const rows = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'LIM#' } });
		return new Map(rows.map((row) => from(row, company)).map((each) => [each.ledger, each]));
	},
	saveAllowance: (allowance) => saveRecord(store, recordItem(keys.allowance(allowance.company, allowance.ledger), allowance, null)),
	appMonth: async (provider, of) => {
		const item = await store.get(keys.appMonth(operatorCompany, provider, of), 'eventual');
		if (!item) return { of, used: 0, ledgers: 0 };
		mustBelongTo(item, operatorCompany);
		return { of, used: whole(item, 'used'), ledgers: whole(item, 'ledgers') };
	},
	addToMonth: async (provider, of, reads, first) => {
		// A plain ADD may count a repeated request twice: then we stop a little early.
		await store.update(keys.appMonth(operatorCompany, provider, of), {
			UpdateExpression: 'SET co = :co, #ttl = :ends ADD used :reads, ledgers :first',
			ExpressionAttributeNames: { '#ttl': table.ttl },
			ExpressionAttributeValues: {
				':co': operatorCompany,
				':ends': Date.parse(`${of}-01T00:00:00Z`) / 1000 + keptDays * 24 * 3600,
				':reads': reads,
				':first': first ? 1 : 0,
			},
		});
	},
});
