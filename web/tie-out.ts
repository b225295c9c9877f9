/** Does our copy tie to the ledger's own receivables figure? Said per ledger and currency, with the figures when it does not. */
import type { ConnectionView, TieOutView } from '../shared/wire/http.ts';
import { amountText, counted, isZero, unsigned } from './amount.ts';
import { type Clock, momentTag } from './calendar.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

export const providerName: Readonly<Record<ConnectionView['provider'], string>> = { xero: 'Xero', quickbooks: 'QuickBooks' };

type Line = TieOutView['lines'][number];

/** A difference that entries in the books make by themselves is none of the copy's. */
const ties = (line: Line): boolean => isZero(line.difference) || line.apart !== undefined;
/** "2 journal entries and 1 other entry". */
export const apartText = ({ journals, others }: NonNullable<Line['apart']>): string =>
	[journals > 0 && counted(journals, 'journal entry', 'journal entries'), others > 0 && counted(others, 'other entry', 'other entries')]
		.filter((each) => each !== false)
		.join(' and ');
/** Yen have no cents: then it ties exactly. */
const toTheCent = (line: Line): string => (line.ours.includes('.') ? 'to the cent' : 'exactly');

export type TieState = 'ok' | 'problem' | 'wait';

/** One ledger in one currency: true to the ledger, not true, or not compared yet. */
export const tieState = (ledger: ConnectionView, currency: string): TieState => {
	const line = ledger.tieOut?.lines.find((one) => one.currency === currency);
	if (!line) return 'wait';
	return ties(line) ? 'ok' : 'problem';
};

/** The worst of several: what does not tie comes before what is not compared. */
export const worst = (states: readonly TieState[]): TieState => {
	if (states.includes('problem')) return 'problem';
	return states.length === 0 || states.includes('wait') ? 'wait' : 'ok';
};

const tieWords: Readonly<Record<TieState, string>> = {
	ok: '✓ Ties to the ledger',
	problem: '✗ Does not tie to the ledger',
	wait: '… Not compared with the ledger yet',
};

export const tieChip = (state: TieState): Html => html`<span class="chip ${state}">${tieWords[state]}</span>`;

const difference = (line: Line, at: string): Html => {
	const side = line.difference.startsWith('-') ? 'less' : 'more';
	return html`${amountText(line.ours, line.currency)} here, ${amountText(line.theirs, line.currency)} in ${at}:
	<b>${amountText(unsigned(line.difference), line.currency)} ${side} here</b>.`;
};

const notCompared = (ledger: ConnectionView): string =>
	ledger.state === 'connected'
		? 'It is compared at the end of every read of the ledger.'
		: 'It is compared again when the ledger is connected again.';

/** The answer for one ledger and currency, with the basis of the ledger's figure. */
export const tieLine = (ledger: ConnectionView, currency: string, clock: Clock): Html => {
	const at = providerName[ledger.provider];
	const line = ledger.tieOut?.lines.find((one) => one.currency === currency);
	if (!ledger.tieOut || !line)
		return html`<li class="tie wait">${name(ledger.name)} (${at}): <b>not compared in ${currency} yet</b>. <p class="s">${notCompared(ledger)}</p></li>`;
	const asOf = momentTag(ledger.tieOut.at, clock);
	if (line.apart)
		return html`<li class="tie ok">${name(ledger.name)} (${at}): <b>explained by ${apartText(line.apart)} as of ${asOf}</b>. ${difference(line, at)}
		<p class="s">They are in ${at}’s figure and not in our copy. <a href="${paths.tieOut(ledger.ledger)}">Which they are</a>. ${ledger.tieOut.basis}</p></li>`;
	if (ties(line))
		return html`<li class="tie ok">${name(ledger.name)} (${at}): <b>ties ${toTheCent(line)} as of ${asOf}</b>. ${amountText(line.ours, currency)} here and there.
		<p class="s">${ledger.tieOut.basis}</p></li>`;
	return html`<li class="tie problem">${name(ledger.name)} (${at}): <b>does not tie as of ${asOf}</b>. ${difference(line, at)}
	<p class="s">${ledger.tieOut.basis}</p>
	<p>What to do: ${ledger.state === 'connected' ? 'nothing at first: an edit made while we compared shows here for a while, and each document is compared next. What that finds stands under Connections.' : 'reconnect the ledger; then it is compared again.'} See <a href="#connections">Connections</a>.</p></li>`;
};
