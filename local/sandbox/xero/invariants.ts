/** What must hold of the Xero sandbox's store. */
import { instantOfMs } from '../../../shared/domain/day.ts';
import { type Invariant, type Invariants, invariant, invariantsOf, sumsBy, twice } from '../invariants.ts';
import type { LocalRequest } from '../server.ts';
import { accountsOf } from './accounts.ts';
import { oneContact } from './api/contacts.ts';
import { rateOf } from './api/documents.ts';
import { trialBalance } from './api/trial-balance.ts';
import { amount } from './api/wire.ts';
import type { AllocationRow, ContactRow, DocumentRow, OrganisationRow, PaymentRow, Store } from './store.ts';

type Books = {
	readonly store: Store;
	readonly documents: readonly DocumentRow[];
	readonly payments: readonly PaymentRow[];
	readonly allocations: readonly AllocationRow[];
	readonly names: ReadonlyMap<string, string>;
};

const isLive = ({ status }: DocumentRow): boolean => status !== 'VOIDED' && status !== 'DELETED';
const keyOf = ({ org, kind, id }: Pick<DocumentRow, 'org' | 'kind' | 'id'>): string => `${org} ${kind} ${id}`;
const invoiceKind = ({ kind }: AllocationRow): 'invoice' | 'bill' => (kind === 'bill-credit' ? 'bill' : 'invoice');
const plus = (sums: ReadonlyMap<string, number>, key: string): number => sums.get(key) ?? 0;

const documentsHold = ({ store, documents, payments, allocations, names }: Books): Invariant[] => {
	const nameOf = (row: DocumentRow): string => `${row.kind} ${row.number || row.id} of ${names.get(row.org) ?? row.org}`;
	const paid = sumsBy(
		payments.filter(({ status }) => status === 'AUTHORISED'),
		({ org, kind, document }) => `${org} ${kind} ${document}`,
		(row) => row.amount,
	);
	const credited = sumsBy(
		allocations,
		(row) => `${row.org} ${invoiceKind(row)} ${row.invoice}`,
		(row) => row.amount,
	);
	const applied = sumsBy(
		allocations,
		({ org, kind, credit }) => `${org} ${kind} ${credit}`,
		(row) => row.amount,
	);
	const owed = (row: DocumentRow): boolean => row.kind === 'invoice' || row.kind === 'bill';
	return [
		invariant('document-total', 'total = paid + credited + deducted + open', documents, nameOf, (row) => {
			if (!isLive(row)) return row.rest === 0 ? null : `it is ${row.status} and ${row.rest} is open on it`;
			const deducted = store.deduction(row.org, row.kind, row.id);
			const sum = row.paid + row.credited + deducted + row.rest;
			return sum === row.total ? null : `total ${row.total}, but ${row.paid} + ${row.credited} + ${deducted} + ${row.rest} = ${sum}`;
		}),
		invariant('document-paid', 'what a document says is paid is the sum of its payments', documents.filter(isLive), nameOf, (row) => {
			const sum = plus(paid, keyOf(row));
			return sum === row.paid ? null : `it says ${row.paid}, its payments are ${sum}`;
		}),
		invariant(
			'document-credited',
			'what a document says is credited is the sum of its allocations',
			documents.filter(isLive),
			nameOf,
			(row) => {
				const sum = plus(owed(row) ? credited : applied, keyOf(row));
				return sum === row.credited ? null : `it says ${row.credited}, its allocations are ${sum}`;
			},
		),
		invariant('nothing-exceeded', 'payments and allocations exceed neither side', documents.filter(isLive), nameOf, (row) => {
			const used = plus(paid, keyOf(row)) + plus(owed(row) ? credited : applied, keyOf(row));
			return used <= row.total && row.rest >= 0 ? null : `${used} is taken off ${row.total}`;
		}),
		invariant('state', 'a document is PAID when, and only when, nothing is open on it', documents, nameOf, (row) => {
			if (row.status === 'PAID' && row.rest !== 0) return `it is PAID and ${row.rest} is open`;
			return row.status === 'AUTHORISED' && row.rest === 0 ? 'nothing is open on it and it is AUTHORISED' : null;
		}),
	];
};

