import { describe, expect, it } from 'vitest';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import { addDays, day } from '../../../../shared/domain/day.ts';
import { type Currency, currency } from '../../../../shared/domain/money.ts';
import { LetterFault } from '../../../../shared/ports/letters.ts';
import { lineOf, receipt, reminder, today } from './orders.ts';

const letters = await liquidLetters();
const eased = (text: string): string => text.replaceAll('\u00a0', ' ');
const texts = (order: Parameters<typeof letters.render>[0]): string => eased(letters.render(order).text);
const faultOf = (render: () => unknown): LetterFault => {
	try {
		render();
	} catch (error) {
		if (error instanceof LetterFault) return error;
		throw error;
	}
	throw new Error('it was rendered');
};

describe('amounts', () => {
	const asked = (code: string, minor: number, language = 'en'): string => {
		const lines = [{ ...lineOf(1, 10), total: minor, asked: minor }];
		return (
			/(?:Total to pay|Total a pagar|Итого к оплате): (.+)/.exec(texts(reminder({ currency: currency(code), lines, language })))?.[1] ?? ''
		);
	};
	it('have the decimals of ISO 4217, not of Intl, and are exact at any size', () => {
		expect(asked('JPY', 1_234_567)).toBe('JPY 1,234,567');
		expect(asked('KWD', 1_234_567)).toBe('KWD 1,234.567');
		expect(asked('HUF', 1_234_567)).toBe('HUF 12,345.67');
		expect(asked('EUR', 1)).toBe('EUR 0.01');
		expect(asked('EUR', Number.MAX_SAFE_INTEGER)).toBe('EUR 90,071,992,547,409.91');
		expect(asked('KWD', Number.MAX_SAFE_INTEGER, 'ru')).toBe('9 007 199 254 740,991 KWD');
		expect(asked('USD', 100_000, 'es')).toBe('1.000,00 USD');
		expect(asked('MXN', 100_000, 'es-MX')).toBe('MXN 1,000.00');
	});
	it('of a currency ISO does not know are a fault', () => {
		expect(faultOf(() => asked('EUR', 1.5)).message).toContain('1.5');
		expect(faultOf(() => letters.render(reminder({ currency: 'XXZ' as Currency }))).message).toContain('XXZ');
	});
});

describe('languages', () => {
	it.each([
		['en', 'en', '12 November 2026'],
		['en-US', 'en-US', 'November 12, 2026'],
		['EN_gb', 'en-GB', '12 November 2026'],
		['es', 'es', '12 de noviembre de 2026'],
		['es-MX', 'es-MX', '12 de noviembre de 2026'],
		['ru-RU', 'ru-RU', '12 ноября 2026'],
		['ru-u-nu-arab', 'ru', '12 ноября 2026'],
		['de', 'en', '12 November 2026'],
		['', 'en', '12 November 2026'],
		['"><script>', 'en', '12 November 2026'],
		['xx-xx-xx-xx-xx', 'en', '12 November 2026'],
	])('%s is written in %s', (asked, language, due) => {
		const letter = letters.render(reminder({ language: asked }));
		expect(letter.language).toBe(language);
		expect(eased(letter.text)).toContain(`${due}\n`);
		expect(letter.html).toContain(`<html lang="${language}">`);
	});
	it("the time is the company's, as its region writes it", () => {
		const at = (language: string, timeZone: string) =>
			/22\D+2026.*\d\d:\d\d[^.]*|November 22.*2026 at[^.]*/.exec(texts(reminder({ language, timeZone })))?.[0].replaceAll('\u202f', ' ');
		expect(at('en', 'Europe/London')).toBe('22 November 2026 at 13:02 GMT');
		expect(at('en-US', 'America/New_York')).toBe('November 22, 2026 at 8:02 AM EST');
		expect(at('ru', 'Europe/Moscow')).toContain('в 16:02 GMT+3');
	});
});

