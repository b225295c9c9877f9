/** One document: everything we hold of it, and everything it was before. */
import type { DocumentView } from '../shared/wire/document-view.ts';
import { amountText, counted, isZero } from './amount.ts';
import { type Clock, dayTag, dayText, momentTag } from './calendar.ts';
import { entryText, historyList, sourceLink } from './document-changes.ts';
import { layout, type Viewer } from './layout.ts';
import { type Child, type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';
import { isOwed, kindText, lateText, stateText } from './words.ts';

export type DocumentPageView = {
	readonly user: Viewer;
	readonly view: DocumentView;
	/** The customer of the address: another than `view.customer` when the document moved. */
	readonly customer: string;
	/** True when the history is not its first page. */
	readonly laterPage?: boolean;
	readonly timeZone: string;
	readonly today: string;
	readonly desk?: string;
	/** As of the customer's page. */
	readonly asOf?: string | undefined;
};

const fact = (label: string, value: Child): Html | false =>
	value !== null && value !== undefined && value !== false && html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
const bdi = (text: string | null): Html | null => (text === null || text === '' ? null : html`<bdi>${text}</bdi>`);

const figures = ({ document, held }: DocumentView): Html => {
	const { kind, currency, total, open, unapplied, due, daysPastDue } = document;
	const late = isZero(open) ? null : lateText(daysPastDue);
	const rest = isOwed(document) ? fact('Open', amountText(open, currency)) : fact('Not applied', amountText(unapplied, currency));
	return html`<dl class="facts">
	${fact('Total', amountText(total, currency))}
	${kind !== 'refund-receipt' && rest}
	${!isZero(held) && fact('Held', html`${amountText(held, currency)}<small>paid through Cobro, not read back from the ledger yet</small>`)}
	${fact('Issued', dayTag(document.issued))}
	${due !== null && fact('Due', html`${dayTag(due)}${late !== null && html`<small class="${(daysPastDue ?? 0) > 0 && 'late'}">${late}</small>`}`)}
	</dl>`;
};

const sentText = { sent: 'Sent to the customer', viewed: 'Sent, and opened by the customer' } as const;

const details = ({ document, details: said, provider, firstSeen, learned }: DocumentView, clock: Clock): Html => html`<dl class="facts">
	${fact('Reference', bdi(document.reference))}
	${fact('Customer’s order number', bdi(said.purchaseOrder))}
	${fact('Terms', bdi(said.terms))}
	${said.tax !== null && fact('Tax within the total', amountText(said.tax, document.currency))}
	${said.deduction !== null && fact('Kept back for the tax office', amountText(said.deduction, document.currency))}
	${fact('Expected', said.expected !== null && dayTag(said.expected))}
	${fact('Exchange rate', bdi(said.rate))}
	${fact(`By ${providerName[provider]}`, said.sent !== null && sentText[said.sent])}
	${fact('Files', said.attachments && 'Attached in the ledger')}
	${fact('Made by the repeating document', bdi(said.recurring))}
	${fact(`Created in ${providerName[provider]}`, said.created === null ? 'Not said' : momentTag(said.created, clock))}
	${fact('First seen by us', momentTag(firstSeen, clock))}
	${fact('As we learned it', momentTag(learned, clock))}
	</dl>
	${said.onlineUrl !== null && html`<p class="act"><a class="btn" href="${said.onlineUrl}" rel="noopener noreferrer" target="_blank">Open it in ${providerName[provider]}’s portal<span class="vh"> in a new window</span></a></p>`}`;

const lines = ({ details: { lines: all, lineCount }, document: { currency } }: DocumentView): Html | false =>
	lineCount > 0 &&
	html`<section class="card" aria-labelledby="h-lines"><h2 id="h-lines">Lines</h2><table>
	<caption>${all.length < lineCount ? `The first ${all.length} of ${counted(lineCount, 'line')}` : counted(lineCount, 'line')}, as the ledger has them</caption>
	<thead><tr><th scope="col">What</th><th scope="col" class="n">Quantity</th><th scope="col" class="n">Amount</th></tr></thead>
	<tbody>${all.map((line) => html`<tr><th scope="row"><bdi>${line.text || 'No text'}</bdi></th><td class="n"><bdi>${line.quantity}</bdi></td><td class="n">${amountText(line.amount, currency)}</td></tr>`)}</tbody>
	</table></section>`;

const entries = (view: DocumentView): Html | false =>
	view.entryCount > 0 &&
	html`<section class="card" aria-labelledby="h-entries"><h2 id="h-entries">What made it what it is</h2><table>
	<caption>${view.entries.length < view.entryCount ? `The first ${view.entries.length} of ${counted(view.entryCount, 'entry', 'entries')}` : counted(view.entryCount, 'entry', 'entries')} by day; together they are what remains</caption>
	<thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col" class="n">Amount</th></tr></thead>
	<tbody>${view.entries.map((entry) => html`<tr><th scope="row">${dayTag(entry.day)}${entry.estimated && html`<small>the day we learned it: the ledger does not say</small>`}</th><td>${entryText(entry.kind)} ${sourceLink(view, entry)}</td><td class="n">${amountText(entry.amount, view.document.currency)}</td></tr>`)}</tbody>
	</table></section>`;

/** What a bookkeeper's entry counts for. ADR 0021. */
const byHand = (document: DocumentView['document'], at: string): Html =>
	html`<p class="tie wait"><b>Entered in ${at} by hand.</b> ${
		isOwed(document)
			? 'It counts in the balance and by its age. Nobody is reminded of it, it cannot be paid on the customer’s page, and no lender counts it.'
			: 'It counts as credit that is not applied. Whoever keeps the books applies it there; nothing is applied or paid back from here.'
	}</p>`;

const notes = ({ view, customer }: DocumentPageView): Html => {
	const { document, provider } = view;
	const at = providerName[provider];
	return html`${document.state === 'deleted' && html`<p class="tie problem"><b>Deleted in ${at}.</b> What stands here is what it said last. Nothing remains open on it.</p>`}
	${document.kind === 'journal' && byHand(document, at)}
	${document.state === 'void' && html`<p class="tie problem"><b>Void in ${at}.</b> Nothing remains open on it.</p>`}
	${document.unsure !== null && html`<p class="tie problem"><b>${at} has a newer state of it that we cannot read</b> (since ${dayTag(document.unsure.since.slice(0, 10))}): ${document.unsure.why}.</p>`}
	${view.customer.id !== customer && html`<p class="tie wait"><b>It belongs to another customer now:</b> <a href="${paths.customer(view.customer.id)}">${name(view.customer.name)}</a>.</p>`}`;
};

export const documentPage = (page: DocumentPageView): string => {
	const { user, view, laterPage = false, asOf, timeZone, today, desk } = page;
	const { document, customer, history } = view;
	const clock: Clock = { timeZone, today };
	const at = (from?: string): string => paths.document({ customer: customer.id, kind: document.kind, id: document.id }, { asOf, from });
	const what = kindText(document.kind, 1);
	return layout({
		title: document.number === '' ? what : `${what} ${document.number}`,
		user,
		nav: [{ href: paths.customer(customer.id, { asOf }), text: '← The customer' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-document">
	<h1 id="h-document">${what} <bdi>${document.number}</bdi></h1>
	<p class="s"><a href="${paths.customer(customer.id, { asOf })}">${name(customer.name)}</a>. ${stateText(document)}: ${document.providerStatus} in ${providerName[view.provider]}.</p>
	${notes(page)}
	${figures(view)}
	${details(view, clock)}
</section>
${lines(view)}
${entries(view)}
<section class="card" aria-labelledby="h-history">
	<h2 id="h-history">History${laterPage && ', continued'}</h2>
	<p class="s">Every state that we read and that a later read replaced. Days are civil; times are those of ${timeZone}.</p>
	${history.steps.length > 0 ? historyList(view, clock) : html`<p>It has not changed since we saw it first, on ${dayText(view.firstSeen.slice(0, 10))}.</p>`}
	<p class="row act">
		${laterPage && html`<a class="btn" href="${at()}">Latest changes</a>`}
		${history.next !== null && html`<a class="btn" href="${at(history.next)}">Earlier changes</a>`}
		<a class="btn" href="${paths.customer(customer.id, { asOf })}">Back to the customer</a>
	</p>
</section>`,
	});
};
