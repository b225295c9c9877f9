/**
 * The port `owed` over the table. Each read of a ledger writes a partition of its own, its generation; the record `OWE#` says which one is shown. So half a
 * read is never seen, what is no longer open disappears with the swap, and a cut between any two lines leaves the generation before as it was.
 */
import type { CompanyId } from '../../domain/document.ts';
import type { Proposal, SameContact } from '../../domain/payable-match.ts';
import type { Payable, Vendor, VendorId, VendorOwed } from '../../domain/payables.ts';
import type { PayablesRead } from '../../domain/payables-read.ts';
import type { Scope } from '../../ports/books.ts';
import type { OwedBooks } from '../../ports/owed.ts';
import { isKeyPart, type Key, keys, partitions } from '../../wire/table.ts';
import { getAll, writeAll } from './batch.ts';
import { BrokenItem, type Item, keyOf, keyText, mustBelongTo } from './item.ts';
import { chunks } from './lanes.ts';
import { pages, rowsOf } from './query.ts';
import { dueAt, recordFrom, recordItem, saveRecord, wakeKey } from './revision.ts';
import { sameParties } from './same-parties.ts';
import type { Store } from './store.ts';

/** Vendors whose rows are held together. */
const vendorsAtOnce = 100;
/** Items taken away by one call. */
const clearedAtOnce = 2000;

/** Only we write these items and always whole; whose they are is checked. */
const held = <T>(item: Item, company: CompanyId): T => {
	const { is } = mustBelongTo(item, company);
	if (typeof is !== 'object' || is === null) throw new BrokenItem('is');
	return is as T;
};
const itemOf = (company: CompanyId, key: Key, is: object): Item => ({ ...key, co: company, is });

const read = async (store: Store, company: CompanyId, ledger: string): Promise<PayablesRead | null> => {
	// It may come from an address somebody typed.
	if (!isKeyPart(ledger)) return null;
	const item = await store.get(keys.payablesRead(company, ledger), 'consistent');
	return item && recordFrom<PayablesRead>(item, 'company', company);
};

const numbered = (at: number): string => String(at).padStart(4, '0');

/** Vendors by id, some together, with what their items hold; one that the ledger listed no more has only its id. */
const withVendors = async (
	store: Store,
	{ company, ledger }: Scope,
	generation: string,
	groups: ReadonlyMap<VendorId, readonly Payable[]>,
) => {
	const items = await getAll(
		store,
		[...groups.keys()].map((id) => keys.owed(company, ledger, generation, `V#${id}`)),
		'consistent',
	);
	return [...groups].map(([id, rows]) => {
		const item = items.get(keyText(keys.owed(company, ledger, generation, `V#${id}`)));
		const nameless: Vendor = { ledger, id, name: '', emails: [], country: null, archived: false };
		return { vendor: item ? held<Vendor>(item, company) : nameless, rows };
	});
};

async function* withRows(store: Store, scope: Scope, generation: string) {
	const partition = partitions.owed(scope.company, scope.ledger, generation);
	let groups = new Map<VendorId, Payable[]>();
	for await (const page of pages(store, { partition, range: { prefix: 'B#' }, consistent: true }))
		for (const item of page) {
			const row = held<Payable>(item, scope.company);
			const group = groups.get(row.vendor);
			if (group) {
				group.push(row);
				continue;
			}
			// Rows of a vendor stand together: what was gathered so far is whole.
			if (groups.size >= vendorsAtOnce) {
				yield await withVendors(store, scope, generation, groups);
				groups = new Map();
			}
			groups.set(row.vendor, [row]);
		}
	if (groups.size > 0) yield await withVendors(store, scope, generation, groups);
}

export const dynamoOwed = (store: Store): OwedBooks => ({
	read: (company, ledger) => read(store, company, ledger),
	reads: async (company) => {
		const items = await rowsOf(store, { partition: partitions.company(company), range: { prefix: 'OWE#' }, consistent: true });
		return items.map((item) => recordFrom<PayablesRead>(mustBelongTo(item, company), 'company', company));
	},
	saveRead: (record) => {
		const { company, ledger, wake } = record;
		return saveRecord(store, recordItem(keys.payablesRead(company, ledger), record, wakeKey('payables', company, ledger, wake)));
	},
	dueReads: (now, limit) => dueAt(store, 'payables', now, limit),

	put: async ({ company, ledger }, generation, { vendors, payables }) => {
		const items = [
			...vendors.map((one) => itemOf(company, keys.owed(company, ledger, generation, `V#${one.id}`), one)),
			...payables.map((one) => itemOf(company, keys.owed(company, ledger, generation, `B#${one.vendor}#${one.kind}#${one.id}`), one)),
		];
		// A page may bring a row twice; a batch may not.
		await writeAll(store, [...new Map(items.map((item) => [keyText(keyOf(item)), item])).values()]);
	},
	withRows: (scope, generation) => withRows(store, scope, generation),
	putOwed: ({ company, ledger }, generation, owed) =>
		writeAll(
			store,
			owed.map((one) => itemOf(company, keys.owed(company, ledger, generation, `L#${one.vendor.id}`), one)),
		),
	putFound: ({ company, ledger }, generation, { same, proposals }) =>
		writeAll(store, [
			...same.map((one, at) => itemOf(company, keys.owed(company, ledger, generation, `S#${numbered(at)}`), one)),
			...proposals.map((one, at) => itemOf(company, keys.owed(company, ledger, generation, `P#${numbered(at)}`), one)),
		]),
	clear: async ({ company, ledger }, generation) => {
		const rows = await rowsOf(store, { partition: partitions.owed(company, ledger, generation), limit: clearedAtOnce, only: ['pk', 'sk'] });
		for (const some of chunks(rows, 500))
			await writeAll(
				store,
				[],
				some.map((row) => keyOf(mustBelongTo(row, company))),
			);
		return rows.length < clearedAtOnce;
	},

	owedTo: async ({ company, ledger }, generation, vendors) => {
		const wanted = vendors.filter(isKeyPart).map((id) => keys.owed(company, ledger, generation, `L#${id}`));
		const items = await getAll(store, wanted, 'eventual');
		const all = [...items.values()].map((item) => held<VendorOwed>(item, company));
		return new Map(all.map((one) => [one.vendor.id, one]));
	},
	rowsOf: async ({ company, ledger }, generation, vendor, limit) => {
		if (!isKeyPart(vendor)) return [];
		const partition = partitions.owed(company, ledger, generation);
		const items = await rowsOf(store, { partition, range: { prefix: `B#${vendor}#` }, limit });
		return items.map((item) => held<Payable>(item, company));
	},
	found: async ({ company, ledger }, generation) => {
		const partition = partitions.owed(company, ledger, generation);
		const [same, proposals] = await Promise.all((['S#', 'P#'] as const).map((prefix) => rowsOf(store, { partition, range: { prefix } })));
		return {
			same: (same ?? []).map((item) => held<SameContact>(item, company)),
			proposals: (proposals ?? []).map((item) => held<Proposal>(item, company)),
		};
	},
	...sameParties(store),
});
