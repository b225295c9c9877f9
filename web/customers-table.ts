/**
 * Customers of one currency by overdue, greatest first: who owes most, and how old it is.
 * Roles are written out for the phone's layout, as in `customer-page.ts`.
 */
import { buckets } from '../shared/domain/aging.ts';
import { providerOf } from '../shared/domain/document.ts';
import type { Amount, CustomerRowView, CustomersView } from '../shared/wire/http.ts';
import { ageBar } from './ages.ts';
import { amountText, countText, greatest, isZero, shareText } from './amount.ts';
import { dayText } from './calendar.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';

export type CustomersTable = {
	readonly view: CustomersView;
	/** All that is overdue in this currency, of which each row shows its share. */
	readonly overdue: Amount;
	readonly today: string;
	readonly laterPage: boolean;
};

const late = buckets.filter((age) => age !== 'current');

/** What all rows of one table share. */
type Shared = { readonly currency: string; readonly overdue: Amount; readonly longest: bigint; readonly asOf: string | undefined };

const row = (customer: CustomerRowView, { currency, overdue, longest, asOf }: Shared): Html => {
	const days = customer.oldestDaysPastDue ?? 0;
	return html`<tr role="row"><th role="rowheader" scope="row"><a href="${paths.customer(customer.customer, { asOf })}">${name(customer.name)}</a><small>${providerName[providerOf(customer.ledger)]}${!isZero(customer.overdue) && `, ${shareText(customer.overdue, overdue)} of all overdue`}</small>${!isZero(customer.overdue) && ageBar({ amounts: customer.buckets, currency, ages: late, whole: longest, size: 'mini', label: 'Overdue by age' })}</th><td role="cell" class="n" data-l="Oldest">${days > 0 ? html`<b>${countText(days)}</b>${days === 1 ? ' day late' : ' days late'}` : 'not late'}${customer.oldestDue !== null && html`<small>due ${dayText(customer.oldestDue)}</small>`}</td><td role="cell" class="n" data-l="Overdue"><b>${amountText(customer.overdue, currency)}</b>${customer.open !== customer.overdue && html`<small>of ${amountText(customer.open, currency)} open</small>`}${!isZero(customer.unapplied) && html`<small>${amountText(customer.unapplied, currency)} unapplied</small>`}</td></tr>`;
};

export const customersTable = ({ view, overdue, today, laterPage }: CustomersTable): Html => {
	const { currency, rows } = view;
	const asOf = view.asOf === today ? undefined : view.asOf;
	const longest = greatest(rows.map((one) => one.overdue));
	const list = html`<table class="docs cust" role="table">
	<caption>Customers by overdue in ${currency}, greatest first${laterPage && ', continued'}</caption>
	<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Customer</th><th role="columnheader" scope="col" class="n">Oldest</th><th role="columnheader" scope="col" class="n">Overdue</th></tr></thead>
	<tbody role="rowgroup">${rows.map((one) => row(one, { currency, overdue, longest, asOf }))}</tbody>
	</table>`;
	return html`${rows.length > 0 ? list : html`<p>No customer owes anything in ${currency}.</p>`}
	<p class="row act">
		${laterPage && html`<a class="btn" href="${paths.hub({ asOf })}#${currency}">First customers<span class="vh"> in ${currency}</span></a>`}
		${view.next !== null && html`<a class="btn" href="${paths.hub({ asOf, currency, from: view.next })}#${currency}">Next customers<span class="vh"> in ${currency}</span></a>`}
		<a class="btn" href="${paths.customersCsv(currency, asOf)}" download>Download as CSV<span class="vh">: customers in ${currency}</span></a>
	</p>`;
};
