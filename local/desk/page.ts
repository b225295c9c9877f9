import { raw } from 'hono/html';
import type { Day, Instant } from '../../shared/domain/day.ts';
import { html } from '../../web/markup.ts';

export type Places = {
	readonly hub: string;
	readonly inbox: string;
	readonly stripe: string;
	readonly xero: string;
	readonly quickbooks: string;
};
export type DeskView = {
	readonly now: Instant;
	readonly places: Places;
	readonly journey: {
		readonly from: Instant;
		readonly to: Instant;
		readonly hops: number;
		readonly problem: string | null;
		readonly over: boolean;
	} | null;
	readonly mayMove: boolean;
	readonly wrong: string | null;
	readonly tomorrow: Day;
};

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0 auto;max-width:44rem;padding:1rem;font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}li{margin:.4rem 0}.now{font-size:1.25rem;font-variant-numeric:tabular-nums}
form{display:flex;gap:.5rem;flex-wrap:wrap;margin:.6rem 0;align-items:end}button,input{font:inherit;padding:.5rem .8rem;min-height:44px}
.note{border-left:4px solid #0b6fa4;padding:.4rem .8rem}.bad{border-color:#a12d2d}`;

const moment = (at: Instant): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const jump = (by: string, text: string) => html`<form method="post" action="/time"><button name="by" value="${by}">${text}</button></form>`;

const journeyNote = ({ journey }: DeskView) => {
	if (!journey) return '';
	if (journey.problem)
		return html`<p class="note bad" role="alert">The clock stopped on its way to ${moment(journey.to)}: ${journey.problem}</p>`;
	return journey.over
		? html`<p class="note" role="status">Moved from ${moment(journey.from)} to ${moment(journey.to)}, stopping ${String(journey.hops)} times for what was due.</p>`
		: html`<p class="note" role="status">On the way to ${moment(journey.to)}, ${String(journey.hops)} stops so far. This page loads itself.</p>`;
};

export const deskPage = (view: DeskView): string => {
	const { places } = view;
	const moving = view.journey !== null && !view.journey.over;
	return String(html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
${moving ? html`<meta http-equiv="refresh" content="1">` : ''}<link rel="icon" href="data:,"><title>The desk · Cobro on this machine</title><style>${raw(style)}</style></head><body>
<main><h1>Cobro on this machine</h1>
<ul>
<li><a href="${places.hub}">The hub</a>: who owes what, what was sent, what was paid</li>
<li><a href="${places.inbox}">The inbox</a>: every mail, as its reader sees it</li>
<li><a href="${places.stripe}">Stripe sandbox</a>: payments, sessions, events, faults</li>
<li><a href="${places.xero}">Xero sandbox</a> and <a href="${places.quickbooks}">QuickBooks sandbox</a>: the ledgers' own books, and their faults</li>
</ul>
<h2 id="time">The clock</h2>
<p class="now">It is <time datetime="${view.now}">${moment(view.now)}</time>.</p>
${view.wrong ? html`<p class="note bad" role="alert">${view.wrong}</p>` : ''}${journeyNote(view)}
${
	view.mayMove
		? html`<p>Moving it lets everything happen that is due until then: reminders, promises, sessions that expire, tokens that are renewed. It does not go back; <code>npm start -- --fresh</code> starts over.</p>
${jump('+1h', 'One hour on')}${jump('+1d', 'One day on')}${jump('+7d', 'A week on')}
<form method="post" action="/time"><label for="by">By how much</label><input id="by" name="by" value="+14d" pattern="\\+?[0-9]{1,4}[hdw]" title="+6h, +14d or +2w" required><button>Move</button></form>
<p>The same from a terminal: <code>npm run time -- +14d</code></p>`
		: html`<p>A real provider is connected, which does not follow a moved clock: it stays as it is.</p>`
}
</main></body></html>`);
};
