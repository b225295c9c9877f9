/** The page in one sentence per currency: who owes most, how old it is, whether it ties. */
import type { AgingTotal, CustomerRowView, CustomersView } from '../shared/wire/http.ts';
import { amountText, counted, greatest, isZero, millionths, shareText } from './amount.ts';
import { type Html, html, name } from './markup.ts';
import { type TieState, tieChip } from './tie-out.ts';

/** The list comes in the order of the last daily roll, so the greatest is looked for and not taken for the first. */
const most = (rows: readonly CustomerRowView[], currency: string): Html | false => {
	const top = greatest(rows.map(({ overdue }) => overdue));
	const row = rows.find(({ overdue }) => millionths(overdue) === top);
	if (!row || top === 0n) return false;
	const days = row.oldestDaysPastDue;
	return html`, most by ${name(row.name)}: ${amountText(row.overdue, currency)}${days !== null && days > 0 && `, oldest ${counted(days, 'day')}`}`;
};

/** `customers` must be the first page; leave it out when another page is shown. */
export const glanceLine = (total: AgingTotal, customers: CustomersView | undefined, tie: TieState): Html => {
	const { currency } = total;
	const owed = isZero(total.open)
		? html`Nobody owes anything in ${currency}`
		: html`Customers owe <a href="#${currency}"><b>${amountText(total.open, currency)}</b></a>`;
	const overdue = isZero(total.overdue)
		? !isZero(total.open) && '; nothing is overdue'
		: html`; <b>${shareText(total.overdue, total.open)} is overdue</b>`;
	return html`<li><p>${owed}${overdue}${most(customers?.rows ?? [], currency)}.</p>${tieChip(tie)}</li>`;
};
