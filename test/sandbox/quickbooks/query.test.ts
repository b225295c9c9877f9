import { describe, expect, it } from 'vitest';
import { parseQuery, QueryError } from '../../../local/sandbox/quickbooks/query.ts';

describe('the query language', () => {
	it('reads what node-quickbooks writes', () => {
		expect(
			parseQuery(
				"select * from invoice where Balance > '0' and TxnDate >= '2026-01-01' orderby MetaData.LastUpdatedTime asc startposition 2001 maxresults 1000",
			),
		).toEqual({
			count: false,
			entity: 'invoice',
			where: [
				{ field: 'Balance', operator: '>', values: ['0'] },
				{ field: 'TxnDate', operator: '>=', values: ['2026-01-01'] },
			],
			order: { field: 'MetaData.LastUpdatedTime', descending: false },
			start: 2001,
			max: 1000,
		});
	});
	it('takes keywords in any case, IN lists, and texts with quotes and keywords in them', () => {
		const query = parseQuery(
			String.raw`SELECT COUNT(*) FROM Customer WHERE Active IN (true, false) AND DisplayName = 'O\'Neil \\ where and' ORDER BY Id DESC MAXRESULTS 5000`,
		);
		expect(query).toMatchObject({ count: true, entity: 'Customer', order: { field: 'Id', descending: true }, start: 1, max: 1000 });
		expect(query.where).toEqual([
			{ field: 'Active', operator: 'in', values: [true, false] },
			{ field: 'DisplayName', operator: '=', values: ["O'Neil \\ where and"] },
		]);
	});
	it('has 100 rows a page unless told', () => {
		expect(parseQuery('select * from Payment')).toMatchObject({ start: 1, max: 100, where: [], order: null });
	});
	it.each([
		'',
		'select',
		'selec * from Invoice',
		'select * from',
		"select * from Invoice where Balance > '0",
		'select * from Invoice where',
		'select * from Invoice where Id = 1 or Id = 2',
		'select * from Invoice startposition 0',
		'select * from Invoice maxresults x',
		'select Id from Invoice',
		'select * from Invoice; drop table document',
	])('refuses %j', (text) => {
		expect(() => parseQuery(text)).toThrow(QueryError);
	});
});
