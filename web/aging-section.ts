/** One currency of the hub page: how old it is, who owes most, whether it ties. */
import { type Bucket, buckets } from '../shared/domain/aging.ts';
import type { AgingTotal, Amount, ConnectionView, CustomersView } from '../shared/wire/http.ts';
import { ageBar, ageKey, ageText } from './ages.ts';
import { amountText, countText, isZero, shareText, unsigned } from './amount.ts';
import { type Clock, dayText } from './calendar.ts';
import { customersTable } from './customers-table.ts';
import { type Html, html } from './markup.ts';
import { tieLine } from './tie-out.ts';

const amountsOf = (total: AgingTotal): Readonly<Record<Bucket, Amount>> => ({
	current: total.buckets.current.amount,
	'1-30': total.buckets['1-30'].amount,
	'31-60': total.buckets['31-60'].amount,
	'61-90': total.buckets['61-90'].amount,
	'91+': total.buckets['91+'].amount,
});

const ageRow = (total: AgingTotal, age: Bucket): Html => {
	const { amount, invoices } = total.buckets[age];
	return html`<tr><th scope="row">${ageKey(age)}${ageText[age]}</th><td class="n">${countText(invoices)}</td><td class="n">${amountText(amount, total.currency)}</td><td class="n opt">${shareText(amount, total.open)}</td></tr>`;
};

const agingTable = (total: AgingTotal, asOf: string): Html => {
	const { currency } = total;
	const invoices = buckets.reduce((all, age) => all + total.buckets[age].invoices, 0);
	const unapplied = isZero(total.unapplied) ? amountText(total.unapplied, currency) : amountText(`-${unsigned(total.unapplied)}`, currency);
	return html`<table>
	<caption>What customers owe in ${currency} by age, as of ${dayText(asOf)}</caption>
	<thead><tr><th scope="col">Age</th><th scope="col" class="n">Open items</th><th scope="col" class="n">Amount</th><th scope="col" class="n opt">Share</th></tr></thead>
	<tbody>${buckets.map((age) => ageRow(total, age))}
	<tr class="sum"><th scope="row">Open</th><td class="n">${countText(invoices)}</td><td class="n">${amountText(total.open, currency)}</td><td class="opt"></td></tr>
	<tr><th scope="row">Unapplied <small>credits and payments not matched yet</small></th><td></td><td class="n">${unapplied}</td><td class="opt"></td></tr>
	<tr class="sum"><th scope="row">Net <small>what the ledger should say</small></th><td></td><td class="n">${amountText(total.net, currency)}</td><td class="opt"></td></tr></tbody>
	</table>`;
};

export type CurrencyView = {
	readonly total: AgingTotal;
	readonly asOf: string;
	readonly clock: Clock;
	readonly customers: CustomersView | undefined;
	/** True when `customers` is not the first page of the list. */
	readonly laterPage: boolean;
	/** Ledgers that hold something in this currency. */
	readonly ledgers: readonly ConnectionView[];
	/** Shown at once; otherwise its headline, which opens. */
	readonly open: boolean;
};

/** The id is inside what folds: browsers open a fold that a link leads into. */
export const currencySection = ({ total, asOf, clock, customers, laterPage, ledgers, open }: CurrencyView): Html => {
	const { currency } = total;
	return html`<section class="card" aria-labelledby="h-${currency}"><details class="fold"${open && html` open`}>
	<summary><h2 id="h-${currency}">${amountText(total.open, currency)} open, ${amountText(total.overdue, currency)} overdue</h2></summary>
	<div class="two" id="${currency}">
		<div>
			<h3>How old it is</h3>
			${ageBar({ amounts: amountsOf(total), currency, label: `Open in ${currency} by age` })}
			${agingTable(total, asOf)}
			<h3>Does it tie to the ledger?</h3>
			<ul class="ties">${ledgers.map((ledger) => tieLine(ledger, currency, clock))}</ul>
		</div>
		<div>
			<h3>Who owes most</h3>
			${customers ? customersTable({ view: customers, overdue: total.overdue, today: clock.today, laterPage }) : html`<p>No customer list for ${currency} just now. Load the page again.</p>`}
		</div>
	</div>
</details></section>`;
};
