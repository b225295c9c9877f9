/** The bank's own side of an organisation: payments that were found on the statement or not, and money that moved for other reasons. */
import { html } from 'hono/html';
import { type Currency, MoneyError, parseMoney, toDecimal } from '../../../../shared/domain/money.ts';
import type { LocalAnswer, LocalRequest, LocalRoutes } from '../../server.ts';
import { accountsOf } from '../accounts.ts';
import { EditRefused } from '../edit/context.ts';
import { page, seeOther } from './layout.ts';
import { formOf, type PageParts } from './parts.ts';

const shown = 50;
const types = ['RECEIVE', 'SPEND', 'RECEIVE-TRANSFER', 'SPEND-TRANSFER'] as const;
type Paid = {
	readonly id: string;
	readonly day: string;
	readonly amount: number;
	readonly currency: string;
	readonly number: string;
	readonly found: 0 | 1;
};
type Entry = {
	readonly type: string;
	readonly account: string;
	readonly day: string;
	readonly total: number;
	readonly currency: string;
};

const text = (minor: number, currency: string): string => `${toDecimal({ minor, currency: currency as Currency })} ${currency}`;

const bankPage = ({ store }: PageParts, request: LocalRequest): Promise<LocalAnswer> => {
	const org = store.organisation(request.params.org ?? '');
	if (!org) return page('No such organisation', html`<p><a href="/">All organisations</a></p>`, 404);
	const paid = store.all<Paid>(
		`SELECT p.id, p.day, p.amount, d.currency, d.number, EXISTS (SELECT 1 FROM reconciled r WHERE r.org = p.org AND r.payment = p.id) AS found
		 FROM payment p JOIN document d ON d.org = p.org AND d.kind = p.kind AND d.id = p.document WHERE p.org = ? AND p.status = 'AUTHORISED'
		 ORDER BY p.day DESC, p.id LIMIT ?`,
		org.id,
		shown,
	);
	const entries = store.all<Entry>(
		'SELECT type, account, day, total, currency FROM bank_entry WHERE org = ? ORDER BY day DESC, id LIMIT ?',
		org.id,
		shown,
	);
	const banks = accountsOf(org).filter(({ type }) => type === 'BANK');
	const note = request.query.get('note');
	return page(
		`${org.name}: bank`,
		html`${note ? html`<p class="note">${note}</p>` : ''}
<form class="row" method="post"><label>What <select name="type">${types.map((type) => html`<option>${type}</option>`)}</select></label>
<label>Account <select name="account">${banks.map(({ code, name }) => html`<option value="${code}">${name}</option>`)}</select></label>
<label>Day <input type="date" name="day" required></label><label>Amount <input name="amount" required></label><button>Enter</button></form>
<h2>Payments, the newest ${shown}</h2><table><tr><th>Day</th><th>Of</th><th class="n">Amount</th><th>On the statement</th></tr>
${paid.map(
	(row) => html`<tr><td>${row.day}</td><td>${row.number || row.id.slice(0, 8)}</td><td class="n">${text(row.amount, row.currency)}</td>
<td><form method="post" action="/organisations/${org.id}/bank/${row.id}"><input type="hidden" name="is" value="${row.found ? '' : 'yes'}">${row.found ? 'found' : 'not found'} <button class="quiet">${row.found ? 'Undo' : 'Reconcile'}</button></form></td></tr>`,
)}</table>
<h2>Other money</h2><table><tr><th>Day</th><th>What</th><th>Account</th><th class="n">Amount</th></tr>
${entries.map((row) => html`<tr><td>${row.day}</td><td>${row.type}</td><td>${row.account}</td><td class="n">${text(row.total, row.currency)}</td></tr>`)}</table>`,
	);
};

/** Does it, and says on the page how it went. */
const doing =
	(parts: PageParts, act: (request: LocalRequest) => string) =>
	(request: LocalRequest): LocalAnswer => {
		const back = `/organisations/${encodeURIComponent(request.params.org ?? '')}/bank`;
		const told = (note: string): LocalAnswer => seeOther(`${back}?note=${encodeURIComponent(note)}`);
		if (!parts.store.organisation(request.params.org ?? '')) return seeOther('/');
		try {
			return told(act(request));
		} catch (error) {
			if (error instanceof EditRefused || error instanceof MoneyError) return told(`Not done: ${error.message}`);
			throw error;
		}
	};

export const bankRoutes = (parts: PageParts): LocalRoutes => ({
	'GET /organisations/{org}/bank': (request) => bankPage(parts, request),
	'POST /organisations/{org}/bank': doing(parts, (request) => {
		const form = formOf(request);
		const org = parts.store.organisation(request.params.org ?? '');
		const type = types.find((each) => each === form.get('type'));
		const code = form.get('account') ?? '';
		const currency = (org && accountsOf(org).find((row) => row.code === code)?.currency) ?? org?.base ?? '';
		if (!type) return 'Not done: choose what it is.';
		const total = parseMoney((form.get('amount') ?? '').trim(), currency as Currency).minor;
		parts.editorOf(request.params.org ?? '').bankEntry({ type, account: code, day: form.get('day') ?? '', total });
		return 'It is entered.';
	}),
	'POST /organisations/{org}/bank/{payment}': doing(parts, (request) => {
		const is = formOf(request).get('is') === 'yes';
		parts.editorOf(request.params.org ?? '').reconcile(request.params.payment ?? '', is);
		return is ? 'The payment was found on the statement.' : 'It is not reconciled any more.';
	}),
});
