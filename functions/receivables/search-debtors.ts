import { later } from '../../shared/domain/day.ts';
import { type DebtorId, maxMembers, searchKeys } from '../../shared/domain/debtor.ts';
import { proposalsFrom } from '../../shared/domain/debtor-proposals.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Books, CustomerLadder } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DebtorRun, DebtorSearch, Debtors, Searched } from '../../shared/ports/debtors.ts';
import type { Queues } from '../../shared/ports/queues.ts';

type Ports = { readonly debtors: Debtors; readonly books: Pick<Books, 'currencies'>; readonly queues: Queues; readonly clock: Clock };

/** Customers a page; so many pages a message. ≈ 300 RCU and 80 WCU a page, a second at most. */
const usualPace = { pageSize: 500, pagesAtOnce: 10 };
type Pace = typeof usualPace;
/** Longer than a step may take: a step whose message was lost is sent again then. */
const leaseMs = 15 * 60_000;
const debtorsAtOnce = 100;
/** Decisions a search knows of; older ones may be proposed again. */
const apartKnown = 2_000;

/** Whole units of its currency: for the order of proposals only, so currencies are not converted. */
const stakeOf = ({ ladder, currency }: CustomerLadder): number => {
	const minor = [...ladder.values()].reduce((all, rung) => all + rung.minor, 0);
	return Number(toDecimal({ minor, currency }).split('.')[0]);
};

/** Reads pages until all is read or the message has done its share. Each page is noted before the run says that it was. */
const readOn = async (company: CompanyId, run: DebtorRun, { debtors }: Ports, { pageSize, pagesAtOnce }: Pace): Promise<DebtorRun> => {
	let at = run;
	for (let n = 0; n < pagesAtOnce; n++) {
		const [currency, ...others] = at.currencies;
		if (currency === undefined) return at;
		const { rows, next } = await debtors.owing(company, currency, pageSize, at.from);
		const searched = rows.flatMap(({ customer, standing }): Searched[] =>
			customer === null ? [] : [{ customer: customer.id, stake: stakeOf(standing), keys: searchKeys(customer) }],
		);
		if (searched.length > 0) await debtors.note(company, run.id, at.pages, searched);
		at = {
			...at,
			currencies: next === null ? others : at.currencies,
			from: next,
			pages: at.pages + 1,
			read: at.read + rows.length,
		};
	}
	return at;
};

/** 1–2 RCU each. */
const sizesOf = async (company: CompanyId, ids: readonly DebtorId[], debtors: Debtors): Promise<Map<DebtorId, number>> => {
	const sizes = new Map<DebtorId, number>();
	for (let at = 0; at < ids.length; at += debtorsAtOnce)
		for (const debtor of await Promise.all(ids.slice(at, at + debtorsAtOnce).map((id) => debtors.debtor(company, id))))
			if (debtor) sizes.set(debtor.id, debtor.members.length);
	return sizes;
};

const propose = async (search: DebtorSearch, run: DebtorRun, { debtors }: Ports): Promise<DebtorSearch> => {
	const { company } = search;
	const { groups, crowded, customers, stakes } = await debtors.sharing(company, run.id, maxMembers);
	const ids = [...new Set(groups.flat())];
	const [known, debtorOf, apart] = await Promise.all([
		debtors.customers(company, ids),
		debtors.debtorsOf(company, ids),
		debtors.apart(company, apartKnown),
	]);
	const sizeOf = await sizesOf(company, [...new Set(debtorOf.values())], debtors);
	const candidates = [...known.values()].map((customer) => ({ customer, stake: stakes.get(customer.id) ?? 0 }));
	const { proposals, found, cut, tooGreat } = proposalsFrom(candidates, groups, { debtorOf, sizeOf, apart });
	await debtors.propose(company, run.id, proposals);
	const shown = { run: run.id, at: run.at, found, kept: proposals.length, customers, crowded, cut, tooGreat };
	return { ...search, run: null, shown, wake: null };
};

/** Begins a run unless one is under way. A run's id is its moment, so that two begun at once are one. */
const begun = async (company: CompanyId, stored: DebtorSearch | null, { books, clock }: Ports): Promise<DebtorSearch> => {
	const at = clock.now();
	const search = stored ?? { company, run: null, shown: null, wake: null, rev: 0 };
	const currencies = await books.currencies(company);
	return { ...search, run: { id: at, at, currencies, from: null, pages: 0, read: 0 }, wake: later(at, leaseMs) };
};

/**
 * One step of the search for customers that may be one debtor's: pages of those who owe are read and noted, then what shares something is compared, and the
 * proposals are shown in place of the last run's. @param run the run to go on with; null: begin one if none is under way. Idempotent: a message that comes
 * twice does the same work or, when a newer step was saved, none. Linear in the customers; 40 bytes of each are held at the end, and those that share something.
 */
export const searchDebtors = async (company: CompanyId, run: string | null, ports: Ports, pace = usualPace): Promise<void> => {
	const { debtors, queues, clock } = ports;
	const stored = await debtors.search(company);
	const isOverdue = stored !== null && stored.wake !== null && stored.wake <= clock.now();
	if (run === null ? stored?.run && !isOverdue : stored?.run?.id !== run) return;
	const search = stored?.run ? stored : await begun(company, stored, ports);
	const at = search.run && (await readOn(company, search.run, ports, pace));
	if (at === null) return;
	const isRead = at.currencies.length === 0;
	const next = isRead ? await propose(search, at, ports) : { ...search, run: at, wake: later(clock.now(), leaseMs) };
	// Stale: the same step was done by another message.
	if ((await debtors.saveSearch(next)) === 'stale' || isRead) return;
	await queues.send({ type: 'receivables.debtors', company, run: at.id });
};
