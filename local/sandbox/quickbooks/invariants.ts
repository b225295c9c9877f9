/** What must hold of the QuickBooks sandbox's store. */
import { instantOfMs } from '../../../shared/domain/day.ts';
import { type Currency, money, toDecimal } from '../../../shared/domain/money.ts';
import { type Invariant, type Invariants, invariant, invariantsOf, sumsBy, twice } from '../invariants.ts';
import { accountRows } from './accounts.ts';
import type { CheckRow } from './checks.ts';
import type { EntryLine, EntryRow, JournalLink, JournalRow } from './journal-rows.ts';
import { customerJson } from './json.ts';
import type { CompanyRow, CustomerRow, DocumentRow, LinkRow, Store } from './store.ts';

type Owned = { readonly realm: string };
type Books = {
	readonly store: Store;
	readonly documents: readonly (Owned & DocumentRow)[];
	readonly links: readonly (Owned & LinkRow)[];
	readonly entries: readonly (Owned & EntryRow)[];
	readonly lines: readonly (Owned & EntryLine)[];
	/** Lines on receivables. */
	readonly journals: readonly (Owned & JournalRow)[];
	readonly journalLinks: readonly (Owned & JournalLink)[];
	readonly checks: readonly (Owned & CheckRow)[];
	readonly names: ReadonlyMap<string, string>;
};

const plus = (sums: ReadonlyMap<string, number>, key: string): number => sums.get(key) ?? 0;
const minorOf = ({ minor }: { readonly minor: number }): number => minor;

/** What is linked, by either side. */
const linkSums = ({ links, journals, journalLinks }: Books) => {
	const credits = new Set(journals.filter(({ minor }) => minor < 0).map(({ realm, id, line }) => `${realm} ${id} ${line}`));
	const signed = (row: Owned & JournalLink): number => (credits.has(`${row.realm} ${row.entry} ${row.line}`) ? -row.minor : row.minor);
	return {
		/** To an invoice, a credit memo, a check. */
		to: sumsBy(links, ({ realm, type, target }) => `${realm} ${type} ${target}`, minorOf),
		/** By a payment: credits make it more, all else less. */
		by: sumsBy(
			[
				...links.map((row) => ({ ...row, minor: row.type === 'CreditMemo' ? -row.minor : row.minor })),
				...journalLinks.map((row) => ({ ...row, minor: signed(row) })),
			],
			({ realm, payment }) => `${realm} ${payment}`,
			minorOf,
		),
		/** To a line of a journal entry, signed as the line is. */
		journal: sumsBy(journalLinks, ({ realm, entry, line }) => `${realm} ${entry} ${line}`, signed),
	};
};

const documentsHold = (books: Books): Invariant[] => {
	const { documents, journals, checks, names } = books;
	const sums = linkSums(books);
	const of = (realm: string): string => names.get(realm) ?? realm;
	const linked = ({ realm, type, id }: Owned & DocumentRow): number =>
		type === 'Payment' ? plus(sums.by, `${realm} ${id}`) : plus(sums.to, `${realm} ${type} ${id}`);
	const nameOf = (row: Owned & DocumentRow): string => `${row.type} ${row.number || row.reference || row.id} of ${of(row.realm)}`;
	return [
		invariant('document-total', 'total = what is linked + balance', documents, nameOf, (row) => {
			if (row.type === 'RefundReceipt') return row.balance === 0 ? null : `it was given back at once, and ${row.balance} is open`;
			const sum = linked(row);
			if (row.state !== 'live')
				return row.balance === 0 && sum === 0 ? null : `it is ${row.state}, and ${row.balance} is open, ${sum} linked`;
			return sum + row.balance === row.total ? null : `total ${row.total}, but ${sum} + ${row.balance} = ${sum + row.balance}`;
		}),
		invariant(
			'nothing-exceeded',
			'what is linked exceeds neither side',
			documents.filter(({ state }) => state === 'live'),
			nameOf,
			(row) => {
				const sum = linked(row);
				return row.balance >= 0 && sum <= row.total ? null : `${sum} is linked to ${row.total}, ${row.balance} is left`;
			},
		),
		invariant(
			'journal-rest',
			'what a journal entry has on receivables = what is settled + what is open',
			journals,
			(row) => `JournalEntry ${row.number || row.id}, line ${row.line}, of ${of(row.realm)}`,
			(row) => {
				const sum = plus(sums.journal, `${row.realm} ${row.id} ${row.line}`);
				if (row.state !== 'live') return row.rest === 0 && sum === 0 ? null : `it is ${row.state}, and ${row.rest} is open`;
				return sum + row.rest === row.minor ? null : `${row.minor}, but ${sum} + ${row.rest} = ${sum + row.rest}`;
			},
		),
		invariant(
			'check-rest',
			'a check’s total = what is linked to credits + what is not',
			checks,
			(row) => `Check ${row.id} of ${of(row.realm)}`,
			(row) => {
				const sum = plus(sums.to, `${row.realm} Check ${row.id}`);
				return sum + row.balance === row.total && row.balance >= 0 ? null : `${row.total}, but ${sum} + ${row.balance}`;
			},
		),
	];
};

