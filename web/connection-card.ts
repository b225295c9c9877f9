/** One connected ledger: is it well, how far is it, how fresh is our copy, and what a person can do. */
import type { ConnectionView } from '../shared/wire/http.ts';
import { amountText, counted, countText } from './amount.ts';
import { freshText } from './bank-page.ts';
import { type Clock, momentTag } from './calendar.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';
import { kindText } from './words.ts';

const state = ({ state: is, stopped, lastError }: ConnectionView): Html => {
	if (is === 'disconnected') return html`<span class="chip wait">– Disconnected</span>`;
	if (is === 'needs-reconnecting') return html`<span class="chip problem">✗ Needs reconnecting</span>`;
	if (stopped) return html`<span class="chip problem">✗ Reading stopped</span>`;
	if (lastError) return html`<span class="chip wait">… Connected, waiting to try again</span>`;
	return html`<span class="chip ok">✓ Connected</span>`;
};

/** A ledger that needs reconnecting has said already what to do. */
const afterError = ({ state, provider }: ConnectionView, retryAt: string | null, clock: Clock): Html | false => {
	if (state !== 'connected') return false;
	if (retryAt !== null) return html`What to do: nothing. We try again at ${momentTag(retryAt, clock)}.`;
	return html`What to do: press “Sync now”. If it comes again, look whether ${providerName[provider]} itself is up.`;
};

/** What a provider's refusal says has no full stop. */
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const trouble = (view: ConnectionView, clock: Clock): Html[] => {
	const at = providerName[view.provider];
	const said: Html[] = [];
	if (view.state === 'needs-reconnecting')
		said.push(html`<p class="tie problem"><b>${at} no longer accepts our key to this ledger.</b> The figures here are as of the last read.
		What to do: press “Reconnect ${at}” and agree again. Nothing is lost; reading goes on where it was.</p>`);
	if (view.stopped)
		said.push(html`<p class="tie problem"><b>Reading stopped at ${view.stopped.what}</b> (${momentTag(view.stopped.at, clock)}): ${view.stopped.reason}
		What to do: put it right in ${at}, then press “Sync now”. Other ledgers go on.</p>`);
	if (view.lastError)
		said.push(
			html`<p class="tie wait"><b>Last error</b> (${momentTag(view.lastError.at, clock)}): ${view.lastError.text} ${afterError(view, view.lastError.retryAt, clock)}</p>`,
		);
	if (view.untied)
		said.push(html`<p class="tie wait"><b>Totals were not compared with ${at}</b> (${momentTag(view.untied.at, clock)}): ${ended(view.untied.text)}
		Our copy is complete without that. What to do: nothing. The first read after ${momentTag(view.untied.nextAt, clock)} compares them again.</p>`);
	if (view.recount && view.recount.drift !== 0)
		said.push(html`<p class="tie problem"><b>Our totals and our documents disagree in ${counted(view.recount.drift, 'place')}</b> (${momentTag(view.recount.at, clock)}).
		What to do: this is our fault, not yours. Tell support; the documents of each customer are right.</p>`);
	return said;
};

const checked = ({ recount }: ConnectionView, clock: Clock): Html | string => {
	if (recount === null) return 'not yet';
	return html`${momentTag(recount.at, clock)}${recount.drift === 0 && html`<small>${counted(recount.documents, 'document')}, nothing off</small>`}`;
};

const findingText = ({ how, currency, was, is }: NonNullable<ConnectionView['sweep']>['findings'][number], at: string): string => {
	const there = amountText(is, currency);
	if (how === 'unknown' || was === null) return `was not here; ${there} open in ${at}`;
	if (how === 'gone') return `${amountText(was, currency)} open here, no longer in ${at}`;
	const both = `${amountText(was, currency)} open here, ${there} in ${at}`;
	return was === is ? `another customer, due day or state in ${at}` : both;
};

type Findings = Pick<NonNullable<ConnectionView['sweep']>, 'found' | 'findings'>;
const found = (
	{ found: count, findings }: Findings,
	at: string,
): Html => html`<details><summary>${counted(count, 'document')} put right</summary>
	<ul>${findings.map((each) => html`<li>${kindText(each.kind, 1)} <b><bdi>${each.number || each.id}</bdi></b>: ${findingText(each, at)}</li>`)}</ul>${
		count > findings.length && html`<p class="s">And ${counted(count - findings.length, 'more document')}.</p>`
	}</details>`;

/** Deltas are what the provider tells; this is what is there. */
const swept = ({ sweep, provider }: ConnectionView, clock: Clock): Html | string => {
	if (sweep === null) return 'not yet: each night';
	const at = providerName[provider];
	const all = counted(sweep.open + sweep.missing, sweep.of === 'everything' ? 'document' : 'open document');
	if (sweep.failed !== null)
		return html`${momentTag(sweep.at, clock)}<small>given up after ${all}: ${ended(sweep.failed)} It is tried again.</small>`;
	return html`${momentTag(sweep.at, clock)}<small>${all}, ${counted(sweep.calls, 'call')}${sweep.found === 0 && ', nothing different'}</small>${
		sweep.found > 0 && found(sweep, at)
	}`;
};

