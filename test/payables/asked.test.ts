import { expect, it } from 'vitest';
import { askedPair } from '../../functions/payables/asked.ts';

const sent = (vendor: string, customer: string) => ({
	headers: {},
	body: Buffer.from(new URLSearchParams({ vendor, customer }).toString()),
});

it('both ids are taken as they are', () => {
	expect(askedPair(sent('xero-1~v', 'xero-1~c'))).toEqual({ vendor: 'xero-1~v', customer: 'xero-1~c' });
});

it.each([
	['', 'c'],
	['v', ''],
	['v#other', 'c'],
	['v', 'c#other'],
	['v'.repeat(201), 'c'],
])('%s and %s are refused in words: no id of ours looks so', (vendor, customer) => {
	expect(() => askedPair(sent(vendor, customer))).toThrow('Name the supplier and the customer.');
});