const entriesHold = ({ entries, lines, names }: Books): Invariant => {
	const sums = sumsBy(lines, ({ realm, entry }) => `${realm} ${entry}`, minorOf);
	const open = sumsBy(
		lines.filter(({ customer }) => customer === null),
		({ realm, entry }) => `${realm} ${entry}`,
		({ rest }) => Math.abs(rest),
	);
	return invariant(
		'journal-balance',
		'a journal entry’s debits are its credits, and only receivables are open on it',
		entries,
		(row) => `JournalEntry ${row.number || row.id} of ${names.get(row.realm) ?? row.realm}`,
		({ realm, id }) => {
			const [sum, rest] = [plus(sums, `${realm} ${id}`), plus(open, `${realm} ${id}`)];
			if (sum !== 0) return `its lines are ${sum} together`;
			return rest === 0 ? null : `${rest} is open on other accounts`;
		},
	);
};

const linksHold = ({ documents, links, checks, names }: Books): Invariant => {
	const live = new Map(
		documents.filter(({ state }) => state === 'live').map((row) => [`${row.realm} ${row.type} ${row.id}`, row] as const),
	);
	const drawn = new Map(checks.map((row) => [`${row.realm} Check ${row.id}`, row] as const));
	return invariant(
		'link-sides',
		'each link joins a live payment and a live document of one customer and currency',
		links,
		({ realm, payment, type, target }) => `link of Payment ${payment} to ${type} ${target} of ${names.get(realm) ?? realm}`,
		({ realm, payment, type, target, minor }) => {
			const paid = live.get(`${realm} Payment ${payment}`);
			const to = type === 'Check' ? drawn.get(`${realm} Check ${target}`) : live.get(`${realm} ${type} ${target}`);
			if (!paid) return 'there is no such live payment';
			if (!to) return `there is no such live ${type}`;
			if (paid.customer !== to.customer) return `customer ${paid.customer} pays for customer ${to.customer}`;
			if (paid.currency !== to.currency) return `${paid.currency} pays ${to.currency}`;
			return minor > 0 ? null : `its amount is ${minor}`;
		},
	);
};

type Open = Owned & { readonly customer: number; readonly currency: Currency; readonly minor: number };
const openOf = ({ documents, journals, checks }: Books): Open[] => [
	...documents
		.filter(({ state, type }) => state === 'live' && type !== 'RefundReceipt')
		.map(({ realm, customer, currency, type, balance }) => ({ realm, customer, currency, minor: type === 'Invoice' ? balance : -balance })),
	...journals
		.filter(({ state }) => state === 'live')
		.map(({ realm, customer, currency, rest }) => ({ realm, customer, currency, minor: rest })),
	...checks.map(({ realm, customer, currency, balance }) => ({ realm, customer, currency, minor: balance })),
];

/** What the API answers, against the rows themselves. */
const balancesHold = (books: Books, companies: readonly CompanyRow[]): Invariant[] => {
	const { store, names } = books;
	const open = openOf(books);
	const byCustomer = sumsBy(open, ({ realm, customer }) => `${realm} ${customer}`, minorOf);
	const byCurrency = sumsBy(open, ({ realm, currency }) => `${realm} ${currency}`, minorOf);
	const customers = companies.flatMap((company) => store.customers(company.realm, 'TRUE').map((row: CustomerRow) => ({ company, row })));
	const accounts = companies.flatMap((company) =>
		accountRows(store, company)
			.filter(({ type }) => type === 'Accounts Receivable')
			.map((row) => ({ company, row })),
	);
	return [
		invariant(
			'customer-balance',
			'a customer’s balance is the sum of what is open',
			customers,
			({ company, row }) => `customer ${row.name} of ${names.get(company.realm) ?? company.realm}`,
			({ company, row }) => {
				const sum = toDecimal(money(plus(byCustomer, `${company.realm} ${row.id}`), row.currency));
				const said = customerJson(store, company, row).Balance;
				return said === Number(sum) ? null : `it says ${said}, its documents are ${sum}`;
			},
		),
		invariant(
			'control-account',
			'each account of receivables is the sum of what is open in its currency',
			accounts,
			({ company, row }) => `${row.name} of ${company.name}`,
			({ company, row }) => {
				const sum = plus(byCurrency, `${company.realm} ${row.code}`);
				return sum === row.minor ? null : `the account has ${row.minor}, the documents are ${sum}`;
			},
		),
	];
};

