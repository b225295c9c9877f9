/** A customer tells us something instead of paying: one form a page, in plain words, with what happens next. Works without JavaScript. */
import { type AskField, type AskPageView, type AskProblem, askReasons } from '../../shared/wire/ask-view.ts';
import { type Html, html } from '../markup.ts';
import { askFrame, hiddenIn, problemCard } from './ask-frame.ts';
import { askWordsOf } from './ask-words.ts';
import type { Voice } from './figures.ts';
import { payPaths } from './paths.ts';

const everies = ['month', 'two-weeks', 'week'] as const;

const problemOf = ({ refused }: AskPageView, field: AskField): AskProblem | undefined => refused?.fields[field];
/** After a control's name and value. */
const wrongAt = (view: AskPageView, field: AskField): Html | false =>
	problemOf(view, field) !== undefined && html` aria-invalid="true" aria-describedby="e-${field}"`;
const said = (voice: Voice, view: AskPageView, field: AskField): Html | false => {
	const problem = problemOf(view, field);
	return problem !== undefined && html`<p class="err" id="e-${field}">${askWordsOf(voice).problems[problem]}</p>`;
};

const invoices = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	const one = view.what === 'dispute';
	const picked = view.refused?.typed.invoices ?? (view.invoices.length === 1 ? view.invoices.map(({ id }) => id) : []);
	const row = ({ id, number, due, open, room, currency }: AskPageView['invoices'][number], at: number): Html => html`<li>
	<label class="pick"><input type="${one ? 'radio' : 'checkbox'}" name="invoice" value="${id}"${at === 0 && html` id="f-invoices"`}${picked.includes(id) && ' checked'}${at === 0 && wrongAt(view, 'invoices')}><span><bdi>${number || voice.words.noNumber}</bdi></span><span class="n">${voice.amount(open, currency)}</span></label>
	<p class="s sub">${voice.words.due} ${voice.day(due)}${room < open && html` · ${words.room(voice.amount(room, currency))}`}</p>
</li>`;
	return html`<fieldset><legend>${one ? words.chooseInvoice : words.chooseInvoices}</legend>
<ul class="inv">${view.invoices.map(row)}</ul>${said(voice, view, 'invoices')}</fieldset>`;
};

const typedIn = ({ refused }: AskPageView, name: 'amount' | 'day' | 'reason' | 'text' | 'count' | 'every'): string =>
	refused?.typed[name] ?? '';

const amount = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	return html`<div class="f"><label for="f-amount">${words.amount}</label>
<input id="f-amount" name="amount" inputmode="decimal" autocomplete="off" maxlength="24" value="${typedIn(view, 'amount')}"${wrongAt(view, 'amount')}>
<p class="s">${words.amountHint}</p>${said(voice, view, 'amount')}</div>`;
};

const day = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	const { today, until, what } = view;
	return html`<div class="f"><label for="f-day">${words.forms[what].day}</label>
<input id="f-day" name="day" type="date" required min="${today}" max="${until}" value="${typedIn(view, 'day')}"${wrongAt(view, 'day')}>
${what === 'promise' && html`<p class="s">${words.until(voice.day(until))}</p>`}${said(voice, view, 'day')}</div>`;
};

const reason = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	const typed = typedIn(view, 'reason');
	return html`<div class="f"><label for="f-reason">${words.reason}</label>
<select id="f-reason" name="reason" required${wrongAt(view, 'reason')}><option value="">${words.chooseReason}</option>${askReasons.map((each) => html`<option value="${each}"${each === typed && ' selected'}>${words.reasons[each]}</option>`)}</select>
${said(voice, view, 'reason')}</div>`;
};

const text = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	const needed = view.what === 'dispute';
	return html`<div class="f"><label for="f-text">${needed ? words.text : words.note}</label>
<textarea id="f-text" name="text" rows="5" maxlength="2000"${needed && ' required'}${wrongAt(view, 'text')}>${typedIn(view, 'text')}</textarea>
<p class="s">${words.textHint}</p>${said(voice, view, 'text')}</div>`;
};

const instalments = (voice: Voice, view: AskPageView): Html => {
	const words = askWordsOf(voice);
	const every = typedIn(view, 'every') || 'month';
	return html`<div class="f"><label for="f-count">${words.count}</label>
<input id="f-count" name="count" inputmode="numeric" autocomplete="off" required maxlength="2" value="${typedIn(view, 'count') || '3'}"${wrongAt(view, 'count')}>${said(voice, view, 'count')}</div>
<div class="f"><label for="f-every">${words.every}</label>
<select id="f-every" name="every">${everies.map((each) => html`<option value="${each}"${each === every && ' selected'}>${words.everies[each]}</option>`)}</select></div>`;
};

const form = (voice: Voice, view: AskPageView): Html => {
	const { what } = view;
	const words = askWordsOf(voice);
	return html`<form method="post" action="${payPaths.ask(what)}" class="all">
${hiddenIn(voice, view)}
${invoices(voice, view)}
${what === 'dispute' && reason(voice, view)}
${(what === 'promise' || what === 'dispute') && amount(voice, view)}
${what === 'plan' && instalments(voice, view)}
${what !== 'dispute' && day(voice, view)}
${text(voice, view)}
${view.needsCode && html`<p class="note">${words.needsCode(view.address)}</p>`}
<button class="go">${words.forms[what].send}</button>
</form>`;
};

export const askPage = (voice: Voice, view: AskPageView): string => {
	const words = askWordsOf(voice);
	const { title, lead, next } = words.forms[view.what];
	return askFrame({
		voice,
		view,
		title,
		inLanguage: (language) => payPaths.askIn(view.what, language),
		body: html`${problemCard(voice, view.refused)}
<section class="card" aria-labelledby="h-ask"><h2 id="h-ask" class="vh">${title}</h2>
<p>${lead}</p>
${view.invoices.length > 0 ? form(voice, view) : html`<p>${words.nothing}</p>`}
</section>
<section class="card" aria-labelledby="h-next"><h2 id="h-next">${words.nextTitle}</h2><ol>${next.map((each) => html`<li>${each}</li>`)}</ol></section>`,
	});
};
