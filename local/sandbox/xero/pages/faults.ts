/** Switching faults on and off; calls so far, limits left, what became of webhooks. */
import { html } from 'hono/html';
import { type FaultKind, faultKinds } from '../../faults.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { type Roughness, roughnesses } from '../rough.ts';
import { page, seeOther } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const isRoughness = (text: string): text is Roughness => Object.hasOwn(roughnesses, text);
const isFault = (text: string): text is FaultKind => Object.hasOwn(faultKinds, text);

/** A consent of before the app asked for a scope goes on without it. */
const consents = (all: readonly { readonly person: string; readonly scope: string }[]) => {
	const scopes = [...new Set(all.flatMap(({ scope }) => scope.split(' ')))].filter((scope) => scope.startsWith('accounting.')).sort();
	if (scopes.length === 0) return html`<p>Nobody has agreed to anything yet.</p>`;
	return html`<form class="row" method="post"><input type="hidden" name="action" value="drop">
<label>Scope <select name="scope">${scopes.map((scope) => html`<option>${scope}</option>`)}</select></label><button>Take it out of every consent of today</button></form>`;
};

const show = ({ faults, limits, webhooks, store, identity }: PageParts, note: string | null): Promise<LocalAnswer> =>
	page(
		'Faults, calls and webhooks',
		html`${note ? html`<p class="note">${note}</p>` : ''}
<h2>Faults that are on</h2>
${faults.list().length === 0 ? html`<p>None: the sandbox behaves.</p>` : ''}
<table>${faults.list().map(
			(fault) =>
				html`<tr><td>${faultKinds[fault.kind]}</td><td>${fault.path || 'any path'}</td><td>${fault.times === Number.POSITIVE_INFINITY ? 'until switched off' : `${fault.times} more`}</td>
<td><form method="post"><input type="hidden" name="action" value="off"><input type="hidden" name="id" value="${fault.id}"><button class="quiet">Switch off</button></form></td></tr>`,
		)}</table>
<form class="row" method="post"><input type="hidden" name="action" value="on">
<label>Fault <select name="kind">${Object.entries(faultKinds).map(([kind, words]) => html`<option value="${kind}">${words}</option>`)}</select></label>
<label>Times (0: until switched off) <input name="times" type="number" min="0" value="1"></label><label>Path contains <input name="path" placeholder="any, e.g. Invoices"></label>
<button>Switch on</button></form>
<h2>As kind as the documentation</h2>
<table>${Object.entries(roughnesses).map(([which, words]) => {
			const on = isRoughness(which) && store.rough.is(which);
			return html`<tr><td>${words}</td><td>${on ? 'on' : 'off'}</td><td><form method="post"><input type="hidden" name="action" value="rough"><input type="hidden" name="which" value="${which}"><input type="hidden" name="on" value="${on ? '' : 'yes'}"><button class="quiet">${on ? 'Be kind' : 'Be rough'}</button></form></td></tr>`;
		})}</table>
<form class="row" method="post"><input type="hidden" name="action" value="slow"><label>Pages of more rows than this are never there in time (empty: all are) <input name="above" type="number" min="1" max="1000" value="${store.rough.slowAbove ?? ''}"></label><button>Set</button></form>
<h2>Calls</h2>
<p>${limits.calls()} calls of the accounting API since the start.</p>
<table><tr><th>Organisation</th><th class="n">Left this minute</th><th class="n">Left today</th></tr>
${store.organisations().map((org) => {
	const left = limits.headers(org.id);
	return html`<tr><td>${org.name}</td><td class="n">${left['X-MinLimit-Remaining'] ?? ''}</td><td class="n">${left['X-DayLimit-Remaining'] ?? ''}</td></tr>`;
})}</table>
<h2>Consents</h2>
${consents(identity.consents())}
<h2>Webhooks</h2>
<form method="post"><input type="hidden" name="action" value="intent"><button>Check the address (intent to receive)</button></form>
<ul>${webhooks.log.toReversed().map((line) => html`<li>${line}</li>`)}</ul>`,
	);

const change = async (parts: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const fields = formOf(request);
	const kind = fields.get('kind') ?? '';
	const times = Math.floor(Number(fields.get('times') ?? '1'));
	if (fields.get('action') === 'on' && isFault(kind))
		parts.faults.add(kind, times > 0 ? times : Number.POSITIVE_INFINITY, fields.get('path')?.trim() ?? '');
	if (fields.get('action') === 'off') parts.faults.remove(Number(fields.get('id')));
	const which = fields.get('which') ?? '';
	if (fields.get('action') === 'rough' && isRoughness(which)) parts.store.rough.set(which, fields.get('on') === 'yes');
	if (fields.get('action') === 'slow') parts.store.rough.slowAbove = Number(fields.get('above')) || null;
	if (fields.get('action') === 'drop') parts.identity.dropScope(fields.get('scope') ?? '');
	if (fields.get('action') !== 'intent') return seeOther('/faults');
	const { ok, right, wrong } = await parts.webhooks.intentToReceive();
	const word = (status: number): string => (status ? String(status) : 'no answer');
	return show(
		parts,
		`${ok ? 'The address is fine' : 'The address is not fine'}: rightly signed ${word(right)}, wrongly signed ${word(wrong)}.`,
	);
};

export const faultRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /faults': () => show(parts, null),
	'POST /faults': (request) => change(parts, request),
});
