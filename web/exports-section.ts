/** Exports of what a factor would fund: totals, files, and the button that makes one. */
import { type FactoringExport, journalsIn, netEligible, type Tally } from '../shared/domain/export.ts';
import { toDecimal } from '../shared/domain/money.ts';
import { counted, countText, digits } from './amount.ts';
import { type Clock, dayText, momentTag } from './calendar.ts';
import { type Html, html } from './markup.ts';
import { paths } from './paths.ts';

export type ExportsView = {
	/** Newest first. */
	readonly exports: readonly FactoringExport[];
	/** A random key: the form sent twice makes one export. */
	readonly key: string;
};

const state = ({ state: is }: FactoringExport): Html => {
	if (is === 'ready') return html`<span class="chip ok">✓ Ready</span>`;
	return is === 'failed' ? html`<span class="chip problem">✗ Not made</span>` : html`<span class="chip wait">… Being made</span>`;
};

const total = (tally: Tally): Html => {
	const { currency } = tally;
	const journals = journalsIn(tally);
	const text = (minor: number): string => digits(toDecimal({ minor, currency }));
	return html`<tr><th scope="row">${currency}<small>${counted(tally.invoices - journals, 'invoice')}${journals > 0 && `, ${counted(journals, 'journal entry', 'journal entries')}`}</small></th><td class="n"><b>${text(netEligible(tally))}</b>${tally.excessCredit > 0 && html`<small>after ${text(tally.excessCredit)} of credits</small>`}</td><td class="n">${text(tally.open - tally.eligible)}</td><td class="n opt">${text(tally.open)}</td></tr>`;
};

const totals = ({ totals: all, asOf }: FactoringExport): Html => html`<table><caption>As of ${dayText(asOf)}</caption>
	<thead><tr><th scope="col">Currency</th><th scope="col" class="n">Eligible</th><th scope="col" class="n">Refused</th><th scope="col" class="n opt">Open</th></tr></thead>
	<tbody>${all.map(total)}</tbody></table>`;

const progress = ({ reading }: FactoringExport): Html => {
	const [done, all] = [reading?.done ?? 0, reading?.total ?? 0];
	if (all === 0) return html`<p class="s">It begins within seconds.</p>`;
	return html`<p class="s">${countText(Math.min(done, all))} of ${counted(all, 'invoice')}</p><progress max="${all}" value="${Math.min(done, all)}" aria-label="Invoices exported"></progress>`;
};

const size = (bytes: number): string => (bytes < 10_000 ? `${countText(bytes)} B` : `${countText(Math.round(bytes / 1000))} kB`);

const kinds: readonly (readonly [ending: string, text: string])[] = [
	['.csv', 'CSV'],
	['.manifest.json', 'Manifest'],
	['.jsonl', 'JSON Lines'],
];
const fileText = (name: string): string => kinds.find(([ending]) => name.endsWith(ending))?.[1] ?? name;

const files = ({ id, files: all }: FactoringExport): Html =>
	html`<p class="row act">${all.map(
		({ name, bytes }) =>
			html`<a class="btn" href="${paths.exportFile(id, name)}" download>${fileText(name)} <small>${size(bytes)}</small></a>`,
	)}</p>`;

const row = (each: FactoringExport, clock: Clock): Html => html`<li class="tie ${each.state === 'failed' && 'problem'}">
	<div class="head"><span>Asked for ${momentTag(each.createdAt, clock)}${each.currency !== null && `, ${each.currency} only`}</span>${state(each)}</div>
	${each.state === 'building' && progress(each)}
	${each.problem !== null && html`<p>${each.problem}</p>`}
	${each.state === 'ready' && totals(each)}
	${each.files.length > 0 && files(each)}</li>`;

export const exportsSection = (
	{ exports, key }: ExportsView,
	clock: Clock,
	mayAct: boolean,
): Html => html`<section class="card" id="exports" aria-labelledby="h-exports">
	<div class="head"><div><h2 id="h-exports">Exports for a factor</h2><p class="s">Every open invoice, and whatever else is owed, with what a lender would fund of it, or why not: CSV, JSON Lines, and a manifest.</p></div>${
		mayAct &&
		html`<form class="act" method="post" action="${paths.exports}"><input type="hidden" name="idempotencyKey" value="${key}"><button>Make an export</button></form>`
	}</div>
	${exports.length > 0 ? html`<ul class="ties">${exports.map((each) => row(each, clock))}</ul>` : html`<p>None yet. ${mayAct ? 'Press “Make an export”: it' : 'An export'} appears here with its totals and files, seconds later for some hundred invoices.</p>`}
</section>`;
