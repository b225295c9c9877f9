/** The buttons of one arrangement: what this person may do now, each with words of one's own; and why not the rest. */
import { concessionForms } from '../shared/domain/arrangements/arrangement.ts';
import type { Act } from '../shared/domain/arrangements/kinds.ts';
import type { ActView } from '../shared/wire/arrangement-acts.ts';
import { type BegunKind, begunKinds } from '../shared/wire/arrangement-fields.ts';
import { concessionWords } from '../shared/wire/arrangement-words.ts';
import { amountText } from './amount.ts';
import { kindFields } from './arrangement-forms.ts';
import { type ArrangementPageView, dayOf } from './arrangement-frame.ts';
import { errorsOf } from './arrangement-refused.ts';
import { amountField, areaField, choiceField, hidden, selectField, type Typing } from './fields.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';
import { mayAct } from './roles.ts';

type Said = { readonly label: string; readonly hint?: string; readonly required: boolean };
/** What is asked to be written with each. */
const said: Readonly<Record<Act, Said>> = {
	approve: { label: 'Note', required: false },
	decline: { label: 'Why not', hint: 'Whoever asked for it reads this.', required: true },
	accept: { label: 'How they agreed', hint: 'By whom, and when', required: false },
	refuse: { label: 'What they said', required: false },
	propose: { label: 'Why it should be given', hint: 'Whoever approves it reads this.', required: false },
	concede: { label: 'What is agreed', hint: 'It is kept with the dispute.', required: false },
	uphold: {
		label: 'Why it is owed as it stands',
		hint: 'Kept with the dispute, for colleagues. The customer hears by mail that it is owed as it stands, without these words.',
		required: true,
	},
	withdraw: { label: 'Why', required: false },
	replace: { label: 'Why', required: false },
};

/** Refusals of an act that are about its amount. */
const aboutAmount: ReadonlySet<string> = new Set([
	'ABOVE_AUTHORITY',
	'WRITE_OFF_ABOVE_LIMIT',
	'ABOVE_DISPUTE',
	'ABOVE_BALANCE',
	'AMOUNT_UNKNOWN',
]);

/** Opened at once where the arrangement waits for just that. */
const first: ReadonlySet<Act> = new Set<Act>(['approve', 'accept', 'concede']);

/** Whose own pressing the wrong one does harm. */
const looks: Readonly<Partial<Record<Act, string>>> = {
	approve: 'go',
	accept: 'go',
	concede: 'go',
	replace: 'go',
	decline: 'danger',
	withdraw: 'danger',
};

const button = (act: ActView, page: ArrangementPageView): Html => {
	const { arrangement, customer } = page.view;
	return html`<button class="${looks[act.act] ?? ''}" formaction="${paths.arrangement(customer.id, arrangement.id, act.act)}">${act.text}</button>`;
};

const typingOf = (forms: readonly Act[], typed: Typing['typed'], { refused }: ArrangementPageView): Typing => {
	const mine = refused && forms.some((act) => act === refused.form) ? refused : undefined;
	const errors = mine
		? mine.errors.length > 0
			? mine.errors.map(({ path, message }) => [path, message] as const)
			: aboutAmount.has(mine.code)
				? [['amount', mine.detail] as const]
				: []
		: [];
	return { id: `a-${forms[0] ?? ''}`, typed: mine ? mine.fields : typed, errors: new Map(errors) };
};

const wrap = (acts: readonly ActView[], page: ArrangementPageView, summary: string, fields: Html): Html => {
	const { arrangement, customer } = page.view;
	const [main] = acts;
	const isOpen = page.refused === undefined ? acts.some(({ act }) => first.has(act)) : acts.some(({ act }) => act === page.refused?.form);
	return html`<details name="act"${isOpen && html` open`}><summary>${summary}</summary>
	<form class="ties" method="post" action="${paths.arrangement(customer.id, arrangement.id, main?.act)}">${hidden('rev', String(arrangement.rev))}${hidden('token', page.token())}
	${fields}<p class="row">${acts.map((act) => button(act, page))}</p></form></details>`;
};

/** A customer who asked by a link reads nothing of what staff write. */
const forColleagues = 'Kept for colleagues. The customer hears that it is not agreed to, not why.';

const plain = (act: ActView, page: ArrangementPageView): Html => {
	const words = said[act.act];
	const unread = act.act === 'decline' && page.view.arrangement.side === 'customer';
	return wrap(
		[act],
		page,
		act.text,
		areaField(typingOf([act.act], {}, page), { field: 'text', ...words, ...(unread && { hint: forColleagues }) }),
	);
};

