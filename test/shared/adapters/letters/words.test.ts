/** Every letter in every language and number of invoices: what must be in it is, and what must not is not (facts of the trade, in docs/letters.md). */
import { describe, expect, it } from 'vitest';
import { liquidLetters } from '../../../../shared/adapters/letters/letters.ts';
import { instant } from '../../../../shared/domain/day.ts';
import type { LetterOrder } from '../../../../shared/domain/letter.ts';
import { agreedNotices } from '../../../../shared/domain/notice.ts';
import { tones } from '../../../../shared/domain/policy.ts';
import type { Letter } from '../../../../shared/ports/letters.ts';
import { lineOf, notice, payUrl, receipt, reminder } from './orders.ts';

const letters = await liquidLetters();
const languages = ['en', 'es', 'ru'] as const;
type Language = (typeof languages)[number];

/** Each class of Russian plurals, 1 of English and Spanish. */
const counts = [1, 2, 5, 21];
const earlier = [lineOf(0, 18).due, lineOf(0, 11).due];

const reminders = (language: Language): readonly (readonly [string, LetterOrder, Letter])[] =>
	tones.flatMap((tone) =>
		counts.flatMap((count) =>
			[0, 1].map((other) => {
				const late = tone === 'before' ? -5 : 12;
				// `other`: one more that is not of this stage: past due in a letter about what is coming, coming in one about what is past due.
				const lines = Array.from({ length: count }, (_, n) => lineOf(n, late)).concat(other ? [lineOf(99, late > 0 ? -2 : 30)] : []);
				const order = reminder({ language, tone, lines, earlier: tone === 'firm' || tone === 'final' ? earlier : [], held: 20_000 });
				return [`${tone}, ${count} + ${other}`, order, letters.render(order)] as const;
			}),
		),
	);
const receipts = (language: Language): readonly (readonly [string, LetterOrder, Letter])[] =>
	[receipt({ language }), receipt({ language, unapplied: 0, remaining: 0, last4: null, method: 'strange' })].map((order, n) => [
		`receipt ${n}`,
		order,
		letters.render(order),
	]);

/** One invoice, and more than are named; of a plan with its parts. */
const notices = (language: Language): readonly (readonly [string, LetterOrder, Letter])[] =>
	agreedNotices.flatMap((name) =>
		[1, 2, 7].map((count) => {
			const order = notice({ language, name, lines: Array.from({ length: count }, (_, n) => ({ ...lineOf(n, 10), minor: 100_050 })) });
			return [`${name}, ${count}`, order, letters.render(order)] as const;
		}),
	);

const plainHtml = (html: string): string =>
	html
		.replace(/<(style|title)>.*?<\/\1>/gs, '')
		.replace(/<[^>]*>/g, ' ')
		.replaceAll('&amp;', '&')
		.replaceAll('&#39;', "'");
/** No-break spaces read as spaces. */
const eased = (text: string): string => text.replaceAll('\u00a0', ' ').replace(/ +/g, ' ');

const neverAnywhere: Record<Language, RegExp> = {
	en: /debt|overdue|delinquent|default|insolven|bankrupt|legal|court|lawyer|solicitor|attorney|collection|agency|credit (score|rating)|penalt|interest|fine\b|letter before|blacklist|immediately|failure/i,
	es: /moros|deud|abon[ao]|burofax|requerimiento|abogad|judicial|juzgado|demanda|embargo|asnef|concurso|insolven|interes|recargo|penaliz|inmediat|(^|\s)(tú|tu|tus|te|ti|contigo|tienes|puedes|debes|paga|haz)(?=[\s.,?!])/i,
	ru: /должник|долг|задолженн|коллектор|суд(?!а)|иск(?!л)|претензи|юрист|адвокат|банкрот|неплатеж|штраф|пен[яию]\b|неустойк|процент|немедленно|счёт-фактур|(^|[\s.,«(])(ты|тебя|тебе|тобой|твой|твоя|твои|твоё|вы|вас|вам|вами|ваш[а-яё]*)(?=[\s.,!?»)])/,
};
const notYet: Record<Language, RegExp> = { en: /past[- ]due|late\b/i, es: /vencid[ao]/i, ru: /просроч/i };

