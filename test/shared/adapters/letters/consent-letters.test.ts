/** Letters to a company's own people: all they must hold in each language, one link, and no way out for a name. */
import { describe, expect, it } from 'vitest';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import type { ConsentOrder } from '../../../../shared/domain/consent-letter.ts';
import { instant } from '../../../../shared/domain/day.ts';
import { LetterFault } from '../../../../shared/ports/letters.ts';

const letters = await liquidLetters();
const common = {
	company: 'Acme Group',
	provider: 'xero',
	timeZone: 'Europe/Madrid',
	hubUrl: 'https://hub.example.com/#connections',
	again: false,
	last: false,
} as const;
const at = instant('2026-11-22T13:02:00.000Z');
const names = ['Lumen Ltd', 'Mesa Verde S.L.', 'Ромашка', 'Acme 4', 'Acme 5'];

const lost = (over: Partial<ConsentOrder> = {}): ConsentOrder =>
	({ ...common, language: 'en', kind: 'lost', since: at, ledgers: names.slice(0, 1), ...over }) as ConsentOrder;
const ending = (over: Partial<ConsentOrder> = {}): ConsentOrder =>
	({ ...common, language: 'en', kind: 'ending', end: at, ledgers: names.slice(0, 1), ...over }) as ConsentOrder;

const moments = {
	en: '22 November 2026 at 14:02 CET',
	es: '22 de noviembre de 2026, 14:02',
	ru: '22 ноября 2026 г. в 14:02 GMT+1',
} as const;
const lastOnes = { en: /last mail/, es: /último correo/, ru: /последнее письмо/ } as const;
const eased = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll(' a las ', ', ');

describe.each(['en', 'es', 'ru'] as const)('in %s', (language) => {
	const orders = [lost, ending].flatMap((order) =>
		[1, 2, 5].flatMap((count) => [false, true].map((last) => order({ language, ledgers: names.slice(0, count), again: last, last }))),
	);

	it.each(orders.map((order) => [order.kind, order.ledgers.length, order.last ? 'last' : 'first', order] as const))(
		'%s, of %i, the %s: says what, since when, what stands, what waits and what to do',
		(_, __, ___, order) => {
			const letter = letters.renderConsent(order);
			const button = order.kind === 'lost' ? 'Reconnect Xero' : 'Connect Xero';
			const html = eased(letter.html.replace(/<(style|title)>.*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' '));
			for (const text of [eased(letter.text), html])
				for (const must of [...order.ledgers, 'Acme Group', button, moments[language], 'Cobro']) expect(text).toContain(must);
			expect(letter.subject).toContain('Xero');
			expect(lastOnes[language].test(letter.text)).toBe(order.last);
			expect(letter.language).toBe(language);
			expect(letter.text).not.toMatch(/undefined|null|\{|\[|\*\*/);
		},
	);

	it('holds one link, to the hub and to nothing secret', () => {
		for (const order of orders) {
			const { html, text } = letters.renderConsent(order);
			expect(text.match(/https?:\/\/\S+/g)).toEqual([common.hubUrl]);
			expect(html.match(/https?:\/\/[^"<]+/g)).toEqual([common.hubUrl]);
			expect(html).not.toMatch(/<img|<script|src=/i);
		}
	});
});

describe.each(['en', 'es', 'ru'] as const)('about a ledger that two companies want, in %s', (language) => {
	const asked = {
		...common,
		language,
		kind: 'asked',
		asker: 'Brightwater plc',
		person: 'Olga Petrova',
		until: at,
		ledgers: ['Lumen Ltd'],
	} as const;
	const answered = (outcome: 'agreed' | 'refused' | 'expired' | 'closed') =>
		letters.renderConsent({ ...common, language, kind: 'answered', outcome, at, ledgers: ['Lumen Ltd'] });

	it('whoever has it is told who asks, until when, and that nothing happens without them', () => {
		const { text, subject, html } = letters.renderConsent(asked);
		for (const must of ['Lumen Ltd', 'Brightwater plc', 'Olga Petrova', 'Acme Group', 'owner', 'Xero', moments[language]])
			expect(eased(text)).toContain(must);
		expect(subject).toContain('Lumen Ltd');
		expect(text.match(/https?:\/\/\S+/g)).toEqual([common.hubUrl]);
		expect(html).not.toMatch(/<img|<script|src=/i);
		expect(text).not.toMatch(/undefined|null|\{|\[|\*\*/);
	});

	it('whoever asked is told how it ended, each end in words of its own', () => {
		const all = (['agreed', 'refused', 'expired', 'closed'] as const).map((outcome) => eased(answered(outcome).text));
		expect(new Set(all).size).toBe(4);
		for (const text of all) for (const must of ['Lumen Ltd', 'Acme Group', moments[language]]) expect(text).toContain(must);
		expect(answered('agreed').subject).not.toBe(answered('refused').subject);
	});

	it('a company whose name tries to be a link stays a name; one without a name is not written about', () => {
		const { html, text } = letters.renderConsent({
			...asked,
			asker: '[pay](https://evil.example) <a href="https://evil.example">',
			person: '**x**',
		});
		expect(html).not.toContain('href="https://evil');
		expect(text.match(/https?:\/\/\S+/g)?.at(-1)).toBe(common.hubUrl);
		expect(() => letters.renderConsent({ ...asked, asker: ' ' })).toThrow(LetterFault);
	});
});

it.each(['fr', 'de-CH', '', 'not a language'])('in English for who has the locale "%s"', (language) => {
	expect(letters.renderConsent(lost({ language })).text).toContain('Hello,');
});

it('a name that tries to be markup, a link or a header stays a name', () => {
	const bad = '<a href="https://evil.example">x</a>\r\nBcc: all@evil.example **b** {{ company }} [hub] \u202e';
	const { html, text, subject } = letters.renderConsent(lost({ ledgers: [bad], company: bad }));
	expect(subject).not.toMatch(/[\r\n]/);
	expect(html).not.toContain('<a href="https://evil');
	expect(html).not.toContain('<strong>b</strong>');
	expect(text.match(/https?:\/\/\S+/g)).toEqual([common.hubUrl]);
	expect(text).not.toContain('\u202e');
});

it('that names no ledger, or leads nowhere, is not written', () => {
	expect(() => letters.renderConsent(lost({ ledgers: [' \n'] }))).toThrow(LetterFault);
	expect(() => letters.renderConsent(lost({ hubUrl: 'javascript:alert(1)' }))).toThrow(LetterFault);
	expect(() => letters.renderConsent(lost({ timeZone: 'Mars/Olympus' }))).toThrow(LetterFault);
});
