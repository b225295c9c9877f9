/** One debtor: its customers, what they owe together, and what people decided. */
import type { DebtorView } from '../shared/wire/debtor-view.ts';
import { counted } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { memberText, totalTable } from './debtor-words.ts';
import { type DebtorFrame, noticeLine } from './debtors-page.ts';
import { layout } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';

export type DebtorPageView = DebtorFrame & { readonly view: DebtorView };

const members = ({ id, members: all }: DebtorView, clock: Clock, acts: boolean): Html => {
	const list = html`<ul class="ties">${all.map((member) => {
		const since = member.joined && html`Since ${momentTag(member.joined.at, clock)}, by ${name(member.joined.by)}`;
		return acts
			? html`<li class="pick"><input type="checkbox" name="customer" value="${member.customer}" id="m-${member.customer}"><label for="m-${member.customer}" class="vh">Take ${name(member.name)} out</label>${memberText(member, since)}</li>`
			: html`<li>${memberText(member, since)}</li>`;
	})}</ul>`;
	if (!acts) return list;
	return html`<form method="post" action="${paths.splitDebtor(id)}">${list}
	<p class="s">Tick who is not this debtor. Nothing is lost: who was part of it stays in its history.</p>
	<p class="row act"><button>Take out those ticked</button>${all.length > 3 && html`<button name="together" value="yes">Make those ticked a debtor of their own</button>`}</p></form>`;
};

const event = ({ at, by, did, customers, other }: DebtorView['history'][number], clock: Clock): Html => {
	const who = customers.map(({ customer, name: one }, i) => html`${i > 0 && ', '}<a href="${paths.customer(customer)}">${name(one)}</a>`);
	const otherText = did === 'joined' ? ', which came from ' : ', which went to ';
	return html`<li class="tie"><p>${did === 'joined' ? 'Joined' : 'Taken out'}: ${who}${other !== null && html`${otherText}<a href="${paths.debtor(other)}">another debtor</a>`}</p><p class="s">${name(by)}, ${momentTag(at, clock)}</p></li>`;
};

export const debtorPage = (page: DebtorPageView): string => {
	const { user, view, timeZone, today, desk } = page;
	const clock: Clock = { timeZone, today };
	const uncounted = view.members.filter((member) => !member.counted).length;
	return layout({
		title: view.name || 'Debtor',
		user,
		nav: [{ href: paths.debtors(), text: '← Debtors' }],
		...(desk !== undefined && { desk }),
		body: html`${noticeLine(page)}
<section class="card" aria-labelledby="h-debtor">
	<h1 id="h-debtor">${name(view.name)}</h1>
	${
		view.members.length === 0
			? html`<p><b>This debtor is split up.</b> Its customers stand alone again, or belong to another debtor; its history stays.</p>`
			: html`<p class="s">One debtor, ${counted(view.members.length, 'customer')} of your ledgers. As of ${dayText(view.asOf)}. Each currency by itself.</p>`
	}
	${uncounted > 0 && html`<p class="tie wait"><b>${counted(uncounted, 'customer is', 'customers are')} in no total:</b> the ledger is disconnected, or not read in full yet.</p>`}
	${view.totals.length > 0 ? html`<div class="two wide">${view.totals.map(totalTable)}</div>` : view.members.length > 0 && html`<p>Nothing is open.</p>`}
</section>
${
	view.members.length > 0 &&
	html`<section class="card" aria-labelledby="h-members"><h2 id="h-members">Its customers</h2>${members(view, clock, mayAct(user))}</section>`
}
<section class="card" aria-labelledby="h-events">
	<h2 id="h-events">Who decided what</h2>
	${view.history.length > 0 ? html`<ul class="ties">${view.history.map((one) => event(one, clock))}</ul>` : html`<p>Nothing yet.</p>`}
	<p class="row act"><a class="btn" href="${paths.debtors()}">Back to the debtors</a></p>
</section>`,
	});
};
