/** Journal entries on receivables for a person: which there are, and entering, paying and deleting one. */
import { DayError, day } from '../../../shared/domain/day.ts';
import { MoneyError, money, parseMoney, toDecimal } from '../../../shared/domain/money.ts';
import { html } from '../../../web/markup.ts';
import type { LocalAnswer, LocalHandler, LocalRoutes } from '../server.ts';
import { EditError, edits } from './edit.ts';
import { type JournalRow, journals } from './journals.ts';
import { page } from './layout.ts';
import type { CompanyRow, Store } from './store.ts';

const shown = 500;
const amountText = ({ currency }: JournalRow, minor: number): string => `${toDecimal(money(minor, currency))} ${currency}`;

const journalsPage = (store: Store, { realm, name }: CompanyRow, note: string | null): string => {
	const customers = store.customers(realm, `active = 1 ORDER BY name LIMIT ${shown}`);
	const rows = journals(store, realm).rows(`state = 'live' ORDER BY id DESC LIMIT ${shown}`);
	return page(
		`Journal entries of ${name}`,
		html`<p><a href="/companies/${realm}">Sales</a></p>
<h2>Enter one on receivables</h2>
<form method="post" action="/journals/${realm}"><label>Customer<select name="customer">${customers.map((each) => html`<option value="${each.id}">${each.name} (${each.currency})</option>`)}</select></label>
<label>Amount; a credit with −<input name="amount" inputmode="decimal" required></label><label>On<input name="day" type="date" required></label><label>Number<input name="number" maxlength="21"></label><button>Enter</button></form>
<div class="wide"><table><thead><tr><th>Entry</th><th>Customer</th><th>Date</th><th class="number">Amount</th><th class="number">Open</th><th>Do</th></tr></thead><tbody>
${rows.map(
	(
		row,
	) => html`<tr><td>${row.number || `#${row.id}`}</td><td><bdi>${store.customer(realm, row.customer)?.name ?? ''}</bdi></td><td>${row.day}</td><td class="number">${amountText(row, row.minor)}</td><td class="number">${amountText(row, row.rest)}</td>
<td>${row.rest > 0 ? html`<form method="post" action="/journals/${realm}/${row.id}/pay"><button>Receive the payment of it</button></form>` : null}<form method="post" action="/journals/${realm}/${row.id}/delete"><button>Delete</button></form></td></tr>`,
)}</tbody></table></div>`,
		note,
	);
};

export const journalRoutes = (store: Store, missing: LocalAnswer): LocalRoutes => {
	const told = (realm: string, note: string): LocalAnswer => ({
		status: 303,
		headers: { location: `/journals/${realm}?note=${encodeURIComponent(note)}` },
	});
	const enter: LocalHandler = ({ params, body }) => {
		const { realm = '' } = params;
		const form = new URLSearchParams(body.toString());
		const owner = store.customer(realm, Number(form.get('customer')));
		if (!owner) return missing;
		try {
			const { minor } = parseMoney((form.get('amount') ?? '').trim(), owner.currency);
			const id = journals(store, realm).add({
				customer: owner.id,
				day: day(form.get('day') ?? ''),
				minor,
				number: form.get('number') ?? '',
			});
			return told(realm, id === null ? 'Not done: enter an amount.' : 'It is entered.');
		} catch (error) {
			if (error instanceof MoneyError || error instanceof DayError) return told(realm, `Not done: ${error.message}`);
			throw error;
		}
	};
	const act: LocalHandler = ({ params }) => {
		const { realm = '', id = '', action = '' } = params;
		const row = journals(store, realm).one(Number(id));
		if (!row) return missing;
		try {
			if (action === 'delete') journals(store, realm).remove(row.id);
			else if (action === 'pay')
				edits(store, realm).pay({
					customer: row.customer,
					day: row.day,
					total: row.rest,
					journals: [{ journal: row.id, minor: row.rest }],
				});
			else return missing;
		} catch (error) {
			if (error instanceof EditError) return told(realm, `Not done: ${error.message}`);
			throw error;
		}
		return told(realm, 'It is done.');
	};
	return {
		'GET /journals/{realm}': ({ params, query }) => {
			const company = store.company(params.realm ?? '');
			return company ? { body: journalsPage(store, company, query.get('note')) } : missing;
		},
		'POST /journals/{realm}': enter,
		'POST /journals/{realm}/{id}/{action}': act,
	};
};
