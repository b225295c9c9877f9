/** How far the bank side of a ledger is posted: by account, by what a person says, and what that means for reminders. */
import { addDays, isDay } from '../shared/domain/day.ts';
import type { BankView, FreshView } from '../shared/wire/bank-view.ts';
import { amountText, counted } from './amount.ts';
import { type Clock, dayTag, dayText, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';

export type BankPageView = {
	readonly user: Viewer;
	readonly view: BankView;
	readonly clock: Clock;
	/** Said once, after a button. */
	readonly asked?: boolean;
	readonly desk?: string;
};

const chip = ({ verdict }: FreshView): Html => {
	if (verdict === 'fresh') return html`<span class="chip ok">✓ Fresh</span>`;
	if (verdict === 'stale') return html`<span class="chip problem">✗ Behind</span>`;
	return html`<span class="chip wait">… Not known</span>`;
};

/** "20 Nov 2026 (HSBC)". */
export const freshText = ({ until, by, name: of }: FreshView): Html | string => {
	if (until === null) return 'not known';
	return html`${dayTag(until)} (${by === 'person' && 'said by '}${name(of)})`;
};

/** The sentence, its day as people write it. */
const says = ({ says: text, until }: FreshView): string => (until === null ? text : text.replace(until, dayText(until)));

const problems = ({ problem, provider, connected, lookedAt }: BankView, clock: Clock, asked: boolean): Html[] => {
	const at = providerName[provider];
	const all: Html[] = [];
	if (asked) all.push(html`<p class="tie wait" role="status"><b>${at} is being asked.</b> Load this page again in a minute.</p>`);
	if (!connected)
		all.push(
			html`<p class="tie problem"><b>The ledger is not connected.</b> Reconnect it on the hub; then its bank is looked at again.</p>`,
		);
	if (problem?.scope)
		all.push(html`<p class="tie problem"><b>Your permission does not cover bank transactions</b> (<code>${problem.scope}</code>, asked at ${momentTag(problem.at, clock)}).
		Everything else is read as before. What to do: press “Reconnect ${at}” on the hub and agree again, or say below how far you have posted.</p>`);
	else if (problem)
		all.push(
			html`<p class="tie wait"><b>${at} could not be asked</b> (${momentTag(problem.at, clock)}): ${/[.!?]$/.test(problem.text) ? problem.text : `${problem.text}.`} It is tried again by itself.${lookedAt !== null && ' Below is what was seen last.'}</p>`,
		);
	return all;
};

type Account = BankView['accounts'][number];
const role = ({ kind, receives }: Account): string => {
	if (kind === 'undeposited') return 'booked, not yet banked';
	return receives ? 'takes customers’ money' : 'took none that we saw';
};
const waits = ({ waiting }: Account): Html | string => {
	if (waiting.length === 0) return 'none';
	return html`${waiting.map(({ currency, amount, payments }, n) => html`${n > 0 && html`<br>`}${counted(payments, 'payment')}: <b>${amountText(amount, currency)}</b>`)}`;
};

const accounts = ({ accounts: all, accountsInAll, reconciles, reaches, provider }: BankView): Html => {
	const at = providerName[provider];
	const column = reconciles ? 'Not reconciled' : 'Not yet banked';
	return html`<section class="card" aria-labelledby="h-accounts"><h2 id="h-accounts">Accounts</h2>
<table class="docs" role="table"><caption>${counted(all.length, 'account')}${accountsInAll > all.length && ` of ${accountsInAll}`}, those that take customers’ money first</caption>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Account</th><th role="columnheader" scope="col">Latest posting</th><th role="columnheader" scope="col" class="n">${column}</th></tr></thead>
<tbody role="rowgroup">${all.map((each) => html`<tr role="row"><th role="rowheader" scope="row">${name(each.name)}<small>${each.currency !== null && `${each.currency}, `}${role(each)}</small></th><td role="cell" data-l="Latest posting">${each.latest === null ? 'none seen' : dayTag(each.latest)}</td><td role="cell" class="n" data-l="${column}">${waits(each)}</td></tr>`)}</tbody></table>
<p class="s">${reconciles ? `Not reconciled: payments of customers that ${at} has not matched with the bank’s statement.` : `${at} does not tell what was reconciled. What it tells is which payments no deposit has taken to the bank yet.`}
${reaches === null ? 'All of them were read.' : html`Only the newest were read, back to ${dayTag(reaches)}: older ones are not counted.`}</p></section>`;
};

const word = ({ said, ledger, name: of }: BankView, clock: Clock, may: boolean): Html | false =>
	said !== null &&
	html`<p><b>${name(said.name)}</b> said at ${momentTag(said.at, clock)}: posted up to ${dayTag(said.day)}.</p>
	${may && html`<form class="row act" method="post" action="${paths.bank(ledger, 'take-back')}"><button>Take it back<span class="vh">: what was said of ${of}</span></button></form>`}`;

const form = ({ ledger, today, said }: BankView): Html => {
	const earliest = isDay(today) ? addDays(today, -366) : today;
	return html`<form class="row act" method="post" action="${paths.bank(ledger, 'posted')}"><label for="day">I have posted up to</label><input type="date" id="day" name="day" value="${said?.day ?? today}" min="${earliest}" max="${today}" required><button class="go">Save</button></form>`;
};

export const bankPage = ({ user, view, clock, asked = false, desk }: BankPageView): string => {
	const { provider, fresh, lookedAt, ledger } = view;
	const at = providerName[provider];
	const may = mayAct(user);
	return layout({
		title: `${view.name} and its bank`,
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-bank">
	<div class="head"><h1 id="h-bank">${name(view.name)}: books fresh until ${fresh.until === null ? '…' : dayText(fresh.until)}</h1>${chip(fresh)}</div>
	<p>${says(fresh)}</p>
	<p class="s">A transfer that lies in the bank and not in the books cannot be seen by us: a customer who is reminded after this day may have paid. Weekends do not count; public holidays do, for now.
	${lookedAt === null ? `${at} was not asked yet.` : html`${at} was asked at ${momentTag(lookedAt, clock)}; each night, and when you ask.`}</p>
	${problems(view, clock, asked)}
	${may && view.connected && html`<form class="row act" method="post" action="${paths.bank(ledger, 'look')}"><button>Ask ${at} now</button></form>`}
</section>
<section class="card" aria-labelledby="h-said"><h2 id="h-said">What you say</h2>
	<p class="s">When everything that the bank shows up to a day is in ${at}, say so: it counts like a posting of that day, and the later of the two is believed.</p>
	${word(view, clock, may)}${may ? form(view) : view.said === null && html`<p>Nobody has said anything. It needs the role owner or finance.</p>`}
</section>
${view.accounts.length > 0 && accounts(view)}`,
	});
};
