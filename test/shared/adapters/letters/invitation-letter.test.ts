/** The letter of an invitation: who, which company, until when, one link that is the only secret in it, and no way out for a name. */
import { describe, expect, it } from 'vitest';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import { instant } from '../../../../shared/domain/day.ts';
import type { InvitationOrder } from '../../../../shared/domain/invitation-letter.ts';
import { LetterFault } from '../../../../shared/ports/letters.ts';

const letters = await liquidLetters();
const joinUrl = `https://hub.example.com/join/${'x'.repeat(43)}`;
const order = (over: Partial<InvitationOrder> = {}): InvitationOrder => ({
	language: 'en',
	company: 'Acme Group',
	person: 'Olga Acme',
	until: instant('2026-11-29T13:02:00.000Z'),
	timeZone: 'Europe/Madrid',
	joinUrl,
	...over,
});
const eased = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll(' a las ', ', ');
const moments = {
	en: '29 November 2026 at 14:02 CET',
	es: '29 de noviembre de 2026, 14:02',
	ru: '29 ноября 2026 г. в 14:02 GMT+1',
} as const;

describe.each(['en', 'es', 'ru'] as const)('in %s', (language) => {
	it('says who, where, until when and what if one knows nobody there', () => {
		const { text, html, subject, language: tag } = letters.renderInvitation(order({ language }));
		const drawn = eased(html.replace(/<(style|title)>.*?<\/\1>/gs, '').replace(/<[^>]*>/g, ' '));
		for (const each of [eased(text), drawn])
			for (const must of ['Acme Group', 'Olga Acme', moments[language], 'Cobro']) expect(each).toContain(must);
		expect(subject).toContain('Acme Group');
		expect(subject).not.toContain('xxx');
		expect(tag).toBe(language);
		expect(text).not.toMatch(/undefined|null|\{|\[|\*\*/);
		expect(text.match(/https?:\/\/\S+/g)).toEqual([joinUrl]);
		expect(html.match(/https?:\/\/[^"<]+/g)).toEqual([joinUrl]);
		expect(html).not.toMatch(/<img|<script|src=/i);
	});

	it('lets no name make a link, markup, a line or a header', () => {
		const hostile = 'Pay <a href="https://evil.example">here</a> https://evil.example\r\nBcc: x@y.example [hub] {{ until }} **now**';
		const { text, html, subject } = letters.renderInvitation(order({ language, person: hostile, company: hostile }));
		expect(text.match(/https?:\/\/\S+/g)).toEqual([joinUrl]);
		expect(html.match(/https?:\/\/[^"<]+/g)).toEqual([joinUrl]);
		expect(html).not.toContain('<a href="https://evil');
		expect(subject).not.toMatch(/[\r\n]/);
	});
});

it('is not written without a name, or with a link that is none', () => {
	for (const over of [{ company: ' ' }, { person: '' }, { joinUrl: 'javascript:alert(1)' }, { timeZone: 'Mars/Base' }])
		expect(() => letters.renderInvitation(order(over)), JSON.stringify(over)).toThrow(LetterFault);
});