const linksHold = ({ documents, payments, allocations, names }: Books): Invariant[] => {
	const byKey = new Map(documents.map((row) => [keyOf(row), row]));
	const side = (org: string): string => names.get(org) ?? org;
	return [
		invariant(
			'payment-target',
			'each payment is of a document that is there, and of more than nothing',
			payments.filter(({ status }) => status === 'AUTHORISED'),
			(row) => `payment ${row.id} of ${side(row.org)}`,
			(row) => {
				const of = byKey.get(`${row.org} ${row.kind} ${row.document}`);
				if (!of) return `there is no ${row.kind} ${row.document}`;
				if (!isLive(of)) return `${row.kind} ${of.number || of.id} is ${of.status}`;
				return row.amount > 0 ? null : `its amount is ${row.amount}`;
			},
		),
		invariant(
			'allocation-sides',
			'each allocation joins a live credit and a live document of one contact and currency',
			allocations,
			(row) => `allocation ${row.id} of ${side(row.org)}`,
			(row) => {
				const credit = byKey.get(`${row.org} ${row.kind} ${row.credit}`);
				const to = byKey.get(`${row.org} ${invoiceKind(row)} ${row.invoice}`);
				if (!credit || !to) return `there is no ${credit ? invoiceKind(row) : row.kind} ${credit ? row.invoice : row.credit}`;
				if (!isLive(credit) || !isLive(to)) return 'one of its sides is void or deleted';
				if (credit.currency !== to.currency) return `it takes ${credit.currency} off ${to.currency}`;
				return row.amount > 0 ? null : `its amount is ${row.amount}`;
			},
		),
	];
};

const isReceivable = ({ kind }: DocumentRow): boolean => kind !== 'bill' && kind !== 'bill-credit';
const standing = ({ status }: DocumentRow): boolean => status === 'AUTHORISED' || status === 'PAID';

/** What the API answers as a contact's balance, against its documents: the raw sum over currencies, as Xero gives it. */
const contactsHold = ({ store, documents, names }: Books, orgs: readonly OrganisationRow[]): Invariant => {
	const open = documents.filter((row) => isReceivable(row) && standing(row));
	const sums = new Map<string, Map<string, number>>();
	for (const { org, contact, kind, rest, currency } of open) {
		const of = sums.get(`${org} ${contact}`) ?? new Map<string, number>();
		sums.set(`${org} ${contact}`, of.set(currency, (of.get(currency) ?? 0) + (kind === 'invoice' ? rest : -rest)));
	}
	const contacts = orgs.flatMap((org) => store.all<ContactRow>('SELECT * FROM contact WHERE org = ?', org.id).map((row) => ({ org, row })));
	return invariant(
		'contact-balance',
		'a contact’s balance is the sum of its documents',
		contacts,
		({ row }) => `contact ${row.name} of ${names.get(row.org) ?? row.org}`,
		({ org, row }) => {
			const said = oneContact(store, org, row.id).Contacts[0]?.Balances?.AccountsReceivable?.Outstanding ?? 0;
			const sum = [...(sums.get(`${org.id} ${row.id}`) ?? [])].reduce((all, [code, minor]) => all + amount(minor, code), 0);
			return Math.abs(said - sum) < 0.000_5 ? null : `it says ${said}, its documents are ${sum}`;
		},
	);
};

const farAhead: LocalRequest = {
	method: 'GET',
	path: '/api.xro/2.0/Reports/TrialBalance',
	query: new URLSearchParams({ date: '9999-12-31' }),
	headers: {},
	body: Buffer.alloc(0),
	params: {},
};

/** The trial balance's figure in minor units of the base currency. */
const controlOf = (store: Store, org: OrganisationRow): number => {
	const id = accountsOf(org).find(({ system }) => system === 'DEBTORS')?.id;
	const sections = trialBalance(store, org, farAhead).Reports[0]?.Rows ?? [];
	const found = sections.flatMap(({ Rows }) => Rows ?? []).find(({ Cells }) => Cells?.[0]?.Attributes?.[0]?.Value === id);
	const cell = (at: number): number => Number(found?.Cells?.[at]?.Value ?? '');
	return Math.round((cell(3) - cell(4)) / amount(1, org.base));
};

