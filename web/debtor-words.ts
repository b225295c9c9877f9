/** Debtors in words: what customers share, how they stand, what they owe together. */
import { buckets } from '../shared/domain/aging.ts';
import type { DebtorMemberView, DebtorReasonView, DebtorTotal } from '../shared/wire/debtor-view.ts';
import { ageBar, ageText } from './ages.ts';
import { amountText, isZero } from './amount.ts';
import { type Html, html, name } from './markup.ts';
import { reasonText } from './party-words.ts';
import { paths } from './paths.ts';
import { providerName } from './tie-out.ts';

/** "The same tax number, B12345678 (hardly a coincidence): Acme Ltd, Acme SL". */
export const reasonLine = (reason: DebtorReasonView, names: ReadonlyMap<string, string>): Html =>
	html`<li>${reasonText(reason)}: ${reason.customers.map((customer, i) => html`${i > 0 && ', '}${name(names.get(customer) ?? '')}`)}</li>`;

const standing = ({ state, counted, provider }: DebtorMemberView): Html => {
	const at = providerName[provider];
	return html`${state === 'archived' && html`<span class="chip wait">Archived in ${at}</span>`}
	${state === 'gone' && html`<span class="chip problem">✗ Gone</span> <span class="s">deleted or merged in ${at}, no longer in our copy</span>`}
	${!counted && html`<span class="chip wait">Not counted</span> <span class="s">its ledger is disconnected, or not read in full yet</span>`}`;
};

const openText = ({ balances }: DebtorMemberView): Html => {
	const some = balances.filter((one) => !isZero(one.open) || !isZero(one.unapplied));
	if (some.length === 0) return html`Nothing open`;
	return html`${some.map(({ currency, open, unapplied }, i) => html`${i > 0 && '; '}${amountText(open, currency)} open${!isZero(unapplied) && html`, ${amountText(unapplied, currency)} unapplied`}`)}`;
};

/** A member in a list: who, where, how it stands, what is open. */
export const memberText = (member: DebtorMemberView, also?: Html | null): Html => {
	const { customer, ledgerName, provider, country } = member;
	return html`<div><p><a href="${paths.customer(customer)}">${name(member.name)}</a> ${standing(member)}</p>
	<p class="s">${providerName[provider]}${ledgerName !== '' && html`, ${name(ledgerName)}`}${country !== null && html`, <bdi>${country}</bdi>`}. ${openText(member)}.${also && html` ${also}.`}</p></div>`;
};

/** "GBP 7,815.00 open, GBP 6,615.00 overdue". */
export const totalLine = ({ currency, open, overdue, unapplied }: DebtorTotal): Html =>
	html`<b>${amountText(open, currency)}</b> open, <span class="${!isZero(overdue) && 'late'}">${amountText(overdue, currency)} overdue</span>${!isZero(unapplied) && html`, ${amountText(unapplied, currency)} unapplied`}`;

export const totalsList = (totals: readonly DebtorTotal[]): Html =>
	totals.length === 0 ? html`<p>Nothing is open.</p>` : html`<ul>${totals.map((total) => html`<li>${totalLine(total)}</li>`)}</ul>`;

export const totalTable = (total: DebtorTotal): Html => {
	const { currency } = total;
	const amounts = {
		current: total.buckets.current.amount,
		'1-30': total.buckets['1-30'].amount,
		'31-60': total.buckets['31-60'].amount,
		'61-90': total.buckets['61-90'].amount,
		'91+': total.buckets['91+'].amount,
	};
	return html`<div><h2>${amountText(total.open, currency)} open, ${amountText(total.overdue, currency)} overdue</h2>
	${ageBar({ amounts, currency, label: `Open in ${currency} by age` })}
	<table><caption>What they owe together in ${currency}, by age</caption>
	<thead><tr><th scope="col">Age</th><th scope="col" class="n">Invoices</th><th scope="col" class="n">Amount</th></tr></thead>
	<tbody>${buckets.map((age) => html`<tr><th scope="row">${ageText[age]}</th><td class="n">${total.buckets[age].invoices}</td><td class="n">${amountText(total.buckets[age].amount, currency)}</td></tr>`)}
	<tr><th scope="row">Unapplied</th><td></td><td class="n">${amountText(total.unapplied, currency)}</td></tr>
	<tr class="sum"><th scope="row">Net</th><td></td><td class="n">${amountText(total.net, currency)}</td></tr></tbody></table></div>`;
};
