/** Names, numbers and references are data, whatever they look like: no markup, no place, no header, no second link comes out of them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { plainLine } from '../../../../shared/adapters/letters/inert.ts';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import type { LetterOrder } from '../../../../shared/domain/letter.ts';
import { agreedNotices } from '../../../../shared/domain/notice.ts';
import { tones } from '../../../../shared/domain/policy.ts';
import { lineOf, notice, receipt, reminder } from './orders.ts';

const letters = await liquidLetters();

const attacks = [
	'<script>alert(1)</script>',
	'</td></tr></table><h1>Pay me</h1>',
	'"><img src=x onerror=alert(1)>',
	'[click](https://evil.example)',
	'![x](https://evil.example/p.png)',
	'<https://evil.example>',
	'javascript://evil',
	'**bold** _em_ `code` ~~gone~~',
	'# Title',
	'- item',
	'1. item',
	'> quote',
	'---',
	'{{ seller }}{% if true %}',
	'{{ "a" | raw }}{% include "package.json" %}',
	'[pay]',
	'x\n\n[invoices]\n\ny',
	'x\r\nBcc: victim@example.com\r\n\r\nbody',
	'x\u2028y\u2029z\u0085w',
	'\u202eEUR 00.001\u202c',
	'&lt;b&gt; &amp; &#60;',
	'\\*\\<\\',
	'    code',
	'\u0000\ud800',
	'a\\\nb',
	'=====',
	'| a | b |',
	'constructor.__proto__',
];
/** Something to see is left of it once it is cleaned. */
const hostile = fc
	.array(
		fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ unit: 'binary', maxLength: 8 })),
		{
			minLength: 1,
			maxLength: 3,
		},
	)
	.map((parts) => `x${parts.join('')}`);

type Data = { readonly seller: string; readonly customer: string; readonly number: string; readonly reference: string };
const mild: Data = { seller: 'x', customer: 'x', number: 'x', reference: 'x' };
const orderWith = ({ seller, customer, number, reference }: Data, language: string, kind: number): LetterOrder => {
	const parties = { language, customer, seller: { name: seller, address: seller, taxId: number, replyTo: reference } };
	const tone = tones[kind];
	const name = agreedNotices[kind - tones.length - 1];
	if (name) return notice({ ...parties, name, instalments: [], lines: [{ ...lineOf(1, 12), minor: 1, number, reference }] });
	return tone === undefined
		? receipt({ ...parties, shares: [{ number, minor: 120_000 }], method: reference, last4: number })
		: reminder({
				...parties,
				tone,
				lines: [{ ...lineOf(1, tone === 'before' ? -5 : 12), number, reference }],
				earlier: [lineOf(1, 20).due],
			});
};
/** Tags in their order. The subject stands in one attribute. */
const tagsOf = (html: string): string[] => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/ aria-label="[^"]*"/, ''));
const unescaped = (html: string): string =>
	html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name] ?? '');

const check = (given: Data, language: string, kind: number): void => {
	const { subject, text, html } = letters.render(orderWith(given, language, kind));
	const benign = letters.render(orderWith(mild, language, kind));
	expect(tagsOf(html)).toEqual(tagsOf(benign.html));
	// Nothing is lost, nothing is read as markup.
	const shown = unescaped(html.replace(/<[^>]*>/g, '\n'));
	const values = [plainLine(given.seller), plainLine(given.customer), plainLine(given.number, 60)];
	if (kind < tones.length) values.push(plainLine(given.reference, 100));
	// It names no invoice.
	if (agreedNotices[kind - tones.length - 1] === 'reward-granted') values.pop();
	for (const value of values) for (const read of [text, shown]) expect(read).toContain(value);
	expect([text.split('://').length, html.split('://').length]).toEqual([2, 2]);
	expect(text.split('\n').length).toBe(benign.text.split('\n').length);
	expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
	expect(subject.length).toBeGreaterThan(0);
	expect(subject.isWellFormed() && text.isWellFormed() && html.isWellFormed()).toBe(true);
};

it.each(attacks)('come out as they are, and as nothing else: %j', (attack) => {
	const value = `x${attack}`;
	for (let kind = 0; kind <= tones.length + agreedNotices.length; kind++)
		check({ seller: value, customer: value, number: value, reference: value }, 'es', kind);
});

it('come out as they are, whatever they are', () => {
	const data = fc.record({ seller: hostile, customer: hostile, number: hostile, reference: hostile });
	fc.assert(fc.property(data, fc.constantFrom('en', 'es', 'ru'), fc.integer({ min: 0, max: tones.length + agreedNotices.length }), check), {
		numRuns: 400,
	});
});

it('are cut where they would fill the page, between characters', () => {
	const name = '👩‍🍳'.repeat(500);
	const { subject, text } = letters.render(reminder({ lines: [{ ...lineOf(1, 12), number: name, reference: name }], customer: name }));
	expect(subject.length).toBeLessThan(300);
	expect(text.length).toBeLessThan(4_000);
	expect(text.isWellFormed()).toBe(true);
});

it('a link that is not one of ours is a fault', () => {
	for (const payUrl of [
		'javascript:alert(1)',
		'https://x y',
		'https://hub.example/\r\nBcc: x',
		'pay',
		'https://hub.example/"onclick="x',
		'',
	])
		if (payUrl.includes('"')) expect(letters.render(reminder({ payUrl })).html).not.toContain('"onclick');
		else expect(() => letters.render(reminder({ payUrl }))).toThrow(/link/);
});
