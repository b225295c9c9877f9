/** One customer: balances per currency, mails and why, payments, and every document we hold. */
import { providerOf } from '../shared/domain/document.ts';
import type { DebtorRowView } from '../shared/wire/debtor-view.ts';
import type { DocumentRowView, DocumentsView } from '../shared/wire/http.ts';
import type { OwedToCustomerView } from '../shared/wire/payables-view.ts';
import { amountText, counted, isZero, unsigned } from './amount.ts';
import { type Clock, dayTag, dayText, momentTag } from './calendar.ts';
import { type CustomerDealings, customerDealings } from './customer-dealings.ts';
import { customerFacts } from './customer-facts.ts';
import { totalsList } from './debtor-words.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';
import { providerName } from './tie-out.ts';
import { isOwed, kindText, lateText, stateText } from './words.ts';

export type CustomerPageView = {
	readonly user: Viewer;
	readonly view: DocumentsView;
	/** True when these are not the first documents (`?from=`). */
	readonly laterPage?: boolean;
	readonly dealings: CustomerDealings;
	/** The debtor that it is part of; null or absent: none. */
	readonly debtor?: DebtorRowView | null;
	/** What the company owes them as a supplier; absent where they are none. */
	readonly owed?: OwedToCustomerView | null;
	readonly timeZone: string;
	readonly today: string;
	readonly desk?: string;
	/** The later as-of day that was asked for (`?asOf=`): the page's links keep it. Leave out for today. */
	readonly asOf?: string | undefined;
};

/** Of what is shown: who has such an entry open has it on the first page. */
const byHand = ({ rows }: DocumentsView): Html | false =>
	rows.some(({ kind, open }) => kind === 'journal' && !isZero(open)) &&
	html`<p class="s">Journal entries are in the balance, not in reminders, and cannot be paid on the customer’s page.</p>`;

const balances = ({ balances: all }: DocumentsView): Html =>
	all.length === 0
		? html`<p>Nothing is open and nothing is unapplied.</p>`
		: html`${all.map(
				({ currency, open, overdue, unapplied }) => html`<dl class="facts">
	<div><dt>Open</dt><dd>${amountText(open, currency)}</dd></div>
	<div><dt>Overdue</dt><dd class="${!isZero(overdue) && 'late'}">${amountText(overdue, currency)}</dd></div>
	<div><dt>Unapplied</dt><dd>${amountText(unapplied, currency)}</dd></div>
</dl>`,
			)}`;

const late = ({ daysPastDue, open }: DocumentRowView): Html | false => {
	const said = isZero(open) ? null : lateText(daysPastDue);
	return said !== null && html`<small class="${(daysPastDue ?? 0) > 0 && 'late'}">${said}</small>`;
};

/** The ledger has a newer state of it that we could not read. */
const unsure = ({ kind, unsure: doubt }: DocumentRowView): Html | false =>
	doubt !== null &&
	html`<small class="chip problem">✗ Not sure since ${dayTag(doubt.since.slice(0, 10))}</small><small>${doubt.why}. ${kind === 'invoice' ? 'Not mailed about, paid or funded until it reads well.' : 'No mails until it reads well.'}</small>`;

/** `asked`: the as-of day in the address, which links keep. */
type Shown = DocumentsView & { readonly asked: string | undefined };

/** Roles are written out because the phone's layout (`.docs` in style.ts) makes grids of the rows, and some browsers then forget the table. */
const row = (one: DocumentRowView, shown: Shown, provider: string): Html => {
	const owed = isOwed(one);
	return html`<tr role="row"><th role="rowheader" scope="row"><a href="${paths.document({ customer: shown.customer.id, kind: one.kind, id: one.id }, { asOf: shown.asked })}">${kindText(one.kind, 1)} <b><bdi>${one.number}</bdi></b></a>${one.reference !== '' && html`<small><bdi>${one.reference}</bdi></small>`}</th>
<td role="cell"><span>${stateText(one)}</span><small>${one.providerStatus} in ${provider}</small>${unsure(one)}</td>
<td role="cell" data-l="Issued">${dayTag(one.issued)}</td>
<td role="cell" data-l="${one.due !== null && 'Due'}">${one.due !== null && dayTag(one.due)}${late(one)}</td>
<td role="cell" class="n" data-l="Total">${amountText(one.total, one.currency)}</td>
<td role="cell" class="n" data-l="${owed && 'Open'}">${owed && html`<b>${amountText(one.open, one.currency)}</b>`}</td>
<td role="cell" class="n" data-l="${!owed && 'Unapplied'}">${!owed && html`<b>${amountText(one.unapplied, one.currency)}</b>`}</td></tr>`;
};

