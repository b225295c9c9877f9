/** Everything that was written to the ledgers besides payments, or waits, or needs a person. */
import type { CustomerId, LedgerId } from '../shared/domain/document.ts';
import { toDecimal } from '../shared/domain/money.ts';
import type { Posting } from '../shared/domain/posting.ts';
import { amountText } from './amount.ts';
import { type Clock, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { byHand, kindWords, type Numbers, standing } from './posting-words.ts';
import { mayAct } from './roles.ts';

export type PostingsPageView = {
	readonly user: Viewer;
	readonly clock: Clock;
	/** Newest first. */
	readonly postings: readonly Posting[];
	readonly next: string | null;
	/** True when these are not the first ones. */
	readonly laterPage: boolean;
	readonly names: ReadonlyMap<CustomerId, string>;
	readonly users: ReadonlyMap<string, string>;
	readonly numbers: Numbers;
	readonly ledgers: readonly { readonly ledger: LedgerId; readonly name: string }[];
	/** What was just done. */
	readonly notice?: string;
};

const chips: Readonly<Record<Posting['state'], readonly [look: 'ok' | 'problem' | 'wait' | 'none', text: string]>> = {
	planned: ['wait', '… Waiting'],
	writing: ['wait', '… Being written'],
	written: ['ok', '✓ Written'],
	stuck: ['problem', '✗ Needs a person'],
	cancelled: ['none', '– Given up'],
};

const button = (posting: Posting, verb: 'retry' | 'give-up', text: string, look = ''): Html =>
	html`<form method="post" action="${paths.posting(posting.id, verb)}"><button class="${look}">${text}<span class="vh">: ${posting.text}</span></button></form>`;

const buttons = (posting: Posting): Html | false => {
	const { state, problem, steps } = posting;
	const waits = state === 'planned' && problem !== null;
	if (state !== 'stuck' && !waits) return false;
	const sending = steps.some((each) => each.state === 'sending');
	return html`<div class="row act">${button(posting, 'retry', 'Try again')}${!sending && button(posting, 'give-up', 'Give up', 'danger')}</div>`;
};

const trouble = (posting: Posting, view: PostingsPageView): Html | false =>
	posting.problem !== null &&
	html`<p class="tie ${posting.state === 'stuck' ? 'problem' : 'wait'}"><b>${posting.state === 'stuck' ? 'What happened:' : 'Note:'}</b> ${posting.problem}</p>
	${byHand(posting, view.numbers)}`;

const row = (posting: Posting, view: PostingsPageView): Html => {
	const { minor, currency, customer, by } = posting;
	const [look, text] = chips[posting.state];
	const asked = html`${momentTag(posting.askedAt, view.clock)}${view.users.has(by) && html` by ${name(view.users.get(by) ?? '')}`}`;
	return html`<tr role="row"><th role="rowheader" scope="row"><a href="${paths.customer(customer)}">${name(view.names.get(customer) ?? '')}</a><small>${kindWords[posting.what.kind]}, asked ${asked}</small></th>
	<td role="cell" class="n">${minor > 0 && html`<b>${amountText(toDecimal({ minor, currency }), currency)}</b>`}</td>
	<td role="cell"><span class="chip ${look}">${text}</span> <span>${posting.text}</span>${standing(posting, view.numbers)}${trouble(posting, view)}${mayAct(view.user) && buttons(posting)}</td></tr>`;
};

const table = (view: PostingsPageView): Html => html`<table class="docs mails" role="table">
	<caption>Newest first${view.laterPage && ', continued'}; “written” means that we have read it back from the ledger</caption>
	<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Customer</th><th role="columnheader" scope="col" class="n">Amount</th><th role="columnheader" scope="col">What, and where it stands</th></tr></thead>
	<tbody role="rowgroup">${view.postings.map((posting) => row(posting, view))}</tbody>
</table>`;

export const postingsPage = (view: PostingsPageView): string =>
	layout({
		title: 'Written to the ledgers',
		user: view.user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		body: html`${view.notice !== undefined && html`<p class="note ok" role="status">${view.notice}</p>`}
<section class="card" aria-labelledby="h-postings">
	<h1 id="h-postings">Written to the ledgers</h1>
	<p class="s">Credits, write-offs, fees, notes and the like that somebody asked for here. Customers’ payments are with <a href="${paths.hub()}#payments">the payments</a>.</p>
	${view.postings.length > 0 ? table(view) : html`<p>${view.laterPage ? 'There are no more.' : 'Nothing yet. Open a customer and choose “Write to the ledger”.'}</p>`}
	<p class="row act">
		${view.laterPage && html`<a class="btn" href="${paths.postings()}">First ones</a>`}
		${view.next !== null && html`<a class="btn" href="${paths.postings(view.next)}">Next ones</a>`}
		${view.ledgers.map((each) => html`<a class="btn" href="${paths.postingAccounts(each.ledger)}">Accounts of ${name(each.name)}</a>`)}
	</p>
</section>`,
	});
