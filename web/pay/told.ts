/** What a customer told us by a link, or we offered them, as it stands: in a list where they pay, and each on a page of its own. */
import { type AskFrameView, type AskName, type AskProblem, askNames } from '../../shared/wire/ask-view.ts';
import type { ToldView } from '../../shared/wire/told-view.ts';
import { type Html, html } from '../markup.ts';
import { askFrame, hiddenIn, problemCard } from './ask-frame.ts';
import type { ToldFacts } from './ask-word-shape.ts';
import { askWordsOf } from './ask-words.ts';
import type { Voice } from './figures.ts';
import { payPaths } from './paths.ts';

/** Every number would be too long a list. */
const mostNumbers = 6;
/** Where they pay; the rest is on a page of its own. */
const mostTold = 4;

const factsOf = (voice: Voice, { currency, minor, numbers, day, pays, instalments }: ToldView): ToldFacts => ({
	amount: voice.amount(minor, currency),
	numbers: numbers
		.slice(0, mostNumbers)
		.map((number) => number || voice.words.noNumber)
		.concat(numbers.length > mostNumbers ? ['…'] : [])
		.join(', '),
	day: day === null ? '' : voice.day(day),
	pays: pays === null ? '' : voice.amount(pays, currency),
	instalments: instalments.length,
});

const gistText = (voice: Voice, told: ToldView): string => askWordsOf(voice).told.gist[told.kind](factsOf(voice, told));

const standText = (voice: Voice, { stand, answerBy }: ToldView): string => {
	const { stands, weAnswerBy, youAnswerBy } = askWordsOf(voice).told;
	if (answerBy === null) return stands[stand];
	return stand === 'you-answer' ? youAnswerBy(voice.day(answerBy)) : weAnswerBy(voice.day(answerBy));
};

const listOf = (voice: Voice, told: readonly ToldView[]): Html => {
	const words = askWordsOf(voice).told;
	return html`<ul class="inv">${told.map((each) => html`<li><p><b>${each.offer && html`${words.offer}: `}<a href="${payPaths.askIn('told', voice.language, each.id)}"><bdi>${gistText(voice, each)}</bdi></a></b></p><p class="s">${standText(voice, each)}</p></li>`)}</ul>`;
};

/** On the page where they pay. */
export const toldList = (voice: Voice, told: readonly ToldView[]): Html | false => {
	const words = askWordsOf(voice).told;
	return (
		told.length > 0 &&
		html`<section class="card" aria-labelledby="h-told"><h2 id="h-told">${words.title}</h2>
${listOf(voice, told.slice(0, mostTold))}${told.length > mostTold && html`<p><a href="${payPaths.askIn('told', voice.language)}">${words.all(told.length)}</a></p>`}</section>`
	);
};

/** Ways to say something instead of paying. */
export const askLinks = (voice: Voice): Html => {
	const words = askWordsOf(voice);
	return html`<section class="card" aria-labelledby="h-ask"><h2 id="h-ask">${words.title}</h2><p class="s">${words.lead}</p>
<div class="all">${askNames.map((each) => html`<a class="btn" href="${payPaths.askIn(each, voice.language)}">${words.forms[each].link}</a>`)}</div></section>`;
};

export type ToldPageView = AskFrameView & {
	readonly told: ToldView;
	readonly problem: AskProblem | null;
	/** Where a code would go, masked. */
	readonly address: string | null;
	/** They said it a moment ago. */
	readonly sent: boolean;
};

/** The form on which it began; null: staff began it. */
const nameOf = ({ kind }: ToldView): AskName | null => {
	if (kind === 'extension') return 'later';
	return kind === 'settlement' ? null : kind;
};
/** Said a moment ago, and nothing has become of it yet. */
const isFresh = ({ told: { stand }, sent }: ToldPageView): boolean => sent && (stand === 'we-wait' || stand === 'we-answer');
/** What happens next, once it is said. */
const next = (voice: Voice, view: ToldPageView): Html | false => {
	const words = askWordsOf(voice);
	const name = isFresh(view) ? nameOf(view.told) : null;
	return (
		name !== null &&
		html`<section class="card" aria-labelledby="h-next"><h2 id="h-next">${words.nextTitle}</h2><ol>${words.forms[name].next.map((each) => html`<li>${each}</li>`)}</ol></section>`
	);
};

const answer = (voice: Voice, view: ToldPageView, does: 'accept' | 'refuse' | 'withdraw', words: string, first = false): Html =>
	html`<form method="post" action="${payPaths.ask('answer')}">${hiddenIn(voice, { ...view, nonce: `${view.nonce}${does}` }, { id: view.told.id, rev: view.told.rev, do: does })}<button class="${first && 'go'}">${words}</button></form>`;

const instalments = (voice: Voice, { instalments: all, currency }: ToldView): Html | false => {
	const words = askWordsOf(voice).told;
	return (
		all.length > 0 &&
		html`<dl class="facts">${all.map(({ due, minor }, at) => html`<div><dt>${words.instalment(at + 1)}: ${voice.day(due)}</dt><dd>${voice.amount(minor, currency)}</dd></div>`)}</dl>`
	);
};

export const toldPage = (voice: Voice, view: ToldPageView): string => {
	const { told, address } = view;
	const { told: words } = askWordsOf(voice);
	return askFrame({
		voice,
		view,
		title: told.offer ? words.offer : isFresh(view) ? words.thanks : words.title,
		inLanguage: (language) => payPaths.askIn('told', language, told.id),
		body: html`${problemCard(voice, view.problem && { problem: view.problem, fields: {} })}
<section class="card" aria-labelledby="h-told"><h2 id="h-told"><bdi>${gistText(voice, told)}</bdi></h2>
<p>${standText(voice, told)}</p>
${instalments(voice, told)}
${told.kind === 'settlement' && told.offer && html`<p>${words.settlementNote}</p>`}
${told.offer && html`<p class="note">${words.answerNote(address)}</p>${answer(voice, view, 'accept', words.accept, true)}${answer(voice, view, 'refuse', words.refuse)}`}
${told.theirs && answer(voice, view, 'withdraw', words.takeBack)}
</section>
${next(voice, view)}`,
	});
};

/** All of it. */
export const toldAllPage = (voice: Voice, view: AskFrameView, told: readonly ToldView[]): string =>
	askFrame({
		voice,
		view,
		title: askWordsOf(voice).told.title,
		inLanguage: (language) => payPaths.askIn('told', language),
		body: html`<section class="card" aria-label="${askWordsOf(voice).told.title}">${told.length > 0 ? listOf(voice, told) : html`<p>${askWordsOf(voice).told.none}</p>`}</section>`,
	});
