/**
 * M#<yyyy-mm>#<ledger> and UNAPPLIED#<ledger>: the company's ladder of one ledger and currency, one small item a due month:
 * `o01`..`o31` minor units and `n01`..`n31` invoices by day of the month. Only ADDed to, and only inside a transaction; zeros may stay.
 */
import type { Rung } from '../../domain/aging.ts';
import { type Day, isDay, monthOf } from '../../domain/day.ts';
import type { CompanyId, LedgerId } from '../../domain/document.ts';
import type { Currency } from '../../domain/money.ts';
import { type Key, keys } from '../../wire/table.ts';
import { BrokenItem, type Item, mustBelongTo, text, whole } from './item.ts';
import type { Standing } from './ladder-item.ts';
import type { Write } from './transact.ts';

/** Of one ledger in one currency; as a difference, rungs may be negative. */
export type CompanyStanding = { readonly ledger: LedgerId; readonly currency: Currency; readonly standing: Standing };

const months = ({ standing }: CompanyStanding): Map<string, [Day, Rung][]> => Map.groupBy(standing.rungs, ([due]) => monthOf(due));
const figures = (rungs: readonly [Day, Rung][]): [string, number][] =>
	[...rungs]
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([due, { minor, count }]): [string, number][] => [
			[`o${due.slice(8)}`, minor],
			[`n${due.slice(8)}`, count],
		])
		.filter(([, figure]) => figure !== 0);

const addition = (company: CompanyId, ledger: LedgerId, key: Key, added: readonly [string, number][]): Write => ({
	update: key,
	change: {
		UpdateExpression: `SET co = :co, #ledger = :ledger ADD ${added.map(([name], i) => `${name} :${i}`).join(', ')}`,
		ExpressionAttributeNames: { '#ledger': 'ledger' },
		ExpressionAttributeValues: {
			':co': company,
			':ledger': ledger,
			...Object.fromEntries(added.map(([, figure], i) => [`:${i}`, figure])),
		},
	},
});

/** The updates that add a difference; months whose difference is nothing are left alone. In order of their keys. */
export const additions = (company: CompanyId, difference: CompanyStanding): Write[] => {
	const { ledger, currency, standing } = difference;
	const byMonth = [...months(difference)].sort(([a], [b]) => (a < b ? -1 : 1));
	const written = byMonth.map(([month, rungs]) => addition(company, ledger, keys.month(company, currency, month, ledger), figures(rungs)));
	if (standing.unapplied !== 0)
		written.push(addition(company, ledger, keys.unapplied(company, currency, ledger), [['unapplied', standing.unapplied]]));
	return written;
};

/** The items as a recount writes them, whole. */
export const monthItems = (company: CompanyId, whole: CompanyStanding): Item[] => {
	const { ledger, currency, standing } = whole;
	const items: Item[] = [...months(whole)].map(([month, rungs]) => ({
		...keys.month(company, currency, month, ledger),
		co: company,
		ledger,
		...Object.fromEntries(figures(rungs)),
	}));
	if (standing.unapplied !== 0)
		items.push({ ...keys.unapplied(company, currency, ledger), co: company, ledger, unapplied: standing.unapplied });
	return items;
};

/** Reads one item of the partition into the standing of its ledger. @throws BrokenItem */
export const readMonth = (item: Item, company: CompanyId, into: (ledger: LedgerId) => Standing): void => {
	mustBelongTo(item, company);
	const sk = text(item, 'sk');
	const standing = into(text(item, 'ledger'));
	if (sk.startsWith('UNAPPLIED#')) {
		standing.unapplied = whole(item, 'unapplied');
		return;
	}
	const month = sk.slice(2, 9);
	for (const name of Object.keys(item)) {
		const ofDay = /^[on](\d\d)$/.exec(name)?.[1];
		if (ofDay === undefined) continue;
		const due = `${month}-${ofDay}`;
		if (!isDay(due)) throw new BrokenItem(name);
		if (standing.rungs.has(due)) continue;
		const [o, n] = [`o${ofDay}`, `n${ofDay}`];
		const rung = { minor: item[o] === undefined ? 0 : whole(item, o), count: item[n] === undefined ? 0 : whole(item, n) };
		if (rung.minor !== 0 || rung.count !== 0) standing.rungs.set(due, rung);
	}
};
