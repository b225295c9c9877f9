/** Rebuilding the ladders of one ledger from its documents, and comparing the stored ones with them. */
import type { Day } from '../../domain/day.ts';
import type { CompanyId, LedgerId } from '../../domain/document.ts';
import { type Currency, currency } from '../../domain/money.ts';
import type { Recount, Scope } from '../../ports/books.ts';
import { byOwner, type Key, keys, partitions } from '../../wire/table.ts';
import { getAll, writeAll } from './batch.ts';
import { type Counted, countOpen } from './count-open.ts';
import { type Item, keyOf, keyText, mustBelongTo, text, whole } from './item.ts';
import { type CustomerStanding, isNothing, ladderItem, nothing, put, standingFrom } from './ladder-item.ts';
import { readLoaded } from './load-documents.ts';
import { type CompanyStanding, monthItems } from './month-item.ts';
import { ladderName } from './pack.ts';
import { pages, rowsOf } from './query.ts';
import type { Store } from './store.ts';

/** `ladderName` taken apart. */
export const namedLadder = (name: string): { customer: string; currency: Currency } => {
	const [customer = '', code = ''] = name.split('\n');
	return { customer, currency: currency(code) };
};

/** The company's ladders of this ledger as the customers' add up to: one for each currency. */
export const companyStandings = (ledger: LedgerId, { standings }: Counted): Map<Currency, CompanyStanding> => {
	const all = new Map<Currency, CompanyStanding>();
	for (const [name, { rungs, unapplied }] of standings) {
		const { customer, currency: code } = namedLadder(name);
		const into = all.get(code) ?? { ledger, currency: code, standing: nothing() };
		const common = { customer, currency: code };
		put(into.standing, { ...common, due: null, open: 0, count: 0, unapplied }, 1);
		for (const [due, { minor, count }] of rungs) put(into.standing, { ...common, due, open: minor, count, unapplied: 0 }, 1);
		all.set(code, into);
	}
	return all;
};

/** Customers' ladders of this ledger as the by-overdue order shows them (those that stand at nothing are not in it). One page in memory. */
export async function* ladderRows(store: Store, { company, ledger }: Scope, code: Currency): AsyncGenerator<CustomerStanding> {
	for await (const page of pages(store, { index: 'byOwner', partition: byOwner.balances(company, code) }))
		for (const row of page) if (row.ledger === ledger) yield standingFrom(row, company);
}

/** Items of the company ladder of this ledger. */
export const monthRows = async (store: Store, { company, ledger }: Scope, code: Currency): Promise<Item[]> => {
	const rows = await rowsOf(store, { partition: partitions.companyLadder(company, code), consistent: true });
	return rows.filter((row) => text(mustBelongTo(row, company), 'ledger') === ledger);
};

/** The ledger's revision, raised by one: whoever compares the ladders meanwhile sees that they moved. */
const raiseRev = async (store: Store, { company, ledger }: Scope): Promise<number> => {
	const item = await store.update(keys.booksRev(company, ledger), {
		UpdateExpression: 'SET co = :co ADD rev :one',
		ExpressionAttributeValues: { ':co': company, ':one': 1 },
	});
	return whole(item, 'rev');
};

/** Ladders' revisions after a recount begin anew above every earlier one, so that nobody saves over them what he had read before. */
const revisionsApart = 1_000_000;

type Reminded = Pick<CustomerStanding, 'through' | 'since' | 'exceptions'>;
const neverReminded: Reminded = { through: null, since: null, exceptions: new Map() };

/** How far reminders are, which no document knows: kept from the ladders as they stand. 0.5–1 RCU a customer. */
const remindedOf = async (store: Store, company: CompanyId, names: readonly string[]): Promise<Map<string, Reminded>> => {
	const wanted = names.map((name) => namedLadder(name)).map(({ customer, currency: code }) => keys.customerLadder(company, customer, code));
	const found = [...(await getAll(store, wanted, 'consistent')).values()].map((item) => standingFrom(item, company));
	return new Map(
		found.map((each): [string, Reminded] => [ladderName(each), { through: each.through, since: each.since, exceptions: each.exceptions }]),
	);
};

/**
 * Writes every computed item and removes what is stored and not computed. Each write is idempotent and the count starts from documents, so a
 * recount that died anywhere is repaired by doing it again. 1–2 WCU a customer.
 */
export const recountWriting =
	(
		store: Store,
		currencies: (company: CompanyId) => Promise<readonly Currency[]>,
		noteCurrency: (company: CompanyId, code: Currency) => Promise<void>,
	) =>
	async (scope: Scope, today: Day): Promise<Recount> => {
		const { company, ledger } = scope;
		const counted = await countOpen(store, scope, await readLoaded(store, scope));
		const rev = (await raiseRev(store, scope)) * revisionsApart;
		const months = companyStandings(ledger, counted);
		const codes = new Set([...months.keys(), ...(await currencies(company))]);
		const puts: Item[] = [];
		const removed: Key[] = [];
		const gone: string[] = [];
		for (const code of codes) {
			const whole = months.get(code);
			const items = whole ? monthItems(company, whole) : [];
			const kept = new Set(items.map((item) => keyText(keyOf(item))));
			puts.push(...items);
			for (const row of await monthRows(store, scope, code)) if (!kept.has(keyText(keyOf(row)))) removed.push(keyOf(row));
			for await (const { customer } of ladderRows(store, scope, code))
				if (!counted.standings.has(`${customer}\n${code}`)) gone.push(`${customer}\n${code}`);
		}
		const reminded = await remindedOf(store, company, [...counted.standings.keys(), ...gone]);
		for (const [name, standing] of [...counted.standings, ...gone.map((each) => [each, nothing()] as const)]) {
			const known = reminded.get(name) ?? neverReminded;
			const named = namedLadder(name);
			const exceptions = standing.rungs.size === 0 ? neverReminded.exceptions : known.exceptions;
			if (!isNothing(standing) || known.through !== null)
				puts.push(ladderItem(company, { ...named, ledger, rev, asOf: today, ...known, exceptions, ...standing }, today));
			else removed.push(keys.customerLadder(company, named.customer, named.currency));
		}
		for (const code of months.keys()) await noteCurrency(company, code);
		await writeAll(store, puts, removed);
		await raiseRev(store, scope);
		return { documents: counted.documents, drift: [] };
	};
