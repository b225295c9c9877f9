/** The suppliers' side of one company for a person: what is owed to whom, and what can be done to a bill. */
import { DayError, day } from '../../../shared/domain/day.ts';
import { type Currency, MoneyError, money, parseMoney, toDecimal } from '../../../shared/domain/money.ts';
import { type Child, html } from '../../../web/markup.ts';
import type { LocalAnswer, LocalHandler, LocalRoutes } from '../server.ts';
import { EditError } from './edit-error.ts';
import { page } from './layout.ts';
import { payableEdits } from './payable-edit.ts';
import { type PayableRow, payables } from './payable-store.ts';
import type { CompanyRow, Store } from './store.ts';

const shown = 500;
const amountText = (minor: number, code: Currency): string => `${toDecimal(money(minor, code))} ${code}`;
const words = { Bill: 'Bill', VendorCredit: 'Vendor credit', BillPayment: 'Bill payment' } as const;

const billForms = (realm: string, row: PayableRow): Child => {
	const to = `/vendors/${realm}/bills/${row.id}`;
	return html`<form method="post" action="${to}/pay"><label>Amount, ${row.currency}<input name="amount" inputmode="decimal" required value="${toDecimal(money(row.balance, row.currency))}"></label>
<label>On<input name="day" type="date" required></label><button>Pay</button></form>
<form method="post" action="${to}/redate"><label>Due<input name="day" type="date" required value="${row.due ?? row.day}"></label><button>Change</button></form>
<form method="post" action="${to}/delete"><button>Delete</button></form>`;
};

const vendorsPage = (store: Store, { realm, name }: CompanyRow, note: string | null): string => {
	const books = payables(store, realm);
	const rows = books.rows(`state <> 'deleted' ORDER BY day DESC, id DESC LIMIT ${shown}`);
	return page(
		`Vendors of ${name}`,
		html`<p><a href="/companies/${realm}">Sales</a></p>
<table><thead><tr><th>Vendor</th><th>E-mail</th><th class="number">Owed</th></tr></thead><tbody>
${books.vendors(`TRUE ORDER BY name LIMIT ${shown}`).map((each) => html`<tr><td><bdi>${each.name}</bdi></td><td>${each.email ?? ''}</td><td class="number">${amountText(books.balanceOf(each.id), each.currency)}</td></tr>`)}</tbody></table>
<h2>Bills, credits, payments</h2>
<div class="wide"><table><thead><tr><th>Document</th><th>Vendor</th><th>Date</th><th>Due</th><th class="number">Total</th><th class="number">Open</th><th>Do</th></tr></thead><tbody>
${rows.map((row) => html`<tr><td>${words[row.type]} ${row.number || `#${row.id}`}</td><td><bdi>${books.vendor(row.vendor)?.name ?? ''}</bdi></td><td>${row.day}</td><td>${row.due ?? ''}</td><td class="number">${amountText(row.total, row.currency)}</td><td class="number">${row.state === 'live' ? amountText(row.balance, row.currency) : row.state}</td><td>${row.type === 'Bill' && row.state === 'live' && row.balance > 0 ? billForms(realm, row) : null}</td></tr>`)}</tbody></table></div>`,
		note,
	);
};

export const vendorRoutes = (store: Store, missing: LocalAnswer): LocalRoutes => {
	const act: LocalHandler = ({ params, body }) => {
		const { realm = '', id = '', action = '' } = params;
		const row = payables(store, realm).row('Bill', Number(id));
		if (!row) return missing;
		const form = new URLSearchParams(body.toString());
		const edit = payableEdits(store, realm);
		let note = 'It is done.';
		try {
			if (action === 'delete') edit.deletePayable('Bill', row.id);
			else if (action === 'redate') edit.editBill(row.id, { due: day(form.get('day') ?? '') });
			else if (action === 'pay') {
				const { minor } = parseMoney((form.get('amount') ?? '').trim(), row.currency);
				edit.payBills({ vendor: row.vendor, day: day(form.get('day') ?? ''), total: minor, bills: [{ id: row.id, minor }] });
			} else return missing;
		} catch (error) {
			if (!(error instanceof EditError || error instanceof MoneyError || error instanceof DayError)) throw error;
			note = `Not done: ${error.message}`;
		}
		return { status: 303, headers: { location: `/vendors/${realm}?note=${encodeURIComponent(note)}` } };
	};
	return {
		'GET /vendors/{realm}': ({ params, query }) => {
			const company = store.company(params.realm ?? '');
			return company ? { body: vendorsPage(store, company, query.get('note')) } : missing;
		},
		'POST /vendors/{realm}/bills/{id}/{action}': act,
	};
};
