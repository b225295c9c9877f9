/** What the company owes those who owe it: matched parties, proposals to decide, and how fresh that is. */
import type { PartyAmountsView, PartyView, PayablesLedgerView, PayablesView, ProposalView } from '../shared/wire/payables-view.ts';
import { amountText, counted, isZero, unsigned } from './amount.ts';
import { type Clock, dayTag, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { reasonText } from './party-words.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';

export type PayablesPageView = { readonly user: Viewer; readonly view: PayablesView; readonly desk?: string };

const trouble = ({ problem }: PayablesLedgerView, clock: Clock): Html | false =>
	problem !== null &&
	html`<p><span class="chip ${problem.reconnect ? 'problem' : 'wait'}">${problem.reconnect ? '✗' : '…'} Bills could not be read</span> (${momentTag(problem.at, clock)}): ${problem.text}
	${!problem.reconnect && problem.nextAt !== null && html`What to do: nothing. We try again at ${momentTag(problem.nextAt, clock)}.`} What is shown here is as of the read before.</p>`;

const refused = ({ refused: rows, refusedInAll, provider }: PayablesLedgerView): Html | false =>
	refusedInAll > 0 &&
	html`<details><summary>${counted(refusedInAll, 'row')} could not be read and ${refusedInAll === 1 ? 'is' : 'are'} not in these figures</summary>
	<ul>${rows.map((row) => html`<li>${row.what} <bdi>${row.id}</bdi>: ${row.reason}</li>`)}</ul><p class="s">What to do: put them right in ${providerName[provider]}; the next read takes them.</p></details>`;

const fresh = (one: PayablesLedgerView, clock: Clock): Html => {
	if (one.asOf === null)
		return html`<p class="s">${one.reading ? 'Bills are being read for the first time.' : 'Bills were not read yet: this happens by itself once a day.'}</p>`;
	return html`<p class="s">As of ${momentTag(one.asOf, clock)}: ${counted(one.bills, 'open bill')} and ${counted(one.credits, 'credit')} of ${counted(one.vendors, 'supplier')}; ${counted(one.calls, 'call')} of ${providerName[one.provider]}. Read once a day.${one.reading && ' A new read is under way.'}</p>`;
};

const ledger = (one: PayablesLedgerView, clock: Clock, acts: boolean): Html => html`<li class="tie">
	<p><b>${name(one.name)}</b> (${providerName[one.provider]})${one.state === 'needs-reconnecting' && html` <span class="chip problem">✗ Needs reconnecting</span>`}</p>
	${fresh(one, clock)}${trouble(one, clock)}${refused(one)}
	${acts && one.state === 'connected' && html`<form method="post" action="${paths.readPayables(one.ledger)}"><button aria-label="Read bills now: ${one.name}">Read bills now</button></form>`}
</li>`;

const netText = ({ net, currency }: PartyAmountsView): Html | string => {
	if (isZero(net)) return 'even';
	return net.startsWith('-') ? html`you owe ${amountText(unsigned(net), currency)}` : html`they owe ${amountText(net, currency)}`;
};
const less = (amount: string, currency: string, what: string): Html | false =>
	!isZero(amount) && html`<small>less ${amountText(amount, currency)} ${what}</small>`;

/** Each currency for itself: they are never added up. */
const amountsOf = (one: PartyAmountsView): Html => html`<dl class="facts">
	<div><dt>They owe you</dt><dd>${amountText(one.theyOwe, one.currency)}${less(one.unapplied, one.currency, 'not applied')}</dd></div>
	<div><dt>You owe them</dt><dd>${amountText(one.weOwe, one.currency)}${less(one.credits, one.currency, 'of their credits')}</dd></div>
	<div><dt>On balance</dt><dd>${netText(one)}</dd></div>
</dl>`;

const byDay = ({ amounts }: PartyView): Html | false => {
	const days = amounts.flatMap(({ currency, byDay: all }) => all.map(({ due, amount }) => ({ currency, due, amount })));
	return (
		days.length > 0 &&
		html`<details><summary>What you owe by due day</summary><ul>${days.map(({ currency, due, amount }) => html`<li>${dayTag(due)}: ${amountText(amount, currency)}</li>`)}</ul></details>`
	);
};

const pairFields = (vendor: string, customer: string): Html =>
	html`<input type="hidden" name="vendor" value="${vendor}"><input type="hidden" name="customer" value="${customer}">`;

const how = (party: PartyView, acts: boolean): Html[] =>
	party.vendors.map((one) =>
		one.how === 'contact'
			? html`<p class="s">One contact in the ledger, customer and supplier.</p>`
			: html`<div class="row"><span class="s">Supplier <b>${name(one.name || one.vendor)}</b>, confirmed by a person.</span>
${acts && html`<form method="post" action="${paths.matches('undo')}">${pairFields(one.vendor, party.customer)}<button aria-label="Undo: ${one.name} is not ${party.name}">Undo</button></form>`}</div>`,
	);

const party = (one: PartyView, clock: Clock, acts: boolean): Html => html`<li class="tie">
	<h3><a href="${paths.customer(one.customer)}">${name(one.name)}</a></h3>
	${one.asOf !== null && html`<p class="s">Bills as of ${momentTag(one.asOf, clock)}.</p>`}
	${one.amounts.map(amountsOf)}
	${one.amounts.length === 0 && html`<p>Nothing is owed on either side.</p>`}
	${byDay(one)}${how(one, acts)}
</li>`;

const proposal = (one: ProposalView, acts: boolean): Html => html`<li class="tie">
	<p>Is the supplier <b>${name(one.vendorName)}</b> your customer <a href="${paths.customer(one.customer)}">${name(one.customerName)}</a>?
	You owe the supplier ${one.weOwe.map(({ amount, currency }, at) => html`${at > 0 && ', '}${amountText(amount, currency)}`)}.</p>
	<ul>${one.reasons.map((reason) => html`<li>${reasonText(reason)}</li>`)}</ul>
	${
		acts &&
		html`<div class="row"><form method="post" action="${paths.matches('confirm')}">${pairFields(one.vendor, one.customer)}<button class="go" aria-label="Yes, the same: ${one.vendorName} and ${one.customerName}">Yes, the same</button></form>
<form method="post" action="${paths.matches('reject')}">${pairFields(one.vendor, one.customer)}<button aria-label="No: ${one.vendorName} and ${one.customerName} are not the same">No</button></form></div>`
	}
</li>`;

const more = (shown: number, inAll: number, what: string): Html | false =>
	inAll > shown &&
	html`<p class="s">And ${counted(inAll - shown, `more ${what}`)}: those with the largest amounts of each currency are shown.</p>`;

const rejected = ({ rejected: all }: PayablesView, acts: boolean): Html | false =>
	all.length > 0 &&
	html`<details><summary>${counted(all.length, 'pair')} you said ${all.length === 1 ? 'is' : 'are'} not the same</summary><ul>${all.map(
		(one) => html`<li><div class="row"><span>${name(one.vendorName || one.vendor)} is not ${name(one.customerName)}</span>
${acts && html`<form method="post" action="${paths.matches('undo')}">${pairFields(one.vendor, one.customer)}<button aria-label="Ask again about ${one.vendorName || one.vendor} and ${one.customerName}">Ask again</button></form>`}</div></li>`,
	)}</ul><p class="s">Asked again with the next read.</p></details>`;

export const payablesPage = ({ user, view, desk }: PayablesPageView): string => {
	const acts = mayAct(user);
	const { parties, proposals, ledgers } = view;
	return layout({
		title: 'What you owe your customers',
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-payables">
	<h1 id="h-payables">What you owe your customers</h1>
	<p class="s">Customers that are suppliers too: for setting off, for credit decisions, and before you press for payment. Nothing here is written to a ledger.</p>
	<ul class="ties">${ledgers.map((one) => ledger(one, view, acts))}</ul>
	${ledgers.length === 0 && html`<p>No ledger is connected.</p>`}
</section>
<section class="card" aria-labelledby="h-both">
	<h2 id="h-both">Customers that are suppliers</h2>
	${parties.length > 0 ? html`<ul class="ties">${parties.map((one) => party(one, view, acts))}</ul>` : html`<p>None is known.</p>`}
	${more(parties.length, view.partiesInAll, 'customer')}
</section>
<section class="card" aria-labelledby="h-proposals">
	<h2 id="h-proposals">Perhaps the same</h2>
	${proposals.length > 0 ? html`<ul class="ties">${proposals.map((one) => proposal(one, acts))}</ul>` : html`<p>Nothing to decide.</p>`}
	${more(proposals.length, view.proposalsInAll, 'proposal')}
	${rejected(view, acts)}
</section>`,
	});
};
