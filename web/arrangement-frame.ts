/** What the pages of arrangements are told besides their view, and what they have in common. */
import { type Day, isDay } from '../shared/domain/day.ts';
import type { RefusedForm } from '../shared/wire/arrangement-fields.ts';
import type { ArrangementDetailView, ArrangementView } from '../shared/wire/arrangement-view.ts';
import type { Choices } from './arrangement-forms.ts';
import type { Viewer } from './layout.ts';
import { type Html, html } from './markup.ts';

export type ArrangementFrame = {
	readonly user: Viewer;
	/** The viewer's user id. */
	readonly me: string;
	readonly timeZone: string;
	readonly bills: Choices['bills'];
	readonly isSupplier: boolean;
	readonly users: Choices['users'];
	/** A random key for each form: sent twice, it is one arrangement (field `token`). */
	readonly token: () => string;
	/** A form that was just refused, as it was typed. */
	readonly refused?: RefusedForm;
	/** What was just done. */
	readonly notice?: string;
	readonly desk?: string;
};
/** `invoices`: the customer's open ones, for agreeing it anew. */
export type ArrangementPageView = ArrangementFrame & {
	readonly view: ArrangementDetailView;
	readonly invoices: ArrangementDetailView['invoices'];
};

/** The day as the server says it. */
export const dayOf = (text: string): Day => {
	if (!isDay(text)) throw new TypeError(`"${text}" is no day`);
	return text;
};

export const stateChip = ({ look, stateText }: Pick<ArrangementView, 'look' | 'stateText'>): Html => {
	const mark = { ok: '✓', wait: '…', problem: '✗', none: '–' }[look];
	return html`<span class="chip ${look}">${mark} ${stateText}</span>`;
};

/** `kept`: its form is still there, with what was typed. */
export const refusedNote = ({ refused }: ArrangementFrame, kept: boolean): Html | false =>
	refused !== undefined &&
	html`<p class="note problem" role="alert"><b>${refused.title}.</b> ${refused.detail} Nothing was changed${kept && '; what you typed is below'}.</p>`;
export const doneNote = ({ notice }: ArrangementFrame): Html | false =>
	notice !== undefined && html`<p class="note ok" role="status">${notice}</p>`;