/** Ids are of the company's one row, whatever they name. */
const idsHold = ({ store, documents, entries, checks, names }: Books): Invariant =>
	invariant(
		'ids',
		'no id stands for two things',
		twice(
			[
				...documents,
				...entries,
				...checks,
				...store.all<Owned & { id: number }>('SELECT realm, id FROM deposit UNION ALL SELECT realm, id FROM payable'),
			].map(({ realm, id }) => `${realm} ${id}`),
		),
		({ value }) => `id ${value.split(' ')[1]} of ${names.get(value.split(' ')[0] ?? '') ?? ''}`,
		({ times }) => (times === 1 ? null : `${times} rows have it`),
	);

type Replayed = Owned & { readonly request: string; readonly answer: string };
/** What a write answered: the thing, in the version it had then. */
const wroteOf = ({ realm, answer }: Replayed): string[] =>
	Object.entries(JSON.parse(answer) as Record<string, { Id?: unknown; SyncToken?: unknown } | string>).flatMap(([type, each]) =>
		typeof each === 'object' && typeof each.Id === 'string'
			? [`${realm} ${type} ${each.Id} ${typeof each.SyncToken === 'string' ? each.SyncToken : ''}`]
			: [],
	);

const keysHold = ({ store, names }: Books): Invariant => {
	const rows = store.all<Replayed>('SELECT realm, request, answer FROM replayed');
	const times = new Map(twice(rows.flatMap(wroteOf)).map(({ value, times: count }) => [value, count]));
	return invariant(
		'idempotency',
		'each requestid wrote once, and no two wrote the same',
		rows,
		({ realm, request }) => `requestid ${request} of ${names.get(realm) ?? realm}`,
		(row) => {
			const shared = wroteOf(row).find((each) => (times.get(each) ?? 0) > 1);
			return shared === undefined ? null : `another wrote ${shared.split(' ').slice(1, 3).join(' ')} too`;
		},
	);
};

type Consent = { readonly id: number; readonly refresh: string; readonly previous: string | null; readonly revoked: number };
const tokensHold = (store: Store): Invariant[] => {
	const consents = store.all<Consent>('SELECT id, refresh, previous, revoked FROM consent');
	const live = consents.filter(({ revoked }) => revoked === 0);
	const times = new Map(twice(live.map(({ refresh }) => refresh)).map(({ value, times: count }) => [value, count]));
	const replaced = new Set(consents.flatMap(({ previous }) => previous ?? []));
	const ids = new Set(consents.map(({ id }) => id));
	return [
		invariant(
			'refresh-token',
			'each consent has one live refresh token of its own',
			live,
			({ id }) => `consent ${id}`,
			({ refresh }) => {
				if (refresh === '') return 'it has none';
				if ((times.get(refresh) ?? 0) > 1) return 'another consent has the same';
				return replaced.has(refresh) ? 'it was replaced before' : null;
			},
		),
		invariant(
			'token-consent',
			'each access token belongs to a consent that is there',
			store.all<{ consent: number }>('SELECT consent FROM access'),
			({ consent }) => `a token of consent ${consent}`,
			({ consent }) => (ids.has(consent) ? null : 'there is no such consent'),
		),
	];
};

/** All companies at once. */
export const quickbooksInvariants = (store: Store): Invariants => {
	const companies = store.companies();
	const books: Books = {
		store,
		documents: store.all('SELECT * FROM document'),
		links: store.all('SELECT * FROM link'),
		entries: store.all('SELECT * FROM entry'),
		lines: store.all('SELECT * FROM entry_line'),
		journals: store.all('SELECT * FROM owed_line'),
		journalLinks: store.all('SELECT * FROM entry_link'),
		checks: store.all('SELECT * FROM purchase'),
		names: new Map(companies.map(({ realm, name }) => [realm, name])),
	};
	return invariantsOf(instantOfMs(store.now()), [
		...documentsHold(books),
		entriesHold(books),
		linksHold(books),
		...balancesHold(books, companies),
		idsHold(books),
		keysHold(books),
		...tokensHold(store),
	]);
};
