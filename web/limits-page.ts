/** Who gives up how much alone: as it is set, its form for an owner, and everything that was changed. */
import type { LimitedRole } from '../shared/domain/arrangements/authority.ts';
import type { RefusedForm } from '../shared/wire/arrangement-fields.ts';
import { type AuthorityView, type LimitChangeView, limitKinds, type RoleLimitsView } from '../shared/wire/authority-view.ts';
import { amountText } from './amount.ts';
import { type Clock, momentTag } from './calendar.ts';
import { amountField, choiceField, hidden, selectField, type Typing, textField } from './fields.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

export type LimitsPageView = {
	readonly user: Viewer;
	readonly view: AuthorityView;
	readonly clock: Clock;
	readonly notice?: string;
	readonly refused?: RefusedForm;
	readonly desk?: string;
};

const roleWords: Readonly<Record<LimitedRole, string>> = { finance: 'Finance', owner: 'Owner' };
const kindWords: Readonly<Record<(typeof limitKinds)[number], string>> = {
	amount: 'Up to an amount',
	any: 'Any amount',
	usual: 'As usual: nothing of our own is set',
};

const rowsOf = ({ role, set, usual }: RoleLimitsView): readonly Html[] => {
	const said = (most: string | null, unit: string): string => (most === null ? 'any amount' : unit === '' ? most : amountText(most, unit));
	const row = (first: boolean, currency: string, most: string): Html =>
		html`<tr><th scope="row">${first ? roleWords[role] : html`<span class="vh">${roleWords[role]}</span>`}</th><td>${currency}</td><td class="n">${most}</td></tr>`;
	return [
		...set.map(({ currency, most }, n) => row(n === 0, currency, said(most, currency))),
		row(set.length === 0, set.length === 0 ? 'every currency' : 'every other currency', said(usual, '')),
	];
};

const form = ({ view, refused }: LimitsPageView): Html => {
	const typing: Typing = {
		id: 'l',
		typed: refused?.fields ?? { role: ['finance'], limit: ['amount'] },
		errors: new Map(refused?.errors.map(({ path, message }) => [path, message])),
	};
	const roles = view.roles.map(({ role }) => ({ value: role, text: roleWords[role] }));
	const kinds = limitKinds.map((value) => ({ value, text: kindWords[value] }));
	return html`<section class="card" aria-labelledby="h-set"><h2 id="h-set">Change a limit</h2>
	<form class="ties" method="post" action="${paths.limits()}">${hidden('rev', String(view.rev))}
	${selectField(typing, { field: 'role', label: 'Whose' }, roles)}
	${textField(typing, { field: 'currency', label: 'Currency', hint: 'Three letters, like EUR' }, html`maxlength="3" pattern="[A-Za-z]{3}" autocapitalize="characters"`)}
	${choiceField(typing, { field: 'limit', label: 'What they may give up alone of one arrangement', type: 'radio' }, kinds)}
	${amountField(typing, { field: 'amount', label: 'The amount', hint: 'In that currency, like 250. Nothing: 0', required: 'if' })}
	<p><button class="go">Keep it</button></p></form></section>`;
};

const valueWords: Readonly<Record<string, string>> = { any: 'any amount', usual: 'as usual' };
const change = ({ at, by, role, currency, before, after }: LimitChangeView, clock: Clock): Html => {
	const said = (value: string): string => valueWords[value] ?? amountText(value, currency);
	return html`<li class="tie"><p>${roleWords[role]}, ${currency}: <s>${said(before)}</s> → <b>${said(after)}</b></p><p class="s">${momentTag(at, clock)}, ${name(by)}</p></li>`;
};

export const limitsPage = (page: LimitsPageView): string => {
	const { user, view, clock, notice, refused, desk } = page;
	return layout({
		title: 'Who may give up how much',
		user,
		nav: [{ href: paths.worklist(), text: '← Arrangements' }],
		...(desk !== undefined && { desk }),
		body: html`${notice !== undefined && html`<p class="note ok" role="status">${notice}</p>`}${
			refused && html`<p class="note problem" role="alert"><b>${refused.title}.</b> ${refused.detail} Nothing was changed.</p>`
		}
<section class="card" aria-labelledby="h-limits">
	<h1 id="h-limits">Who may give up how much</h1>
	<p class="s">A credit, a write-off, or what a settlement forgoes: of one arrangement, and of the same invoices together, without a second person. Above it somebody else who may give up so much approves it. What one person writes off is held to the ledger’s own limit besides.</p>
	<table><thead><tr><th scope="col">Role</th><th scope="col">Currency</th><th scope="col" class="n">Most, alone</th></tr></thead>
	<tbody>${view.roles.flatMap(rowsOf)}</tbody></table>
	${!view.may && html`<p class="s">An owner can change this.</p>`}
</section>
${view.may && form(page)}
${
	view.changes.length > 0 &&
	html`<section class="card" aria-labelledby="h-changes"><h2 id="h-changes">What was changed</h2><ul class="ties">${view.changes.map((each) => change(each, clock))}</ul></section>`
}`,
	});
};