const bookWords = { ties: 'ties', explained: 'explained', inexact: 'explained, not to the cent', differs: 'does not tie' } as const;
/** The general ledger's own figure, on a page of its own. */
const inBooks = ({ books, ledger, name: of }: ConnectionView, clock: Clock): Html => {
	const link = html`<a href="${paths.tieOut(ledger)}">Show<span class="vh"> the comparison of ${of} with its books</span></a>`;
	if (!books) return html`not yet: each night<small>${link}</small>`;
	if (books.scope !== null) return html`not permitted: reconnect<small>${link}</small>`;
	return html`${books.verdict !== null && bookWords[books.verdict]}<small>as of ${momentTag(books.at, clock)}. ${link}</small>`;
};

/** How far its bank is posted, on a page of its own. */
const inBank = ({ bank, ledger, name: of }: ConnectionView): Html => {
	const link = html`<a href="${paths.bank(ledger)}">Show<span class="vh"> how far the bank of ${of} is posted</span></a>`;
	if (!bank) return html`not known: looked at each night<small>${link}</small>`;
	const late = bank.verdict === 'stale' && html`<b class="late">${counted(bank.behind, 'business day')} behind.</b> `;
	return html`${freshText(bank)}<small>${late}${link}</small>`;
};

const progress = (view: ConnectionView): Html => {
	const labelled = view.progress.filter(({ total }) => total > 0);
	return html`${view.doing !== null && html`<p class="doing">${view.doing}</p>`}
	${
		view.doing !== null &&
		labelled.map(({ kind, done, total }) => {
			const words = `${kindText(kind, 2)}: ${countText(Math.min(done, total))} of ${countText(total)}`;
			return html`<div><small>${words}</small><progress max="${total}" value="${Math.min(done, total)}" aria-label="${words}"></progress></div>`;
		})
	}
	${view.doing !== null && forecast(view)}`;
};

/** What the provider counts against its limits. */
const reads = ({ lastRead, provider }: ConnectionView, clock: Clock): Html | string => {
	if (lastRead === null) return 'none yet';
	const { endedAt, calls, changed } = lastRead;
	const cost = `${counted(calls, 'call')} of ${providerName[provider]}, ${counted(changed, 'change')}`;
	return html`${momentTag(endedAt, clock)}<small>${cost}</small>`;
};

/** What the provider still takes today, and who says so. */
const callsLeft = ({ day }: NonNullable<ConnectionView['calls']>, at: string, clock: Clock): Html | false =>
	day !== null &&
	html`${countText(day.left)} of ${countText(day.most)} left${day.saidAt === null ? ', by our count' : html`, ${at} said at ${momentTag(day.saidAt, clock)}`}; new ones at ${momentTag(day.newAt, clock)}. `;

/** The provider's limits: used, left, when there are new ones. */
const calls = ({ calls: made, provider }: ConnectionView, clock: Clock): Html | string => {
	if (made === null) return 'none yet';
	const at = providerName[provider];
	const { today, thisMinute, readsThisMonth, waitUntil } = made;
	return html`${countText(today)} today<small>${callsLeft(made, at, clock)}${
		readsThisMonth !== null && `${counted(readsThisMonth, 'read')} this month. `
	}${countText(thisMinute)} in this minute.${
		waitUntil !== null && html` ${at} asks us to wait until ${momentTag(waitUntil, clock)}: nothing is asked before.`
	}</small>`;
};

const forecast = ({ forecast: ahead }: ConnectionView): Html | false =>
	ahead !== null &&
	html`<p class="s">${ahead.atLeast ? 'At least' : 'About'} ${counted(ahead.calls, 'more call')}, done in ${ahead.atLeast ? 'not less than' : 'about'} ${ageText(ahead.minutes)}.</p>`;

const rowsRead = ({ counts }: ConnectionView): Html[] =>
	Object.entries(counts).map(([kind, count]) => fact(`${kindText(kind, 2)} in that read`, countText(count)));

/** `2 h 10 min`, `40 minutes`, `3 days`. */
const ageText = (minutes: number): string => {
	if (minutes < 60) return counted(Math.max(1, minutes), 'minute');
	if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
	return counted(Math.floor(minutes / (24 * 60)), 'day');
};
const whyBehind = ({ state: is, stopped, lastError }: ConnectionView): string => {
	if (is !== 'connected') return 'it needs reconnecting';
	if (stopped) return 'reading stopped';
	return lastError ? 'we wait to try again' : 'the next read is due';
};
/** How old the copy is, and where that is more than we promise, why. */
const lagText = (view: ConnectionView): string | false => {
	if (view.lag === null) return false;
	const age = ageText(view.lag.minutes);
	return view.lag.late ? `${age} behind: ${whyBehind(view)}` : `fresh to within ${age}`;
};

