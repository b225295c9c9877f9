/** One arrangement: its terms, what it covers, what can be done with it, and everything that was done. */
import type { Act } from '../shared/domain/arrangements/kinds.ts';
import { ledgerOfCustomer } from '../shared/domain/document.ts';
import type { ActView } from '../shared/wire/arrangement-acts.ts';
import type { ArrangementView, ChangeView } from '../shared/wire/arrangement-view.ts';
import { amountText, isZero } from './amount.ts';
import { actForms } from './arrangement-act-forms.ts';
import { type Fact, gist, holdsText, termFacts } from './arrangement-facts.ts';
import { type ArrangementPageView, doneNote, refusedNote, stateChip } from './arrangement-frame.ts';
import { invoiceLine } from './arrangement-slices.ts';
import { type Clock, dayTag, momentTag } from './calendar.ts';
import { layout } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

const waits: ReadonlySet<Act> = new Set<Act>(['approve', 'accept', 'concede']);
const awaits = (acts: readonly ActView[], { terms, state }: ArrangementView): boolean =>
	(terms.kind === 'dispute' && (state === 'open' || state === 'proposed')) || acts.some(({ act, why }) => waits.has(act) && why === null);

const instalments = ({ terms, currency }: ArrangementView, today: string): Html | false => {
	if (terms.kind !== 'plan' || currency === null) return false;
	return html`<table><caption>Instalments; money pays the earliest first</caption>
	<thead><tr><th scope="col">No.</th><th scope="col">Day</th><th scope="col" class="n">Amount</th><th scope="col" class="n">Still to come</th></tr></thead>
	<tbody>${terms.instalments.map(
		({ n, due, amount, left }) =>
			html`<tr><th scope="row">${n}</th><td>${dayTag(due)}${due < today && left !== null && !isZero(left) && html`<small class="late">past</small>`}</td><td class="n">${amountText(amount, currency)}</td><td class="n">${left === null ? 'not known' : isZero(left) ? '✓ paid' : amountText(left, currency)}</td></tr>`,
	)}</tbody></table>`;
};

const factsList = (facts: readonly Fact[]): Html =>
	html`<dl class="facts">${facts.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>`;

const owner = ({ owner: who }: ArrangementView): string => (who === null ? 'nobody' : who.name || 'somebody who is no longer here');

/** Only what changed of the terms. */
const changed = ({ before, after }: ChangeView, currency: string | null): Html | false => {
	if (before === null) return false;
	const was = new Map(termFacts(before, currency, true));
	const now = termFacts(after, currency, true).filter(([label, text]) => was.get(label) !== text);
	return (
		now.length > 0 &&
		html`<ul class="bare">${now.map(([label, text]) => html`<li>${label}: ${was.has(label) && html`<s>${was.get(label)}</s> → `}<b>${text}</b></li>`)}</ul>`
	);
};

const step = (change: ChangeView, currency: string | null, clock: Clock): Html => {
	const { at, by, eventText, fromText, toText, does, text } = change;
	const who = by === null ? 'by itself, from the books and the calendar' : name(by.name);
	const states = fromText === null || fromText === toText ? html`“${toText}”` : html`“${fromText}” → “${toText}”`;
	return html`<li class="tie"><p><b>${eventText}</b>: ${states}</p>
	${text !== null && text !== '' && html`<p><q>${text}</q></p>`}${changed(change, currency)}
	<p class="s">${momentTag(at, clock)}, ${who}${does.length > 0 && html`; ${does.join('; ')}`}</p></li>`;
};

/** Agreed anew, and not in force yet: which of the two holds. */
const placeNote = ({ customer, replaces, pending, state }: ArrangementView): Html | false => {
	if (pending !== null)
		return html`<p class="tie wait">It is to be agreed anew: <a href="${paths.arrangement(customer, pending)}">the newer version</a> is not in force yet. Until it is, this one stands.</p>`;
	const isAsked = state === 'asked' || state === 'offered';
	if (replaces === null || !isAsked) return false;
	return html`<p class="tie wait">Not in force yet: where <a href="${paths.arrangement(customer, replaces)}">the version before</a> still stands, it goes on until this one takes its place.</p>`;
};

