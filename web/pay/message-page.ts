/** A page that says one thing: what happened, what it means for the money, what to do. */
import type { Currency } from '../../shared/domain/money.ts';
import { type Html, html } from '../markup.ts';
import type { Voice } from './figures.ts';
import { payFrame } from './frame.ts';
import { payPaths } from './paths.ts';
import type { Language, MessageName } from './word-shape.ts';

export type MessageView = {
	readonly name: MessageName;
	readonly payee?: string | null;
	/** What the payment is for. */
	readonly paid?: { readonly minor: number; readonly currency: Currency; readonly numbers: readonly string[] } | null;
	/** Where to go on paying: Stripe's own address. */
	readonly goOn?: string | null;
	/** The same page again: shown as a button. */
	readonly again?: string | null;
	/** A way back to the invoices. */
	readonly back?: boolean;
	readonly inLanguage?: ((language: Language) => string) | null;
};

/** Every number would be too long a list. */
const mostNumbers = 12;

const facts = (voice: Voice, paid: NonNullable<MessageView['paid']>): Html => {
	const { words } = voice;
	const shown = paid.numbers.slice(0, mostNumbers).map((number) => number || words.noNumber);
	const more = paid.numbers.length - shown.length;
	return html`<dl class="facts">
	<div><dt>${words.paidAmount}</dt><dd>${voice.amount(paid.minor, paid.currency)}</dd></div>
	<div><dt>${words.paidFor}</dt><dd><bdi>${shown.join(', ')}</bdi>${more > 0 && html`, ${voice.count(words.more, more)}`}</dd></div>
</dl>`;
};

export const messagePage = (voice: Voice, view: MessageView): string => {
	const { words } = voice;
	const { title, text } = words.message[view.name];
	return payFrame({
		voice,
		title,
		inLanguage: view.inLanguage ?? null,
		body: html`<section class="card" aria-labelledby="h">
	<h1 id="h">${title}</h1>
	${view.payee && html`<p class="s"><bdi>${view.payee}</bdi></p>`}
	${view.paid && facts(voice, view.paid)}
	<p>${text}</p>
	${view.goOn && html`<a class="btn go" href="${view.goOn}" rel="noreferrer">${words.goOn}</a>`}
	${view.again && html`<a class="btn" href="${view.again}">${words.again}</a>`}
	${view.back && html`<a class="btn" href="${payPaths.inLanguage(voice.language)}">${words.back}</a>`}
</section>
<section class="card" aria-labelledby="h-safe"><h2 id="h-safe">${words.safeTitle}</h2><p>${words.safe}</p></section>`,
	});
};