describe('what is netted', () => {
	const lines = [lineOf(1, 10), lineOf(2, 3)];
	it('credits taken off are shown with the sum before them', () => {
		const text = texts(reminder({ lines, asked: 150_100, unapplied: 50_000 }));
		expect(text).toContain('Open on these invoices: EUR 2,001.00\nYour credits, taken off: −EUR 500.00\nTotal to pay: EUR 1,501.00\n\n');
	});
	it('credits not taken off, and payments on their way, are shown apart', () => {
		const text = texts(reminder({ lines, unapplied: 50_000, held: 20_000 }));
		expect(text).toContain(
			'Total to pay: EUR 2,001.00\nYour payments on their way, already taken off above: EUR 200.00\nYour credits, not yet set against these invoices: EUR 500.00\n\n',
		);
	});
	it('sums nobody can follow are a fault', () => {
		expect(faultOf(() => letters.render(reminder({ lines, asked: 150_000, unapplied: 50_000 }))).message).toContain('150000');
		expect(faultOf(() => letters.render(reminder({ lines, asked: 250_100 }))).message).toContain('250100');
	});
});

describe('a receipt', () => {
	it('says what it paid, what is left on account and what remains', () => {
		const text = texts(receipt());
		expect(text).toContain('paid on 22 November 2026 by card ending in 4242.');
		expect(text).toContain('Invoice INV-1001 – paid: EUR 1,000.50\n\nInvoice INV-1002 – paid: EUR 99.50\n\n');
		expect(text).toContain('Kept on your account: EUR 100.00\nReceived: EUR 1,200.00\nStill open on your account: EUR 901.00\n');
	});
	it('has a word for methods it does not know, never shows more than four digits, and says when all is paid', () => {
		const text = texts(receipt({ method: 'constructor', last4: '4242424242424242', remaining: 0, unapplied: 0 }));
		expect(text).toContain('by online payment.');
		expect(text).not.toContain('4242');
		expect(text).toContain('Nothing more is open on your account.');
	});
});

describe('invoices', () => {
	it('are listed up to fifty; the others are on the page', () => {
		const lines = Array.from({ length: 1_061 }, (_, n) => lineOf(n, 10));
		const { text, html, subject } = letters.render(reminder({ lines }));
		expect(text.split('Your reference').length - 1).toBe(50);
		expect(eased(text)).toContain('… and 1,011 more, all on the page\n\nTotal to pay: EUR 1,061,530.50');
		expect(html).toContain('… and 1,011 more');
		expect(eased(subject)).toBe('1,061 invoices are past due (EUR 1,061,530.50)');
		expect(html.length).toBeLessThan(60_000);
	});
	it('may lack a number or a reference, and be due today', () => {
		const due = { ...lineOf(1, 0), number: ' ', reference: '\n' };
		const text = texts(reminder({ tone: 'before', lines: [due] }));
		expect(text).toContain(
			'Invoice without a number – open now: EUR 1,000.50\n  Issued 23 October 2026, due 22 November 2026 (today)\n  Total EUR 1,200.50',
		);
		expect(texts(reminder({ tone: 'soft', language: 'ru', lines: [{ ...due, daysPastDue: 3 }] }))).toContain(
			'Срок оплаты счёта без номера был 22 ноября 2026, но',
		);
	});
	it('past due in a letter about what is coming are named as what they are', () => {
		const letter = letters.render(reminder({ tone: 'before', lines: [lineOf(1, -5), lineOf(2, 30)] }));
		expect(eased(letter.subject)).toBe('2 open invoices (EUR 2,001.00)');
		expect(eased(letter.text)).toContain('30 days past due');
	});
});

