/** One company's documents, searched and paged; and one document with what can be done to it. */
import { type Currency, money, toDecimal } from '../../../shared/domain/money.ts';
import { type Child, html } from '../../../web/markup.ts';
import { page } from './layout.ts';
import type { CompanyRow, DocumentRow, Store } from './store.ts';

const perPage = 50;
const words = { Invoice: 'Invoice', CreditMemo: 'Credit memo', Payment: 'Payment', RefundReceipt: 'Refund receipt' } as const;
const amountText = (minor: number, code: Currency): string => `${toDecimal(money(minor, code))} ${code}`;
export const pathOf = (realm: string, row: Pick<DocumentRow, 'type' | 'id'>): string => `/companies/${realm}/${row.type}/${row.id}`;
const labelOf = (row: DocumentRow): string => `${words[row.type]} ${row.number || row.reference || `#${row.id}`}`;
const nameOf = (store: Store, realm: string, id: number): string => store.customer(realm, id)?.name ?? `customer ${id}`;
const left = (row: DocumentRow): string => (row.state === 'live' ? amountText(row.balance, row.currency) : row.state);

const likeText = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

export const booksPage = (store: Store, company: CompanyRow, asked: URLSearchParams): string => {
	const { realm, name } = company;
	const text = asked.get('find') ?? '';
	const at = Math.max(1, Number.parseInt(asked.get('page') ?? '1', 10) || 1);
	const where = `state <> 'deleted' AND (number LIKE ?1 ESCAPE '\\' OR reference LIKE ?1 ESCAPE '\\' OR customer IN
		(SELECT id FROM customer WHERE realm = document.realm AND name LIKE ?1 ESCAPE '\\'))`;
	const found = store.all<DocumentRow>(
		`SELECT * FROM document WHERE realm = ?2 AND ${where} ORDER BY day DESC, id DESC LIMIT ${perPage + 1} OFFSET ?3`,
		likeText(text),
		realm,
		(at - 1) * perPage,
	);
	const link = (to: number, label: string): Child =>
		html`<a href="/companies/${realm}?find=${encodeURIComponent(text)}&page=${to}">${label}</a> `;
	return page(
		name,
		html`<p><a href="/journals/${realm}">Journal entries</a></p><form method="get" action="/companies/${realm}"><label>Number, reference or customer<input name="find" value="${text}" autofocus></label><button>Find</button></form>
<p><a href="/vendors/${realm}">Vendors and bills</a></p>
${
	found.length === 0
		? html`<p>Nothing found.</p>`
		: html`<div class="wide"><table><thead><tr><th>Document</th><th>Customer</th><th>Date</th><th>Due</th><th class="number">Total</th><th class="number">Open</th></tr></thead><tbody>
${found.slice(0, perPage).map((row) => html`<tr><td><a href="${pathOf(realm, row)}">${labelOf(row)}</a></td><td><bdi>${nameOf(store, realm, row.customer)}</bdi></td><td>${row.day}</td><td>${row.due ?? ''}</td><td class="number">${amountText(row.total, row.currency)}</td><td class="number">${left(row)}</td></tr>`)}</tbody></table></div>`
}
<p>${at > 1 ? link(at - 1, '← Newer') : null}${found.length > perPage ? link(at + 1, 'Older →') : null}</p>`,
	);
};

const amountField = (row: DocumentRow): Child =>
	html`<label>Amount, ${row.currency}<input name="amount" inputmode="decimal" required value="${toDecimal(money(row.balance, row.currency))}"></label>`;
const dayField = (name: string, label: string, value: string): Child =>
	html`<label>${label}<input name="${name}" type="date" required value="${value}"></label>`;

const actions = (realm: string, row: DocumentRow, today: string): Child => {
	if (row.state !== 'live') return html`<p class="soft">It is ${row.state}: nothing more can be done to it.</p>`;
	const form = (action: string, label: string, fields: Child): Child =>
		html`<form method="post" action="${pathOf(realm, row)}/${action}">${fields}<button>${label}</button></form>`;
	const money = html`${amountField(row)}${dayField('day', 'On', today)}`;
	return html`<h2>Do something to it</h2>
${row.type === 'Invoice' && row.balance > 0 ? [form('pay', 'Receive a payment', money), form('credit', 'Credit it', money)] : null}
${row.type === 'Invoice' ? form('refund', 'Give money back at once', money) : null}
${row.type === 'Invoice' ? form('redate', 'Change the dates', html`${dayField('day', 'Issued', row.day)}${dayField('due', 'Due', row.due ?? row.day)}`) : null}
${form('void', 'Void', null)}${form('delete', 'Delete', null)}`;
};

const linksOf = (store: Store, realm: string, { type, id }: DocumentRow) => {
	if (type === 'Payment') return store.linksOf(realm, id);
	return type === 'RefundReceipt' ? [] : store.linksTo(realm, type, id);
};

export const documentPage = (store: Store, company: CompanyRow, row: DocumentRow, today: string, note: string | null): string => {
	const { realm } = company;
	const links = linksOf(store, realm, row);
	const other =
		row.type === 'Payment'
			? ({ type, target }: (typeof links)[number]) => (type === 'Check' ? null : store.document(realm, type, target))
			: ({ payment }: (typeof links)[number]) => store.document(realm, 'Payment', payment);
	return page(
		labelOf(row),
		html`<p><a href="/companies/${realm}">${company.name}</a></p>
<dl><dt>Customer</dt><dd><bdi>${nameOf(store, realm, row.customer)}</bdi></dd><dt>Date</dt><dd>${row.day}</dd>${row.due === null ? null : html`<dt>Due</dt><dd>${row.due}</dd>`}
<dt>Total</dt><dd>${amountText(row.total, row.currency)}</dd><dt>${row.type === 'Invoice' ? 'Still owed' : 'Unapplied'}</dt><dd>${left(row)}</dd>
${row.note === '' ? null : html`<dt>Private note</dt><dd>${row.note}</dd>`}<dt>Id, SyncToken</dt><dd>${row.id}, ${row.sync}</dd><dt>Last updated</dt><dd>${new Date(row.updated).toISOString()}</dd></dl>
${
	links.length === 0
		? null
		: html`<h2>Applied</h2><ul>${links.map((link) => {
				const to = other(link);
				if (link.type === 'Check') return html`<li>${amountText(link.minor, row.currency)}: paid back by check ${link.target}</li>`;
				return to === null
					? null
					: html`<li>${amountText(link.minor, row.currency)}: <a href="${pathOf(realm, to)}">${labelOf(to)}</a> of ${to.day}</li>`;
			})}</ul>`
}
${actions(realm, row, today)}`,
		note,
	);
};