const columns = ['Document', 'State', 'Issued', 'Due', 'Total', 'Open', 'Unapplied'];
const amounts = new Set(['Total', 'Open', 'Unapplied']);

const documents = (shown: Shown, provider: string, laterPage: boolean): Html => html`<table class="docs" role="table">
	<caption>Documents, what is open first${laterPage && ', continued'}; days late as of ${dayText(shown.asOf)}</caption>
	<thead role="rowgroup"><tr role="row">${columns.map((text) => html`<th role="columnheader" scope="col" class="${amounts.has(text) && 'n'}">${text}</th>`)}</tr></thead>
	<tbody role="rowgroup">${shown.rows.map((one) => row(one, shown, provider))}</tbody>
</table>`;

/** Made when first needed: 15 ms, which every other page would wait for. */
let regions: Intl.DisplayNames | null = null;
const countryText = (country: string): string => {
	if (!/^[A-Z]{2}$/.test(country)) return country;
	regions ??= new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });
	return regions.of(country) ?? country;
};

const partOf = ({ id, name: who, members, totals, uncounted }: DebtorRowView): Html =>
	html`<div class="tie"><p>Part of the debtor <a href="${paths.debtor(id)}">${name(who)}</a>, ${counted(members, 'customer')} of your ledgers${uncounted > 0 && `, ${uncounted} of them in no total`}. Together:</p>${totalsList(totals)}</div>`;

/** One line: the other side of the account. */
const owedTo = ({ lines, asOf }: OwedToCustomerView, clock: Clock): Html | false =>
	lines.length > 0 &&
	html`<p class="tie wait">${lines.map(({ currency, amount, bills }, at) => {
		const said = amount.startsWith('-')
			? html`They also owe you <b>${amountText(unsigned(amount), currency)}</b> as a supplier`
			: html`You owe them <b>${amountText(amount, currency)}</b>`;
		return html`${at > 0 && '; '}${said} (${counted(bills, 'bill')})`;
	})}, as of ${momentTag(asOf, clock)}. <a href="${paths.payables}">Both sides</a></p>`;

export const customerPage = ({
	user,
	view,
	laterPage = false,
	asOf,
	dealings,
	debtor,
	owed = null,
	timeZone,
	today,
	desk,
}: CustomerPageView): string => {
	const { customer, rows, next } = view;
	const provider = providerName[providerOf(customer.ledger)];
	return layout({
		title: customer.name || 'Customer',
		user,
		nav: [{ href: paths.hub({ asOf }), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`<section class="card" aria-labelledby="h-customer">
	<h1 id="h-customer">${name(customer.name, customer.language)}</h1>
	<p class="s">Customer in ${provider}${customer.country !== null && `, ${countryText(customer.country)}`}. As of ${dayText(view.asOf)}.${customer.archived && html` <b>Archived in ${provider}.</b>`}</p>
	${
		customer.unsure !== null &&
		html`<p class="tie problem"><b>${provider} has a newer state of this customer that we cannot read</b> (since ${dayTag(customer.unsure.since.slice(0, 10))}): ${customer.unsure.why}.
	What to do: correct the customer in ${provider}. Until it reads well no mail goes to them, since we do not know where to.</p>`
	}
	${balances(view)}${byHand(view)}
	${debtor && partOf(debtor)}
	${owed && owedTo(owed, { timeZone, today })}
	<p class="act"><a class="btn" href="${paths.arrangements(customer.id)}">Disputes, promises, plans…</a></p>
</section>
${customerFacts(customer, asOf)}
${customerDealings(dealings, view, { timeZone, today }, mayAct(user))}
<section class="card" aria-labelledby="h-documents">
	<h2 id="h-documents">Documents</h2>
	${rows.length > 0 ? documents({ ...view, asked: asOf }, provider, laterPage) : html`<p>No documents here.</p>`}
	<p class="row act">
		${laterPage && html`<a class="btn" href="${paths.customer(customer.id, { asOf })}">First documents</a>`}
		${next !== null && html`<a class="btn" href="${paths.customer(customer.id, { asOf, from: next })}">Next documents</a>`}
		<a class="btn" href="${paths.hub({ asOf })}">Back to all receivables</a>
	</p>
</section>`,
	});
};
