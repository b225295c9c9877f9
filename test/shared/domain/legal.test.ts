import fc from 'fast-check';
import { expect, it } from 'vitest';
import { legalOf, sellerOf } from '../../../shared/domain/legal.ts';

const of = (over: Partial<Parameters<typeof legalOf>[1]>) => legalOf('Acme', { legalName: '', taxId: '', address: [], ...over });

it('is what the ledger says, on one line each; its name where it says no more', () => {
	expect(of({})).toEqual({ name: 'Acme', taxId: null, address: null });
	expect(of({ legalName: ' Acme\n S.L. ', taxId: ' B-12 ', address: ['Calle Mayor 1', '', ' Madrid'] })).toEqual({
		name: 'Acme S.L.',
		taxId: 'B-12',
		address: 'Calle Mayor 1, Madrid',
	});
	expect(sellerOf({ name: 'Acme', legal: null })).toEqual({ name: 'Acme', taxId: null, address: null });
});

it('never tells a person’s own social security number', () => {
	expect(of({ taxId: '123-45-6789' }).taxId).toBeNull();
	expect(of({ taxId: ' 123-45-6789 ' }).taxId).toBeNull();
	expect(of({ taxId: '12-3456789' }).taxId).toBe('12-3456789');
});

it('whatever a ledger holds stays short, on one line, and in the direction it is written', () => {
	fc.assert(
		fc.property(
			fc.string({ unit: 'binary' }),
			fc.string({ unit: 'binary' }),
			fc.array(fc.string({ unit: 'binary', maxLength: 500 })),
			(legalName, taxId, address) => {
				const legal = of({ legalName: `${legalName}\u202e\u0000`, taxId, address });
				for (const text of [legal.name, legal.taxId ?? '', legal.address ?? '']) {
					expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
					expect(text.length).toBeLessThanOrEqual(300);
				}
			},
		),
	);
});
