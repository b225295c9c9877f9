/** Postings in words: what is asked for, what each step writes, and what stands in the ledger. */
import type { LedgerId } from '../shared/domain/document.ts';
import { toDecimal } from '../shared/domain/money.ts';
import { type Posting, type PostingKind, type PostingProgress, type PostingStep, stepsOf } from '../shared/domain/posting.ts';
import { amountText } from './amount.ts';
import { dayText } from './calendar.ts';
import { type Html, html } from './markup.ts';

export const kindWords: Readonly<Record<PostingKind, string>> = {
	credit: 'Credit or discount',
	'write-off': 'Write-off',
	'late-fee': 'Late fee',
	allocation: 'Credit applied to an invoice',
	refund: 'Credit paid back',
	'set-off': 'Set-off',
	note: 'Note',
	'expected-date': 'Expected payment day',
	reversal: 'Payment taken back',
};

/** `<ledger>#<kind>#<id>` → the number people know. */
export type Numbers = ReadonlyMap<string, string>;

const numbered = (word: string, ledger: LedgerId, kind: string, id: string, numbers: Numbers): Html => {
	const number = numbers.get(`${ledger}#${kind}#${id}`);
	return number ? html`${word} <bdi>${number}</bdi>` : html`the ${word}`;
};

type Said = Pick<Posting, 'ledger' | 'currency' | 'minor' | 'what'>;

/** One step, as it will be or is written. */
export const stepWords = ({ ledger, currency, minor, what }: Said, step: PostingStep, numbers: Numbers): Html => {
	const amount = amountText(toDecimal({ minor, currency }), currency);
	const invoice = (id: string): Html => numbered('invoice', ledger, 'invoice', id, numbers);
	const bill = (id: string): Html => {
		const number = numbers.get(`${ledger}#bill#${id}`);
		return number ? html`<bdi>${number}</bdi>` : html`<code>${id}</code>`;
	};
	switch (step.do) {
		case 'credit-note':
			return html`a credit note over ${amount} for ${invoice(step.invoice)}${step.to === 'write-off' && ', against the account for write-offs'}`;
		case 'allocate':
			return step.credit === null
				? html`that credit note applied to ${invoice(step.invoice)}`
				: html`${amount} of ${numbered('credit', ledger, step.credit.kind, step.credit.id, numbers)} applied to ${invoice(step.invoice)}`;
		case 'late-fee':
			return html`a new invoice over ${amount}, due ${dayText(step.due)}${what.kind === 'late-fee' && html`, for the delay of ${invoice(what.invoice)}`}; without tax`;
		case 'refund':
			return html`${amount} of ${numbered('credit', ledger, step.credit.kind, step.credit.id, numbers)} paid back from the bank account; the transfer itself you make at your bank`;
		case 'clear-bill':
			return html`${amount} of their bill ${bill(step.bill)} paid from the clearing account`;
		case 'clear-invoice':
			return html`${amount} of ${invoice(step.invoice)} paid from the clearing account`;
		case 'take-back':
			return html`the entry <code>${step.booked.id}</code> of the payment taken back: its invoices are open again`;
		case 'note':
			return html`a note on ${numbered(step.document.kind, ledger, step.document.kind, step.document.id, numbers)}`;
		case 'expected-date':
			return html`${dayText(step.expected)} as the day on which ${invoice(step.invoice)} is expected to be paid`;
	}
};

const marks: Readonly<Record<PostingProgress['state'], string>> = {
	written: '✓ In the ledger:',
	sending: '… Sent, not yet answered:',
	planned: '– Not written:',
};

/** Each step and where it stands. While it is on its way, what is planned is to come. */
export const standing = (posting: Posting, numbers: Numbers): Html => {
	const coming = posting.state === 'planned' || posting.state === 'writing';
	return html`<ol class="bare">${stepsOf(posting.what).map((step, at) => {
		const { state, external } = posting.steps[at] ?? { state: 'planned' as const, external: null };
		const mark = state === 'planned' && coming ? '… To be written:' : marks[state];
		return html`<li>${mark} ${stepWords(posting, step, numbers)}${state === 'written' && external !== null && html` <small><code>${external}</code></small>`}</li>`;
	})}</ol>`;
};

/** What a person must do in the ledger where a posting was stopped half-way; null where nothing stands there. */
export const byHand = (posting: Posting, numbers: Numbers): Html | null => {
	const steps = stepsOf(posting.what);
	const written = steps.some((_, at) => posting.steps[at]?.state === 'written');
	if (posting.state !== 'stuck' || !written) return null;
	const open = steps.filter((_, at) => posting.steps[at]?.state !== 'written');
	return html`<p><b>Half of it stands in the ledger.</b> If it is not tried again, finish it there by hand: ${open.map((step, at) => html`${at > 0 && '; then '}${stepWords(posting, step, numbers)}`)}; or take out what is marked “in the ledger”.</p>`;
};
