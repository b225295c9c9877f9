/**
 * The ports `Letters`, `ConsentLetters` and `InvitationLetters`: one source a letter and language (Markdown and Liquid), read as plain text and as HTML from the same words.
 * Makes its engines on the first letter of a language; after that ≈ 0.3 ms a letter of ten invoices.
 */
import type { ConsentOrder } from '../../domain/consent-letter.ts';
import type { InvitationOrder } from '../../domain/invitation-letter.ts';
import type { LetterOrder } from '../../domain/letter.ts';
import { isNoticeName, type NoticeName } from '../../domain/notice.ts';
import { type ConsentLetters, type InvitationLetters, type Letter, LetterFault, type Letters } from '../../ports/letters.ts';
import { nothingToPay, noticeAccount, receiptAccount, reminderAccount } from './account.ts';
import { type Figures, figuresOf } from './figures.ts';
import { htmlLetter } from './html.ts';
import { plainLine } from './inert.ts';
import { writtenIn } from './language.ts';
import { markdownReader } from './markdown.ts';
import { consentPlaces, invitationPlaces, noticePlaces, receiptPlaces, reminderPlaces } from './places.ts';
import { textLetter } from './plain.ts';
import { type Places, type Source, sourceReader } from './template.ts';
import { type ConsentLetterName, consentLetterNames, type LetterName, type Texts } from './texts.ts';

/** A link we made ourselves: anything else in its place would be somebody's mistake, or worse. */
const linkOf = (url: string): string => {
	if (!URL.canParse(url) || !/^https?:\/\/[!-~]+$/.test(url)) throw new LetterFault('the link to the page is no address');
	return url;
};

/** Whatever the order lacks or has wrong (a zone nobody knows, a currency ISO does not) is a fault of the letter: nothing is sent. */
const faulted = (error: unknown): LetterFault =>
	error instanceof LetterFault ? error : new LetterFault(error instanceof Error ? error.message : String(error), { cause: error });

const isConsentLetter = (name: string): name is ConsentLetterName => consentLetterNames.some((each) => each === name);

type Name = LetterName | NoticeName | ConsentLetterName | 'invitation';
const textOf = (texts: Texts, name: Name, own: Partial<Record<LetterName, string>>): string => {
	if (name === 'invitation') return texts.invitation;
	if (isConsentLetter(name)) return texts.consent[name];
	return isNoticeName(name) ? texts.notices[name] : (own[name] ?? texts.letters[name]);
};

type Ours = { readonly company: string; readonly link: string };
type Say = Parameters<typeof receiptPlaces>[1];
const drawn = (order: LetterOrder, say: Say) => {
	switch (order.kind) {
		case 'reminder':
			return { name: order.tone, places: reminderPlaces(order, say), account: reminderAccount(order, say) };
		case 'receipt':
			return { name: 'receipt', places: receiptPlaces(order, say), account: receiptAccount(order, say) } as const;
		case 'notice':
			return { name: order.name, places: noticePlaces(order, say), account: noticeAccount(order, say) };
	}
};

/** `sources`: other words for some letters, for tests and for what companies will write themselves. */
export const liquidLetters = async (
	sources: Partial<Record<LetterName, string>> = {},
): Promise<Letters & ConsentLetters & InvitationLetters> => {
	const { Liquid, MarkdownIt } = await import('./sdk.cjs');
	const read = markdownReader(MarkdownIt);
	const readers = new Map<string, ReturnType<typeof sourceReader>>();
	const kept = new Map<string, Source>();
	const sourceOf = (texts: Texts, name: Name, locale: string): Source => {
		const key = `"${name}" (${locale})`;
		const known = kept.get(key);
		if (known) return known;
		const reader = readers.get(locale) ?? sourceReader(Liquid, figuresOf(locale));
		readers.set(locale, reader);
		const made = reader(key, textOf(texts, name, sources));
		kept.set(key, made);
		return made;
	};

	const rendered = (order: LetterOrder): Letter => {
		const { texts, tag, locale } = writtenIn(order.language);
		const say = { figures: figuresOf(locale), labels: texts.labels };
		const { name, places, account } = drawn(order, say);
		const filled = sourceOf(texts, name, locale).fill(places);
		const subject = plainLine(filled.subject, 200);
		const sheet = {
			tag,
			subject,
			seller: plainLine(order.seller.name),
			footer: [order.seller.name, order.seller.address, order.seller.taxId === null ? null : say.labels.taxId(order.seller.taxId)]
				.flatMap((line) => (line === null ? [] : [plainLine(line.replace(/\s*[\r\n]+\s*/g, ', '), 300)]))
				.concat(order.seller.replyTo === null ? [] : [plainLine(order.seller.replyTo)])
				.filter((line) => line !== ''),
			link: linkOf(order.payUrl),
			labels: say.labels,
			account,
			body: filled.body.map((piece) => ('part' in piece ? piece : read(piece.markdown))),
		};
		return { language: tag, subject, text: textLetter(sheet), html: htmlLetter(sheet) };
	};
	/** From us ourselves, about no money. */
	const plainly = (
		language: string,
		name: ConsentLetterName | 'invitation',
		places: (figures: Figures) => Places,
		around: Ours,
	): Letter => {
		const { texts, tag, locale } = writtenIn(language);
		const filled = sourceOf(texts, name, locale).fill(places(figuresOf(locale)));
		const subject = plainLine(filled.subject, 200);
		const sheet = {
			tag,
			subject,
			seller: 'Cobro',
			footer: [plainLine(around.company)],
			link: linkOf(around.link),
			labels: texts.labels,
			account: nothingToPay,
			body: filled.body.map((piece) => ('part' in piece ? piece : read(piece.markdown))),
		};
		return { language: tag, subject, text: textLetter(sheet), html: htmlLetter(sheet) };
	};
	const renderedConsent = (order: ConsentOrder): Letter =>
		plainly(order.language, order.kind, (figures) => consentPlaces(order, figures), { company: order.company, link: order.hubUrl });
	const renderedInvitation = (order: InvitationOrder): Letter =>
		plainly(order.language, 'invitation', (figures) => invitationPlaces(order, figures), { company: order.company, link: order.joinUrl });
	const orFault = <T>(write: () => T): T => {
		try {
			return write();
		} catch (error) {
			throw faulted(error);
		}
	};
	return {
		render: (order) => orFault(() => rendered(order)),
		renderConsent: (order) => orFault(() => renderedConsent(order)),
		renderInvitation: (order) => orFault(() => renderedInvitation(order)),
	};
};
