/** Fields of a form: label, help and error beside each, and what was typed before it was refused. */
import type { FormFields } from '../shared/wire/arrangement-fields.ts';
import { type Html, html } from './markup.ts';

/** `id`: in front of the fields' ids, so that several forms stand on one page. `typed`: what it begins with. `errors`: by field. */
export type Typing = { readonly id: string; readonly typed: FormFields; readonly errors: ReadonlyMap<string, string> };
type Field = {
	readonly field: string;
	readonly label: string;
	readonly hint?: string | undefined;
	/** `if`: needed with some choices only, so the browser does not ask for it. */
	readonly required?: boolean | 'if';
};

const describedBy = ({ id, errors }: Typing, { field, hint }: Field): Html | false => {
	const ids = [...(errors.has(field) ? [`${id}-${field}-e`] : []), ...(hint === undefined ? [] : [`${id}-${field}-h`])];
	return ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`;
};
const state = (typing: Typing, field: Field): Html =>
	html`${(field.required ?? true) === true && html` required`}${typing.errors.has(field.field) && html` aria-invalid="true"`}${describedBy(typing, field)}`;

const below = ({ id, errors }: Typing, { field, hint }: Field): Html =>
	html`${hint !== undefined && html`<br><small id="${id}-${field}-h">${hint}</small>`}${errors.has(field) && html`<br><small class="late" id="${id}-${field}-e">✗ ${errors.get(field)}</small>`}`;

const labelled = (typing: Typing, field: Field, control: Html): Html =>
	html`<p><label for="${typing.id}-${field.field}">${field.label}${field.required === false && html` <small>(may be left empty)</small>`}</label><br>${control}${below(typing, field)}</p>`;

export const typedIn = ({ typed }: Typing, field: string): string => typed[field]?.[0] ?? '';

export const textField = (typing: Typing, field: Field, more: Html = html`maxlength="200"`): Html =>
	labelled(
		typing,
		field,
		html`<input id="${typing.id}-${field.field}" name="${field.field}" ${more} autocomplete="off" value="${typedIn(typing, field.field)}"${state(typing, field)}>`,
	);

export const amountField = (typing: Typing, field: Field): Html =>
	textField(typing, { hint: 'In the currency of what you chose, like 12.50', ...field }, html`inputmode="decimal" maxlength="20"`);

export const dayField = (typing: Typing, field: Field & { readonly min?: string; readonly max?: string }): Html =>
	textField(
		typing,
		field,
		html`type="date"${field.min !== undefined && html` min="${field.min}"`}${field.max !== undefined && html` max="${field.max}"`}`,
	);

export const areaField = (typing: Typing, field: Field & { readonly rows?: number }): Html =>
	labelled(
		typing,
		field,
		html`<textarea id="${typing.id}-${field.field}" name="${field.field}" rows="${field.rows ?? 2}" maxlength="1000"${state(typing, field)}>${typedIn(typing, field.field)}</textarea>`,
	);

export type Option = { readonly value: string; readonly text: string };
export const selectField = (typing: Typing, field: Field, options: readonly Option[]): Html =>
	labelled(
		typing,
		field,
		html`<select id="${typing.id}-${field.field}" name="${field.field}"${state(typing, field)}>${options.map(({ value, text }) => html`<option value="${value}"${value === typedIn(typing, field.field) && html` selected`}>${text}</option>`)}</select>`,
	);

/** One of them, or several: ticked what was ticked. */
export const choiceField = (
	typing: Typing,
	field: Field & { readonly type: 'radio' | 'checkbox' },
	options: readonly (Option & { readonly off?: boolean })[],
): Html => {
	const { id, typed, errors } = typing;
	const { field: name, label, type } = field;
	const chosen = new Set(typed[name] ?? []);
	return html`<fieldset${describedBy(typing, field)}><legend>${label}</legend>
	${options.map(({ value, text, off }, n) => html`<label class="pick" for="${id}-${name}-${n}"><input type="${type}" id="${id}-${name}-${n}" name="${name}" value="${value}"${chosen.has(value) && html` checked`}${off === true && html` disabled`}> <span>${text}</span></label>`)}
	${field.hint !== undefined && html`<small id="${id}-${name}-h">${field.hint}</small>`}${errors.has(name) && html`<p class="late" id="${id}-${name}-e">✗ ${errors.get(name)}</p>`}</fieldset>`;
};

export const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`;
