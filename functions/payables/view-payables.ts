import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn } from '../../shared/domain/day.ts';
import { type CompanyId, type CustomerId, type LedgerId, ledgerOfCustomer, providerOf } from '../../shared/domain/document.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { type Pair, pairKey } from '../../shared/domain/payable-match.ts';
import type { VendorId, VendorOwed } from '../../shared/domain/payables.ts';
import type { PayablesRead } from '../../shared/domain/payables-read.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { PayablesLedgerView, PayablesView, ProposalView } from '../../shared/wire/payables-view.ts';
import type { PayablesPorts } from './ports.ts';
import { type Matched, viewParty } from './view-party.ts';

export type ViewPorts = Pick<PayablesPorts, 'owed' | 'connections' | 'clock'> & {
	readonly companies: Companies;
	readonly books: Pick<Books, 'laddersOf' | 'names'>;
};

/** Names are read for at most a hundred at once. */
const partiesShown = 60;
const rejectedShown = 40;

const ledgerView = (connection: Connection, read: PayablesRead | undefined): PayablesLedgerView => {
	const { current = null, problem = null, run = null, retryAt = null, wake = null } = read ?? {};
	return {
		ledger: connection.ledger,
		provider: providerOf(connection.ledger),
		name: connection.name,
		state: connection.state,
		asOf: current?.asOf ?? null,
		reading: run !== null,
		vendors: current?.vendors ?? 0,
		bills: current?.bills ?? 0,
		credits: current?.credits ?? 0,
		calls: current?.calls ?? 0,
		problem: problem && { ...problem, nextAt: retryAt ?? wake },
		refused: current?.refused ?? [],
		refusedInAll: current?.refusedInAll ?? 0,
	};
};

/** Generations that are shown, by ledger. */
type Shown = ReadonlyMap<LedgerId, { readonly generation: string; readonly asOf: string }>;

/** What each vendor is owed, whichever ledger it is of. */
const owedOfAll = async (
	company: CompanyId,
	vendors: readonly VendorId[],
	shown: Shown,
	owed: OwedBooks,
): Promise<Map<VendorId, VendorOwed>> => {
	const found = new Map<VendorId, VendorOwed>();
	for (const [ledger, some] of Map.groupBy(vendors, ledgerOfCustomer)) {
		const at = shown.get(ledger);
		if (!at) continue;
		for (const [id, one] of await owed.owedTo({ company, ledger }, at.generation, some)) found.set(id, one);
	}
	return found;
};

/** By customer, in the order they come. */
const gathered = (confirmed: readonly Pair[], same: readonly Pair[]): Map<CustomerId, Matched[]> => {
	const all = new Map<CustomerId, Matched[]>();
	const add = ({ vendor, customer }: Pair, how: Matched['how']): void => {
		const some = all.get(customer) ?? [];
		if (!some.some((one) => one.vendor === vendor)) all.set(customer, [...some, { vendor, how }]);
	};
	for (const pair of confirmed) add(pair, 'person');
	for (const pair of same) add(pair, 'contact');
	return all;
};

/**
 * Who owes the company and is owed by it, who may be, and how fresh that is. ≈ 30 RCU and 3 for each party shown. What people decided since the read holds at
 * once: a pair that was rejected or confirmed is proposed no more.
 */
export const viewPayables = async (company: CompanyId, ports: ViewPorts): Promise<PayablesView> => {
	const { owed, books, connections, companies, clock } = ports;
	const [about, ledgers, reads, decided] = await Promise.all([
		companies.company(company),
		connections.connections(company),
		owed.reads(company),
		owed.decided(company),
	]);
	const timeZone = about?.timeZone ?? 'UTC';
	const known = new Set(ledgers.filter(({ state }) => state !== 'disconnected').map(({ ledger }) => ledger));
	const shown: Shown = new Map(
		reads.flatMap(({ ledger, current }) =>
			current && known.has(ledger) ? [[ledger, { generation: current.id, asOf: current.asOf }] as const] : [],
		),
	);
	const found = await Promise.all([...shown].map(([ledger, { generation }]) => owed.found({ company, ledger }, generation)));
	const taken = new Set(decided.confirmed.map(({ vendor }) => vendor));
	const rejected = new Set(decided.rejected.map(pairKey));
	const same = found.flatMap((one) => one.same).filter(({ vendor }) => !taken.has(vendor));
	const proposals = found.flatMap((one) => one.proposals).filter((pair) => !taken.has(pair.vendor) && !rejected.has(pairKey(pair)));
	const confirmed = decided.confirmed.filter(({ vendor }) => known.has(ledgerOfCustomer(vendor)));
	const parties = gathered(confirmed, same);
	const some = [...parties].slice(0, partiesShown);
	const owing = await owedOfAll(
		company,
		some.flatMap(([, vendors]) => vendors.map(({ vendor }) => vendor)),
		shown,
		owed,
	);
	const told = decided.rejected.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, rejectedShown);
	const names = await books.names(company, [...new Set([...some.map(([id]) => id), ...told.map(({ customer }) => customer)])]);
	const vendorNames = await owedOfAll(
		company,
		told.map(({ vendor }) => vendor),
		shown,
		owed,
	);
	const sameInAll = reads.reduce((all, { ledger, current }) => all + (known.has(ledger) ? (current?.sameInAll ?? 0) : 0), 0);
	const proposedInAll = reads.reduce((all, { ledger, current }) => all + (known.has(ledger) ? (current?.proposalsInAll ?? 0) : 0), 0);
	const kept = found.flatMap((one) => one.proposals).length;
	return {
		timeZone,
		today: dayIn(timeZone, clock.now()),
		ledgers: ledgers
			.filter(({ ledger }) => known.has(ledger))
			.map((one) =>
				ledgerView(
					one,
					reads.find(({ ledger }) => ledger === one.ledger),
				),
			),
		parties: await Promise.all(
			some.map(async ([customer, vendors]) =>
				viewParty({ customer, name: names.get(customer) ?? '', vendors, ladders: await books.laddersOf(company, customer), owing, shown }),
			),
		),
		partiesInAll: Math.max(parties.size, confirmed.length + sameInAll - (found.flatMap((one) => one.same).length - same.length)),
		proposals: proposals.map(proposalView),
		proposalsInAll: proposals.length + proposedInAll - kept,
		rejected: told.map(({ vendor, customer, at }) => ({
			vendor,
			vendorName: vendorNames.get(vendor)?.vendor.name ?? '',
			customer,
			customerName: names.get(customer) ?? '',
			at,
		})),
	};
};

const proposalView = ({
	vendor,
	vendorName,
	customer,
	customerName,
	score,
	reasons,
	owed,
}: Awaited<ReturnType<OwedBooks['found']>>['proposals'][number]): ProposalView => ({
	vendor,
	vendorName,
	vendorLedger: ledgerOfCustomer(vendor),
	customer,
	customerName,
	score,
	reasons,
	weOwe: owed.map((one) => ({ currency: one.currency, amount: toDecimal(one) })),
});
