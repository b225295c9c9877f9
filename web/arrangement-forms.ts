/** The fields with which each kind is begun, or agreed anew. Their names are those of `arrangementAsked`. */
import { disputeReasons, holdLevels } from '../shared/domain/arrangements/arrangement.ts';
import { addDays, addMonths, type Day } from '../shared/domain/day.ts';
import { toDecimal } from '../shared/domain/money.ts';
import type { Payable } from '../shared/domain/payables.ts';
import { type BegunKind, everies, type FormFields } from '../shared/wire/arrangement-fields.ts';
import type { InvoiceSlicesView } from '../shared/wire/arrangement-slices.ts';
import { disputeReasonWords, everyWords, holdLevelWords } from '../shared/wire/arrangement-words.ts';
import { amountText, counted, isZero } from './amount.ts';
import { dayText } from './calendar.ts';
import { amountField, areaField, choiceField, dayField, type Option, selectField, type Typing, textField } from './fields.ts';
import { type Html, html } from './markup.ts';

/** What the forms choose from. */
export type Choices = {
	readonly today: Day;
	/** Open ones. */
	readonly invoices: readonly InvoiceSlicesView[];
	/** What the company owes the customer as its supplier. */
	readonly bills: readonly Payable[];
	/** Whether it is known who the customer is as a supplier. */
	readonly isSupplier: boolean;
	/** Who can see to it. */
	readonly users: readonly { readonly id: string; readonly name: string }[];
	/** Who looks. */
	readonly me: string;
};

/** A list in a form is not longer. */
const shown = 60;

const dueText = ({ due }: InvoiceSlicesView): string => (due === null ? '' : `, due ${dayText(due)}`);
const label = (one: InvoiceSlicesView): string => one.number || 'without a number';
const openText = (one: InvoiceSlicesView): string => `${label(one)}: ${amountText(one.open, one.currency)} open${dueText(one)}`;
const freeText = (one: InvoiceSlicesView): string => {
	if (one.free === one.open) return openText(one);
	const free = isZero(one.free) ? 'nothing of it is free' : `${amountText(one.free, one.currency)} of it free`;
	return `${label(one)}: ${amountText(one.open, one.currency)} open, ${free}${dueText(one)}`;
};

const more = (all: readonly unknown[]): string | undefined =>
	all.length > shown ? `The ${counted(shown, 'oldest invoice')} of ${all.length}. A program can name any.` : undefined;

/** Those that are chosen already come first, so that none is left out of a long list. */
const known = ({ invoices }: Choices, chosen: ReadonlySet<string>): readonly InvoiceSlicesView[] =>
	invoices.filter(({ unsure }) => !unsure).toSorted((a, b) => Number(chosen.has(b.id)) - Number(chosen.has(a.id)));
const one = (typing: Typing, choices: Choices, text = openText, first: readonly Option[] = []): Html => {
	const all = known(choices, new Set(typing.typed.invoice));
	const options = all.slice(0, shown).map((each) => ({ value: each.id, text: text(each) }));
	return selectField(typing, { field: 'invoice', label: 'Invoice', hint: more(all) }, [...first, ...options]);
};
/** `free`: only what nothing else claims can be chosen; when it is agreed anew, what it claims itself. */
const several = (typing: Typing, choices: Choices, free: boolean): Html => {
	const own = new Set(typing.typed.invoices);
	const all = known(choices, own);
	return choiceField(
		typing,
		{ field: 'invoices', label: 'Invoices', type: 'checkbox', hint: more(all) },
		all.slice(0, shown).map((each) => ({
			value: each.id,
			text: free && !own.has(each.id) ? freeText(each) : openText(each),
			off: free && isZero(each.free) && !own.has(each.id),
		})),
	);
};
const note = (typing: Typing, text = 'Note for your colleagues'): Html =>
	areaField(typing, { field: 'text', label: text, required: false });

