/** Mails with what became of each and why. Roles are written out for the phone's layout, as in `customer-page.ts`. */
import type { CustomerId } from '../shared/domain/document.ts';
import type { Facts, Mailing } from '../shared/domain/mailing.ts';
import { toDecimal } from '../shared/domain/money.ts';
import { leftOutText, numbersText } from '../shared/domain/reasons.ts';
import { amountText, countText } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { stageText, standingOf, whyText } from './mail-words.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

export type MailsTable = {
	readonly mails: readonly Mailing[];
	/** Null: all of one customer, whose page it is; then the first column is the day. */
	readonly names: ReadonlyMap<CustomerId, string> | null;
	readonly clock: Clock;
	readonly mayAct: boolean;
	readonly caption: string;
};

/** The invoices a reason is about: "INV-0107, INV-0131 and 2 more". */
export const about = ({ facts, reasons, state }: Mailing): string => {
	const all = (facts?.documents ?? [])
		.filter(({ out, number }) => number !== '' && (state === 'suppressed' && out !== null ? reasons.includes(out) : out === null))
		.map(({ number }) => number);
	return all.length === 0 ? '' : numbersText(all);
};

const ask = (verb: 'approve' | 'reject', { id }: Mailing, who: string): Html =>
	html`<form method="post" action="${paths.mail(id, verb)}"><button class="${verb === 'approve' && 'go'}">${verb === 'approve' ? 'Approve' : 'Reject'}<span class="vh"> the mail to ${who}</span></button></form>`;

const asOf = ({ freshAsOf, lookedAt, lookedMost }: Facts, clock: Clock): Html =>
	html`Decided on the ledger as of ${momentTag(freshAsOf, clock)}${lookedAt !== undefined && html`; ${lookedMost === undefined ? 'each invoice' : `the ${countText(lookedMost)} greatest invoices`} read again at ${momentTag(lookedAt, clock)}`}.`;

const when = (mail: Mailing, clock: Clock): Html | false =>
	mail.sentAt !== null && mail.state === 'sent' && html` ${momentTag(mail.sentAt, clock)}`;

const kindText = (mail: Mailing): string => {
	if (mail.kind === 'receipt') return 'Receipt';
	if (mail.kind === 'notice') return mail.notice?.name === 'code' ? 'One-time code' : 'What was agreed';
	return mail.stage ? stageText(mail.stage.day) : 'Reminder';
};

/** In the ledger's own history; nothing where nobody asked for that, or it is still to come. */
const noted = ({ note }: Mailing): Html | false => {
	if (note?.state !== 'done') return false;
	if (note.leftOut !== undefined)
		return html`<p>Not noted ${note.invoices > 0 && 'on all of its invoices '}in the ledger. ${note.leftOut}</p>`;
	return note.invoices > 0 && html`<small>Noted in the ledger. </small>`;
};

const row = (mail: Mailing, { names, clock, mayAct }: MailsTable): Html => {
	const who = names?.get(mail.customer) ?? '';
	const { look, text } = standingOf(mail);
	const why = whyText(mail);
	const leftOut = leftOutText(mail);
	const numbers = about(mail);
	const head = names
		? html`<a href="${paths.customer(mail.customer)}">${name(who)}</a><small>${kindText(mail)}</small>`
		: html`${dayText(mail.day)}<small>${kindText(mail)}</small>`;
	return html`<tr role="row"><th role="rowheader" scope="row">${head}</th>
	<td role="cell" class="n">${mail.amount > 0 && amountText(toDecimal({ minor: mail.amount, currency: mail.currency }), mail.currency)}</td>
	<td role="cell"><span class="chip ${look}">${text}</span>${when(mail, clock)}${why !== '' && html`<p>${why}</p>`}${leftOut !== '' && html`<p>${leftOut}</p>`}${mail.subject !== null && mail.state !== 'suppressed' && html`<p>“${name(mail.subject, mail.language)}”</p>`}
	${noted(mail)}${(numbers !== '' || mail.facts) && html`<small>${numbers !== '' && html`<bdi>${numbers}</bdi>. `}${mail.facts && asOf(mail.facts, clock)}</small>`}
	${mayAct && mail.state === 'awaiting' && html`<div class="row act">${ask('approve', mail, who)}${ask('reject', mail, who)}</div>`}</td></tr>`;
};

export const mailsTable = (table: MailsTable): Html => html`<table class="docs mails" role="table">
	<caption>${table.caption}</caption>
	<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">${table.names ? 'Customer' : 'Day'}</th><th role="columnheader" scope="col" class="n">Asks for</th><th role="columnheader" scope="col">What became of it</th></tr></thead>
	<tbody role="rowgroup">${table.mails.map((mail) => row(mail, table))}</tbody>
</table>`;
