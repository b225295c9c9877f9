import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency, isCurrency, toDecimal } from '../../shared/domain/money.ts';
import { typedAmount } from '../../shared/domain/typed-amount.ts';
import { voiceOf } from '../../web/pay/figures.ts';

const read = (typed: string, code = 'EUR', usual: '.' | ',' = '.') => {
	const amount = typedAmount(typed, currency(code), usual);
	return 'minor' in amount ? amount.minor : amount.problem;
};

describe('an amount as it is typed', () => {
	it.each([
		['12.50', 'EUR', '.', 1250],
		['12,50', 'EUR', '.', 1250],
		['12,5', 'EUR', ',', 1250],
		['1,234', 'EUR', '.', 123_400],
		['1.234', 'EUR', ',', 123_400],
		['1.234,56', 'EUR', ',', 123_456],
		['1,234.56', 'EUR', ',', 123_456],
		['1 234,56', 'EUR', ',', 123_456],
		['1\u202f234,56 EUR', 'EUR', ',', 123_456],
		['€ 12', 'EUR', '.', 1200],
		["1'234.50", 'EUR', '.', 123_450],
		['１２.５', 'EUR', '.', 1250],
		['12.500', 'EUR', '.', 1250],
		['1.234', 'KWD', '.', 1234],
		['1,234', 'KWD', '.', 1_234_000],
		['1,234', 'KWD', ',', 1234],
		['1234', 'JPY', '.', 1234],
		['1,234', 'JPY', '.', 1234],
		['.50', 'EUR', '.', 50],
	] as const)('%s in %s with %s is %i', (typed, code, usual, minor) => {
		expect(read(typed, code, usual)).toBe(minor);
	});
	it.each([
		['', 'empty'],
		['  ', 'empty'],
		['abc', 'unreadable'],
		['1e9', 'unreadable'],
		['1..2', 'unreadable'],
		['1,2,3', 'unreadable'],
		['12,34,567', 'unreadable'],
		['1.2.3,4', 'unreadable'],
		['-1', 'negative'],
		['−1,00', 'negative'],
		['0', 'zero'],
		['0,00', 'zero'],
		['1.005', 'too-fine'],
		['99999999999999999999', 'too-large'],
	])('%s is %s', (typed, problem) => {
		expect(read(typed)).toBe(problem);
	});

	it('reads back what the page itself writes, in every currency and language, grouped or not', () => {
		const codes = ['EUR', 'JPY', 'KWD', 'USD', 'HUF'].filter(isCurrency);
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 99_999_999 }),
				fc.constantFrom(...codes),
				fc.constantFrom(...(['en', 'es', 'ru'] as const)),
				(minor, code, language) => {
					const voice = voiceOf(language, []);
					expect(typedAmount(voice.typed(minor, code), code, voice.point)).toEqual({ minor });
					expect(typedAmount(voice.amount(minor, code), code, voice.point)).toEqual({ minor });
				},
			),
		);
	});

	it('never makes an amount of anything else: what it reads is in the digits that were typed', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...'0123456789.,- €e'), maxLength: 14 }),
				fc.constantFrom('.' as const, ',' as const),
				(typed, usual) => {
					const amount = typedAmount(typed, currency('EUR'), usual);
					if (!('minor' in amount)) return;
					const digits = toDecimal({ minor: amount.minor, currency: currency('EUR') })
						.replace('.', '')
						.replace(/^0+/, '');
					const given = typed.replace(/\D/g, '').replace(/^0+/, '');
					expect(digits.startsWith(given) || given.startsWith(digits)).toBe(true);
				},
			),
		);
	});
});
