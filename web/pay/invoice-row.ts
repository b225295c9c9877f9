/** One open invoice in the list: what it is, what is open, a box to tick and an amount to change. */
import type { Currency } from '../../shared/domain/money.ts';
import { exponentOf } from '../../shared/domain/money.ts';
import { type Html, html } from '../markup.ts';
import type { Voice } from './figures.ts';
import type { FieldProblem, InvoiceView, Refused } from './view.ts';

/** Names of the form's fields, for whoever reads them. */
export const fieldNames = { pick: 'pick', amount: (id: string): string => `amount.${id}` } as const;
export const amountId = (id: string): string => `a-${id}`;

export const numberText = (voice: Voice, { number }: Pick<InvoiceView, 'number'>): string =>
	`${voice.words.invoice} ${number || voice.words.noNumber}`;

/** What is wrong with a field, in the customer's words. */
export const fieldText = (voice: Voice, problem: FieldProblem, payable: number, currency: Currency): string => {
	const { field } = voice.words;
	switch (problem) {
		case 'too-fine':
			return field.tooFine(exponentOf(currency));
		case 'over':
		case 'too-large':
			return field.over(voice.amount(payable, currency));
		default:
			return field[problem];
	}
};

const when = (voice: Voice, { late }: InvoiceView): Html => {
	const { words, count } = voice;
	if (late > 0) return html`<span class="late">${count(words.daysLate, late)}</span>`;
	return html`<span class="s">${late === 0 ? words.dueToday : count(words.dueIn, -late)}</span>`;
};

const about = (voice: Voice, invoice: InvoiceView, currency: Currency): Html => {
	const { words } = voice;
	const { reference, issued, due, held, unsure, open, payable, disputed } = invoice;
	return html`<p class="s">${words.issued} ${voice.day(issued)} · ${words.due} ${voice.day(due)}${reference !== '' && html` · ${words.reference}: <bdi>${reference}</bdi>`}</p>
<p>${when(voice, invoice)}</p>
${held > 0 && html`<p class="s">${words.onItsWay}: ${voice.amount(held, currency)} (${words.heldNote})${payable > 0 && payable < open && html`. ${words.stillOpen}: ${voice.amount(payable, currency)}`}</p>`}
${unsure && html`<p class="s">${words.unsureNote}</p>`}
${disputed > 0 && html`<p class="s">${words.disputedNote(voice.amount(disputed, currency))}</p>`}`;
};

export const invoiceRow = (voice: Voice, invoice: InvoiceView, currency: Currency, refused: Refused | null): Html => {
	const { words } = voice;
	const { id, open, payable } = invoice;
	const named = invoice.number ? html`<span class="vh">${words.invoice} </span><bdi>${invoice.number}</bdi>` : numberText(voice, invoice);
	const problem = refused?.fields[id];
	const said = problem && fieldText(voice, problem, payable, currency);
	if (payable === 0)
		return html`<li>
	<h3 class="pick"><span>${named}</span><span class="n">${voice.amount(open, currency)}</span></h3>
	<div class="sub">${about(voice, invoice, currency)}${said !== undefined && html`<p class="err">${said}</p>`}</div>
</li>`;
	const field = amountId(id);
	const wrong = said !== undefined;
	return html`<li>
	<label class="pick"><input type="checkbox" name="${fieldNames.pick}" value="${id}"${refused?.picked.includes(id) && ' checked'}><span>${named}</span><span class="n">${voice.amount(open, currency)}</span></label>
	<div class="sub">
		${about(voice, invoice, currency)}
		<p class="amt"><label for="${field}">${words.amount(currency)}<span class="vh"> ${numberText(voice, invoice)}</span></label><input id="${field}" name="${fieldNames.amount(id)}" inputmode="decimal" autocomplete="off" maxlength="24" value="${refused?.typed[id] ?? voice.typed(payable, currency)}"${wrong && html` aria-invalid="true" aria-describedby="e-${id}"`}></p>
		${wrong && html`<p class="err" id="e-${id}">${said}</p>`}
	</div>
</li>`;
};
