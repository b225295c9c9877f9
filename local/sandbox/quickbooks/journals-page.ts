/** Journal entries on receivables for a person: which there are, and entering, paying and deleting one. */
import { DayError, day } from '../../../shared/domain/day.ts';
import { type Currency, MoneyError, money, parseMoney, toDecimal } from '../../../shared/domain/money.ts';
import { type Child, html } from '../../../web/markup.ts';
import type { LocalAnswer, LocalHandler, LocalRoutes } from '../server.ts';
import { edits } from './edit.ts';
import { EditError } from './edit-error.ts';
import { type JournalRow, journalRows } from './journal-rows.ts';
import { journals } from './journals.ts';
import { page } from './layout.ts';
import type { CompanyRow, CustomerRow, Store } from './store.ts';

const shown = 500;
const amountText = ({ currency }: JournalRow, minor: number): string => `${toDecimal(money(minor, currency))} ${currency}`;

const customerField = (name: string, label: string, all: readonly CustomerRow[]): Child =>
	html`<label>${label}<select name="${name}">${all.map((each) => html`<option value="${each.id}">${each.name} (${each.currency})</option>`)}</select></label>`;
const rest = html`<label>On<input name="day" type="date" required></label><label>Number<input name="number" maxlength="21"></label>`;
const amountField = (label: string): Child => html`<label>${label}<input name="amount" inputmode="decimal" required></label>`;

const actions = (realm: string, row: JournalRow): Child => {
	const at = `/journals/${realm}/${row.id}`;
	const whose = html`<input type="hidden" name="customer" value="${row.customer}">`;
	return html`${row.rest > 0 ? html`<form method="post" action="${at}/pay">${whose}<button>Receive the payment of it</button></form>` : null}
<form method="post" action="${at}/change">${whose}${amountField('Amount')}<button>Change</button></form><form method="post" action="${at}/delete"><button>Delete</button></form>`;
};

const journalsPage = (store: Store, { realm, name }: CompanyRow, note: string | null): string => {
	const customers = store.customers(realm, `active = 1 ORDER BY name LIMIT ${shown}`);
	const rows = journalRows(store, realm).owed(`state = 'live' ORDER BY id DESC, line LIMIT ${shown}`);
	return page(
		`Journal entries of ${name}`,
		html`<p><a href="/companies/${realm}">Sales</a></p>
<h2>Enter one on receivables</h2>
<form method="post" action="/journals/${realm}">${customerField('customer', 'Customer', customers)}${amountField('Amount; a credit with −')}${rest}<button>Enter</button></form>
<h2>Transfer what is owed to another customer</h2>
<form method="post" action="/journals/${realm}/transfers">${customerField('customer', 'From', customers)}${customerField('to', 'To', customers)}${amountField('Amount')}${rest}<button>Transfer</button></form>
<div class="wide"><table><thead><tr><th>Entry</th><th>Customer</th><th>Date</th><th class="number">Amount</th><th class="number">Open</th><th>Do</th></tr></thead><tbody>
${rows.map(
	(
		row,
	) => html`<tr><td>${row.number || `#${row.id}`}</td><td><bdi>${store.customer(realm, row.customer)?.name ?? ''}</bdi></td><td>${row.day}</td><td class="number">${amountText(row, row.minor)}</td><td class="number">${amountText(row, row.rest)}</td>
<td>${actions(realm, row)}</td></tr>`,
)}</tbody></table></div>`,
		note,
	);
};

const isExpected = (error: unknown): error is Error =>
	error instanceof EditError || error instanceof MoneyError || error instanceof DayError;

export const journalRoutes = (store: Store, missing: LocalAnswer): LocalRoutes => {
	const told = (realm: string, note: string): LocalAnswer => ({
		status: 303,
		headers: { location: `/journals/${realm}?note=${encodeURIComponent(note)}` },
	});
	/** What `work` says it did, or why it was not done. */
	const tried = (realm: string, work: () => string): LocalAnswer => {
		try {
			return told(realm, work());
		} catch (error) {
			if (isExpected(error)) return told(realm, `Not done: ${error.message}`);
			throw error;
		}
	};
	const said = (form: URLSearchParams, code: Currency) => ({
		minor: parseMoney((form.get('amount') ?? '').trim(), code).minor,
		day: day(form.get('day') ?? ''),
		number: form.get('number') ?? '',
	});
	const enter: LocalHandler = ({ params, body }) => {
		const { realm = '' } = params;
		const form = new URLSearchParams(body.toString());
		const owner = store.customer(realm, Number(form.get('customer')));
		if (!owner) return missing;
		return tried(realm, () => {
			const id = journals(store, realm).add({ customer: owner.id, ...said(form, owner.currency) });
			return id === null ? 'Not done: enter an amount.' : 'It is entered.';
		});
	};
	const transfer: LocalHandler = ({ params, body }) => {
		const { realm = '' } = params;
		const form = new URLSearchParams(body.toString());
		const from = store.customer(realm, Number(form.get('customer')));
		if (!from) return missing;
		return tried(realm, () => {
			journals(store, realm).transfer({ from: from.id, to: Number(form.get('to')), ...said(form, from.currency) });
			return 'It is transferred.';
		});
	};
	const act: LocalHandler = ({ params, body }) => {
		const { realm = '', id = '', action = '' } = params;
		const form = new URLSearchParams(body.toString());
		const rows = journalRows(store, realm).owed("id = ? AND state = 'live' ORDER BY line", Number(id));
		const row = rows.find(({ customer }) => customer === Number(form.get('customer'))) ?? rows[0];
		if (!row) return missing;
		const doings: Readonly<Record<string, () => void>> = {
			delete: () => journals(store, realm).remove(row.id),
			change: () => {
				const { minor } = parseMoney((form.get('amount') ?? '').trim(), row.currency);
				journals(store, realm).edit(row.id, { minor: row.line === 1 ? minor : -minor });
			},
			pay: () => {
				const { customer, day: on, rest: total } = row;
				edits(store, realm).pay({ customer, day: on, total, journals: [{ journal: row.id, minor: total }] });
			},
		};
		const doing = Object.hasOwn(doings, action) ? doings[action] : undefined;
		if (!doing) return missing;
		return tried(realm, () => {
			doing();
			return 'It is done.';
		});
	};
	return {
		'GET /journals/{realm}': ({ params, query }) => {
			const company = store.company(params.realm ?? '');
			return company ? { body: journalsPage(store, company, query.get('note')) } : missing;
		},
		'POST /journals/{realm}': enter,
		'POST /journals/{realm}/transfers': transfer,
		'POST /journals/{realm}/{id}/{action}': act,
	};
};
