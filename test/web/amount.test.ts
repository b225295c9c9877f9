import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currency, money, toDecimal } from '../../shared/domain/money.ts';
import { amountText, counted, digits, greatest, millionths, permille, shareText } from '../../web/amount.ts';

const decimal = fc
	.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.option(fc.stringMatching(/^\d{1,6}$/), { nil: undefined }))
	.map(([negative, whole, fraction]) => `${negative ? '-' : ''}${whole}${fraction === undefined ? '' : `.${fraction}`}`);

describe('amounts for people', () => {
	it('without separators and with a plain minus it is the decimal text itself, whatever its size', () => {
		fc.assert(
			fc.property(decimal, (text) => {
				expect(digits(text).replaceAll(',', '').replace('−', '-')).toBe(text);
			}),
		);
	});

	it('separates every three digits of the whole part and none of the fraction', () => {
		fc.assert(
			fc.property(decimal, (text) => {
				expect(digits(text)).toMatch(/^−?\d{1,3}(,\d{3})*(\.\d+)?$/);
			}),
		);
	});

	it('shows every amount of money the domain can hold, with its code', () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), fc.constantFrom('GBP', 'JPY', 'KWD', 'MXN'), (minor, code) => {
				const shown = amountText(toDecimal(money(minor, currency(code))), code);
				expect(shown.startsWith(`${code}\u00a0`)).toBe(true);
				expect(BigInt(shown.replace('−', '-').replace(/[^\d-]/g, ''))).toBe(BigInt(minor));
			}),
		);
	});

	it.each([
		['0.00', '0.00'],
		['999.99', '999.99'],
		['1000', '1,000'],
		['123456.78', '123,456.78'],
		['-0.005', '−0.005'],
		['310427858.75', '310,427,858.75'],
		['not a number', 'not a number'],
	])('%s is shown as %s', (text, shown) => {
		expect(digits(text)).toBe(shown);
	});

	it('counts in words', () => {
		expect(counted(1, 'day')).toBe('1\u00a0day');
		expect(counted(9681, 'invoice')).toBe('9,681\u00a0invoices');
	});
});

describe('shares', () => {
	const amount = fc.bigInt({ min: 0n, max: 10n ** 30n });

	it('say none only for nothing and all only for everything', () => {
		fc.assert(
			fc.property(amount, amount, (a, b) => {
				const [part, whole] = a < b ? [a, b] : [b, a];
				const said = shareText(`${part}`, `${whole}`);
				expect(said === '0%').toBe(part === 0n);
				expect(said === '100%').toBe(part === whole && part > 0n);
			}),
		);
	});

	it('is half up to whole percents between', () => {
		expect(shareText('61.00', '100.00')).toBe('61%');
		expect(shareText('1', '200')).toBe('under 1%');
		expect(shareText('199', '200')).toBe('over 99%');
		expect(shareText('25', '1000')).toBe('3%');
	});

	it('widths stay between 0 and 1000 and add up when stacked', () => {
		fc.assert(
			fc.property(fc.array(amount, { minLength: 1, maxLength: 5 }), (parts) => {
				const whole = parts.reduce((all, part) => all + part, 0n);
				fc.pre(whole > 0n);
				let sum = 0n;
				const edges = parts.map((part) => {
					sum += part;
					return permille(sum, whole);
				});
				expect([...edges].sort((a, b) => a - b)).toEqual(edges);
				expect(edges.at(-1)).toBe(1000);
			}),
		);
	});

	it('compares amounts of any number of decimals', () => {
		expect(millionths('1.5')).toBe(1_500_000n);
		expect(greatest(['-3', '2.001', '2.01'])).toBe(2_010_000n);
		expect(greatest([])).toBe(0n);
	});
});