/** What decides anew whether the ledger takes it. */
const decisive: ReadonlySet<ChangeView['event']> = new Set<ChangeView['event']>([
	'rejected',
	'posted',
	'approve',
	'propose',
	'concede',
	'uphold',
	'withdraw',
	'unpaid',
	'settled',
]);

/** The ledger's no, until somebody has decided anew. */
const ledgersNo = (history: readonly ChangeView[], ledger: string): Html | false => {
	const last = history.find(({ event }) => decisive.has(event));
	if (last?.event !== 'rejected') return false;
	return html`<p class="tie problem"><b>The ledger did not take it.</b> ${last.text ?? 'Why is under “Written to the ledgers”.'} <a href="${paths.postingAccounts(ledger)}">Accounts</a> · <a href="${paths.postings()}">Written to the ledgers</a></p>`;
};

export const arrangementPage = (page: ArrangementPageView): string => {
	const { user, view, timeZone, desk } = page;
	const { customer, today, arrangement, history, acts, invoices } = view;
	const clock: Clock = { timeZone, today };
	const { currency, terms, version, replaces, received, posting } = arrangement;
	const holds = holdsText(arrangement);
	const facts: readonly Fact[] = [
		...termFacts(terms, currency, awaits(acts, arrangement)),
		...(received !== null && currency !== null ? [['Received so far', amountText(received, currency)] as const] : []),
		['Who sees to it', owner(arrangement)],
	];
	return layout({
		title: `${arrangement.kindText}: ${gist(arrangement)}`,
		user,
		nav: [
			{ href: paths.arrangements(customer.id), text: '← Arrangements with the customer' },
			{ href: paths.worklist(), text: 'All customers’ arrangements' },
		],
		...(desk !== undefined && { desk }),
		body: html`${doneNote(page)}${refusedNote(
			page,
			acts.some(({ act, may }) => may && act === page.refused?.form),
		)}
<section class="card" aria-labelledby="h-one">
	<h1 id="h-one">${arrangement.kindText}: ${gist(arrangement)}</h1>
	<p>${stateChip(arrangement)}</p>
	<p class="s">With <a href="${paths.customer(customer.id)}">${name(customer.name)}</a>. Begun ${momentTag(arrangement.at, clock)} by ${name(arrangement.by)}.${version > 1 && html` Version ${version}${replaces !== null && html`, instead of <a href="${paths.arrangement(customer.id, replaces)}">the one before</a>`}.`}</p>
	${placeNote(arrangement)}
	${terms.kind === 'dispute' && html`<p><b>The customer says:</b> <q>${terms.text}</q></p>`}
	${arrangement.inVain && html`<p class="tie problem"><b>Credited, and the money went back.</b> It stands in the ledger as a credit, although it does not hold any more. Take the credit back there, or agree with the customer anew. <a href="${paths.postings()}">Written to the ledgers</a></p>`}
	${ledgersNo(history, ledgerOfCustomer(customer.id))}
	${factsList(facts)}
	${holds === null ? html`<p>It holds nothing${arrangement.over && ' any more'}.</p>` : html`<p>${holds}</p>`}
	${posting !== null && html`<p class="s">What is written to the ledger for it is under <a href="${paths.postings()}">Written to the ledgers</a>.</p>`}
	${instalments(arrangement, today)}
</section>
${
	invoices.length > 0 &&
	html`<section class="card" aria-labelledby="h-covers"><h2 id="h-covers">What it covers</h2>
	<ul class="ties">${invoices.map((each) => invoiceLine(each, today, customer.id))}</ul></section>`
}
${actForms(page)}
<section class="card" aria-labelledby="h-history">
	<h2 id="h-history">Who did what</h2>
	${history.length > 0 ? html`<ul class="ties">${history.map((each) => step(each, currency, clock))}</ul>` : html`<p>Nothing yet.</p>`}
</section>`,
	});
};
