/** What waits for somebody, over all customers; or everything of one kind. */
import { begunKinds } from '../shared/wire/arrangement-fields.ts';
import { arrangementWords } from '../shared/wire/arrangement-words.ts';
import { type WorkGroup, type WorklistView, type WorkRow, workWords } from '../shared/wire/arrangement-work.ts';
import { countText } from './amount.ts';
import { gist } from './arrangement-facts.ts';
import { stateChip } from './arrangement-frame.ts';
import { dayTag } from './calendar.ts';
import { layout, type Viewer } from './layout.ts';
import { type Html, html, name } from './markup.ts';
import { paths } from './paths.ts';

export type WorklistPageView = {
	readonly user: Viewer;
	readonly view: WorklistView;
	/** True when this is not the first page of one kind. */
	readonly laterPage: boolean;
	readonly notice?: string;
	readonly desk?: string;
};

const dayWords: Readonly<Record<WorkGroup | 'all', string>> = {
	approve: 'Answer by',
	late: 'Was promised for',
	answer: 'Answer by',
	today: 'Promised for',
	broken: 'Was due with grace',
	undo: 'Since',
	missed: 'Instalment of',
	week: 'Promised for',
	customer: 'Answer by',
	posting: 'Answer by',
	ending: 'Day',
	all: 'Next day',
};

const row = ({ arrangement, name: who, day }: WorkRow, label: string, today: string): Html => {
	const { customer, id, kindText, owner, side } = arrangement;
	return html`<tr role="row"><th role="rowheader" scope="row"><a href="${paths.customer(customer)}">${name(who)}</a><small><a href="${paths.arrangements(customer)}">Arrangements<span class="vh"> with ${who}</span></a></small></th>
	<td role="cell"><a href="${paths.arrangement(customer, id)}">${kindText}: ${gist(arrangement)}</a><small>${stateChip(arrangement)}${side === 'customer' && ' asked by the customer'}${owner && html` ${owner.name === '' ? 'somebody who is no longer here' : name(owner.name)} sees to it`}</small></td>
	<td role="cell" data-l="${day !== null && label}">${day !== null && html`${dayTag(day)}${day < today && html`<small class="late">past</small>`}`}</td></tr>`;
};

const group = (shown: WorklistView['groups'][number], view: WorklistView): Html => {
	const { title, what } =
		shown.group === 'all'
			? {
					title: view.kind === null ? 'All' : arrangementWords[view.kind],
					what: 'Whatever their state; what is looked at next comes first.',
				}
			: workWords[shown.group];
	const label = dayWords[shown.group];
	return html`<section class="card" aria-labelledby="h-${shown.group}">
	<h2 id="h-${shown.group}">${title}: ${countText(shown.rows.length)}${view.next !== null && ' of more'}</h2>
	<table class="docs cust" role="table"><caption>${what}</caption>
	<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Customer</th><th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">${label}</th></tr></thead>
	<tbody role="rowgroup">${shown.rows.map((each) => row(each, label, view.today))}</tbody></table>
</section>`;
};

const kinds = ({ kind }: WorklistView): Html =>
	html`<p>${kind === null ? html`<b>What waits for somebody</b>` : html`<a href="${paths.worklist()}">What waits for somebody</a>`}${begunKinds.map((each) => html` · ${each === kind ? html`<b>${arrangementWords[each]}</b>` : html`<a href="${paths.worklist({ kind: each })}">${arrangementWords[each]}</a>`}`)}</p>`;

export const worklistPage = ({ user, view, laterPage, notice, desk }: WorklistPageView): string =>
	layout({
		title: 'Arrangements',
		user,
		nav: [{ href: paths.hub(), text: '← All receivables' }],
		...(desk !== undefined && { desk }),
		body: html`${notice !== undefined && html`<p class="note ok" role="status">${notice}</p>`}
<section class="card" aria-labelledby="h-work">
	<h1 id="h-work">Arrangements</h1>
	<p class="s">Disputes, promises, plans and the like with your customers. To agree something, open a customer and choose “Disputes, promises, plans…”. <a href="${paths.limits()}">Who may give up how much</a></p>
	${kinds(view)}
	${view.groups.length === 0 && html`<p>${laterPage ? 'There are no more.' : view.kind === null ? 'Nothing waits for anybody.' : 'There are none.'}</p>`}
	${view.more.length > 0 && html`<p class="tie wait">Not all were looked at here. The whole list: ${view.more.map((each, at) => html`${at > 0 && ', '}<a href="${paths.worklist({ kind: each })}">${arrangementWords[each]}</a>`)}.</p>`}
</section>
${view.groups.map((each) => group(each, view))}
${(laterPage || view.next !== null) && html`<p class="row act">${laterPage && html`<a class="btn" href="${paths.worklist({ kind: view.kind ?? undefined })}">First ones</a>`}${view.next !== null && html`<a class="btn" href="${paths.worklist({ kind: view.kind ?? undefined, from: view.next })}">Next ones</a>`}</p>`}`,
	});