describe.each(languages)('in %s', (language) => {
	const all = [...reminders(language), ...receipts(language), ...notices(language)];

	it.each(all)('%s holds all it must', (name, order, letter) => {
		const both = [eased(letter.text), eased(plainHtml(letter.html))];
		const asOf = {
			en: '22 November 2026 at 14:02 CET',
			es: '22 de noviembre de 2026 a las 14:02 CET',
			ru: '22 ноября 2026 г. в 14:02 GMT+1',
		}[language];
		const bank = {
			en: 'We never announce new bank details by email',
			es: 'Nunca comunicamos nuevos datos bancarios por correo',
			ru: 'Мы никогда не сообщаем о новых банковских реквизитах',
		}[language];
		const wrong = {
			en: 'Is something not right? Just reply to this mail',
			es: '¿Hay algo que no sea correcto? Responda a este correo',
			ru: 'Что-то неверно? Ответьте на это письмо',
		}[language];
		const hello = { en: 'Hello,', es: 'Buenos días:', ru: 'Здравствуйте!' }[language];
		const address = '12 Mill Lane, Leeds';
		for (const text of both)
			for (const must of [asOf, bank, wrong, hello, address, order.seller.name, order.customer, 'GB 123 4567 89', 'accounts@acme.example'])
				expect(text).toContain(must);
		if (order.kind !== 'reminder') return;
		const ignore = {
			en: 'already on its way, please ignore',
			es: 'ya está en camino, no tenga en cuenta',
			ru: 'уже отправлен, не обращайте внимания',
		}[language];
		const money =
			language === 'en'
				? ['EUR 1,200.50', 'EUR 1,000.50', 'EUR 200.00']
				: language === 'es'
					? ['1.200,50 EUR', '1.000,50 EUR', '200,00 EUR']
					: ['1 200,50 EUR', '1 000,50 EUR', '200,00 EUR'];
		const long = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' });
		const days = order.lines.flatMap(({ issued, due }) => [issued, due]).map((day) => long.format(Date.parse(day)).replace(/\sг\.$/, ''));
		for (const text of both) {
			for (const must of [ignore, ...money, ...days, ...order.lines.flatMap(({ number, reference }) => [number, reference])])
				expect(text).toContain(must);
			if (order.tone === 'firm' || order.tone === 'final')
				for (const each of [...order.earlier, order.answerBy]) expect(text).toContain(long.format(Date.parse(each)).replace(/\sг\.$/, ''));
		}
		expect(name).toContain(order.tone);
	});

	it.each(all)('%s has one link, amounts with their currency, and a language', (_, order, { text, html, subject, language: said }) => {
		expect(said).toBe(language);
		expect(html).toContain(`<html lang="${language}">`);
		expect([text.split('://').length, html.split('://').length, html.split('href="').length]).toEqual([2, 2, 2]);
		expect(text).toContain(`\n${payUrl}\n`);
		expect(html).toContain(`href="${payUrl}"`);
		expect(html).not.toMatch(/<img|<script|<link|src=|url\(|@import|onclick/i);
		// An amount has decimals: whatever has them has its code beside it.
		for (const each of [text, plainHtml(html), subject].map(eased))
			for (const [found] of each.matchAll(/(EUR −?)?\d[\d.,\u00a0 ]*[.,]\d\d(?!\d)( EUR)?/g)) expect(found).toMatch(/EUR/);
		expect(order.kind === 'receipt' ? subject : text).not.toBe('');
	});

	it.each(all)('%s says nothing it must not', (_, order, { text, html, subject }) => {
		for (const each of [subject, text, plainHtml(html)].map(eased)) {
			expect(each).not.toMatch(neverAnywhere[language]);
			expect(each).not.toMatch(/\{|\}|undefined|null|NaN|\[[a-z]+\]|\.\.(?!\.)|Invalid/);
		}
		const early = order.kind !== 'reminder' || order.tone === 'before' || order.tone === 'soft';
		if (early) expect(subject).not.toMatch(notYet[language]);
		if (order.kind === 'notice' && order.name !== 'promise-broken' && order.name !== 'plan-missed')
			expect(text).not.toMatch(/please pay|le rogamos que realice|просим вас оплатить/i);
		// A receipt asks for nothing.
		if (order.kind === 'receipt') expect(text).not.toMatch(/please pay|to pay|a pagar|le rogamos|к оплате|просим/i);
	});
});

describe('a notice', () => {
	const say = (language: Language, name: (typeof agreedNotices)[number], change: object = {}): string =>
		eased(letters.render(notice({ language, name, ...change })).text);

	it.each(languages)('names the day that it has, and none that it has not (%s)', (language) => {
		const long = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'long', timeZone: 'UTC' });
		const day = long.format(Date.parse('2026-11-27')).replace(/\sг\.$/, '');
		for (const name of ['dispute-received', 'proposal-received', 'plan-offered'] as const) {
			expect(say(language, name)).toContain(day);
			expect(say(language, name, { by: null })).not.toContain(day);
		}
		for (const name of ['promise-noted', 'extension-agreed', 'settlement-offered'] as const) expect(say(language, name)).toContain(day);
	});

	it.each(languages)('draws each part of a plan (%s)', (language) => {
		const text = say(language, 'plan-agreed');
		for (const part of [1, 2])
			expect(text).toContain({ en: `Instalment ${part} of 2`, es: `Plazo ${part} de 2`, ru: `Платёж ${part} из 2` }[language]);
		expect(text).toContain(language === 'en' ? 'EUR 500.50' : '500,50 EUR');
	});

	it('that credits says what is left, and whether a corrected invoice comes', () => {
		expect(say('en', 'dispute-credited', { open: 0, rebill: true })).toMatch(/A corrected invoice follows\.[\s\S]*Nothing more is open/);
		expect(say('en', 'dispute-credited', { open: 5_000 })).toMatch(/Still open on the invoice: EUR 50\.00/);
	});
});