const forms: Readonly<Record<BegunKind, (typing: Typing, choices: Choices) => Html>> = {
	dispute: (typing, choices) => html`${one(typing, choices)}
	${amountField(typing, { field: 'amount', label: 'Amount in dispute', hint: 'Left empty: all that is open. What is not disputed is chased as before.', required: false })}
	${selectField(
		typing,
		{ field: 'reason', label: 'Why' },
		disputeReasons.map((value) => ({ value, text: disputeReasonWords[value] })),
	)}
	${areaField(typing, { field: 'text', label: 'What the customer says', rows: 4 })}`,
	promise: (typing, choices) => html`${several(typing, choices, true)}
	${amountField(typing, { field: 'amount', label: 'Amount promised' })}
	${dayField(typing, { field: 'by', label: 'By', min: choices.today, hint: 'Broken only two business days after it, so that a transfer has time to arrive.' })}
	${note(typing)}`,
	plan: (typing, choices) => html`${several(typing, choices, true)}
	${choiceField(typing, { field: 'cut', label: 'How it is cut', type: 'radio' }, [
		{ value: 'equal', text: 'Equal instalments, as said below' },
		{ value: 'own', text: 'My own instalments, one on each line' },
	])}
	<div class="two wide"><div><h3>Equal instalments</h3>
	${textField(typing, { field: 'count', label: 'How many', hint: '1 to 60', required: 'if' }, html`inputmode="numeric" maxlength="2"`)}
	${dayField(typing, { field: 'first', label: 'The first on', min: choices.today, required: 'if' })}
	${selectField(
		typing,
		{ field: 'every', label: 'Then', required: 'if' },
		everies.map((value) => ({ value, text: everyWords[value] })),
	)}
	${amountField(typing, { field: 'down', label: 'Down payment', hint: 'Paid before the first one', required: false })}
	${dayField(typing, { field: 'downOn', label: 'Down payment on', min: choices.today, required: false })}</div>
	<div><h3>My own</h3>
	${areaField(typing, { field: 'lines', label: 'Day and amount, one instalment on each line', hint: 'Like 2026-12-01 250.00. Together they are all that is free on the chosen invoices.', rows: 6, required: 'if' })}</div></div>
	${note(typing)}`,
	extension: (typing, choices) => html`${several(typing, choices, false)}
	${dayField(typing, { field: 'to', label: 'New day to pay by', min: choices.today, hint: 'The due day in the ledger stays, for ages, interest and factoring.' })}
	${note(typing)}`,
	settlement: (typing, choices) => html`${several(typing, choices, true)}
	${amountField(typing, { field: 'pays', label: 'The customer pays', hint: 'Less than what is free on the chosen invoices. The rest is credited once this is here, not before.' })}
	${dayField(typing, { field: 'by', label: 'By', min: choices.today })}
	${note(typing)}`,
	reward: (typing, choices) => html`${several(typing, choices, false)}
	${dayField(typing, { field: 'by', label: 'If all of them are paid by', min: choices.today })}
	${amountField(typing, { field: 'amount', label: 'The reward', hint: 'It is credited on the next invoice that is open then.' })}
	${note(typing)}`,
	'set-off': (typing, choices) => html`${one(typing, choices, freeText)}
	${
		choices.bills.length > 0
			? selectField(typing, { field: 'bill', label: 'Their bill' }, choices.bills.map(billOption))
			: textField(typing, {
					field: 'bill',
					label: 'Their bill, by its id in the ledger',
					hint: 'No open bill of theirs is known here: read bills under “What you owe your customers” to choose from them.',
				})
	}
	${amountField(typing, { field: 'amount', label: 'Amount' })}
	${note(typing)}`,
	pause: (
		typing,
		choices,
	) => html`${one(typing, choices, openText, [{ value: '', text: 'The customer as a whole: nobody writes to them' }])}
	${dayField(typing, { field: 'until', label: 'Up to and with', min: choices.today })}
	${textField(typing, { field: 'why', label: 'Why' })}`,
	hold: (typing, choices) => html`${choiceField(
		typing,
		{ field: 'level', label: 'What they may still buy', type: 'radio' },
		holdLevels.map((value) => ({ value, text: holdLevelWords[value] })),
	)}
	${amountField(typing, { field: 'limit', label: 'Limit', hint: 'Only for “sell up to a limit”', required: false })}
	${textField(typing, { field: 'currency', label: 'Currency of the limit', required: false }, html`maxlength="3" size="4"`)}
	${dayField(typing, { field: 'review', label: 'Look at it again on', min: choices.today, required: false })}
	${textField(typing, { field: 'why', label: 'Why' })}`,
	insolvency: (typing, choices) => html`${dayField(typing, { field: 'since', label: 'Since', max: choices.today })}
	${dayField(typing, { field: 'claimBy', label: 'Last day to lodge a claim', hint: 'A fortnight before it the owner has a task.', required: false })}
	${textField(typing, { field: 'reference', label: 'Reference', hint: 'Of the court or the office-holder, or where you know it from' })}
	${note(typing)}`,
};

const billOption = ({ id, number, open, currency, due, issued }: Payable): Option => ({
	value: id,
	text: `${number || 'without a number'}: ${amountText(toDecimal({ minor: open, currency }), currency)} open, ${due === null ? `of ${dayText(issued)}` : `due ${dayText(due)}`}`,
});

/** What a new form begins with. */
export const defaults = (kind: BegunKind, { today, invoices, me }: Choices): FormFields => {
	const owner = [me];
	const free = invoices.filter(({ unsure, free: left }) => !unsure && !isZero(left));
	const only = free.length === 1 ? free.map(({ id }) => id) : [];
	const [first] = free;
	const amount = free.length === 1 && first ? [first.free] : [];
	switch (kind) {
		case 'dispute':
			return { owner };
		case 'promise':
			return { owner, invoices: only, amount, by: [addDays(today, 7)] };
		case 'plan':
			return { owner, invoices: only, cut: ['equal'], count: ['3'], first: [addMonths(today, 1)], every: ['month'] };
		case 'extension':
			return { owner, invoices: only, to: [addDays(today, 14)] };
		case 'settlement':
		case 'reward':
			return { owner, invoices: only, by: [addDays(today, 14)] };
		case 'set-off':
			return { owner };
		case 'pause':
			return { owner, until: [addDays(today, 7)] };
		case 'hold':
			return { owner, level: ['warn'], currency: invoices[0] ? [invoices[0].currency] : [], review: [addDays(today, 30)] };
		case 'insolvency':
			return { owner, since: [today] };
	}
};

const ownerField = (typing: Typing, { users }: Choices): Html | false =>
	users.length > 1 &&
	selectField(
		typing,
		{ field: 'owner', label: 'Who sees to it' },
		users.map(({ id, name }) => ({ value: id, text: name })),
	);

export const kindFields = (kind: BegunKind, typing: Typing, choices: Choices): Html =>
	html`${forms[kind](typing, choices)}${ownerField(typing, choices)}`;
