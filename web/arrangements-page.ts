/** What was agreed with one customer: what is open and under what, what holds, and forms to agree more. */
import { type BegunKind, begunKinds } from '../shared/wire/arrangement-fields.ts';
import type { ArrangementView, CustomerArrangementsView } from '../shared/wire/arrangement-view.ts';
import { arrangementWords } from '../shared/wire/arrangement-words.ts';
import { gist, holdsText } from './arrangement-facts.ts';
import { type Choices, defaults, kindFields } from './arrangement-forms.ts';
import { type ArrangementFrame, dayOf, doneNote, refusedNote, stateChip } from './arrangement-frame.ts';
import { errorsOf } from './arrangement-refused.ts';
import { invoiceLine } from './arrangement-slices.ts';
import { type Clock, momentTag } from './calendar.ts';
import { hidden } from './fields.ts';
import { layout } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';

export type ArrangementsPageView = ArrangementFrame & { readonly view: CustomerArrangementsView };

const what: Readonly<Record<BegunKind, string>> = {
	dispute:
		'The customer says that an invoice, or an amount of it, is not owed as it stands. That amount is not chased until it is decided; we answer within five business days.',
	promise: 'The customer pays an amount by a day. It is not chased until then; kept or broken is read from the books.',
	plan: 'Instalments with days of their own. A second person approves it, then the customer agrees; each instalment is chased by its own day.',
	extension: 'Another day to pay by. A second person approves it.',
	settlement:
		'The customer pays less by a day, and the rest is credited once the money is here. Somebody who may give up so much approves it.',
	reward:
		'Whoever has paid all that you choose by a day is credited an amount, on the next invoice that is open then. It is chased as before. Somebody who may give up so much approves it.',
	'set-off':
		'What you owe them against what they owe you, as you agreed with them. A second person approves it; then it is written to the ledger.',
	pause: 'Nobody is written to about an invoice, or about anything, up to a day.',
	hold: 'What they may still buy, for your sales people. What is owed is chased all the same.',
	insolvency: 'From now on nothing of this customer is chased or taken.',
};

const form = (kind: BegunKind, page: ArrangementsPageView, choices: Choices): Html => {
	const { refused, view, token } = page;
	const mine = refused?.form === kind ? refused : undefined;
	const typing = {
		id: `f-${kind}`,
		typed: mine ? mine.fields : defaults(kind, choices),
		errors: mine ? errorsOf(kind, mine) : new Map<string, string>(),
	};
	return html`<details name="begin"${mine !== undefined && html` open`}><summary>${arrangementWords[kind]}</summary>
	<p class="s">${what[kind]}</p>
	<form class="ties" method="post" action="${paths.arrange(view.customer.id, kind)}">${hidden('token', token())}
	${kindFields(kind, typing, choices)}<p><button class="go">${kind === 'plan' || kind === 'extension' || kind === 'settlement' || kind === 'reward' || kind === 'set-off' ? 'Ask for approval' : 'Begin'}<span class="vh">: ${arrangementWords[kind]}</span></button></p></form></details>`;
};

/** A form that has nothing to choose from is not offered. */
const isOffered = (kind: BegunKind, { view, isSupplier }: ArrangementsPageView): boolean => {
	if (kind === 'pause' || kind === 'hold' || kind === 'insolvency') return true;
	return view.invoices.some(({ unsure }) => !unsure) && (kind !== 'set-off' || isSupplier);
};

const begin = (page: ArrangementsPageView): Html => {
	const { view, user, isSupplier } = page;
	const choices: Choices = { ...page, today: dayOf(view.today), invoices: view.invoices };
	return html`<section class="card" aria-labelledby="h-begin">
	<h2 id="h-begin">Agree something</h2>
	${
		mayAct(user)
			? begunKinds.filter((kind) => isOffered(kind, page)).map((kind) => form(kind, page, choices))
			: html`<p>Agreeing something with a customer needs the role owner or finance.</p>`
	}
	${mayAct(user) && !isSupplier && view.invoices.length > 0 && html`<p class="s">To set off what you owe them, confirm first which supplier they are, under <a href="${paths.payables}">What you owe your customers</a>.</p>`}
</section>`;
};

const line = (one: ArrangementView, clock: Clock): Html => {
	const holds = holdsText(one);
	return html`<li class="tie ${one.look}"><p><a href="${paths.arrangement(one.customer, one.id)}">${one.kindText}${one.version > 1 && `, version ${one.version}`}: ${gist(one)}</a> ${stateChip(one)}</p>
	<p class="s">${holds !== null && `${holds} `}Begun ${momentTag(one.at, clock)} by ${name(one.by)}${one.owner && html`; ${one.owner.name === '' ? 'somebody who is no longer here' : name(one.owner.name)} sees to it`}.</p></li>`;
};

export const arrangementsPage = (page: ArrangementsPageView): string => {
	const { user, view, timeZone, desk } = page;
	const { customer, today, invoices, arrangements } = view;
	const clock: Clock = { timeZone, today };
	const [current, over] = [arrangements.filter((each) => !each.over), arrangements.filter((each) => each.over)];
	const list = (all: readonly ArrangementView[]): Html => html`<ul class="ties">${all.map((each) => line(each, clock))}</ul>`;
	return layout({
		title: `Arrangements with ${customer.name || 'a customer'}`,
		user,
		nav: [
			{ href: paths.customer(customer.id), text: '← The customer' },
			{ href: paths.worklist(), text: 'All customers’ arrangements' },
		],
		...(desk !== undefined && { desk }),
		body: html`${doneNote(page)}${refusedNote(page, true)}
<section class="card" aria-labelledby="h-arrangements">
	<h1 id="h-arrangements">Arrangements with ${name(customer.name)}</h1>
	<p class="s">Disputes, promises, plans and the like: they say what is chased, what autopay takes and what is counted for factoring. No mail goes out about them yet: tell the customer yourself.</p>
	<h2>In force</h2>
	${current.length > 0 ? list(current) : html`<p>Nothing. What is open is chased by its due day.</p>`}
	${over.length > 0 && html`<details><summary>Ended lately: ${over.length}</summary>${list(over)}</details>`}
</section>
<section class="card" aria-labelledby="h-open">
	<h2 id="h-open">What is open, and under what</h2>
	${invoices.length > 0 ? html`<ul class="ties">${invoices.map((each) => invoiceLine(each, today, customer.id))}</ul>` : html`<p>No invoice is open.</p>`}
</section>
${begin(page)}`,
	});
};
