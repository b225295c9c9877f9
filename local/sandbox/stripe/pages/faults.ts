/** Switching faults on and off, and how often each endpoint was called. */
import { html } from '../../../../web/markup.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { type StripeFaultKind, stripeFaultKinds } from '../faults.ts';
import { page, seeOther } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const isFault = (text: string): text is StripeFaultKind => Object.hasOwn(stripeFaultKinds, text);

const show = ({ faults, limits }: PageParts): LocalAnswer =>
	page(
		'Faults and calls',
		html`<h2>Faults that are on</h2>${faults.list().length === 0 ? html`<p>None: the sandbox behaves.</p>` : null}
<table><tbody>${faults.list().map(
			(
				fault,
			) => html`<tr><td>${stripeFaultKinds[fault.kind]}</td><td>${fault.path || 'any'}</td><td>${fault.times === Number.POSITIVE_INFINITY ? 'until switched off' : `${fault.times} more`}</td>
<td><form method="post"><input type="hidden" name="off" value="${fault.id}"><button>Switch off</button></form></td></tr>`,
		)}</tbody></table>
<form method="post"><label for="kind">Fault</label><select id="kind" name="kind">${Object.entries(stripeFaultKinds).map(([kind, words]) => html`<option value="${kind}">${words}</option>`)}</select>
<label for="times">Times (0: until switched off)</label><input type="number" id="times" name="times" min="0" value="1">
<label for="path">Method and path, or type of event, contains (empty: any)</label><input type="text" id="path" name="path" placeholder="POST /v1/checkout/sessions"><p><button>Switch on</button></p></form>
<h2>Calls</h2><p>${limits.calls()} calls of the API since the start.</p>
<table><tbody>${Object.entries(limits.byEndpoint()).map(([name, count]) => html`<tr><td><code>${name}</code></td><td class="n">${count}</td></tr>`)}</tbody></table>`,
	);

const change = ({ faults }: PageParts, request: LocalRequest): LocalAnswer => {
	const form = formOf(request);
	const kind = form.get('kind') ?? '';
	const times = Math.floor(Number(form.get('times') ?? '1'));
	if (isFault(kind)) faults.add(kind, times > 0 ? times : Number.POSITIVE_INFINITY, form.get('path')?.trim() ?? '');
	else faults.remove(Number(form.get('off')));
	return seeOther('/faults');
};

export const faultRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /faults': () => show(parts),
	'POST /faults': (request) => change(parts, request),
});
