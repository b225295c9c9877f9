/** One page of a read: asked for, taken apart row by row, and where the read goes on. */
import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import { instantOfMs } from '../../domain/day.ts';
import type { Refused } from '../../domain/document.ts';
import type { Cursor, Page } from '../../ports/accounting.ts';
import { TooSlow } from './call.ts';
import { type Sorted, sort } from './listed.ts';
import { type Advance, advance, firstTurn, grown, halved, pageOf, type Turn } from './paging.ts';
import { horizonOf, type Mode, type Place, read, sinceOf, start, watermarkOf, write, type Zoned } from './place.ts';
import { type Ask, type Rows, type Slice, slices } from './slices.ts';

/** A delta begins this much before the read before it began: Xero's rows become visible a little after their UpdatedDateUTC. */
const overlapMs = 2 * 60_000;
/** Without Xero's own clock ours is taken, which may be minutes off. */
const blindOverlapMs = 10 * 60_000;
/** A list that came short is read so often again; then it is said. */
const rereads = 2;

export type Reader = {
	readonly api: AccountingApi;
	readonly tenant: string;
	readonly ledger: string;
	readonly nowMs: () => number;
	/** A call that takes longer is given up. */
	readonly timeoutMs: number;
	/** The company's time zone, as known or asked for now (1 call). */
	readonly zone: (known: Zoned | null) => Promise<{ readonly zone: Zoned; readonly calls: number }>;
};

const named = ([first, ...others]: readonly [Slice, ...Slice[]]): readonly [string, ...string[]] => [
	first.name,
	...others.map(({ name }) => name),
];
const lists: Readonly<Record<Mode, readonly [string, ...string[]]>> = {
	everything: named(slices.everything),
	changes: named(slices.changes),
	open: named(slices.open),
};
export const begin = (mode: Mode, from: string): Cursor => write(start(mode, from, lists[mode][0]));

type At = { readonly reader: Reader; readonly slice: Slice; readonly want: Ask['want']; readonly place: Place };

const ask = ({ reader, slice, want }: At, change: Pick<Ask, 'page' | 'size' | 'changed'>): Promise<Rows> =>
	slice.read({ api: reader.api, tenant: reader.tenant, want, ...change });

const moment = ({ nowMs }: Reader, serverMs: number | null, overlap: number): string =>
	instantOfMs(serverMs === null ? nowMs() - blindOverlapMs : serverMs - overlap);

/**
 * How many rows Xero counts that never came: its count, less those that came, less those that changed since we began (they moved, and the next delta has
 * them). 0 when it does not count. Costs a call when the numbers differ.
 */
const missing = async (at: At, { distinct, counted }: Extract<Advance, { turn: null }>): Promise<{ rows: number; calls: number }> => {
	if (counted === null || distinct >= counted || at.place.began === null) return { rows: 0, calls: 0 };
	const { pagination, rows } = await ask(at, { page: 1, size: 1, changed: new Date(at.place.began) });
	return { rows: Math.max(0, counted - distinct - (pagination?.itemCount ?? rows.length)), calls: 1 };
};

const shortOf = ({ slice }: At, rows: number, counted: number | null): Refused => ({
	kind: slice.kind,
	id: `list ${slice.name}`,
	reason: `Xero counts ${counted} in its list of ${slice.name.replaceAll('-', ' ')} but did not give ${rows} of them, though asked ${rereads + 1} times. The comparison with the ledger’s own totals tells whether money is missing; a document that is saved there once more is read.`,
});

type Read = Sorted & Pick<Page, 'calls'>;

/** The last row of a list was read: the list again when it came short, else the next one, else the end. */
const ended = async (at: At, step: Extract<Advance, { turn: null }>, page: Read, zone: Zoned): Promise<Page> => {
	const { slice, place } = at;
	const short = await missing(at, step);
	const again = short.rows > 0 && place.tries < rereads;
	const total = Math.max(step.counted ?? 0, step.distinct);
	const lost = short.rows > 0 && !again ? short.rows : 0;
	const read = {
		...page,
		refused: lost > 0 ? [...page.refused, shortOf(at, lost, step.counted)] : page.refused,
		progress: { kind: slice.kind, done: place.before + total - short.rows, total: place.before + total },
		calls: page.calls + short.calls,
	};
	const anew = { ...place, turn: firstTurn(place.turn), began: null };
	if (again) return { ...read, next: write({ ...anew, tries: place.tries + 1 }) };
	const all = slices[place.mode];
	const following = all[all.indexOf(slice) + 1];
	if (!following) return { ...read, next: null, watermark: watermarkOf(place.watermark ?? '', zone) };
	const before = following.kind === slice.kind ? place.before + total : 0;
	return { ...read, next: write({ ...anew, list: following.name, tries: 0, before }) };
};

const progressAt = ({ slice, place }: At, { items, done }: Turn): Page['progress'] => ({
	kind: slice.kind,
	done: place.before + done,
	total: place.before + Math.max(items, done),
});

const wantOf = (place: Place): Ask['want'] => {
	if (place.mode === 'open') return { open: true };
	return place.mode === 'everything' ? { horizon: horizonOf(place) } : { since: new Date(sinceOf(place)) };
};

/**
 * A page that takes too long is asked for again with half as many rows, from the same place; the cursor keeps the size, and pages that are
 * soon there double it again. Throws `AccountingFault`.
 */
export const readPage = async (reader: Reader, cursor: Cursor): Promise<Page> => {
	const known = read(cursor, lists);
	const { turn } = known;
	const slice = slices[known.mode].find(({ name }) => name === known.list) ?? slices[known.mode][0];
	const want = wantOf(known);
	const { zone, calls } = await reader.zone(known.zone);
	const at: At = { reader, slice, want, place: { ...known, zone } };
	const askedMs = reader.nowMs();
	let answer: Rows;
	try {
		answer = await ask(at, { page: pageOf(turn), size: turn.size, changed: null });
	} catch (error) {
		const half = error instanceof TooSlow ? halved(turn) : null;
		if (half === null) throw error;
		const nothing = { customers: [], documents: [], refused: [] };
		return { ...nothing, progress: progressAt(at, half), calls: calls + 1, next: write({ ...at.place, turn: half }) };
	}
	const soon =
		reader.nowMs() - askedMs < reader.timeoutMs / 3 && answer.pagination?.pageSize === turn.size && answer.rows.length >= turn.size;
	const later = (one: Turn): Turn => (soon ? grown(one) : one);
	const { serverMs } = answer.answer;
	const place: Place = {
		...at.place,
		watermark: known.watermark ?? moment(reader, serverMs, overlapMs),
		began: known.began ?? moment(reader, serverMs, 0),
	};
	const step = advance(turn, answer);
	const page = { ...sort(reader.ledger, slice.kind, step.takes ? answer.rows : [], zone.name), calls: calls + 1 };
	if (step.turn === null) return ended({ ...at, place: { ...place, turn: later(turn) } }, step, page, zone);
	const next = later(step.turn);
	return { ...page, progress: progressAt(at, next), next: write({ ...place, turn: next }) };
};
