/** The port `books` in memory, as far as reading a ledger needs it: other members throw by their name. It passes the contract that the table's passes. */
import type { Day } from '../../../shared/domain/day.ts';
import { documentKey } from '../../../shared/domain/document.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import type { Books, Drift, Scope } from '../../../shared/ports/books.ts';
import { fake } from '../../support/fake.ts';
import { type Between, saving } from './saving.ts';
import { isListed, type Ladders, nothing, type Shelves, type Standing } from './shelf.ts';
import { unreadRows } from './unread.ts';

const figures = ({ rungs, unapplied }: Standing): Map<string, number> => {
	const all = new Map<string, number>([['unapplied', unapplied]]);
	for (const [due, { minor, count }] of rungs) all.set(`due ${due}`, minor).set(`due ${due}, number of invoices`, count);
	return all;
};
const apart = (where: string, currency: Currency, is: Standing = nothing(), should: Standing = nothing()): Drift[] => {
	const [stored, recounted] = [figures(is), figures(should)];
	return [...new Set([...stored.keys(), ...recounted.keys()])].sort().flatMap((name) => {
		const drift = { where: `${where} ${name}`, currency, stored: stored.get(name) ?? 0, recounted: recounted.get(name) ?? 0 };
		return drift.stored === drift.recounted ? [] : [drift];
	});
};

/** Where the ladders that are kept and those that the documents make disagree. */
const drifted = (is: Ladders, should: Ladders): Drift[] => [
	...[...new Set([...is.company.keys(), ...should.company.keys()])].flatMap((code) =>
		apart('company', code, is.company.get(code), should.company.get(code)),
	),
	...[...new Set([...is.customers.keys(), ...should.customers.keys()])].flatMap((name) => {
		const [customer = '', code = ''] = name.split('\n');
		return apart(`customer ${customer}`, code as Currency, is.customers.get(name), should.customers.get(name));
	}),
];

const order = (key: string, day: Day | null): string => `${day ?? ''}${key}`;

/** @param torn told before each single write, as `Between` says */
export const memoryBooks = (shelves: Shelves, torn: Between = () => undefined): Books => {
	const codesOf = (company: string): Set<Currency> => shelves.currenciesOf(company);
	const rowsOf = (company: string, code: Currency) =>
		shelves
			.ofCompany(company)
			.flatMap(([, { ladders }]) =>
				[...ladders.customers].flatMap(([name, { rungs, unapplied }]) =>
					name.endsWith(`\n${code}`) && (rungs.size > 0 || unapplied !== 0)
						? [{ customer: name.slice(0, -code.length - 1), currency: code, ladder: rungs, unapplied }]
						: [],
				),
			);
	const documentsIn = (company: string, customer: string) =>
		shelves.ofCompany(company).flatMap(([, shelf]) => [...shelf.documents.values()].filter((document) => document.customer === customer));
	return fake<Books>({
		...saving(shelves, torn, (company, documents) => {
			for (const { currency } of documents) codesOf(company).add(currency);
		}),
		...unreadRows(shelves, torn),
		recount: async (scope: Scope, mode) => {
			const shelf = shelves.of(scope);
			const should = shelf.folded();
			if (mode === 'compare') return { documents: shelf.open.length, drift: drifted(shelf.ladders, should) };
			shelf.counted = true;
			torn();
			shelf.ladders = should;
			for (const code of should.company.keys()) codesOf(scope.company).add(code);
			return { documents: shelf.open.length, drift: [] };
		},
		ladders: async (company, code) =>
			shelves.ofCompany(company).flatMap(([ledger, { ladders }]) => {
				const standing = ladders.company.get(code);
				return standing ? [{ ledger, currency: code, ladder: standing.rungs, unapplied: standing.unapplied }] : [];
			}),
		currencies: async (company) => [...codesOf(company)].toSorted(),
		customerLadders: async (company, code) => rowsOf(company, code),
		customer: async (company, id) => shelves.ofCompany(company).flatMap(([, { customers }]) => customers.get(id) ?? [])[0] ?? null,
		laddersOf: async (company, id) =>
			[...codesOf(company)].flatMap((code) => rowsOf(company, code).filter(({ customer }) => customer === id)),
		documentsOf: async (company, customer, limit, from) => {
			const own = documentsIn(company, customer);
			const open = own
				.filter(isListed)
				.toSorted((a, b) => (order(documentKey(a), a.due ?? a.issued) < order(documentKey(b), b.due ?? b.issued) ? -1 : 1));
			const closed = own
				.filter((each) => !isListed(each))
				.toSorted((a, b) => (order(documentKey(a), a.issued) < order(documentKey(b), b.issued) ? 1 : -1));
			const all = [...open, ...closed];
			const start = Number(from ?? 0);
			return { rows: all.slice(start, start + limit), next: all.length > start + limit ? String(start + limit) : null };
		},
		document: async (company, ledger, kind, id) => shelves.of({ company, ledger }).documents.get(`${ledger}#${kind}#${id}`) ?? null,
		versions: async (company, ledger, kind, id) => shelves.of({ company, ledger }).former.get(`${ledger}#${kind}#${id}`) ?? [],
		versionsBelow: async (company, document, rev, limit) => {
			const former = shelves.of({ company, ledger: document.ledger }).former.get(documentKey(document)) ?? [];
			return former
				.filter((one) => one.rev < rev)
				.toReversed()
				.slice(0, limit);
		},
	});
};
