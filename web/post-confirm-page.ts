/** Exactly what would be written, and the button that has it written. */
import { type LedgerId, providerOf, type StoredDocument } from '../shared/domain/document.ts';
import { type Currency, toDecimal } from '../shared/domain/money.ts';
import type { Payable } from '../shared/domain/payables.ts';
import { type PostingWhat, stepsOf } from '../shared/domain/posting.ts';
import { chosenFor, type PostingSettings, roleOf, roleText } from '../shared/domain/posting-accounts.ts';
import { amountText } from './amount.ts';
import { dayText } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';
import { kindWords, stepWords } from './posting-words.ts';
import { providerName } from './tie-out.ts';

export type PostConfirmView = {
	readonly user: Viewer;
	readonly customer: { readonly id: string; readonly name: string };
	readonly draft: {
		readonly ledger: LedgerId;
		readonly currency: Currency;
		readonly minor: number;
		readonly day: string;
		readonly text: string;
		readonly what: PostingWhat;
		readonly invoice: StoredDocument | null;
		readonly credit: StoredDocument | null;
		readonly bill: Payable | null;
		readonly settings: PostingSettings;
	};
	/** The form as it was sent: it is sent again. */
	readonly fields: readonly (readonly [name: string, value: string])[];
};

const accounts = ({ what, currency, settings }: PostConfirmView['draft']): readonly Html[] =>
	[...new Set(stepsOf(what).flatMap((step) => roleOf(step) ?? []))].map((role) => {
		const chosen = chosenFor(settings.chosen, role, currency);
		const account = settings.listed?.accounts.find(({ id }) => id === chosen);
		const label = roleText(role, currency)
			.replace(/^the a/, 'A')
			.replace(/^the b/, 'B');
		return html`<div><dt>${label}</dt><dd>${account ? `${account.code === '' ? '' : `${account.code} · `}${account.name}` : chosen}</dd></div>`;
	});

const after = ({ what, minor, currency, invoice, credit, bill }: PostConfirmView['draft']): readonly Html[] => {
	const text = (units: number): string => amountText(toDecimal({ minor: units, currency }), currency);
	const lowers = what.kind === 'credit' || what.kind === 'write-off' || what.kind === 'allocation' || what.kind === 'set-off';
	return [
		...(invoice && lowers
			? [
					html`<div><dt>Then open on <bdi>${invoice.number}</bdi></dt><dd>${text(invoice.open - minor)}<small>now ${text(invoice.open)}</small></dd></div>`,
				]
			: []),
		...(credit
			? [
					html`<div><dt>Then left of the credit <bdi>${credit.number}</bdi></dt><dd>${text(credit.unapplied - minor)}<small>now ${text(credit.unapplied)}</small></dd></div>`,
				]
			: []),
		...(bill
			? [
					html`<div><dt>Then open on their bill <bdi>${bill.number}</bdi></dt><dd>${text(bill.open - minor)}<small>now ${text(bill.open)}</small></dd></div>`,
				]
			: []),
	];
};

export const postConfirmPage = ({ user, customer, draft, fields }: PostConfirmView): string => {
	const { ledger, currency, minor, day, text, what, invoice, credit, bill } = draft;
	const at = providerName[providerOf(ledger)];
	const numbers = new Map(
		[invoice, credit, bill].flatMap((each) => (each ? [[`${ledger}#${each.kind}#${each.id}`, each.number] as const] : [])),
	);
	return layout({
		title: 'Check before it is written',
		user,
		nav: [{ href: paths.post(customer.id), text: '← Back, nothing is written yet' }],
		body: html`<section class="card" aria-labelledby="h-check">
	<h1 id="h-check">${kindWords[what.kind]} for ${name(customer.name)}</h1>
	<p><b>Nothing is written yet.</b> This is what goes into ${at}, in this order:</p>
	<ol>${stepsOf(what).map((step) => html`<li>${stepWords(draft, step, numbers)}</li>`)}</ol>
	<dl class="facts">
		${minor > 0 && html`<div><dt>Amount</dt><dd>${amountText(toDecimal({ minor, currency }), currency)}</dd></div>`}
		<div><dt>Dated</dt><dd>${dayText(day)}</dd></div>
		<div><dt>Words in the ledger</dt><dd>${text}</dd></div>
		${accounts(draft)}
		${after(draft)}
	</dl>
	<p class="s">The ledger is asked once more immediately before: should less be open by then, nothing is written and you are told.</p>
	<form class="row act" method="post" action="${paths.post(customer.id)}">${fields.map(([field, value]) => html`<input type="hidden" name="${field}" value="${value}">`)}<input type="hidden" name="confirmed" value="yes">
	<button class="go">Write it to ${at}</button> <a class="btn" href="${paths.post(customer.id)}">No, go back</a></form>
</section>`,
	});
};
