/** Pages for a person: the books, what can be done to them, and the switches. State changes by POST only, then the page is shown again. */
import { DayError, day, dayIn, instantOfMs } from '../../../shared/domain/day.ts';
import { MoneyError, parseMoney } from '../../../shared/domain/money.ts';
import { type FaultKind, faultKinds } from '../faults.ts';
import { invariantRoutes } from '../invariants.ts';
import type { LocalAnswer, LocalHandler, LocalRoutes } from '../server.ts';
import { booksPage, documentPage, pathOf } from './books-page.ts';
import { plainPage } from './consent-page.ts';
import { edits } from './edit.ts';
import { EditError } from './edit-error.ts';
import { homePage, type Shown } from './home-page.ts';
import { quickbooksInvariants } from './invariants.ts';
import { journalRoutes } from './journals-page.ts';
import { page } from './layout.ts';
import { isRoughness } from './rough.ts';
import { type CompanyRow, type DocumentRow, documentTypes, type Store } from './store.ts';
import { vendorRoutes } from './vendors-page.ts';

const back = (to: string, note: string): LocalAnswer => ({ status: 303, headers: { location: `${to}?note=${encodeURIComponent(note)}` } });
const missing: LocalAnswer = { status: 404, body: plainPage('Not found', 'There is no such page.') };
const isFault = (kind: string): kind is FaultKind => Object.hasOwn(faultKinds, kind);

type Doing = { readonly store: Store; readonly realm: string; readonly row: DocumentRow; readonly form: URLSearchParams };
const moneyOf = ({ form, row }: Doing): number => parseMoney((form.get('amount') ?? '').trim(), row.currency).minor;
const dayOf = (form: URLSearchParams, name: string) => day(form.get(name) ?? '');

/** Each returns what it did, in words. */
const doings: Readonly<Record<string, (doing: Doing) => string>> = {
	pay: (doing) => {
		const { store, realm, row, form } = doing;
		const total = moneyOf(doing);
		// What is paid beyond the balance stays on the payment, unapplied.
		const applied = Math.min(total, row.balance);
		edits(store, realm).pay({
			customer: row.customer,
			day: dayOf(form, 'day'),
			total,
			apply: applied ? [{ invoice: row.id, minor: applied }] : [],
		});
		return total > applied ? 'The payment is received; the part above the balance is unapplied.' : 'The payment is received.';
	},
	credit: (doing) => {
		const { store, realm, row, form } = doing;
		const total = moneyOf(doing);
		const applied = Math.min(total, row.balance);
		edits(store, realm).credit({
			customer: row.customer,
			day: dayOf(form, 'day'),
			total,
			number: `CM-${row.number || row.id}`.slice(0, 21),
			apply: applied ? [{ invoice: row.id, minor: applied }] : [],
		});
		return 'A credit memo is made and applied.';
	},
	refund: (doing) => {
		const { store, realm, row, form } = doing;
		const { customer } = row;
		const number = `RF-${row.number || row.id}`.slice(0, 21);
		edits(store, realm).refund({ customer, day: dayOf(form, 'day'), total: moneyOf(doing), number });
		return 'The money is given back: the invoice and the customer’s balance are as they were.';
	},
	redate: ({ store, realm, row, form }) => {
		edits(store, realm).edit('Invoice', row.id, { day: dayOf(form, 'day'), due: dayOf(form, 'due') });
		return 'The dates are changed.';
	},
	void: ({ store, realm, row }) => {
		edits(store, realm).voidDocument(row.type, row.id);
		return 'It is void.';
	},
	delete: ({ store, realm, row }) => {
		edits(store, realm).deleteDocument(row.type, row.id);
		return 'It is deleted.';
	},
};

export const pageRoutes = (shown: Shown): LocalRoutes => {
	const { store, faults, limits, webhooks } = shown;
	const companyOf = (realm: string | undefined): CompanyRow | null => store.company(realm ?? '');
	const rowOf = (params: Readonly<Record<string, string>>): DocumentRow | null => {
		const type = documentTypes.find((each) => each === params.type);
		return type ? store.document(params.realm ?? '', type, Number(params.id)) : null;
	};
	const act: LocalHandler = ({ params, body }) => {
		const row = rowOf(params);
		const doing = Object.hasOwn(doings, params.action ?? '') ? doings[params.action ?? ''] : undefined;
		if (!row || !doing) return missing;
		const realm = params.realm ?? '';
		try {
			return back(pathOf(realm, row), doing({ store, realm, row, form: new URLSearchParams(body.toString()) }));
		} catch (error) {
			if (error instanceof EditError || error instanceof MoneyError || error instanceof DayError)
				return back(pathOf(realm, row), `Not done: ${error.message}`);
			throw error;
		}
	};
	return {
		'GET /': ({ query }) => ({ body: homePage(shown, query.get('note')) }),
		'GET /companies/{realm}': ({ params, query }) => {
			const company = companyOf(params.realm);
			return company ? { body: booksPage(store, company, query) } : missing;
		},
		'GET /companies/{realm}/{type}/{id}': ({ params, query }) => {
			const [company, row] = [companyOf(params.realm), rowOf(params)];
			return company && row
				? { body: documentPage(store, company, row, dayIn(company.zone, instantOfMs(store.now())), query.get('note')) }
				: missing;
		},
		'POST /companies/{realm}/{type}/{id}/{action}': act,
		...vendorRoutes(store, missing),
		...journalRoutes(store, missing),
		...invariantRoutes(
			() => quickbooksInvariants(store),
			(title, content) => ({ body: page(title, content) }),
		),
		'POST /faults': ({ body }) => {
			const form = new URLSearchParams(body.toString());
			const kind = form.get('kind') ?? '';
			const times = Number(form.get('times') ?? '1');
			if (!isFault(kind) || !Number.isInteger(times) || times < 1) return back('/', 'Not done: choose a fault and how often.');
			faults.add(kind, times, form.get('path') ?? '');
			return back('/', `${kind} is switched on.`);
		},
		'POST /faults/{id}/off': ({ params }) => {
			faults.remove(Number(params.id));
			return back('/', 'It is switched off.');
		},
		'POST /rough': ({ body }) => {
			const form = new URLSearchParams(body.toString());
			const which = form.get('which') ?? '';
			if (!isRoughness(which)) return back('/', 'Not done: choose how.');
			store.rough.set(which, form.get('on') === 'yes');
			return back('/', store.rough.is(which) ? 'It is rough.' : 'It is kind.');
		},
		'POST /slow': ({ body }) => {
			store.rough.slowAbove = Number(new URLSearchParams(body.toString()).get('above')) || null;
			return back('/', store.rough.slowAbove === null ? 'All pages are there in time.' : 'Larger pages are never there in time.');
		},
		'POST /reads': ({ body }) => {
			const most = new URLSearchParams(body.toString()).get('most') ?? '';
			if (!/^\d{0,9}$/.test(most)) return back('/', 'Not done: say how many.');
			limits.allowed = most === '' ? null : Number(most);
			return back('/', limits.allowed === null ? 'Any number of reads is answered.' : `A month has ${limits.allowed} reads.`);
		},
		'POST /webhooks/format': ({ body }) => {
			webhooks.format = new URLSearchParams(body.toString()).get('format') === 'legacy' ? 'legacy' : 'cloudevents';
			return back('/', 'Webhooks now have the other shape.');
		},
	};
};
