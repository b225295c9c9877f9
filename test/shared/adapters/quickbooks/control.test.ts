import { expect, it } from 'vitest';
import type { Client } from '../../../../shared/adapters/quickbooks/client.ts';
import { control } from '../../../../shared/adapters/quickbooks/control.ts';

const unasked = () => Promise.reject(new Error('not asked for'));
/** A company that has these customers and nothing else. */
const companyOf = (customers: readonly object[]): Client => ({
	count: unasked,
	one: unasked,
	changes: unasked,
	createPayment: unasked,
	receivableAccounts: unasked,
	agedReceivables: unasked,
	companyInfo: unasked,
	preferences: unasked,
	rows: (_entity, _where, _by, start, max) => Promise.resolve({ is: customers.slice(start - 1, start - 1 + max), time: null }),
});
const customer = (Id: string, Balance: number | undefined, value: string, Active = true) => ({
	Id,
	...(Balance === undefined ? {} : { Balance }),
	Active,
	CurrencyRef: { value },
});
const known = [customer('1', 12.5, 'USD'), customer('2', -2.5, 'USD'), customer('3', 700, 'JPY')];
const figures = [
	{ currency: 'USD', minor: 1000 },
	{ currency: 'JPY', minor: 700 },
];

it.each([
	['owes nothing', customer('9', 0, 'HRK')],
	['is inactive and owes nothing', customer('9', 0, 'HRK', false)],
	['is inactive and has no balance', customer('9', undefined, 'HRK', false)],
])('a customer in a currency that is no more, who %s, is no reason not to compare', async (_what, row) => {
	const { figures: found, basis } = await control(companyOf([...known, row]));
	expect(found).toEqual(figures);
	expect(basis).not.toContain('Left out');
});

it('one who owes in it is named, and the other currencies are compared', async () => {
	const { figures: found, basis } = await control(companyOf([...known, customer('9', 4.2, 'HRK', false), customer('8', undefined, 'LTL')]));
	expect(found).toEqual(figures);
	expect(basis).toMatch(/ Left out, since we cannot account in their currency: customer 9 \(HRK\), customer 8 \(LTL\)\.$/);
	const many = await control(companyOf([...known, ...Array.from({ length: 8 }, (_, i) => customer(String(10 + i), 1, 'HRK'))]));
	expect(many.basis).toMatch(/customer 14 \(HRK\) and 3 more\.$/);
});

it.each([
	['no balance', { ...customer('9', undefined, 'USD') }],
	['no currency that could be one', customer('9', 0, 'Q?Q')],
])('a customer with %s might owe in one of ours: nothing is compared', async (_what, row) => {
	await expect(control(companyOf([...known, row]))).rejects.toMatchObject({
		kind: 'refused',
		message: expect.stringContaining('customer 9'),
	});
});

it('reads every page', async () => {
	const all = Array.from({ length: 2000 }, (_, i) => customer(String(i), 0.01, 'USD'));
	expect(await control(companyOf(all))).toMatchObject({ figures: [{ currency: 'USD', minor: 2000 }], calls: 3 });
});