const fact = (term: string, said: Html | string): Html => html`<div><dt>${term}</dt><dd>${said}</dd></div>`;

const facts = (view: ConnectionView, clock: Clock): Html => html`<dl class="facts">
	${fact('Fresh as of', view.freshAsOf === null ? 'not read yet' : html`${momentTag(view.freshAsOf, clock)}<small>${lagText(view)}</small>`)}
	${fact('Next look', view.nextAt === null ? 'none planned' : momentTag(view.nextAt, clock))}
	${fact('Last read', reads(view, clock))}
	${fact('Calls', calls(view, clock))}
	${fact('Compared one by one', swept(view, clock))}
	${fact('Against the books', inBooks(view, clock))}
	${fact('Books fresh until', inBank(view))}
	${fact('Totals checked', checked(view, clock))}
	${view.baseCurrency !== '' && fact('Own currency', view.baseCurrency)}
	${fact('Read in full', view.lastFullAt === null ? 'not yet' : momentTag(view.lastFullAt, clock))}
	${rowsRead(view)}
</dl>`;

type Row = ConnectionView['refused'][number];

/** By the number people know, where we have an older copy. A whole list that came short is no row: its reason says what stands here. */
const refusedRow = ({ kind, id, reason, number }: Row): Html =>
	id.startsWith('list ')
		? html`<li>${kindText(kind, 2)}: ${reason}</li>`
		: html`<li>${kindText(kind, 1)} ${number ? html`<b><bdi>${number}</bdi></b>` : html`<code>${id}</code>`}: ${reason}${number === null && html` <small>We hold nothing of it, so it is missing here.</small>`}</li>`;

const refused = ({ refused: rows, refusedInAll, provider }: ConnectionView): Html => {
	const at = providerName[provider];
	return html`<p class="tie problem"><b>${counted(refusedInAll, 'row')} could not be taken over.</b> Everything else was.
	What we hold of them from before may be out of date: it is not mailed about, cannot be paid and is not funded. What we do not hold is missing here.
	What to do: correct them in ${at}, or save them there once more, then press “Sync now”.</p>
	<details><summary>Which, and why</summary>
	<ul>${rows.map(refusedRow)}</ul>${refusedInAll > rows.length && html`<p class="s">And ${counted(refusedInAll - rows.length, 'more row')}: they are listed here as these are corrected.</p>`}</details>`;
};

const post = (action: string, text: string, ledger: string, look = ''): Html =>
	html`<form method="post" action="${action}"><button class="${look}">${text}<span class="vh"> ${ledger}</span></button></form>`;

const actions = (view: ConnectionView): Html => {
	const at = providerName[view.provider];
	const reconnect = view.state === 'connected' ? false : post(paths.connect(view.provider), `Reconnect ${at}`, view.name, 'go');
	if (view.state === 'disconnected') return html`<div class="row act">${reconnect}</div>`;
	return html`<div class="row act">${reconnect}
		${view.state === 'connected' && post(paths.ledger(view.ledger, 'sync'), 'Sync now', view.name)}
		${view.phase === 'live' && post(paths.ledger(view.ledger, 'compare'), 'Compare each document', view.name)}
		${view.phase === 'live' && post(paths.ledger(view.ledger, 'recount'), 'Check the totals', view.name)}</div>
	${
		view.phase === 'live' &&
		html`<details class="act"><summary>Read everything again<span class="vh"> ${view.name}</span>…</summary>
		<p>Every document of the last two years is read from ${at} once more and compared with ours. It costs one call for about each 1,000 rows; mails go on.</p>
		${post(paths.ledger(view.ledger, 'reread'), 'Yes, read everything', view.name)}</details>`
	}
	<details class="act"><summary>Disconnect<span class="vh"> ${view.name}</span>…</summary>
		<p>Cobro hands its key to ${name(view.name)} back to ${at}, deletes it here and reads this ledger no more; its figures leave the totals. Nothing changes in ${at}.</p>
		${post(paths.ledger(view.ledger, 'disconnect'), 'Yes, disconnect', view.name, 'danger')}</details>`;
};

/** `mayAct`: whether the viewer may press anything; the server decides again. */
export const connectionCard = (view: ConnectionView, clock: Clock, mayAct: boolean): Html => html`<article class="card">
	<div class="head"><h3>${name(view.name)} <small>${providerName[view.provider]}</small></h3>${state(view)}</div>
	${trouble(view, clock)}
	${progress(view)}
	${facts(view, clock)}
	${view.refusedInAll > 0 && refused(view)}
	${mayAct && actions(view)}
</article>`;
