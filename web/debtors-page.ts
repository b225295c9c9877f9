/** Debtors that own several customers of the ledgers, and what is proposed. */
import type { DebtorsView, ProposalView } from '../shared/wire/debtor-view.ts';
import { counted, countText } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { memberText, reasonLine, totalsList } from './debtor-words.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';

/** What both pages of debtors are told. */
export type DebtorFrame = {
	readonly user: Viewer;
	readonly timeZone: string;
	readonly today: string;
	readonly notice?: { readonly kind: 'ok' | 'problem'; readonly text: string };
	readonly desk?: string;
};
export type DebtorsPageView = DebtorFrame & {
	readonly view: DebtorsView;
	/** True when the debtors, or the proposals, are not their first page. */
	readonly laterPage?: boolean;
	readonly laterProposals?: boolean;
};

export const noticeLine = ({ notice }: DebtorFrame): Html | undefined =>
	notice && html`<p class="note ${notice.kind}" role="${notice.kind === 'ok' ? 'status' : 'alert'}">${notice.text}</p>`;

const partOf = ({ debtors }: ProposalView): Html | false =>
	debtors.length > 0 &&
	html`<p class="s">${debtors.map(({ id, name: who, customers }) => html`${counted(customers.length, 'of them belongs', 'of them belong')} to the debtor <a href="${paths.debtor(id)}">${name(who)}</a> already, which joins whole. `)}</p>`;

const proposal = (one: ProposalView, acts: boolean, n: number): Html => {
	const names = new Map(one.members.map(({ customer, name: who }) => [customer, who]));
	const title = one.members[0]?.name ?? '';
	const whole = acts && !one.tooGreat;
	const members = one.members.map((member) =>
		whole
			? html`<li class="pick"><input type="checkbox" name="customer" value="${member.customer}" id="p${n}-${member.customer}" checked><label for="p${n}-${member.customer}" class="vh">${name(member.name)} is part of this debtor</label>${memberText(member)}</li>`
			: html`<li>${memberText(member)}</li>`,
	);
	const list = html`<ul class="ties">${members}</ul>`;
	return html`<li class="tie wait"><h3>${name(title)} and ${counted(one.members.length - 1, 'other')}</h3>
	${partOf(one)}
	${one.reasons.length > 0 ? html`<ul>${one.reasons.map((reason) => reasonLine(reason, names))}</ul>` : html`<p class="s">What they shared has changed since the search.</p>`}
	${
		acts
			? html`<form method="post" action="${paths.proposal(one.id, 'confirm')}">${list}
		${one.tooGreat && html`<p>With all customers of those debtors they would be ${countText(one.inAll)} of ${counted(one.debtors.length, 'debtor')}: more than one debtor can own (50), or than become one at once (10 debtors). Debtors have grown since it was looked; press “Look again now”, and what fits is proposed.</p>`}
		<p class="row act">${whole && html`<button class="go">One debtor<span class="vh">: those ticked, of the proposal for ${title}</span></button>`}
		<button formaction="${paths.proposal(one.id, 'reject')}">Not the same<span class="vh">: the proposal for ${title}</span></button></p></form>`
			: list
	}</li>`;
};

const searched = ({ search: { shown, reading } }: DebtorsView, clock: Clock): Html => html`
	${reading !== null && html`<p><b>Looking now:</b> ${counted(reading, 'customer')} read.</p>`}
	${shown === null && reading === null && html`<p>Nobody has looked yet. It is looked once a day, after midnight, and when you ask.</p>`}
	${
		shown !== null &&
		html`<p class="s">Looked ${momentTag(shown.at, clock)} at ${counted(shown.customers, 'customer')} who owe: ${counted(shown.found, 'proposal')}${shown.kept < shown.found && html`, of which the ${countText(shown.kept)} with most at stake are kept`}.
	${shown.crowded > 0 && html`${counted(shown.crowded, 'thing is', 'things are')} shared by more than 50 customers each, as a filler or a mailbox of your own is, and proposed nothing.`}
	${shown.tooGreat > 0 && html`${counted(shown.tooGreat, 'pair of them is', 'pairs of them are')} not proposed, though they share something: together they are more than the 50 customers a debtor can own, or the 10 debtors that become one at once.`}
	${shown.cut && 'Not every pair was compared: too many share something.'} Nothing is written to a ledger.</p>`
	}`;

