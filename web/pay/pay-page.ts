/** What a customer owes, and how to pay all, some or a part of it. Works without JavaScript; every button is a form of its own. */
import { type Html, html } from '../markup.ts';
import type { Voice } from './figures.ts';
import { payFrame } from './frame.ts';
import { amountId, fieldText, invoiceRow, numberText } from './invoice-row.ts';
import { payPaths } from './paths.ts';
import { askLinks, toldList } from './told.ts';
import type { BalanceView, FormProblem, PayView } from './view.ts';

/** Rows on one page, over all currencies: with all its words it stays within 30 KB. */
const mostRows = 16;
const fewestRows = 3;

const hidden = (name: string, value: string | number): Html => html`<input type="hidden" name="${name}" value="${value}">`;
const ours = (voice: Voice, view: PayView, { currency }: BalanceView, what: 'all' | 'late' | 'chosen'): Html =>
	html`${hidden('proof', view.proof)}${hidden('nonce', view.nonce)}${hidden('lang', voice.language)}${hidden('currency', currency)}${hidden('what', what)}`;

const wholeForm = (voice: Voice, view: PayView, balance: BalanceView, what: 'all' | 'late'): Html | false => {
	const { words } = voice;
	const { count, total } = what === 'all' ? balance.all : balance.lateOnly;
	// Nothing late, or all of it: one button says it. Else what is late comes first: it is the sum that the reminder asked for.
	const isLateAlone = balance.lateOnly.count > 0 && balance.lateOnly.total < balance.all.total;
	if (count === 0 || (what === 'late' && !isLateAlone)) return false;
	const isFirst = what === 'late' || !isLateAlone;
	const amount = voice.amount(total, balance.currency);
	return html`<form method="post" action="${payPaths.page}">
	${ours(voice, view, balance, what)}${hidden('seen', total)}
	<button class="${isFirst && 'go'}">${what === 'all' ? words.payAll(amount) : words.payLate(amount)}</button>
	<p class="s">${voice.count(what === 'all' ? words.invoices : words.lateInvoices, count)}</p>
</form>`;
};

const formText = (voice: Voice, problem: FormProblem, { currency }: BalanceView): string => {
	const { form } = voice.words;
	const amount = (minor: number): string => voice.amount(minor, currency);
	switch (problem.kind) {
		case 'changed':
			return form.changed(amount(problem.now));
		case 'below-least':
			return form.belowLeast(amount(problem.least), amount(problem.total));
		case 'not-taken':
			return form.notTaken(amount(problem.total));
		case 'nothing-open':
			return form.nothingOpen;
		case 'nothing-chosen':
			return form.nothingChosen;
		case 'too-many':
			return form.tooMany;
		case 'too-many-open':
			return form.tooManyOpen;
		case 'stale-form':
			return form.staleForm;
		default:
			return form[problem.kind];
	}
};

/** First on the page, with a way to each field that is wrong. */
const problems = (voice: Voice, balance: BalanceView): Html | false => {
	const { refused, currency } = balance;
	if (!refused) return false;
	const wrong = balance.invoices.flatMap((invoice) => {
		const problem = refused.fields[invoice.id];
		if (!problem) return [];
		const said = `${numberText(voice, invoice)}: ${fieldText(voice, problem, invoice.payable, currency)}`;
		return [html`<li>${invoice.payable > 0 ? html`<a href="#${amountId(invoice.id)}">${said}</a>` : said}</li>`];
	});
	return html`<div class="bad" role="alert">
	<h2>${voice.words.problemTitle}</h2>
	<p>${formText(voice, refused.problem, balance)}</p>
	${wrong.length > 0 && html`<ul>${wrong}</ul>`}
</div>`;
};

const begun = (voice: Voice, view: PayView, { begun: open, currency }: BalanceView): Html | false =>
	open !== null &&
	html`<div class="note">
	<p>${voice.words.begun(voice.amount(open.total, currency), voice.hour(open.until, view.timeZone))}</p>
	<a class="btn" href="${open.url}" rel="noreferrer">${voice.words.goOn}</a>
	<p class="s">${voice.words.begunNote}</p>
</div>`;

const fact = (term: string, amount: string, late = false): Html =>
	html`<div><dt>${term}</dt><dd class="${late && 'late'}">${amount}</dd></div>`;

