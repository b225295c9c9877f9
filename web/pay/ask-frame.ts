/** Around a customer's own forms: to whom, for whom, what was wrong, and the way back. */
import { type AskField, type AskFrameView, type AskRefused, askFields } from '../../shared/wire/ask-view.ts';
import { type Child, type Html, html } from '../markup.ts';
import { askWordsOf } from './ask-words.ts';
import type { Voice } from './figures.ts';
import { payFrame } from './frame.ts';
import { payPaths } from './paths.ts';
import type { Language } from './word-shape.ts';

const hidden = (name: string, value: string | number): Html => html`<input type="hidden" name="${name}" value="${value}">`;
/** In each form: that it is ours, which one it is, and its language; `more`: what it is about. */
export const hiddenIn = (
	voice: Voice,
	{ proof, nonce }: Pick<AskFrameView, 'proof' | 'nonce'>,
	more: Readonly<Record<string, string | number>> = {},
): Html =>
	html`${hidden('proof', proof)}${hidden('nonce', nonce)}${hidden('lang', voice.language)}${Object.entries(more).map(([name, value]) => hidden(name, value))}`;

const fieldId = (field: AskField): string => `f-${field}`;

/** First on the page, with a way to each field that is wrong. */
export const problemCard = (voice: Voice, refused: Pick<AskRefused, 'problem' | 'fields'> | null): Html | false => {
	if (!refused) return false;
	const words = askWordsOf(voice);
	const { problem, fields } = refused;
	const wrong = askFields.flatMap((field) => {
		const found = fields[field];
		return found === undefined ? [] : [html`<li><a href="#${fieldId(field)}">${words.problems[found]}</a></li>`];
	});
	return html`<div class="bad" role="alert">
<h2>${voice.words.problemTitle}</h2>
<p>${problem === 'fields' ? words.fields : words.problems[problem]}</p>
${wrong.length > 0 && html`<ul>${wrong}</ul>`}
</div>`;
};

export const askFrame = ({
	voice,
	view,
	title,
	inLanguage,
	body,
}: {
	readonly voice: Voice;
	readonly view: Pick<AskFrameView, 'payee' | 'company' | 'customer'>;
	readonly title: string;
	readonly inLanguage: (language: Language) => string;
	readonly body: Child;
}): string => {
	const { words, language } = voice;
	return payFrame({
		voice,
		title,
		inLanguage,
		body: html`<header class="head">
<p><a href="${payPaths.inLanguage(language)}">← ${words.back}</a></p>
<h1>${title}</h1>
<p class="s"><bdi>${view.payee}</bdi></p>
<p>${words.forCustomer}: <bdi>${view.customer}</bdi></p>
</header>
${body}
<section class="card" aria-labelledby="h-safe"><h2 id="h-safe">${words.safeTitle}</h2><p>${words.safe}</p></section>
<footer class="foot s"><p>${words.servedFor(view.company)}</p></footer>`,
	});
};