const concession = (acts: readonly ActView[], page: ArrangementPageView): Html => {
	const { arrangement, alone } = page.view;
	const { terms, currency, amount } = arrangement;
	const before = terms.kind === 'dispute' ? terms.concession : null;
	const typed = { as: [before?.as ?? 'credit-note'], amount: [before?.amount ?? amount ?? ''] };
	const typing = typingOf(
		acts.map(({ act }) => act),
		typed,
		page,
	);
	const limit =
		alone === null || currency === null
			? 'You may give up any amount alone.'
			: `Alone you may give up ${amountText(alone, currency)}; more is proposed to a second person.`;
	const fields = html`<p class="s">${limit} What is not given up is owed again.</p>
	${choiceField(
		typing,
		{ field: 'as', label: 'How', type: 'radio' },
		concessionForms.map((value) => ({ value, text: concessionWords[value] })),
	)}
	${amountField(typing, { field: 'amount', label: 'Amount we give up', hint: currency === null ? 'Like 12.50' : `In ${currency}, like 12.50` })}
	${areaField(typing, { field: 'text', ...said.concede })}`;
	return wrap(acts, page, 'Agree with the customer, in whole or in part', fields);
};

const isBegun = (kind: string): kind is BegunKind => begunKinds.some((each) => each === kind);

const anew = (act: ActView, page: ArrangementPageView): Html | false => {
	const { arrangement, today, anew: typed } = page.view;
	const { kind } = arrangement;
	if (typed === null || !isBegun(kind)) return false;
	const { refused } = page;
	const mine = refused?.form === 'replace' ? refused : undefined;
	const owner = { owner: [arrangement.owner?.id ?? page.me] };
	const typing: Typing = {
		id: 'a-replace',
		typed: mine ? mine.fields : { ...owner, ...typed },
		errors: mine ? errorsOf(kind, mine) : new Map<string, string>(),
	};
	const about = html`<p class="s">It takes the place of this one as soon as it is in force; until then this one stands, and it stays on record. What needed a second person needs one again.</p>`;
	return wrap([act], page, act.text, html`${about}${kindFields(kind, typing, { ...page, today: dayOf(today) })}`);
};

/** Who sees to it can always be changed. */
const ownerForm = (page: ArrangementPageView): Html | false => {
	const { user, users, me, refused, view } = page;
	const { arrangement, customer } = view;
	if (arrangement.over || users.length < 2 || !mayAct(user)) return false;
	const typing: Typing = { id: 'a-owner', typed: { owner: [arrangement.owner?.id ?? me] }, errors: new Map<string, string>() };
	const people = users.map(({ id, name }) => ({ value: id, text: name }));
	return html`<details name="act"${refused?.form === 'owner' && html` open`}><summary>Give it to somebody else</summary>
	<form class="ties" method="post" action="${paths.arrangement(customer.id, arrangement.id, 'owner')}">${hidden('rev', String(arrangement.rev))}
	${selectField(typing, { field: 'owner', label: 'Who sees to it from now on' }, people)}<p><button>Give it to them</button></p></form></details>`;
};

const cannot = (acts: readonly ActView[]): Html | false =>
	acts.length > 0 &&
	html`<details><summary>What cannot be done now, and why</summary><ul>${acts.map(({ text, why }) => html`<li><b>${text}:</b> ${why}</li>`)}</ul></details>`;

export const actForms = (page: ArrangementPageView): Html => {
	const { acts } = page.view;
	const may = acts.filter((each) => each.may);
	const gives = may
		.filter(({ act }) => act === 'concede' || act === 'propose')
		.toSorted((a, b) => (a.act === b.act ? 0 : a.act === 'concede' ? -1 : 1));
	const one = (each: ActView): Html | false => {
		if (each.act === 'replace') return anew(each, page);
		if (each.act === 'concede' || each.act === 'propose') return each.act === gives[0]?.act && concession(gives, page);
		return plain(each, page);
	};
	return html`<section class="card" aria-labelledby="h-acts">
	<h2 id="h-acts">What can be done</h2>
	${may.length > 0 ? may.map(one) : html`<p>Nothing by you now.</p>`}
	${ownerForm(page)}
	${cannot(acts.filter((each) => !each.may))}
</section>`;
};
