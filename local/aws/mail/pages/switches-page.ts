/** What can go wrong, who is suppressed, which senders are verified, what waits to be published. */
import { instantOfMs } from '../../../../shared/domain/day.ts';
import { type Child, html } from '../../../../web/markup.ts';
import type { LocalAnswer } from '../../../sandbox/server.ts';
import { faultKinds } from '../faults.ts';
import { page, time } from './layout.ts';
import type { PageParts } from './parts.ts';

const faultSection = ({ faults }: PageParts): Child => html`<h2>What goes wrong</h2>
${faults.list().length === 0 ? html`<p>Nothing: mail is taken and delivered.</p>` : html`<ul>${faults.list().map((fault) => html`<li><form method="post" action="/faults/${fault.id}/off">${faultKinds[fault.kind]} <span class="soft">${fault.match || 'any mail'}, ${fault.times} more</span> <button>Switch off</button></form></li>`)}</ul>`}
<form method="post" action="/faults"><label>The next mail <select name="kind">${Object.entries(faultKinds).map(([kind, words]) => html`<option value="${kind}">${words}</option>`)}</select></label><label>How many <input name="times" type="number" min="1" value="1" required></label><label>Recipient or subject contains <input name="match" placeholder="any"></label><button>Switch on</button></form>`;

const heldSection = ({ store, publisher, nowMs }: PageParts): Child => {
	const held = store.heldEvents(nowMs());
	const rows = held.map(
		(event) =>
			html`<tr><td><a href="/inbox/${event.mail}">${event.kind}</a></td><td>${event.due === null ? 'kept back' : time(instantOfMs(event.due))}</td></tr>`,
	);
	return html`<h2>Events not published yet</h2>${publisher.trouble === null ? null : html`<p class="note">Publishing fails and is tried again: ${publisher.trouble}</p>`}
${held.length === 0 ? html`<p>None.</p>` : html`<div class="wide"><table><thead><tr><th scope="col">Event</th><th scope="col">Due (UTC)</th></tr></thead><tbody>${rows}</tbody></table></div><form method="post" action="/events/release"><button>Publish what is kept back or late</button></form>`}`;
};

const suppressionSection = ({ suppression }: PageParts): Child => {
	const list = suppression.list();
	return html`<h2>Suppression list</h2>
${list.length === 0 ? html`<p>Empty: nobody bounced or complained.</p>` : html`<ul>${list.map(({ address, reason, at }) => html`<li><form method="post" action="/suppression/remove"><input type="hidden" name="address" value="${address}">${address} <span class="soft">${reason === 'BOUNCE' ? 'bounced' : 'complained'} ${time(instantOfMs(at))}</span> <button aria-label="Take off ${address}">Take off</button></form></li>`)}</ul><form method="post" action="/suppression/clear"><button>Clear the list</button></form>`}`;
};

const identitySection = ({ account }: PageParts): Child => html`<h2>Senders</h2>
${account.identities().length === 0 ? html`<p>No identity is verified: every mail is refused.</p>` : html`<ul>${account.identities().map(({ name, verified }) => html`<li>${verified ? html`${name} <span class="soft">verified</span>` : html`<form method="post" action="/identities/verify"><input type="hidden" name="identity" value="${name}">${name} <span class="soft">asked for, not confirmed</span> <button aria-label="Confirm ${name}">Confirm</button></form>`}</li>`)}</ul>`}`;

export const switchesPage = (parts: PageParts, note: string | null): LocalAnswer => {
	const { limits, account } = parts;
	const quota = limits.limits;
	return page(
		'Switches and lists',
		html`${faultSection(parts)}${heldSection(parts)}${suppressionSection(parts)}${identitySection(parts)}
<h2>Limits</h2><p>${limits.lastDay()} recipients in the last 24 hours${quota ? `; at most ${quota.perDay} a day and ${quota.perSecond} a second` : '; no limit is kept'}. Sending is ${account.sendingEnabled ? 'on' : 'paused'}.</p>
<h2>Configuration sets</h2>${account.configurationSets().length === 0 ? html`<p>None.</p>` : html`<ul>${account.configurationSets().map((name) => html`<li>${name}<ul>${account.destinations(name).map(({ topicArn, events }) => html`<li class="soft">${events.join(', ')} → ${topicArn}</li>`)}</ul></li>`)}</ul>`}`,
		note,
	);
};
