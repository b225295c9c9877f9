/** UNREAD: rows of a ledger that cannot be read, each until it reads well, and the doubt that they put on our copy. */
import type { Instant } from '../../domain/day.ts';
import {
	type CompanyId,
	type CustomerId,
	customerId,
	type Doubt,
	documentKinds,
	type LedgerId,
	type ReadRow,
	type Refused,
	rowName,
	type Unread,
} from '../../domain/document.ts';
import { type Books, type Scope, TryLater } from '../../ports/books.ts';
import { isKeyPart, type Key, keys, partitions } from '../../wire/table.ts';
import { getAll } from './batch.ts';
import { doubtIn, type Item, keyOf, keyText, mustBelongTo, oneOf, text, textOrNull } from './item.ts';
import { chunks } from './lanes.ts';
import { booksRev } from './load-documents.ts';
import { rowsOf } from './query.ts';
import { jitter, tries } from './retry.ts';
import type { Store } from './store.ts';
import { transact, type Write } from './transact.ts';

type Row = Pick<Refused, 'kind' | 'id'>;
type Marker = { readonly key: Key; readonly row: Unread };

const kinds: readonly Refused['kind'][] = [...documentKinds, 'customer'];

const markerFrom = (item: Item, company: CompanyId): Marker => {
	mustBelongTo(item, company);
	const customer = textOrNull(item, 'cust');
	const copy = customer === null ? {} : { copy: { customer, number: text(item, 'no') } };
	return { key: keyOf(item), row: { kind: oneOf(item, 'kind', kinds), id: text(item, 'id'), reason: text(item, 'why'), ...copy } };
};

const markersOf = async (store: Store, { company, ledger }: Scope, customer?: CustomerId): Promise<Marker[]> => {
	const range = customer === undefined ? {} : { range: { prefix: `${customer}#` } };
	const rows = await rowsOf(store, { partition: partitions.unread(company, ledger), consistent: true, ...range });
	return rows.map((row) => markerFrom(row, company));
};

/** Our copy of the row. */
const copyKey = ({ company, ledger }: Scope, { kind, id }: Row): Key =>
	kind === 'customer' ? keys.customer(company, customerId(ledger, id)) : keys.document(company, ledger, kind, id);

const unreadAs = (ledger: LedgerId, refused: Refused, copy: Item | undefined): Unread => {
	const { kind, id, reason } = refused;
	if (!copy) return { kind, id, reason };
	const customer = kind === 'customer' ? customerId(ledger, id) : text(copy, 'cust');
	return { kind, id, reason, copy: { customer, number: kind === 'customer' ? '' : text(copy, 'no') } };
};

const markerKey = ({ company, ledger }: Scope, { kind, id, copy }: Unread): Key =>
	keys.unread(company, ledger, copy?.customer ?? (kind === 'customer' ? customerId(ledger, id) : null), kind, id);

/** Fails when the copy changed meanwhile. A document's revision is raised: whoever saves over what he read before must look again. */
const doubted = (kind: Refused['kind'], copy: Item, doubt: Doubt | null): Write => {
	const revised = kind === 'customer' ? {} : { ':one': 1 };
	const raise = kind === 'customer' ? '' : doubt === null ? ' SET rev = rev + :one' : ', rev = rev + :one';
	const values = { ':ver': text(copy, 'ver'), ...revised, ...(doubt === null ? {} : { ':doubt': doubt }) };
	const UpdateExpression = `${doubt === null ? 'REMOVE doubt' : 'SET doubt = :doubt'}${raise}`;
	return { update: keyOf(copy), change: { UpdateExpression, ConditionExpression: 'ver = :ver', ExpressionAttributeValues: values } };
};

type Found = { readonly known: readonly Marker[]; readonly copies: ReadonlyMap<string, Item> };

