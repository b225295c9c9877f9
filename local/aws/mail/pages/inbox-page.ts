/** The list of mails, newest first. */
import { type Child, html, name } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest } from '../../../sandbox/server.ts';
import type { Mail, MailState } from '../mailbox.ts';
import { page, time } from './layout.ts';
import type { PageParts } from './parts.ts';

const perPage = 50;

export const stateWords: Readonly<Record<MailState, string>> = {
	sent: 'accepted, not delivered yet',
	delayed: 'delayed',
	delivered: 'delivered',
	rejected: 'rejected',
	bounced: 'bounced',
	complained: 'called spam',
};

const row = (mail: Mail): Child =>
	html`<tr><td><a href="/inbox/${mail.id}">${name(mail.subject || 'No subject')}</a></td><td>${mail.to.join(', ')}</td><td class="soft">${time(mail.at)}</td><td>${stateWords[mail.state]}</td></tr>`;

export const inboxPage = ({ mailbox }: PageParts, { query }: LocalRequest): LocalAnswer => {
	const to = query.get('to')?.trim() ?? '';
	const at = Math.max(1, Math.floor(Number(query.get('page') ?? '1')) || 1);
	const mails = mailbox.list({ to, limit: perPage + 1, offset: (at - 1) * perPage });
	const link = (number: number): string => `/inbox?${new URLSearchParams({ ...(to ? { to } : {}), page: String(number) }).toString()}`;
	const nothing = to ? html`<p>No mail to ${to}.</p>` : html`<p>No mail yet. What Cobro sends appears here; reload to look again.</p>`;
	return page(
		'Inbox',
		html`<form method="get" action="/inbox" role="search"><label>Recipient <input name="to" value="${to}" inputmode="email" autocomplete="off"></label><button>Show</button>${to ? html` <a href="/inbox">all mails</a>` : null}</form>
${
	mails.length === 0
		? nothing
		: html`<div class="wide"><table class="stacked"><thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">When (UTC)</th><th scope="col">State</th></tr></thead><tbody>${mails.slice(0, perPage).map(row)}</tbody></table></div>`
}
<p>${at > 1 ? html`<a href="${link(at - 1)}">Newer</a> ` : null}${mails.length > perPage ? html`<a href="${link(at + 1)}">Older</a>` : null}</p>`,
		query.get('note'),
	);
};
