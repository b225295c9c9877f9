/** One mail as a person sees it, with its text part, attachments, headers and what became of it. */
import { decodeWords } from 'postal-mime';
import { type Child, html, name } from '../../../../web/markup.ts';
import type { LocalAnswer } from '../../../sandbox/server.ts';
import type { MailEvent, ReadMail } from '../mailbox.ts';
import { stateWords } from './inbox-page.ts';
import { page, time } from './layout.ts';

/** Web addresses in a text become links; everything else stays text. */
const linked = (text: string): Child =>
	text
		.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/)
		.map((part, i) => (i % 2 ? html`<a href="${part}" rel="noreferrer">${part}</a>` : part));

const published = ({ topicArn, publishedAt, dueAt }: MailEvent): Child => {
	if (topicArn === null) return 'nobody listens';
	if (publishedAt !== null) return html`published ${time(publishedAt)}`;
	return dueAt === null ? 'kept back' : html`to be published ${time(dueAt)}`;
};
const event = (each: MailEvent): Child =>
	html`<tr><td>${each.kind}</td><td class="soft">${time(each.at)}</td><td>${published(each)}</td><td><details><summary>JSON</summary><pre>${JSON.stringify(each.body, null, 2)}</pre></details></td></tr>`;

const kilobytes = (size: number): string => (size < 1024 ? `${size} bytes` : `${Math.round(size / 1024)} KB`);

const happens = (mail: ReadMail): Child => {
	const button = (value: string, words: string): Child => html`<button name="what" value="${value}">${words}</button>`;
	return html`<form method="post" action="/inbox/${mail.id}/happens">${button('bounce', 'It bounces')}${button('complaint', 'They call it spam')}${button('open', 'They open it')}${button('click', 'They click a link')}</form>`;
};

export const mailPage = (mail: ReadMail, note: string | null): LocalAnswer =>
	page(
		mail.subject || 'No subject',
		html`<dl><dt>From</dt><dd>${name(mail.from)}</dd><dt>To</dt><dd>${mail.to.join(', ')}</dd><dt>When (UTC)</dt><dd>${time(mail.at)}</dd><dt>State</dt><dd>${stateWords[mail.state]}</dd></dl>
${mail.trouble === null ? null : html`<p class="note">This is no mail that can be shown (${mail.trouble}); its bytes are below.</p>`}
${mail.html === null ? null : html`<h2 id="html">As it looks <a class="soft" href="/inbox/${mail.id}/html">alone</a></h2><iframe src="/inbox/${mail.id}/html" title="The mail as its reader sees it" sandbox="allow-top-navigation-by-user-activation allow-popups allow-popups-to-escape-sandbox"></iframe>`}
${mail.text === null ? null : html`<h2 id="text">Text part</h2><pre>${linked(mail.text)}</pre>`}
<h2 id="attachments">Attachments</h2>${
			mail.attachments.length === 0
				? html`<p>None.</p>`
				: html`<ul>${mail.attachments.map((each, i) => html`<li><a href="/inbox/${mail.id}/attachments/${i + 1}" download>${name(each.name)}</a> <span class="soft">${each.type}, ${kilobytes(each.bytes.length)}</span></li>`)}</ul>`
		}
<h2 id="events">What became of it</h2><div class="wide"><table class="stacked"><thead><tr><th scope="col">Event</th><th scope="col">When (UTC)</th><th scope="col">Told</th><th scope="col">As published</th></tr></thead><tbody>${mail.events.map(event)}</tbody></table></div>
${happens(mail)}
<h2 id="headers">Headers</h2><dl>${mail.headers.map((header) => html`<dt>${header.name}</dt><dd>${decodeWords(header.value)}</dd>`)}</dl>
<p class="soft">Message id ${mail.id}. Configuration set: ${mail.configurationSet ?? 'none'}. Tags: ${mail.tags.map((tag) => `${tag.name}=${tag.value}`).join(', ') || 'none'}.</p>
<p><a href="/inbox/${mail.id}.eml" download>The mail as sent (.eml)</a> · <a href="/inbox/${mail.id}.json">JSON</a></p>`,
		note,
	);