/** Refused: the copy is in doubt, and the row is kept under the copy's customer. None when it is so already. */
const refusing = (scope: Scope, refused: Refused, { known, copies }: Found, at: Instant): Write[] => {
	const { company, ledger } = scope;
	const copy = copies.get(keyText(copyKey(scope, refused)));
	const { doubt } = copy ? doubtIn(mustBelongTo(copy, company)) : {};
	const row = unreadAs(ledger, refused, copy);
	const key = markerKey(scope, row);
	const own = known.filter((each) => rowName(each.row) === rowName(refused));
	const stands = own.some((each) => keyText(each.key) === keyText(key) && each.row.reason === row.reason && !each.row.copy === !row.copy);
	const others = own.filter((each) => keyText(each.key) !== keyText(key));
	if (stands && others.length === 0 && (!copy || doubt?.why === row.reason)) return [];
	const { kind, id, reason: why } = row;
	const item = { ...key, co: company, ledger, kind, id, why, cust: row.copy?.customer, no: row.copy?.number };
	return [
		...(copy && doubt?.why !== why ? [doubted(kind, copy, { since: doubt?.since ?? at, why })] : []),
		{ put: item },
		...others.map((each) => ({ delete: each.key })),
	];
};

/** Well: nothing is in doubt any more, unless what read well is older than what we hold. */
const healing = (scope: Scope, { key, row }: Marker, version: string, { copies }: Found): Write[] => {
	const copy = copies.get(keyText(copyKey(scope, row)));
	if (!copy || doubtIn(mustBelongTo(copy, scope.company)).doubt === undefined) return [{ delete: key }];
	return version < text(copy, 'ver') ? [] : [doubted(row.kind, copy, null), { delete: key }];
};

const newest = (well: readonly ReadRow[]): Map<string, string> => {
	const versions = new Map<string, string>();
	for (const row of well) {
		const seen = versions.get(rowName(row));
		if (seen === undefined || row.version > seen) versions.set(rowName(row), row.version);
	}
	return versions;
};

/** A row whose id cannot be told, or is none that we could keep. */
const named = (refused: Refused): Refused => (isKeyPart(refused.id) ? refused : { ...refused, id: '?' });

/** Three writes a row at most, and the ledger's revision. */
const atOnce = 33;

const writesFor = async (
	store: Store,
	scope: Scope,
	refused: ReadonlyMap<string, Refused>,
	well: ReadonlyMap<string, string>,
	at: Instant,
): Promise<Write[][]> => {
	const known = await markersOf(store, scope);
	const healed = known.flatMap((each) => {
		const version = well.get(rowName(each.row));
		return version === undefined || refused.has(rowName(each.row)) ? [] : [{ marker: each, version }];
	});
	const wanted = [...refused.values(), ...healed.map(({ marker }) => marker.row)];
	const rows = wanted.map((row) => copyKey(scope, row));
	const found: Found = { known, copies: await getAll(store, rows, 'consistent', ['co', 'ver', 'cust', 'no', 'doubt']) };
	return [
		...[...refused.values()].map((each) => refusing(scope, each, found, at)),
		...healed.map(({ marker, version }) => healing(scope, marker, version, found)),
	].filter((writes) => writes.length > 0);
};

/** Copies and kept rows change together, and the ledger's revision with them: whoever reads both at one revision reads them as one. */
const noting =
	(store: Store): Books['noteRows'] =>
	async (scope, rows, at) => {
		const { company, ledger } = scope;
		const refused = new Map(rows.refused.map(named).map((each) => [rowName(each), each]));
		const well = newest(rows.well);
		if (refused.size === 0 && well.size === 0) return { changed: 0, unread: [] };
		const revision: Write = {
			update: keys.booksRev(company, ledger),
			change: { UpdateExpression: 'SET co = :co ADD rev :one', ExpressionAttributeValues: { ':co': company, ':one': 1 } },
		};
		let changed = 0;
		for (let lost = 1; ; lost++) {
			const groups = await writesFor(store, scope, refused, well, at);
			// A ledger that was never counted has no revision, and must not get one here: a first read goes by that.
			const raised = groups.length > 0 && (await booksRev(store, scope)) > 0 ? [revision] : [];
			let failed = false;
			for (const chunk of chunks(groups, atOnce)) {
				if ((await transact(store, [...raised, ...chunk.flat()])) === null) changed += chunk.length;
				else failed = true;
			}
			if (!failed) return { changed, unread: (await markersOf(store, scope)).map(({ row }) => row) };
			if (lost === tries) throw new TryLater('other writers were faster');
			await jitter(lost);
		}
	};

export const unreadRows = (store: Store): Pick<Books, 'noteRows' | 'unread'> => ({
	noteRows: noting(store),
	unread: async (scope, customer) => (await markersOf(store, scope, customer)).map(({ row }) => row),
});
