/** Writes a sample of every letter in every language (text and HTML) to a folder: node scripts/letters.ts <folder>. To look at, and to quote in pull requests. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { liquidLetters } from '../shared/adapters/letters/letters.ts';
import { day, instant } from '../shared/domain/day.ts';
import type { LetterLine, LetterOrder } from '../shared/domain/letter.ts';
import { currency } from '../shared/domain/money.ts';
import { noticeNames } from '../shared/domain/notice.ts';
import { tones } from '../shared/domain/policy.ts';

const line = (number: string, reference: string, due: string, total: number, asked: number, daysPastDue: number): LetterLine => ({
	number,
	reference,
	issued: day('2026-10-12'),
	due: day(due),
	total,
	asked,
	daysPastDue,
});
const lines = [
	line('INV-1042', 'PO 77/2026', '2026-11-12', 240_000, 210_000, 10),
	line('INV-1051', '', '2026-11-15', 126_050, 126_050, 7),
	line('INV-1066', 'Obra Gran Vía 12, planta 3', '2026-11-22', 84_950, 84_950, 0),
];
const shared = {
	seller: {
		name: 'Acme Kitchens Ltd',
		address: '12 Mill Lane\nLeeds LS1 4AB\nUnited Kingdom',
		taxId: 'GB 123 4567 89',
		replyTo: 'accounts@acme.example',
	},
	customer: 'Bistro del Norte S.L.',
	currency: currency('EUR'),
	timeZone: 'Europe/Madrid',
	asOf: instant('2026-11-22T13:02:00.000Z'),
	payUrl: 'https://hub.example.com/pay/7Vq0aXbPz3kLw9RtYc2mNg',
};
/** By file name. */
const samples = (language: string): ReadonlyMap<string, LetterOrder> => {
	const all = new Map<string, LetterOrder>();
	for (const tone of tones) {
		const early = tone === 'before';
		const shown = early ? [line('INV-1070', 'PO 78/2026', '2026-11-27', 98_000, 98_000, -5)] : lines;
		all.set(tone, {
			...shared,
			language,
			kind: 'reminder',
			tone,
			lines: tone === 'soft' ? shown.slice(0, 1) : shown,
			asked: early ? 98_000 : tone === 'soft' ? 210_000 : 401_000,
			held: early ? 0 : 30_000,
			unapplied: early || tone === 'soft' ? 0 : 20_000,
			earlier: tone === 'firm' || tone === 'final' ? [day('2026-11-04'), day('2026-11-11')] : [],
			answerBy: day('2026-12-05'),
		});
	}
	return all.set('receipt', {
		...shared,
		language,
		kind: 'receipt',
		paid: 350_000,
		on: day('2026-11-22'),
		method: 'card',
		last4: '4242',
		shares: lines.slice(0, 2).map(({ number, asked }) => ({ number, minor: asked })),
		unapplied: 13_950,
		remaining: 84_950,
	});
};

const folder = process.argv[2];
if (folder === undefined) throw new Error('which folder? node scripts/letters.ts <folder>');
await mkdir(folder, { recursive: true });
const letters = await liquidLetters();
/** What answers: of one invoice, or of a plan over all. */
const answers = (language: string): ReadonlyMap<string, LetterOrder> =>
	new Map(
		noticeNames.map((name) => {
			const isPlan = name.startsWith('plan');
			const about = isPlan ? lines : lines.slice(0, 1);
			const amount = about.reduce((sum, { asked }) => sum + asked, 0);
			const [third, rest] = [Math.floor(amount / 3), amount - 2 * Math.floor(amount / 3)];
			const code = name === 'code' ? { text: '123456', until: instant('2026-11-22T13:12:00.000Z') } : null;
			const order: LetterOrder = {
				...shared,
				language,
				kind: 'notice',
				name,
				lines: code ? [] : about.map((each) => ({ ...each, minor: each.asked })),
				instalments: isPlan
					? ['2026-12-01', '2027-01-01', '2027-02-01'].map((due, n) => ({ due: day(due), minor: n < 2 ? third : rest }))
					: [],
				amount,
				open: amount,
				by: day('2026-11-27'),
				rebill: false,
				code,
			};
			return [name, order];
		}),
	);
for (const language of ['en', 'es', 'ru'])
	for (const [name, order] of [...samples(language), ...answers(language)]) {
		const { subject, text, html } = letters.render(order);
		await writeFile(join(folder, `${language}-${name}.html`), html);
		await writeFile(join(folder, `${language}-${name}.txt`), `Subject: ${subject}\n\n${text}`);
	}
const own = {
	company: 'Acme Kitchens',
	provider: 'xero',
	timeZone: 'Europe/Madrid',
	hubUrl: 'https://hub.example.com/#connections',
	again: false,
	last: false,
} as const;
const at = instant('2026-11-22T13:02:00.000Z');
for (const language of ['en', 'es', 'ru'])
	for (const order of [
		{ ...own, language, kind: 'lost', since: at, ledgers: ['Acme Kitchens Ltd'] } as const,
		{ ...own, language, kind: 'ending', end: at, ledgers: ['Acme Kitchens Ltd', 'Acme Trade Ltd'] } as const,
		{
			...own,
			language,
			kind: 'asked',
			asker: 'Brightwater plc',
			person: 'Olga Petrova',
			until: at,
			ledgers: ['Acme Kitchens Ltd'],
		} as const,
		{ ...own, language, kind: 'answered', outcome: 'agreed', at, ledgers: ['Acme Kitchens Ltd'] } as const,
	]) {
		const { subject, text, html } = letters.renderConsent(order);
		await writeFile(join(folder, `${language}-${order.kind}.html`), html);
		await writeFile(join(folder, `${language}-${order.kind}.txt`), `Subject: ${subject}\n\n${text}`);
	}
console.log(`letters written to ${folder}`);
