/** Lists: the organisations, their documents, their contacts. */
import { html } from 'hono/html';
import { type Currency, toDecimal } from '../../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import type { ContactRow, DocumentRow } from '../store.ts';
import { type Html, page } from './layout.ts';
import type { PageParts } from './parts.ts';

const perPage = 50;
export const shown = (minor: number, code: string): string => toDecimal({ minor, currency: code as Currency });

export const noSuch = (what: string): Promise<LocalAnswer> =>
	page('Not found', html`<p class="note bad">There is no such ${what}.</p>`, 404);

const organisations = ({ store }: PageParts): Promise<LocalAnswer> =>
	page(
		'Organisations',
		html`<p>What you change here, Cobro learns by webhook or with its next read.</p>
<table><tr><th>Organisation</th><th>Currency</th><th>Time zone</th><th class="n">Documents</th></tr>
${store.organisations().map(
	(org) =>
		html`<tr><td><a href="/organisations/${org.id}">${org.name}</a></td><td>${org.base}</td><td>${org.zone}</td>
<td class="n">${store.one<{ n: number }>('SELECT count(*) AS n FROM document WHERE org = ?', org.id)?.n ?? 0}</td></tr>`,
)}</table>`,
	);

type Listed = DocumentRow & { readonly contact_name: string };
const kinds = ['invoice', 'credit-note', 'overpayment', 'prepayment', 'bill', 'bill-credit'];

const documentRow = (row: Listed): Html => html`<tr>
<td><a href="/organisations/${row.org}/documents/${row.kind}/${row.id}">${row.number || row.id.slice(0, 8)}</a></td>
<td>${row.kind}</td><td>${row.contact_name}</td><td>${row.status}</td><td>${row.issued}</td><td>${row.due ?? ''}</td>
<td class="n">${shown(row.total, row.currency)} ${row.currency}</td><td class="n">${shown(row.rest, row.currency)}</td></tr>`;

const documents = ({ store }: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const org = store.organisation(request.params.org ?? '');
	if (!org) return noSuch('organisation');
	const q = request.query.get('q') ?? '';
	const kind = kinds.find((each) => each === request.query.get('kind')) ?? '';
	const at = Math.max(1, Math.floor(Number(request.query.get('page') ?? '1')) || 1);
	const rows = store.all<Listed>(
		`SELECT d.*, c.name AS contact_name FROM document d JOIN contact c ON c.org = d.org AND c.id = d.contact
		 WHERE d.org = ?1 AND (?2 = '' OR d.kind = ?2) AND (?3 = '' OR instr(lower(d.number || ' ' || d.reference || ' ' || c.name), lower(?3)) > 0)
		 ORDER BY d.updated DESC LIMIT ?4 OFFSET ?5`,
		org.id,
		kind,
		q,
		perPage + 1,
		(at - 1) * perPage,
	);
	const link = (to: number): string => `?${new URLSearchParams({ q, kind, page: String(to) }).toString()}`;
	return page(
		org.name,
		html`<p><a href="/organisations/${org.id}/contacts">Contacts</a> · <a href="/organisations/${org.id}/bank">Bank</a></p>
<form class="row" method="get"><label>Number, reference or contact <input name="q" value="${q}"></label>
<label>Kind <select name="kind"><option value="">all</option>${kinds.map((each) => html`<option ${each === kind ? 'selected' : ''}>${each}</option>`)}</select></label>
<button>Search</button></form>
<table><tr><th>Number</th><th>Kind</th><th>Contact</th><th>Status</th><th>Date</th><th>Due</th><th class="n">Total</th><th class="n">Left</th></tr>
${rows.slice(0, perPage).map(documentRow)}</table>
<p>${at > 1 ? html`<a href="${link(at - 1)}">Newer changes</a> ` : ''}${rows.length > perPage ? html`<a href="${link(at + 1)}">Older changes</a>` : ''}</p>`,
	);
};

const contacts = ({ store }: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const org = store.organisation(request.params.org ?? '');
	if (!org) return noSuch('organisation');
	const rows = store.all<ContactRow>('SELECT * FROM contact WHERE org = ? ORDER BY name LIMIT 1000', org.id);
	const active = rows.filter((row) => row.status === 'ACTIVE');
	const choice = active.map((row) => html`<option value="${row.id}">${row.name}</option>`);
	return page(
		`Contacts of ${org.name}`,
		html`<form class="row" method="post"><input type="hidden" name="action" value="merge">
<label>Merge <select name="from">${choice}</select></label><label>into <select name="into">${choice}</select></label><button>Merge</button></form>
<table><tr><th>Name</th><th>Email</th><th>Currency</th><th>Country</th><th>Status</th></tr>
${rows.map((row) => html`<tr><td>${row.name}</td><td>${row.email ?? ''}</td><td>${row.currency ?? ''}</td><td>${row.country ?? ''}</td><td>${row.status}${row.merged_to ? ', merged' : ''}</td></tr>`)}</table>`,
	);
};

export const bookRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /': () => organisations(parts),
	'GET /organisations/{org}': (request) => documents(parts, request),
	'GET /organisations/{org}/contacts': (request) => contacts(parts, request),
});
