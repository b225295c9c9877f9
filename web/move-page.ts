/** One request that a ledger moves to another company: what it means for whoever gives it, and the buttons that answer. */
import type { Day } from '../shared/domain/day.ts';
import type { AskView, DemandView } from '../shared/wire/move-view.ts';
import { counted } from './amount.ts';
import { type Clock, momentTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { askActions, askChip, askText } from './moves-section.ts';
import { paths } from './paths.ts';
import { mayOwn } from './roles.ts';
import { providerName } from './tie-out.ts';

type Under = { readonly payments: number; readonly postings: number; readonly stuck: number };
export type MovePageView = {
	readonly user: Viewer;
	readonly today: Day;
	readonly shown: { readonly timeZone: string } & (
		| { readonly is: 'ask'; readonly ask: AskView }
		| { readonly is: 'demand'; readonly demand: DemandView; readonly under: Under }
	);
};

const becomes = (at: string, { stuck }: Under): Html => html`<h2>What becomes of it here</h2>
<ul>
	<li><b>Reading stops at once.</b> What was read up to then stays with your company, as after any disconnecting; its figures leave the totals.</li>
	<li><b>The other company reads ${at} itself, from the beginning.</b> It sees nothing of what you have here: no mails, notes, payments or history. You see nothing of theirs.</li>
	<li><b>Planned reminders are not sent.</b> A ledger that is not connected is not mailed about.</li>
	<li><b>Pay links close.</b> Pages of customers say that nothing can be paid there; links of Stripe’s are switched off there.</li>
	<li><b>Payments being made are received by your company.</b> A customer who is at Stripe’s page at this moment may still finish. Such a payment is shown, and no longer booked by Cobro: book it by hand, or pay it back.</li>
	<li><b>What is being booked or written now is finished first.</b> While one of your newest 100 payments or 100 postings is on its way, agreeing is refused for that minute.</li>
	<li><b>What waits for a person is not written any more</b>${stuck === 0 ? ': nothing just now.' : html`: ${counted(stuck, 'payment or posting', 'payments or postings')}. Settle them in ${at} by hand.`}</li>
	<li><b>Exports that are made stay.</b> One that is being made may leave this ledger out, and says so.</li>
	<li><b>Your permission is deleted here.</b> ${at === 'Xero' ? 'Xero is told that it has ended.' : 'It is not revoked at QuickBooks, where that could end the other company’s too.'}</li>
</ul>`;

const states: Readonly<Record<Exclude<DemandView['state'], 'asked'>, string>> = {
	agreed: 'Your company agreed to it. The organisation is the other company’s.',
	refused: 'Your company said no to it. Nothing has moved.',
	expired: 'Nobody answered within seven days. Nothing has moved.',
	withdrawn: 'The other company has taken it back. Nothing has moved.',
	closed: 'It stands no more: the organisation was disconnected here, or the other company’s own permission has ended.',
};

const answerButton = (demand: DemandView, verb: 'agree' | 'refuse', text: string, look: string): Html =>
	html`<form method="post" action="${paths.move(demand.ledger, demand.id, verb)}"><button class="${look}">${text}</button></form>`;

const answer = (demand: DemandView, { payments, postings }: Under, user: Viewer): Html => {
	if (demand.state !== 'asked') return html`<p class="tie wait"><b>${states[demand.state]}</b></p>`;
	if (!mayOwn(user)) return html`<p class="tie wait"><b>An owner of your company must answer.</b> Your role may look.</p>`;
	const waits = payments + postings;
	return html`${
		waits > 0 &&
		html`<p class="tie wait"><b>${counted(waits, 'payment or posting', 'payments or postings')} ${waits === 1 ? 'is' : 'are'} on the way into this ledger.</b> Agree when that is done, mostly within a minute.</p>`
	}
	<div class="row act">${answerButton(demand, 'refuse', 'No, it stays here', '')}${answerButton(demand, 'agree', 'Yes, give it to them', 'danger')}</div>
	<p class="s">Yes cannot be taken back here: you would have to ask them for it in turn.</p>`;
};

const demandBody = (demand: DemandView, under: Under, clock: Clock, user: Viewer): Html => {
	const at = providerName[demand.provider];
	return html`<section class="card" aria-labelledby="h-move">
	<h1 id="h-move">${name(demand.company)} asks for ${name(demand.name)}</h1>
	<p><b>${name(demand.person)}</b> of <b>${name(demand.company)}</b> agreed at ${at} that Cobro may read this organisation for them, at ${momentTag(demand.askedAt, clock)}. These names are as their account has them: we did not check who they are. They do not learn whose it is now.</p>
	<p>An organisation is one company’s at a time. It stays with yours unless an owner of your company says yes, by ${momentTag(demand.expiresAt, clock)}. If you do not know them, say no, and look in ${at} who may sign in there.</p>
	${demand.state === 'asked' && becomes(at, under)}
	${answer(demand, under, user)}
</section>`;
};

const askBody = (ask: AskView, clock: Clock, user: Viewer): Html => html`<section class="card" aria-labelledby="h-move">
	<div class="head"><h1 id="h-move">Asking for ${name(ask.name)}</h1>${askChip(ask)}</div>
	<p>${askText(ask, clock)}</p>
	${askActions(ask, user)}
</section>`;

export const movePage = ({ user, today, shown }: MovePageView): string => {
	const clock: Clock = { timeZone: shown.timeZone, today };
	return layout({
		title: shown.is === 'demand' ? `${shown.demand.name} is asked for` : `Asking for ${shown.ask.name}`,
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		body: shown.is === 'demand' ? demandBody(shown.demand, shown.under, clock, user) : askBody(shown.ask, clock, user),
	});
};