describe('the seller', () => {
	it('is shown as far as known', () => {
		const { text } = letters.render(reminder({ seller: { name: 'Acme', address: null, taxId: null, replyTo: null } }));
		expect(text.split('\n-- \n')[1]).toBe('Acme\n');
		expect(text).toContain('Please get in touch with Acme the way you usually do: replies to this mail are not read.');
	});
	it('without a name is a fault', () => {
		expect(
			faultOf(() => letters.render(reminder({ seller: { name: ' \n', address: null, taxId: null, replyTo: null } }))).message,
		).toContain('seller');
	});
});

describe('a source', () => {
	const filled = async (source: string) => (await liquidLetters({ reminder: source })).render(reminder());
	it('of somebody else is filled the same way', async () => {
		const { subject, text, html } = await filled(
			'subject: {{ asked }}, please\n---\nDear **{{ customer }}**,\n\n- one\n- *two*\n\n1. first\n2. second\n\n[pay]\n',
		);
		expect(eased(subject)).toBe('EUR 1,000.50, please');
		expect(text).toMatch(/^Dear Bistro del Norte S\.L\.,\n\n- one\n\n- two\n\n1\. first\n\n2\. second\n\nSee the invoices and pay:\nhttps/);
		expect(html).toContain('<strong>Bistro del Norte S.L.</strong>');
		expect(html).toContain('<em>two</em>');
	});
	it.each([
		['subject: x\n---\n{{ nobody }}', 'nobody'],
		['subject: {{ due.constructor }}\n---\nx', 'due.constructor'],
		['subject: x\n---\n{{ seller | upcase }}', 'upcase'],
		['subject: x\n---\n{{ seller | raw }}', 'raw'],
		['subject: x\n---\n{% include "package.json" %}', 'include'],
		['subject: x\n---\n{% for i in (1..1000000000) %}{% endfor %}', 'for'],
		['subject: x\n---\n{% if seller %}', 'if'],
		['subject: x\n---\n[wallet]\n', 'wallet'],
		['no subject', 'subject'],
		[`subject: x\n---\n${'x'.repeat(30_000)}`, 'parse'],
	])('that is broken is a fault that names it: %s', async (source, named) => {
		const fault = await filled(source).then(
			() => new Error('it was rendered'),
			(error: unknown) => error,
		);
		expect(fault).toBeInstanceOf(LetterFault);
		expect((fault as LetterFault).message).toContain(named);
	});
	it('cannot make links, pictures or HTML', async () => {
		const { html } = await filled('subject: x\n---\n[a](https://evil.example) <b>b</b> ![c](https://evil.example/c.png) `d` &copy;\n');
		expect(html).toContain('[a](https://evil.example) &lt;b&gt;b&lt;/b&gt; ![c](https://evil.example/c.png) `d` &amp;copy;');
	});
});

it('needs a customer with a name', () => {
	expect(faultOf(() => letters.render(receipt({ customer: '\u200e ' }))).message).toContain('customer');
});

it('needs an invoice, a known zone and a real day', () => {
	expect(faultOf(() => letters.render(reminder({ lines: [], asked: 0 }))).message).toContain('invoice');
	expect(faultOf(() => letters.render(reminder({ timeZone: 'Mars/Olympus' }))).message).toContain('Mars');
	expect(texts(reminder({ answerBy: addDays(today, 9), tone: 'firm' }))).toContain('by 1 December 2026');
	expect(day('2026-12-01')).toBe(addDays(today, 9));
});

it('takes about half a millisecond (printed, not judged)', () => {
	const lines = Array.from({ length: 10 }, (_, n) => lineOf(n, 10));
	for (const language of ['en', 'es', 'ru']) for (let i = 0; i < 200; i++) letters.render(reminder({ language, lines }));
	const began = process.cpuUsage();
	const rounds = 600;
	for (let i = 0; i < rounds; i++) letters.render(reminder({ language: ['en', 'es', 'ru'][i % 3] ?? 'en', lines }));
	const { user, system } = process.cpuUsage(began);
	console.log(`${((user + system) / 1000 / rounds).toFixed(3)} ms of processor time a letter of ten invoices`);
});