const summary = (voice: Voice, view: PayView, balance: BalanceView): Html => {
	const { words } = voice;
	const { currency, all, open, held, unsure, overdue, unapplied, debit } = balance;
	const amount = (minor: number): string => voice.amount(minor, currency);
	return html`<h2 id="h-${currency}">${words.owed(currency)}</h2>
<p class="big">${amount(open - held - unsure)}</p>
<dl class="facts">
	${held + unsure > 0 && fact(words.open, amount(open))}
	${overdue > 0 && fact(words.overdue, amount(overdue), true)}
	${held > 0 && fact(words.onItsWay, amount(held))}
	${unsure > 0 && fact(words.unsure, amount(unsure))}
	${unapplied > 0 && fact(words.credit, amount(unapplied))}
</dl>
${unapplied > 0 && html`<p class="s">${words.creditNote}</p>`}
${debit > 0 && html`<p class="note">${words.debitNote(amount(debit))}</p>`}
${begun(voice, view, balance)}
${all.count > 0 && html`<div class="all">${wholeForm(voice, view, balance, 'late')}${wholeForm(voice, view, balance, 'all')}</div>`}`;
};

const chosenForm = (voice: Voice, view: PayView, balance: BalanceView, page: number): Html | false => {
	const { words } = voice;
	const { invoices, currency } = balance;
	const rowsOnPage = Math.max(fewestRows, Math.floor(mostRows / view.balances.length));
	const pages = Math.ceil(invoices.length / rowsOnPage);
	const shown = invoices.slice((page - 1) * rowsOnPage, page * rowsOnPage);
	if (shown.length === 0) return false;
	const links = Array.from({ length: pages }, (_, i) => i + 1).filter((n) => n !== page && Math.abs(n - page) < 4);
	return html`<form method="post" action="${payPaths.page}" class="all">
	${ours(voice, view, balance, 'chosen')}${hidden('page', page)}
	<div class="head"><h3>${balance.all.count > 0 ? words.choose : voice.count(words.invoices, invoices.length)}</h3>${balance.all.count > 0 && html`<p class="s">${words.chooseHint}</p>`}</div>
	<ul class="inv">${shown.map((invoice) => invoiceRow(voice, invoice, currency, balance.refused))}</ul>
	${balance.all.count > 0 && html`<button>${words.payChosen}</button>`}
	${pages > 1 && html`<p class="s">${voice.count(words.more, invoices.length - shown.length)}: ${links.map((n) => html`<a href="${payPaths.inLanguage(voice.language, n)}">${words.page(n)}</a> `)}</p>`}
</form>`;
};

const section = (voice: Voice, view: PayView, balance: BalanceView, page: number): Html =>
	html`<section class="card" aria-labelledby="h-${balance.currency}">
${summary(voice, view, balance)}
${chosenForm(voice, view, balance, page)}
</section>`;

const nothing = ({ words }: Voice): Html => html`<section class="card"><h2>${words.nothing}</h2><p>${words.nothingNote}</p></section>`;

/** @param page which of the lists' pages, from 1 */
export const payPage = (voice: Voice, view: PayView, page = 1): string => {
	const { words } = voice;
	const title = words.payTo(view.payee);
	// What waits for their answer comes first.
	const isAsked = view.told.some(({ offer }) => offer);
	return payFrame({
		voice,
		title,
		inLanguage: (language) => payPaths.inLanguage(language, page),
		body: html`<header class="head">
	<h1>${words.payTo('')}<bdi>${view.payee}</bdi></h1>
	${view.address !== null && html`<p class="s"><bdi>${view.address}</bdi></p>`}
	${view.taxId !== null && html`<p class="s">${words.taxId}: <bdi>${view.taxId}</bdi></p>`}
	<p>${words.forCustomer}: <bdi>${view.customer}</bdi></p>
	<p class="s">${view.asOf === null ? words.asOfUnknown : words.asOf(voice.moment(view.asOf, view.timeZone))}</p>
</header>
${view.balances.map((balance) => problems(voice, balance))}
${isAsked && toldList(voice, view.told)}
${view.balances.length === 0 ? nothing(voice) : view.balances.map((balance) => section(voice, view, balance, page))}
${!isAsked && toldList(voice, view.told)}
${view.balances.some(({ invoices }) => invoices.length > 0) && askLinks(voice)}
<section class="card" aria-labelledby="h-safe"><h2 id="h-safe">${words.safeTitle}</h2><p>${words.safe}</p></section>
<section class="card" aria-labelledby="h-next"><h2 id="h-next">${words.nextTitle}</h2><ol>${words.next.map((each) => html`<li>${each}</li>`)}</ol></section>
<footer class="foot s"><p>${words.servedFor(view.company)}</p><p>${words.privacy}</p></footer>`,
	});
};
