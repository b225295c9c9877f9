/** A ledger's receivables here against its general ledger: both figures, what makes the difference by document, and what nothing explains. */
import type { BooksLineView, BooksView, NamedView } from '../shared/wire/books-view.ts';
import { amountText, counted, isZero, unsigned } from './amount.ts';
import { type Clock, dayTag, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';
import { kindText } from './words.ts';

export type BooksPageView = {
	readonly user: Viewer;
	readonly view: BooksView;
	readonly clock: Clock;
	/** Said once, after a button. */
	readonly asked?: boolean;
	readonly desk?: string;
};

type Kind = BooksLineView['kinds'][number]['kind'];
const kindWords: Readonly<Record<Kind, readonly [what: string, why: string]>> = {
	journal: ['Journal entries', 'entered by hand on receivables: in the books, and not in our copy'],
	'other-entry': ['Other entries on receivables', 'in the books, and of a kind that Cobro does not copy'],
	'post-dated': ['Dated after today', 'in our figure already, in the books from that day on'],
	'settled-later': [
		'Payments and credits dated after today',
		'already off our figure, off the books’ from that day on; one sum, as the books say it',
	],
	prepayment: ['Prepayments', 'taken off our figure; the books keep them in an account of their own'],
	rounding: ['Rounding of other currencies', 'the books round each posting; this cannot be checked to the cent'],
	revaluation: [
		'Revaluation of other currencies',
		'the books moved what is open to today’s rates; this cannot be checked from outside, so a missing document could hide in it',
	],
	'no-rate': ['Without an exchange rate', 'in our copy, but we hold no rate to convert them by: they are not in our figure'],
};

const verdictChip = ({ verdict, ours }: Pick<BooksLineView, 'verdict' | 'ours'>): Html => {
	if (verdict === 'ties') return html`<span class="chip ok">✓ Ties ${ours.includes('.') ? 'to the cent' : 'exactly'}</span>`;
	if (verdict === 'explained') return html`<span class="chip ok">✓ Explained to the ${ours.includes('.') ? 'cent' : 'unit'}</span>`;
	if (verdict === 'inexact') return html`<span class="chip wait">… Explained, but not to be checked to the cent</span>`;
	return html`<span class="chip problem">✗ Does not tie</span>`;
};

const owner = ({ customer, customerName }: NamedView): Html | false =>
	customer !== null && html`<small><a href="${paths.customer(customer)}">${customerName ? name(customerName) : 'Its customer'}</a></small>`;
const documentText = (of: NamedView): Html =>
	html`${kindText(of.type, 1)} <b><bdi>${of.number || (of.id === null ? 'without a number' : `#${of.id}`)}</bdi></b>${owner(of)}`;

const head = (columns: readonly (readonly [text: string, isAmount: boolean])[]): Html =>
	html`<thead role="rowgroup"><tr role="row">${columns.map(([text, isAmount]) => html`<th role="columnheader" scope="col" class="${isAmount && 'n'}">${text}</th>`)}</tr></thead>`;

const itemRow = ({ kind, amount, document }: BooksLineView['items'][number], currency: string): Html =>
	html`<tr role="row"><th role="rowheader" scope="row">${document ? documentText(document) : kindWords[kind][0]}${document && html`<small>${kindWords[kind][0]}</small>`}</th><td role="cell" data-l="${document?.day && 'Dated'}">${document?.day && dayTag(document.day)}</td><td role="cell" class="n"><b>${amountText(amount, currency)}</b></td></tr>`;

const items = ({ items: all, kinds, currency }: BooksLineView): Html | false => {
	const inAll = kinds.reduce((sum, { count }) => sum + count, 0);
	return (
		all.length > 0 &&
		html`<table class="docs" role="table"><caption>What makes the difference, one by one${inAll > all.length && ` (the first ${all.length} of ${inAll})`}</caption>
${head([
	['Entry', false],
	['Dated', false],
	['Its part of the difference', true],
])}
<tbody role="rowgroup">${all.map((each) => itemRow(each, currency))}</tbody></table>`
	);
};

const suspectRow = ({ document, ours, theirs, currency, why }: BooksLineView['suspects'][number], at: string): Html =>
	html`<tr role="row"><th role="rowheader" scope="row">${documentText(document)}${why !== null && html`<small>${why}</small>`}</th>
<td role="cell" class="n" data-l="Here">${ours === null ? 'nothing' : amountText(ours, currency)}</td><td role="cell" class="n" data-l="In ${at}">${theirs === null ? 'nothing' : amountText(theirs, currency)}</td></tr>`;

const suspects = ({ suspects: all, suspectsInAll }: BooksLineView, at: string): Html | false =>
	all.length > 0 &&
	html`<table class="docs" role="table"><caption>Documents in which the two sides differ${suspectsInAll > all.length && ` (the first ${all.length} of ${suspectsInAll})`}</caption>
${head([
	['Document', false],
	['Open here', true],
	[`Open in ${at}`, true],
])}
<tbody role="rowgroup">${all.map((each) => suspectRow(each, at))}</tbody></table>`;

const sum = ({ kind, count, amount }: BooksLineView['kinds'][number], currency: string): Html =>
	html`<li><b>${amountText(amount, currency)}</b> ${kindWords[kind][0]}${count > 1 && ` (${count})`}: <span class="s">${kindWords[kind][1]}.</span></li>`;

const foreign = ({ foreign: all, currency }: BooksLineView): Html | false =>
	all.length > 0 &&
	html`<p class="s">Of ours in other currencies: ${all.map(
		(each, n) =>
			html`${n > 0 && '; '}${counted(each.documents, 'document')} over ${amountText(each.amount, each.currency)}, which are ${amountText(each.inFigure, currency)} at their own rates`,
	)}.</p>`;

const rest = (line: BooksLineView, view: BooksView): Html | false => {
	const at = providerName[view.provider];
	if (line.verdict !== 'differs') return false;
	const side = line.unexplained.startsWith('-') ? `more in ${at} than here` : `more here than in ${at}`;
	return html`<p class="tie problem"><b>${amountText(unsigned(line.unexplained), line.currency)} ${side}, and nothing named explains it.</b>
	${line.suspects.length > 0 ? 'Look at the documents below.' : view.underWay ? 'The documents are being looked for now.' : 'No single document was found that differs: it may be an edit made while we compared.'}
	What to do: press “Compare now”. If it stays, correct the named documents in ${at}, or tell support.</p>`;
};

const lineSection = (line: BooksLineView, view: BooksView): Html => {
	const at = providerName[view.provider];
	const { currency, ours, theirs, difference, kinds } = line;
	return html`<section class="card" aria-labelledby="h-${currency}">
	<div class="head"><h2 id="h-${currency}">${currency}</h2>${verdictChip(line)}</div>
	<dl class="facts">
		<div><dt>Here</dt><dd>${amountText(ours, currency)}</dd></div>
		<div><dt>In the books</dt><dd>${amountText(theirs, currency)}</dd></div>
		<div><dt>Difference</dt><dd>${amountText(difference, currency)}</dd></div>
		<div><dt>Not explained</dt><dd class="${!isZero(line.unexplained) && 'late'}">${amountText(line.unexplained, currency)}</dd></div>
	</dl>
	${kinds.length > 0 && html`<ul>${kinds.map((each) => sum(each, currency))}</ul>`}
	${foreign(line)}${rest(line, view)}${suspects(line, at)}${items(line)}
</section>`;
};

const unreadList = ({ unreadRows, unread }: BooksView): Html | false =>
	unreadRows.length > 0 &&
	html`<details><summary>Which, and why</summary><ul>${unreadRows.map(({ document, why }) => html`<li>${documentText(document)} ${why}</li>`)}</ul>${unread > unreadRows.length && html`<p class="s">And ${counted(unread - unreadRows.length, 'more row')}.</p>`}</details>`;

const said = (view: BooksView, clock: Clock, asked: boolean): Html[] => {
	const { problem, provider, at, underWay, unread, partial, connected } = view;
	const who = providerName[provider];
	const all: Html[] = [];
	if (asked || underWay)
		all.push(
			html`<p class="tie wait" role="status"><b>It is being compared.</b> First what changed is read, then the books are asked. Load this page again in a minute.</p>`,
		);
	if (!connected)
		all.push(html`<p class="tie problem"><b>The ledger is not connected.</b> Reconnect it on the hub; then it is compared again.</p>`);
	if (problem?.scope)
		all.push(html`<p class="tie problem"><b>It cannot be compared: your permission does not cover ${who}’s trial balance</b> (<code>${problem.scope}</code>, asked at ${momentTag(problem.at, clock)}).
		Everything else is read as before. What to do: press “Reconnect ${who}” on the hub and agree again; the permission is asked for now.</p>`);
	else if (problem)
		all.push(
			html`<p class="tie wait"><b>The books could not be asked</b> (${momentTag(problem.at, clock)}): ${problem.text} It is tried again by itself.${at !== null && ' Below is the last comparison.'}</p>`,
		);
	if (unread > 0)
		all.push(
			html`<p class="tie problem"><b>${counted(unread, 'row')} of the ledger could not be read.</b> They are in the books and not, or not as they are now, in ours: a difference may be theirs.</p>${unreadList(view)}`,
		);
	if (partial)
		all.push(html`<p class="tie wait"><b>${who}’s list by transaction is not complete</b>: what is missing on it is not named below.</p>`);
	return all;
};

const past = ({ history }: BooksView): Html | false =>
	history.length > 1 &&
	html`<section class="card" aria-labelledby="h-past"><h2 id="h-past">The last days</h2>
<table class="docs" role="table"><caption>One comparison a day, the latest of each</caption>${head([
		['Day', false],
		['In the books', true],
		['Difference', true],
		['Not explained', true],
	])}
<tbody role="rowgroup">${history.flatMap(({ on, lines }) =>
		lines.map(
			({
				currency,
				theirs,
				difference,
				unexplained,
			}) => html`<tr role="row"><th role="rowheader" scope="row">${dayTag(on)}</th><td role="cell" class="n" data-l="In the books">${amountText(theirs, currency)}</td>
<td role="cell" class="n" data-l="Difference">${amountText(difference, currency)}</td><td role="cell" class="n ${!isZero(unexplained) && 'late'}" data-l="Not explained">${amountText(unexplained, currency)}</td></tr>`,
		),
	)}</tbody></table></section>`;

export const booksPage = ({ user, view, clock, asked = false, desk }: BooksPageView): string => {
	const who = providerName[view.provider];
	return layout({
		title: `${view.name} and its books`,
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-books">
	<h1 id="h-books">${name(view.name)} and its books</h1>
	<p class="s">${view.at === null ? 'Nothing was compared yet: it is compared each night, after each document was.' : html`Compared as of ${momentTag(view.at, clock)} with ${counted(view.calls, 'call')} of ${who}; each night, and when you ask.`}</p>
	${said(view, clock, asked)}
	${view.at !== null && view.lines.length === 0 && html`<p>Nothing is open here, and nothing is on the account in ${who}.</p>`}
	<p class="s"><b>Which figure:</b> ${view.figure}</p>
	<p class="s"><b>What it leaves out:</b> ${view.leavesOut}</p>
	<p class="s"><b>Permission it needs:</b> <code>${view.scope}</code></p>
	${mayAct(user) && view.connected && html`<form class="row act" method="post" action="${paths.tieOut(view.ledger)}"><button class="go">Compare now</button></form>`}
</section>
${view.lines.map((line) => lineSection(line, view))}
${past(view)}`,
	});
};
