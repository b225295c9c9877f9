import { describe, expect, it } from 'vitest';
import { day } from '../../../shared/domain/day.ts';
import {
	customerId,
	type Document,
	documentKey,
	documentKinds,
	ledgerId,
	ledgerOfCustomer,
	providerOf,
	providers,
	replacing,
} from '../../../shared/domain/document.ts';
import { currency } from '../../../shared/domain/money.ts';

describe('ids', () => {
	it.each(providers)('of a %s ledger lead back to the provider and from the customer to the ledger', (provider) => {
		const ledger = ledgerId(provider, '6f2a1c58-3b7e-4d09-9a41-5be0c7d2f316');
		expect(providerOf(ledger)).toBe(provider);
		expect(ledgerOfCustomer(customerId(ledger, 'a~b'))).toBe(ledger);
	});

	it('of documents differ by ledger, kind and id', () => {
		const ledgers = [ledgerId('xero', '1'), ledgerId('quickbooks', '1')];
		const all = ledgers.flatMap((ledger) => documentKinds.flatMap((kind) => ['1', '2'].map((id) => documentKey({ ledger, kind, id }))));
		expect(new Set(all).size).toBe(28);
	});
});

describe('a newer version', () => {
	const known: Document = {
		ledger: 'quickbooks-1',
		kind: 'invoice',
		id: '7',
		version: '2026-11-01T00:00:00.000Z#0000000001',
		customer: 'quickbooks-1~5',
		number: '1001',
		reference: 'PO 9',
		state: 'open',
		currency: currency('USD'),
		total: 500,
		open: 500,
		unapplied: 0,
		issued: day('2026-10-01'),
		due: day('2026-10-31'),
		entries: [{ day: day('2026-10-01'), kind: 'issued', minor: 500 }],
		providerStatus: 'Open',
	};

	it('replaces all, unless it only says that the document is gone', () => {
		const paid: Document = { ...known, version: '2026-11-02', open: 0, state: 'closed' };
		expect(replacing(known, paid)).toEqual(paid);
		const gone: Document = {
			...known,
			version: '2026-11-03',
			state: 'deleted',
			customer: 'quickbooks-1~gone',
			number: '',
			reference: '',
			total: 0,
			open: 0,
			entries: [],
			providerStatus: 'Deleted',
		};
		expect(replacing(known, gone)).toEqual({
			...known,
			version: '2026-11-03',
			state: 'deleted',
			open: 0,
			entries: [],
			providerStatus: 'Deleted',
		});
	});
});
