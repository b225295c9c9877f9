/** The first page: companies, calls against the limits, webhooks, and the switches for what can go wrong. */
import { type Child, html } from '../../../web/markup.ts';
import { faultKinds } from '../faults.ts';
import type { Sandbox } from './api.ts';
import { page } from './layout.ts';
import { perMinute } from './limits.ts';
import { isRoughness, roughnesses } from './rough.ts';
import type { Webhooks } from './webhooks.ts';

export type Shown = Sandbox & { readonly webhooks: Webhooks };

const companies = ({ store, limits }: Shown): Child => {
	const rows = store.companies().map(({ realm, name, base }) => {
		const count = store.one<{ n: number }>("SELECT COUNT(*) AS n FROM document WHERE realm = ? AND state <> 'deleted'", realm)?.n ?? 0;
		return html`<tr><td><a href="/companies/${realm}">${name}</a></td><td>${realm}</td><td>${base}</td><td class="number">${count}</td><td class="number">${limits.used(realm)} of ${perMinute}</td></tr>`;
	});
	return rows.length === 0
		? html`<p>None yet: load a scenario.</p>`
		: html`<div class="wide"><table><thead><tr><th>Company</th><th>Realm</th><th>Home currency</th><th class="number">Documents</th><th class="number">Calls in the last minute</th></tr></thead><tbody>${rows}</tbody></table></div>`;
};

const faults = ({ faults: all }: Shown): Child => html`
${all.list().map(({ id, kind, path, times }) => html`<form method="post" action="/faults/${id}/off"><span><strong>${kind}</strong> ${path === '' ? 'on any path' : `on paths with “${path}”`}, ${Number.isFinite(times) ? `${times} more` : 'until switched off'}</span><button>Switch off</button></form>`)}
<form method="post" action="/faults">
<label>What goes wrong<select name="kind">${Object.entries(faultKinds).map(([kind, words]) => html`<option value="${kind}">${kind}: ${words}</option>`)}</select></label>
<label>How often<input name="times" type="number" min="1" max="1000" value="1" required></label>
<label>Only on paths with<input name="path" placeholder="any"></label><button>Switch on</button></form>`;

const rough = ({ store }: Shown): Child => html`
${Object.entries(roughnesses).map(([which, words]) => {
	const on = isRoughness(which) && store.rough.is(which);
	return html`<form method="post" action="/rough"><span><strong>${which}</strong> ${words}</span><input type="hidden" name="which" value="${which}"><input type="hidden" name="on" value="${on ? '' : 'yes'}"><button>${on ? 'Be kind' : 'Be rough'}</button></form>`;
})}
<form method="post" action="/slow"><label>Pages of more rows than this are never there in time (empty: all are)<input name="above" type="number" min="1" max="1000" value="${store.rough.slowAbove ?? ''}"></label><button>Set</button></form>`;

const reads = ({ limits }: Shown): Child => html`
<p>${limits.reads} reads this month${limits.allowed === null ? null : ` of ${limits.allowed}; then all are refused until the next`}.</p>
<form method="post" action="/reads"><label>Reads that a month has (empty: any number)<input name="most" type="number" min="0" value="${limits.allowed ?? ''}"></label><button>Set</button></form>`;

const calls = ({ limits }: Shown): Child =>
	limits.recent.length === 0
		? html`<p class="soft">No calls yet.</p>`
		: html`<div class="wide"><table><thead><tr><th>At</th><th>Realm</th><th>Call</th><th class="number">Answer</th></tr></thead><tbody>
${limits.recent.slice(0, 25).map(({ at, realm, what, status }) => html`<tr><td>${at.slice(11, 19)}</td><td>${realm}</td><td>${what}</td><td class="number">${status === 0 ? 'cut' : status}</td></tr>`)}</tbody></table></div>`;

export const homePage = (shown: Shown, note: string | null): string =>
	page(
		'Books and switches',
		html`<h2>Companies</h2>${companies(shown)}
<p><a href="/invariants">What must hold of the books</a></p>
<h2>What goes wrong</h2>${faults(shown)}
<h2>As kind as the documentation</h2>${rough(shown)}
<h2>Reads</h2>${reads(shown)}
<h2>Webhooks</h2><p>${shown.webhooks.url === null ? 'Sent nowhere.' : `Sent to ${shown.webhooks.url}`} <span class="soft">Shape: ${shown.webhooks.format === 'legacy' ? 'the older eventNotifications' : 'CloudEvents'}.</span></p>
<form method="post" action="/webhooks/format"><button name="format" value="${shown.webhooks.format === 'legacy' ? 'cloudevents' : 'legacy'}">Send ${shown.webhooks.format === 'legacy' ? 'CloudEvents' : 'the older shape'} instead</button></form>
<h2>Calls <span class="soft">${shown.limits.count} in all</span></h2>${calls(shown)}`,
		note,
	);
