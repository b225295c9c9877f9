/** Products and services as QuickBooks writes them. The derived schema has no Item; fields are those of Intuit's reference page. */
import { fits } from './accounts.ts';
import { type ItemRow, items } from './chart.ts';
import type { Query } from './query.ts';

const made = '2020-01-01T00:00:00-08:00';
const itemJson = ({ id, name, type }: ItemRow) => ({
	domain: 'QBO',
	sparse: false,
	Id: id,
	SyncToken: '0',
	MetaData: { CreateTime: made, LastUpdatedTime: made },
	Name: name,
	FullyQualifiedName: name,
	Active: true,
	Taxable: false,
	Type: type,
	UnitPrice: 0,
	TrackQtyOnHand: false,
	IncomeAccountRef: { value: '79', name: 'Sales of Product Income' },
});

/** The few there are, in no order but their own. */
export const selectItems = (query: Query): { total: number } | { rows: object[] } => {
	const found = items.map(itemJson).filter((row) => query.where.every((each) => fits(row, each)));
	return query.count ? { total: found.length } : { rows: found.slice(query.start - 1, query.start - 1 + query.max) };
};
