import { describe, expect, it } from 'vitest';
import {
	customerId,
	documentKey,
	documentKinds,
	ledgerId,
	ledgerOfCustomer,
	providerOf,
	providers,
} from '../../../shared/domain/document.ts';

describe('ids', () => {
	it.each(providers)('of a %s ledger lead back to the provider and from the customer to the ledger', (provider) => {
		const ledger = ledgerId(provider, '6f2a1c58-3b7e-4d09-9a41-5be0c7d2f316');
		expect(providerOf(ledger)).toBe(provider);
		expect(ledgerOfCustomer(customerId(ledger, 'a~b'))).toBe(ledger);
	});

	it('of documents differ by ledger, kind and id', () => {
		const ledgers = [ledgerId('xero', '1'), ledgerId('quickbooks', '1')];
		const all = ledgers.flatMap((ledger) => documentKinds.flatMap((kind) => ['1', '2'].map((id) => documentKey({ ledger, kind, id }))));
		expect(new Set(all).size).toBe(20);
	});
});
