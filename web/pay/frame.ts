/** The frame of the customer's pages: in their language, no script, nothing from another place. */
import { raw } from 'hono/html';
import { type Child, type Html, html } from '../markup.ts';
import type { Voice } from './figures.ts';
import { style } from './style.ts';
import type { Language } from './word-shape.ts';
import { catalogue, languages } from './words.ts';

export type PayFrame = {
	readonly voice: Voice;
	readonly title: string;
	/** The same page in another language; null where there is none to switch. */
	readonly inLanguage: ((language: Language) => string) | null;
	readonly body: Child;
};

const switcher = (voice: Voice, to: (language: Language) => string): Html =>
	html`<nav aria-label="${voice.words.languages}"><ul class="lang">${languages.map(
		(each) =>
			html`<li>${
				each === voice.language
					? html`<b lang="${each}" aria-current="true">${catalogue[each].languageName}</b>`
					: html`<a href="${to(each)}" hreflang="${each}" lang="${each}">${catalogue[each].languageName}</a>`
			}</li>`,
	)}</ul></nav>`;

/** A whole HTML document as text. */
export const payFrame = ({ voice, title, inLanguage, body }: PayFrame): string =>
	String(html`<!doctype html>
<html lang="${voice.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex,nofollow">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(style)}</style>
</head>
<body>
<a class="skip" href="#main">${voice.words.skip}</a>
${inLanguage ? switcher(voice, inLanguage) : html`<div class="lang"></div>`}
<main id="main">
${body}
</main>
</body>
</html>
`);