describe('a code', () => {
	it.each(languages)('is in the text and not in the subject, and nothing can be followed (%s)', (language) => {
		const order = notice({ language, name: 'code', lines: [], code: { text: '123456', until: instant('2026-11-22T13:12:00.000Z') } });
		const { subject, text, html } = letters.render(order);
		expect(subject).not.toMatch(/\d/);
		expect(text).toContain('\n123456\n');
		expect(html).toContain('<strong>123456</strong>');
		expect([text, html].join('')).not.toMatch(/:\/\/|href=/);
		expect(text).not.toMatch(neverAnywhere[language]);
		expect(text).toContain('14:12');
	});
});

describe('the subjects', () => {
	const subject = (language: Language, tone: (typeof tones)[number], count: number, late = tone === 'before' ? -5 : 12): string =>
		eased(letters.render(reminder({ language, tone, lines: Array.from({ length: count }, (_, n) => lineOf(n + 1, late)) })).subject);

	it('are those of the trade, before and soft', () => {
		expect(subject('en', 'before', 1)).toBe('Invoice INV-1001 falls due on 27 November 2026');
		expect(subject('es', 'before', 1)).toBe('La factura INV-1001 vence el 27 de noviembre de 2026');
		expect(subject('ru', 'before', 1)).toBe('Счёт № INV-1001: срок оплаты 27 ноября 2026');
		expect(subject('en', 'before', 2)).toBe('2 invoices fall due by 27 November 2026');
		expect(subject('en', 'soft', 1)).toBe('Invoice INV-1001 – a quick check');
		expect(subject('es', 'soft', 3)).toBe('3 facturas: ¿podría confirmarnos el pago?');
		expect(subject('ru', 'soft', 5)).toBe('5 счетов: просим проверить оплату');
	});

	it('count in Russian as Russians do', () => {
		const asked = (count: number): string => subject('ru', 'reminder', count);
		expect(asked(1)).toBe('Просрочен счёт № INV-1001 (1 000,50 EUR)');
		expect(asked(2)).toBe('Просрочены 2 счёта (2 001,00 EUR)');
		expect(asked(4)).toBe('Просрочены 4 счёта (4 002,00 EUR)');
		expect(asked(5)).toBe('Просрочено 5 счетов (5 002,50 EUR)');
		expect(asked(11)).toBe('Просрочено 11 счетов (11 005,50 EUR)');
		expect(asked(21)).toBe('Просрочен 21 счёт (21 010,50 EUR)');
		expect(asked(22)).toBe('Просрочены 22 счёта (22 011,00 EUR)');
		expect(asked(112)).toBe('Просрочено 112 счетов (112 056,00 EUR)');
	});

	it('ask for an answer when firm, and name what came when thanking', () => {
		expect(subject('en', 'firm', 3)).toBe('Please reply by 5 December 2026: past-due account');
		expect(subject('es', 'reminder', 3)).toBe('3 facturas vencidas (3.001,50 EUR)');
		expect(subject('ru', 'firm', 1)).toBe('Просим ответить до 5 декабря 2026: просроченная оплата');
		expect(eased(letters.render(receipt({ language: 'es' })).subject)).toBe('Gracias: hemos recibido 1.200,00 EUR');
	});
});
