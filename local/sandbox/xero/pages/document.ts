/** One document, and the forms that change it: pay, credit, re-date, void, and taking any of that back. */
import { html } from 'hono/html';
import { currency, MoneyError, parseMoney } from '../../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { EditRefused } from '../edit/context.ts';
import { newGuid } from '../ids.ts';
import { moreOf } from '../more.ts';
import { type CreditKind, creditKinds, type DocumentKind, type DocumentRow, isPayable, type PaymentRow, payableKinds } from '../store.ts';
import { noSuch, shown } from './books.ts';
import { type Html, page, seeOther } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const isKind = (text: string): text is DocumentKind => ['invoice', ...creditKinds, ...payableKinds].includes(text);

const find = ({ store }: PageParts, request: LocalRequest): DocumentRow | null => {
	const { org = '', kind = '', id = '' } = request.params;
	return isKind(kind) ? store.document(org, kind, id) : null;
};

const form = (action: string, fields: Html, label: string): Html =>
	html`<form class="row" method="post"><input type="hidden" name="action" value="${action}">${fields}<button>${label}</button></form>`;
const amountField = (row: DocumentRow): Html =>
	html`<label>Amount in ${row.currency} <input name="amount" value="${shown(row.rest, row.currency)}"></label>`;

const invoiceForms = (row: DocumentRow, today: string): Html => html`
${
	row.status === 'AUTHORISED'
		? html`${form('pay', html`${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Pay')}
${form('credit', html`${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Credit')}`
		: ''
}
${
	row.status === 'AUTHORISED' || row.status === 'PAID'
		? form(
				'redate',
				html`<label>Date <input type="date" name="issued" value="${row.issued}"></label><label>Due <input type="date" name="due" value="${row.due ?? row.issued}"></label>`,
				'Change dates',
			)
		: ''
}
${row.status === 'AUTHORISED' ? form('expect', html`<label>Money expected on <input type="date" name="expected"></label>`, 'Note') : ''}
${row.status === 'AUTHORISED' ? form('void', html``, 'Void') : ''}
${row.status === 'DRAFT' ? html`${form('authorise', html``, 'Authorise')}${form('delete', html``, 'Delete draft')}` : ''}`;

const creditForms = (row: DocumentRow, today: string): Html =>
	row.status === 'AUTHORISED'
		? html`${form('allocate', html`<label>Invoice number <input name="invoice"></label>${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Apply to an invoice')}
${form('refund', html`${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Refund')}${form('void', html``, 'Void')}`
		: html``;

/** A supplier's bill or credit: fewer words, since nobody here reads on about it. */
const billForms = (row: DocumentRow, today: string): Html => {
	if (row.status !== 'AUTHORISED') return html``;
	const voided = form('void', html``, 'Void');
	if (row.kind === 'bill-credit')
		return html`${form('allocate', html`<label>Bill's id <input name="bill"></label>${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Apply to a bill')}${voided}`;
	return html`${form('pay', html`${amountField(row)}<label>Day <input type="date" name="day" value="${today}"></label>`, 'Pay')}
${form('redate', html`<label>Date <input type="date" name="issued" value="${row.issued}"></label><label>Due <input type="date" name="due" value="${row.due ?? row.issued}"></label>`, 'Change dates')}${voided}`;
};
const formsOf = (row: DocumentRow, today: string): Html => {
	if (isPayable(row.kind)) return billForms(row, today);
	return row.kind === 'invoice' ? invoiceForms(row, today) : creditForms(row, today);
};

const moreShown = ({ store }: PageParts, row: DocumentRow): Html => {
	const { sent, attachments, expected, repeating, lines = [] } = moreOf(store, row.org, row.kind, [row.id]).get(row.id) ?? {};
	const words = [
		sent ? 'Sent to the contact' : '',
		attachments ? 'has attachments' : '',
		expected ? `money expected on ${expected}` : '',
		repeating ? 'made by a repeating invoice' : '',
	].filter((each) => each !== '');
	return html`${words.length > 0 ? html`<p>${words.join(', ')}.</p>` : ''}${lines.length > 0 ? html`<ul>${lines.map((line) => html`<li>${line.text}</li>`)}</ul>` : ''}`;
};

const historyShown = ({ store }: PageParts, { org, kind, id }: DocumentRow): Html => {
	const notes = store.all<{ at: number; details: string }>(
		'SELECT at, details FROM history WHERE org = ? AND kind = ? AND id = ? ORDER BY rowid DESC',
		org,
		kind,
		id,
	);
	if (notes.length === 0) return html``;
	return html`<h2>History and notes</h2><ul>${notes.map(({ at, details }) => html`<li>${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC: ${details}</li>`)}</ul>`;
};

type AppliedRow = { id: string; amount: number; day: string; kind: string; other: string };
const show = (parts: PageParts, row: DocumentRow, problem: string | null): Promise<LocalAnswer> => {
	const { store } = parts;
	const today = new Date(store.nowMs()).toISOString().slice(0, 10);
	const payments = store.all<PaymentRow>(
		'SELECT * FROM payment WHERE org = ? AND kind = ? AND document = ? ORDER BY day',
		row.org,
		row.kind,
		row.id,
	);
	const applied = store.all<AppliedRow>(
		`SELECT id, amount, day, kind, CASE WHEN ?2 IN ('invoice', 'bill') THEN credit ELSE invoice END AS other FROM allocation
		 WHERE org = ?1 AND ((?2 IN ('invoice', 'bill') AND invoice = ?3) OR (kind = ?2 AND credit = ?3)) ORDER BY day`,
		row.org,
		row.kind,
		row.id,
	);
	const isDebt = row.kind === 'invoice' || row.kind === 'bill';
	const other = (credit: string): string => (isDebt ? credit : credit === 'bill-credit' ? 'bill' : 'invoice');
	return page(
		`${row.kind} ${row.number || row.id.slice(0, 8)}`,
		html`${problem ? html`<p class="note bad">${problem}</p>` : ''}
<p><a href="/organisations/${row.org}">All documents</a></p>
<table><tr><th>Contact</th><th>Status</th><th>Date</th><th>Due</th><th class="n">Total</th><th class="n">${isDebt ? 'Paid' : 'Refunded'}</th><th class="n">${isDebt ? 'Credited' : 'Applied'}</th><th class="n">Left</th></tr>
<tr><td>${store.contact(row.org, row.contact)?.name ?? ''}</td><td>${row.status}</td><td>${row.issued}</td><td>${row.due ?? ''}</td>
<td class="n">${shown(row.total, row.currency)} ${row.currency}</td><td class="n">${shown(row.paid, row.currency)}</td><td class="n">${shown(row.credited, row.currency)}</td><td class="n">${shown(row.rest, row.currency)}</td></tr></table>
${row.reference ? html`<p>Reference: ${row.reference}</p>` : ''}${moreShown(parts, row)}
${formsOf(row, today)}
${payments.length > 0 || applied.length > 0 ? html`<h2>Payments and credits</h2>` : ''}
<table>${payments.map((each) => html`<tr><td>${each.day}</td><td>payment, ${each.status}</td><td class="n">${shown(each.amount, row.currency)}</td><td>${each.status === 'AUTHORISED' ? form('unpay', html`<input type="hidden" name="id" value="${each.id}">`, 'Delete') : ''}</td></tr>`)}
${applied.map((each) => html`<tr><td>${each.day}</td><td><a href="/organisations/${row.org}/documents/${other(each.kind)}/${each.other}">${other(each.kind)}</a></td><td class="n">${shown(each.amount, row.currency)}</td><td>${form('unallocate', html`<input type="hidden" name="id" value="${each.id}">`, 'Take off')}</td></tr>`)}</table>
${historyShown(parts, row)}`,
		problem ? 400 : 200,
	);
};

type Asked = { readonly text: (name: string) => string; readonly payment: () => { amount: number; day: string } };
/** What the forms ask for, by the name in their hidden field. */
type Actions = Readonly<Record<string, () => unknown>>;

const invoiceActions = ({ store, editorOf }: PageParts, row: DocumentRow, { text, payment }: Asked): Actions => {
	const books = editorOf(row.org);
	return {
		pay: () => books.pay(row.id, payment()),
		redate: () => books.changeInvoice(row.id, { issued: text('issued'), due: text('due') }),
		expect: () => books.changeInvoice(row.id, { expected: text('expected') || null }),
		void: () => books.voidInvoice(row.id),
		authorise: () => books.authorise(row.id),
		delete: () => books.deleteDraft(row.id),
		credit: () =>
			store.transaction(() => {
				const number = `CN-${newGuid().slice(0, 8)}`;
				const { amount, day } = payment();
				const credit = books.addCredit('credit-note', {
					contact: row.contact,
					number,
					currency: row.currency,
					issued: day,
					total: amount,
				});
				books.allocate('credit-note', credit, { invoice: row.id, amount, day });
			}),
	};
};

const creditActions = ({ store, editorOf }: PageParts, row: DocumentRow, kind: CreditKind, { text, payment }: Asked): Actions => {
	const books = editorOf(row.org);
	return {
		refund: () => books.refund(kind, row.id, payment()),
		void: () => books.voidCredit(kind, row.id),
		allocate: () => {
			const named = "SELECT id FROM document WHERE org = ? AND kind = 'invoice' AND number = ?";
			const invoice = store.one<{ id: string }>(named, row.org, text('invoice'));
			if (!invoice) throw new EditRefused(`there is no invoice ${text('invoice')}`);
			books.allocate(kind, row.id, { invoice: invoice.id, ...payment() });
		},
	};
};

const billActions = ({ editorOf }: PageParts, row: DocumentRow, { text, payment }: Asked): Actions => {
	const books = editorOf(row.org);
	return row.kind === 'bill-credit'
		? {
				void: () => books.voidBill('bill-credit', row.id),
				allocate: () => books.allocateBillCredit(row.id, { bill: text('bill'), ...payment() }),
			}
		: {
				pay: () => books.payBill(row.id, payment()),
				redate: () => books.changeBill(row.id, { issued: text('issued'), due: text('due') }),
				void: () => books.voidBill('bill', row.id),
			};
};

const actionsOf = (parts: PageParts, row: DocumentRow, asked: Asked): Actions => {
	const { kind } = row;
	if (isPayable(kind)) return billActions(parts, row, asked);
	return kind === 'invoice' ? invoiceActions(parts, row, asked) : creditActions(parts, row, kind, asked);
};

const change = (parts: PageParts, row: DocumentRow, fields: URLSearchParams): void => {
	const text = (name: string): string => fields.get(name)?.trim() ?? '';
	const payment = () => ({ amount: parseMoney(text('amount'), currency(row.currency)).minor, day: text('day') });
	const books = parts.editorOf(row.org);
	const asked: Asked = { text, payment };
	const actions: Actions = {
		...actionsOf(parts, row, asked),
		unpay: () => books.deletePayment(text('id')),
		unallocate: () => books.unallocate(text('id')),
	};
	const action = Object.hasOwn(actions, text('action')) ? actions[text('action')] : undefined;
	if (!action) throw new EditRefused(`nothing is called "${text('action')}" here`);
	action();
};

export const documentRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /organisations/{org}/documents/{kind}/{id}': (request) => {
		const row = find(parts, request);
		return row ? show(parts, row, null) : noSuch('document');
	},
	'POST /organisations/{org}/documents/{kind}/{id}': (request) => {
		const row = find(parts, request);
		if (!row) return noSuch('document');
		try {
			change(parts, row, formOf(request));
		} catch (error) {
			if (error instanceof EditRefused || error instanceof MoneyError) return show(parts, row, error.message);
			throw error;
		}
		return seeOther(request.path);
	},
	'POST /organisations/{org}/contacts': (request) => {
		const { org = '' } = request.params;
		if (!parts.store.organisation(org)) return noSuch('organisation');
		const fields = formOf(request);
		try {
			parts.editorOf(org).mergeContacts(fields.get('from') ?? '', fields.get('into') ?? '');
		} catch (error) {
			if (error instanceof EditRefused) return page('Not merged', html`<p class="note bad">${error.message}</p>`, 400);
			throw error;
		}
		return seeOther(request.path);
	},
});
