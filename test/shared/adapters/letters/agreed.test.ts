/** What a mail says of invoices about which something was agreed: in figures and in the words of each language. */
import { beforeAll, describe, expect, it } from 'vitest';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import type { LetterLine } from '../../../../shared/domain/letter.ts';
import type { Letters } from '../../../../shared/ports/letters.ts';
import { lineOf, reminder } from './orders.ts';

let letters: Letters;
beforeAll(async () => {
	letters = await liquidLetters();
});

const disputed: LetterLine = { ...lineOf(1, 10), total: 100_000, asked: 30_000, rest: { asked: 30_000, of: 100_000, is: 'clarified' } };
const instalments: readonly LetterLine[] = [
	{ ...lineOf(2, 20), asked: 10_000, agreed: true },
	{ ...lineOf(2, 5), asked: 20_000, agreed: true, further: true, rest: { asked: 30_000, of: 90_000, is: 'later' } },
];
const plain = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');
const written = (language: string, lines: readonly LetterLine[]): string => plain(letters.render(reminder({ language, lines })).text);

describe('an invoice that is disputed in part', () => {
	it('is asked for the rest, and the mail says that the other part is being clarified', () => {
		expect(written('en', [disputed])).toMatch(
			/INV-1001 – to pay now: EUR 300\.00[\s\S]*EUR 300\.00 of EUR 1,000\.00; the rest is being clarified/,
		);
		expect(written('es', [disputed])).toContain('300,00 EUR de 1.000,00 EUR; el resto se está aclarando');
		expect(written('ru', [disputed])).toContain('300,00 EUR из 1.000,00 EUR; остальное уточняется'.replace('1.000', '1 000'));
	});
});

describe('an invoice with instalments', () => {
	it('has a line for each, by the day that was agreed, and is one invoice', () => {
		const text = written('en', instalments);
		expect(text).toContain('to be paid by 2 November 2026 as agreed');
		expect(text).toContain('to be paid by 17 November 2026 as agreed');
		expect(text).toContain('EUR 300.00 of EUR 900.00; the rest is not asked for now');
		expect(text).toContain('1 invoice from Acme Kitchens Ltd');
		expect(written('es', instalments)).toContain('pago acordado para el 17 de noviembre de 2026');
		expect(written('ru', instalments)).toContain('оплатить по договорённости до 17 ноября 2026');
	});
	it('in HTML says the same', () => {
		const { html } = letters.render(reminder({ lines: [disputed, ...instalments] }));
		expect(plain(html)).toContain('the rest is being clarified');
		expect(plain(html)).toContain('EUR 600.00');
	});
});
