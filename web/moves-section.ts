/** Ledgers that two companies want: what another one asks of us, and what we asked for. */
import type { AskView, DemandView, MovesView } from '../shared/wire/move-view.ts';
import { type Clock, momentTag } from './calendar.ts';
import type { Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct, mayOwn } from './roles.ts';
import { providerName } from './tie-out.ts';

const demandNote = (demand: DemandView, clock: Clock, user: Viewer): Html => {
	const { name: of, provider, company, person, expiresAt, ledger, id } = demand;
	const link = html`<a href="${paths.move(ledger, id)}">${mayOwn(user) ? 'See what it means and answer' : 'See what it means'}</a>`;
	return html`<p><b>${name(company)} asks for ${name(of)}</b> (${providerName[provider]}). ${name(person)} agreed there that Cobro may read it for them. Nothing moves unless an owner of your company says yes, by ${momentTag(expiresAt, clock)}. ${link}</p>`;
};

/** Stands above everything else: somebody waits for an answer. */
export const demandNotes = ({ demands }: MovesView, clock: Clock, user: Viewer): Html | false =>
	demands.length > 0 &&
	html`<section class="note wait" aria-label="Asked of your company">${demands.map((each) => demandNote(each, clock, user))}</section>`;

const chips: Readonly<Record<AskView['state'], Html>> = {
	proposed: html`<span class="chip wait">… Waits for your owner</span>`,
	asked: html`<span class="chip wait">… Its owner was asked</span>`,
	agreed: html`<span class="chip ok">✓ Agreed</span>`,
	refused: html`<span class="chip problem">✗ Refused</span>`,
	expired: html`<span class="chip wait">– Not answered</span>`,
	withdrawn: html`<span class="chip wait">– Taken back</span>`,
	closed: html`<span class="chip wait">– Void</span>`,
};
export const askChip = ({ state }: AskView): Html => chips[state];

/** What it is at, and what a person can do. Nothing here says whose the organisation is. */
export const askText = (ask: AskView, clock: Clock): Html => {
	const at = providerName[ask.provider];
	const again =
		ask.again === null ? html`Press “Connect ${at}” to ask again.` : html`It can be asked for again after ${momentTag(ask.again, clock)}.`;
	const ended = ask.endedAt ?? ask.expiresAt;
	switch (ask.state) {
		case 'proposed':
			return html`This organisation is connected by another company. ${name(ask.person)} agreed at ${at} that it is read for yours. Before the other company is asked, an owner of yours must say yes, by ${momentTag(ask.expiresAt, clock)}. Nothing is read.`;
		case 'asked':
			return html`This organisation is connected by another company. Its owner was asked at ${momentTag(ask.askedAt, clock)} and can answer until ${momentTag(ask.expiresAt, clock)}. Nothing is read until they agree; then the first read begins by itself.`;
		case 'agreed':
			return html`The other company agreed at ${momentTag(ended, clock)}. The organisation is yours.`;
		case 'refused':
			return html`The other company said no at ${momentTag(ended, clock)}. Nothing was read, and the permission kept for it is deleted. ${again}`;
		case 'expired':
			return html`Nobody answered by ${momentTag(ask.expiresAt, clock)}. Nothing was read, and the permission kept for it is deleted. ${again}`;
		case 'withdrawn':
			return html`Your company took it back at ${momentTag(ended, clock)}. Nothing was read. ${again}`;
		case 'closed':
			return html`The question stands no more since ${momentTag(ended, clock)}: the organisation is not connected there any longer, or your permission for it has ended. Nothing was read. Press “Connect ${at}” if you still want it.`;
	}
};

const press = (ask: AskView, verb: 'confirm' | 'withdraw', text: string, look: string): Html =>
	html`<form method="post" action="${paths.move(ask.ledger, ask.id, verb)}"><button class="${look}">${text}<span class="vh"> ${ask.name}</span></button></form>`;

export const askActions = (ask: AskView, user: Viewer): Html | false => {
	if (!mayAct(user) || (ask.state !== 'proposed' && ask.state !== 'asked')) return false;
	return html`<div class="row act">${ask.state === 'proposed' && mayOwn(user) && press(ask, 'confirm', 'Yes, ask for it', 'go')}
	${press(ask, 'withdraw', ask.state === 'asked' ? 'Take it back' : 'No, drop it', '')}</div>`;
};

const askCard = (ask: AskView, clock: Clock, user: Viewer): Html => html`<article class="card">
	<div class="head"><h3>${name(ask.name)} <small>${providerName[ask.provider]}</small></h3>${askChip(ask)}</div>
	<p>${askText(ask, clock)}</p>
	${askActions(ask, user)}
</article>`;

export const asksSection = ({ asks }: MovesView, clock: Clock, user: Viewer): Html | false =>
	asks.length > 0 &&
	html`<section class="card" id="asked" aria-labelledby="h-asked">
	<h2 id="h-asked">Asked for, and connected by another company</h2>
	<div class="two wide">${asks.map((each) => askCard(each, clock, user))}</div>
</section>`;