const apartLine = (
	{ id, at, by, parts }: DebtorsView['apart'][number],
	clock: Clock,
	acts: boolean,
): Html => html`<li class="tie">${parts.map(
	(part, i) =>
		html`${i > 0 && html` <b>≠</b> `}${part.map(({ customer, name: who }, k) => html`${k > 0 && ' + '}<a href="${paths.customer(customer)}">${name(who)}</a>`)}`,
)}<p class="s">${name(by)}, ${momentTag(at, clock)}</p>
	${acts && html`<form method="post" action="${paths.forgetApart(id)}"><button>Propose again<span class="vh">: ${parts[0]?.[0]?.name}</span></button></form>`}</li>`;

export const debtorsPage = (page: DebtorsPageView): string => {
	const { user, view, laterPage = false, laterProposals = false, timeZone, today, desk } = page;
	const clock: Clock = { timeZone, today };
	const acts = mayAct(user);
	return layout({
		title: 'Debtors',
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(view.search.reading !== null && { refresh: '5' }),
		...(desk !== undefined && { desk }),
		body: html`${noticeLine(page)}
<section class="card" aria-labelledby="h-debtors">
	<h1 id="h-debtors">Debtors</h1>
	<p class="s">One debtor may be several customers of your ledgers: one for each currency, ledger or branch. What they owe is added up here, each currency by itself. As of ${dayText(view.asOf)}.</p>
	${
		view.debtors.length === 0
			? html`<p>No debtor owns several customers yet.</p>`
			: html`<ul class="ties">${view.debtors.map(
					(one) => html`<li class="tie"><p><b><a href="${paths.debtor(one.id)}">${name(one.name)}</a></b></p>
	<p class="s">${counted(one.members, 'customer')}${one.uncounted > 0 && html`, ${countText(one.uncounted)} not counted: the ledger is disconnected, or not read in full yet`}</p>${totalsList(one.totals)}</li>`,
				)}</ul>`
	}
	<p class="row act">${laterPage && html`<a class="btn" href="${paths.debtors()}">First debtors</a>`}
	${view.next !== null && html`<a class="btn" href="${paths.debtors({ from: view.next })}">Next debtors</a>`}</p>
</section>
<section class="card" id="proposals" aria-labelledby="h-proposals">
	<div class="head"><h2 id="h-proposals">May be one debtor</h2>${acts && html`<form method="post" action="${paths.searchDebtors}"><button>Look again now</button></form>`}</div>
	${searched(view, clock)}
	${view.proposals.length > 0 && html`<p>You decide. Leave ticked who is the same; those not ticked are remembered as others.</p><ul class="ties">${view.proposals.map((one, n) => proposal(one, acts, n))}</ul>`}
	${view.proposals.length === 0 && view.search.shown !== null && html`<p>Nothing waits for a decision here.</p>`}
	<p class="row act">${laterProposals && html`<a class="btn" href="${paths.debtors()}">First proposals</a>`}
	${view.nextProposals !== null && html`<a class="btn" href="${paths.debtors({ proposals: view.nextProposals })}">Next proposals</a>`}</p>
</section>
${
	view.apart.length > 0 &&
	html`<section class="card" aria-labelledby="h-apart"><h2 id="h-apart">Told apart</h2>
	<p class="s">The latest of them. They are not proposed again unless you say so.</p><ul class="ties">${view.apart.map((one) => apartLine(one, clock, acts))}</ul></section>`
}`,
	});
};
