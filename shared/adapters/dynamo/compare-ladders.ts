/** The recount that only looks: stored ladders against documents, figure by figure. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CompanyId, CustomerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import { type Drift, type Recount, type Scope, TryLater } from '../../ports/books.ts';
import { keys } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { type Counted, countOpen } from './count-open.ts';
import { nothing, type Standing, standingFrom } from './ladder-item.ts';
import { booksRev } from './load-documents.ts';
import { readMonth } from './month-item.ts';
import { ladderName } from './pack.ts';
import { companyStandings, ladderRows, monthRows, namedLadder } from './recount.ts';
import { jitter, tries } from './retry.ts';
import type { Store } from './store.ts';

/** Drift is believed when this many looks in a row found the very same. */
const looks = 4;
/** Lines a report holds at most. */
const maxLines = 1000;

const figures = ({ rungs, unapplied }: Standing): Map<string, number> => {
	const all = new Map<string, number>([['unapplied', unapplied]]);
	for (const [due, { minor, count }] of rungs) {
		all.set(`due ${due}`, minor);
		all.set(`due ${due}, number of invoices`, count);
	}
	return all;
};

const differences = (whose: string, currency: Currency, stored: Standing, recounted: Standing): Drift[] => {
	const [is, should] = [figures(stored), figures(recounted)];
	return [...new Set([...is.keys(), ...should.keys()])].sort().flatMap((name) => {
		const drift = { where: `${whose} ${name}`, currency, stored: is.get(name) ?? 0, recounted: should.get(name) ?? 0 };
		return drift.stored === drift.recounted ? [] : [drift];
	});
};

type Found = { readonly drift: readonly Drift[]; readonly customers: ReadonlySet<CustomerId> };

/** Ladders are compared as the index shows them; those that differ are read again from the table before they count as drift. */
const customerDrift = async (store: Store, scope: Scope, codes: Iterable<Currency>, { standings }: Counted): Promise<Found> => {
	const { company } = scope;
	const differing = new Set<string>(standings.keys());
	for (const code of codes)
		for await (const row of ladderRows(store, scope, code)) {
			const name = ladderName(row);
			if (differences('', code, row, standings.get(name) ?? nothing()).length > 0) differing.add(name);
			else differing.delete(name);
		}
	const wanted = [...differing].sort().map((name) => ({ name, ...namedLadder(name) }));
	const stored = await getAll(
		store,
		wanted.map(({ customer, currency }) => keys.customerLadder(company, customer, currency)),
		'consistent',
	);
	const found = new Map(
		[...stored.values()].map((item) => standingFrom(item, company)).map((standing) => [ladderName(standing), standing]),
	);
	const customers = new Set<CustomerId>();
	const drift = wanted.flatMap(({ name, customer, currency }) => {
		const lines = differences(`customer ${customer}`, currency, found.get(name) ?? nothing(), standings.get(name) ?? nothing());
		if (lines.length > 0) customers.add(customer);
		return lines;
	});
	return { drift, customers };
};

const companyDrift = async (store: Store, scope: Scope, codes: Iterable<Currency>, counted: Counted): Promise<Drift[]> => {
	const { company, ledger } = scope;
	const recounted = companyStandings(ledger, counted);
	const drift: Drift[] = [];
	for (const code of codes) {
		const stored = nothing();
		for (const row of await monthRows(store, scope, code)) readMonth(row, company, () => stored);
		drift.push(...differences('company', code, stored, recounted.get(code)?.standing ?? nothing()));
	}
	return drift;
};

/**
 * An index may lag, so drift is believed only when the ledger's revision stood still and several looks, some seconds apart, found the very same;
 * between looks the documents of the customers in question are read from the table itself.
 * @param settleMs first pause between looks, doubled each time
 * @throws TryLater when saves kept coming, or the index kept moving
 */
export const comparing =
	(store: Store, currencies: (company: CompanyId) => Promise<readonly Currency[]>, settleMs: number) =>
	async (scope: Scope): Promise<Recount> => {
		let moved = 0;
		let same = 0;
		let last = '';
		let doubted: ReadonlySet<CustomerId> = new Set();
		for (let look = 0; look < 3 * looks; look++) {
			const before = await booksRev(store, scope);
			const counted = await countOpen(store, scope, new Map(), doubted);
			const codes = new Set([
				...(await currencies(scope.company)),
				...[...counted.standings.keys()].map((name) => namedLadder(name).currency),
			]);
			const { drift: ofCustomers, customers } = await customerDrift(store, scope, codes, counted);
			const drift = [...(await companyDrift(store, scope, codes, counted)), ...ofCustomers];
			if ((await booksRev(store, scope)) !== before) {
				moved += 1;
				same = 0;
				if (moved === tries) break;
				await jitter(moved);
				continue;
			}
			if (drift.length === 0) return { documents: counted.documents, drift };
			// Currencies that only documents name come in the order of the index.
			const found = JSON.stringify(drift.map((line) => JSON.stringify(line)).toSorted());
			same = found === last ? same + 1 : 1;
			last = found;
			if (same === looks) return { documents: counted.documents, drift: drift.slice(0, maxLines) };
			doubted = customers;
			await sleep(settleMs * 2 ** (same - 1));
		}
		throw new TryLater('the books kept moving while they were recounted');
	};