/** Rounding of each posting in another currency is all that may lie between. */
const controlHolds = ({ store, documents, payments, allocations }: Books, orgs: readonly OrganisationRow[]): Invariant =>
	invariant(
		'control-account',
		'the control account of receivables is the sum of the documents on it',
		orgs,
		({ name }) => name,
		(org) => {
			if (store.rough.is('revalued')) return null;
			const open = documents.filter((row) => row.org === org.id && isReceivable(row) && row.kind !== 'prepayment' && standing(row));
			const unit = (code: string): number => amount(1, code) / amount(1, org.base);
			const sum = open.reduce((all, { kind, rest, currency }) => {
				const minor = (rest * unit(currency)) / rateOf(org, currency);
				return all + (kind === 'invoice' ? minor : -minor);
			}, 0);
			const foreign = open.filter(({ currency }) => currency !== org.base).length;
			const slack = foreign === 0 ? 0.5 : foreign + payments.length + allocations.length;
			const control = controlOf(store, org);
			return Math.abs(control - sum) <= slack ? null : `the account has ${control}, the documents are ${Math.round(sum)}`;
		},
	);

const idsHold = ({ documents, payments, allocations }: Books): Invariant =>
	invariant(
		'ids',
		'no id stands for two things',
		twice([...documents, ...payments, ...allocations].map(({ org, id }) => `${org} ${id}`)),
		({ value }) => `id ${value.split(' ')[1]}`,
		({ times }) => (times === 1 ? null : `${times} rows have it`),
	);

type KeyRow = { readonly org: string; readonly key: string; readonly answer: string };
/** What a write answered: each thing, in the version it had then. */
const wroteOf = ({ org, answer }: KeyRow): string[] =>
	Object.values(JSON.parse(answer) as Record<string, unknown>)
		.filter((list) => Array.isArray(list))
		.flat()
		.flatMap((each: Record<string, unknown>) => {
			const id = each.AllocationID ?? each.PaymentID ?? each.BankTransactionID ?? each.CreditNoteID ?? each.InvoiceID;
			return typeof id === 'string' ? [`${org} ${id} ${typeof each.UpdatedDateUTC === 'string' ? each.UpdatedDateUTC : ''}`] : [];
		});

const keysHold = ({ store, names }: Books): Invariant => {
	const rows = store.all<KeyRow>('SELECT org, key, answer FROM idempotency WHERE status = 200');
	const times = new Map(twice(rows.flatMap(wroteOf)).map(({ value, times: count }) => [value, count]));
	return invariant(
		'idempotency',
		'each idempotency key wrote once, and no two wrote the same',
		rows,
		({ key, org }) => `key ${key} of ${names.get(org) ?? org}`,
		(row) => {
			const shared = wroteOf(row).find((each) => (times.get(each) ?? 0) > 1);
			return shared === undefined ? null : `another key wrote ${shared.split(' ')[1]} too`;
		},
	);
};

type ConsentRow = { readonly event: string; readonly refresh: string | null };
const tokensHold = (store: Store): Invariant[] => {
	const consents = store.all<ConsentRow>('SELECT event, refresh FROM consent');
	const known = new Set(consents.map(({ event }) => event));
	const live = new Map(twice(consents.flatMap(({ refresh }) => refresh ?? [])).map(({ value, times }) => [value, times]));
	const replaced = store.all<{ token: string; event: string }>('SELECT token, event FROM old_refresh');
	const stale = new Set(replaced.map(({ token }) => token));
	return [
		invariant(
			'refresh-token',
			'each consent has one live refresh token of its own',
			consents,
			({ event }) => `consent ${event}`,
			({ refresh }) => {
				if (!refresh) return 'it has none';
				if ((live.get(refresh) ?? 0) > 1) return 'another consent has the same';
				return stale.has(refresh) ? 'it was replaced before' : null;
			},
		),
		invariant(
			'token-consent',
			'each token belongs to a consent that is there',
			[...replaced, ...store.all<{ token: string; event: string }>('SELECT token, event FROM access')],
			({ event }) => `a token of ${event}`,
			({ event }) => (known.has(event) ? null : 'there is no such consent'),
		),
	];
};

/** All organisations at once: some 100,000 rows a second. */
export const xeroInvariants = (store: Store): Invariants => {
	const orgs = store.organisations();
	const books: Books = {
		store,
		documents: store.all<DocumentRow>('SELECT * FROM document'),
		payments: store.all<PaymentRow>('SELECT * FROM payment'),
		allocations: store.all<AllocationRow>('SELECT * FROM allocation'),
		names: new Map(orgs.map(({ id, name }) => [id, name])),
	};
	return invariantsOf(instantOfMs(store.nowMs()), [
		...documentsHold(books),
		...linksHold(books),
		contactsHold(books, orgs),
		controlHolds(books, orgs),
		idsHold(books),
		keysHold(books),
		...tokensHold(store),
	]);
};
