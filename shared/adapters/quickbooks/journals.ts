/**
 * What journal entries left on customers, as documents. QuickBooks says nowhere in an entry how much of it is still open; only the report AgedReceivableDetail
 * does, so that is read, and an entry that changed is no more than a reason to read it. docs/adr/0021-journal-entries.md
 */
import * as z from 'zod/mini';
import { addDays, type Day, dayIn, type Instant } from '../../domain/day.ts';
import { customerId, type Document, type Entry, journalId, journalList, type Refused } from '../../domain/document.ts';
import type { Settled } from '../../domain/sweep.ts';
import { AccountingFault, type Page } from '../../ports/accounting.ts';
import { type Aged, type AgedLine, agedLines } from './aged-detail.ts';
import type { EntityRows } from './client.ts';
import type { Reading, StepOf } from './cursor.ts';
import { deletedRow, type Place, ref } from './row.ts';
import { type Asking, counted, nothing, type Stepped } from './step.ts';

/** As of some years from now: a customer's balance holds what is dated later, and so does our copy. */
const farAhead = 3650;
export const reportDay = (now: Instant): Day => addDays(dayIn('UTC', now), farAhead);

/** A report that was not answered is asked for so often in all; then the rest of the ledger is told without it. */
const tries = 3;
/** A cursor is one item: changes of more entries at once are left to the sweep. */
const namedAtMost = 2000;
/** A watermark is in the connection's record, which everybody reads: what is more is left to the sweep too. */
const owedAtMost = 200;

const isDigits = (id: string): boolean => /^\d{1,20}$/.test(id);

const lineOfCustomer = z.object({
	JournalEntryLineDetail: z.object({ Entity: z.object({ Type: z.literal('Customer'), EntityRef: ref }) }),
});
const isEdited = ({ SyncToken }: { readonly SyncToken: string }): boolean => Number(SyncToken) > 0;
const syncToken = z._default(z.string(), '0');
const entryRow = z.object({ Id: z.string(), SyncToken: syncToken, Line: z._default(z.array(z.unknown()), []) });
/** Void ones are of nothing too, in whatever language they say so. */
const isTakenOff = z.object({ TotalAmt: z.literal(0), SyncToken: z.string().check(z.refine((sync) => isEdited({ SyncToken: sync }))) });
const linkedRow = z.object({
	CustomerRef: ref,
	Line: z._default(z.array(z.object({ LinkedTxn: z._default(z.array(z.object({ TxnId: z.string(), TxnType: z.string() })), []) })), []),
});

const namedByEntry = (row: unknown): string[] | null => {
	if (deletedRow.safeParse(row).success) return [];
	const entry = entryRow.safeParse(row);
	// What it is about cannot be told: the report tells.
	if (!entry.success) return [];
	const customers = entry.data.Line.flatMap(
		(line) => lineOfCustomer.safeParse(line).data?.JournalEntryLineDetail.Entity.EntityRef.value ?? [],
	);
	// One that was edited may have had a customer before: the report tells.
	if (customers.length === 0) return isEdited(entry.data) ? [] : null;
	return customers.map((customer) => journalId(entry.data.Id, customer));
};
const namedByPayment = (row: unknown): string[] | null => {
	const payment = linkedRow.safeParse(row).data;
	const entries = (payment?.Line ?? []).flatMap(({ LinkedTxn }) =>
		LinkedTxn.flatMap(({ TxnId, TxnType }) => (TxnType === 'JournalEntry' ? [TxnId] : [])),
	);
	if (payment !== undefined && entries.length > 0) return entries.map((entry) => journalId(entry, payment.CustomerRef.value));
	// What it settled before it does not say: the report tells.
	return deletedRow.safeParse(row).success || isTakenOff.safeParse(row).success ? [] : null;
};

/** The journals that these changes name; null: none of them is a reason to read the report. A deleted entry names nobody, nor does a payment that was taken off. */
export const journalsTouched = (parts: readonly EntityRows[]): readonly string[] | null => {
	const found = parts.flatMap(({ entity, rows }) => {
		if (entity === 'JournalEntry') return rows.map(namedByEntry);
		return entity === 'Payment' ? rows.map(namedByPayment) : [];
	});
	const told = found.filter((names) => names !== null);
	return told.length === 0 ? null : [...new Set(told.flat())];
};

/** Whatever it says: nobody knows which entries changed. */
export const askReport: StepOf<'journals'> = { do: 'journals', tries: 0, named: [] };

/** The report comes last, once, whatever wants it. */
export const withJournals = (steps: Reading['steps'], wanted: readonly string[] | null): Reading['steps'] => {
	const asked = steps.filter((step) => step.do === 'journals');
	if (asked.length === 0 && wanted === null) return steps;
	const named = [...new Set([...asked.flatMap((step) => step.named), ...(wanted ?? [])])].slice(0, namedAtMost);
	const tried = Math.max(0, ...asked.map((step) => step.tries));
	return [...steps.filter((step) => step.do !== 'journals'), { do: 'journals', tries: tried, named }];
};

const refusedAs = (why: string): Refused => ({
	kind: 'journal',
	id: journalList,
	reason: `${why} What journal entries left on customers stands here as it was last read, or not at all; the comparison with the books names them. It is asked for again with the next read.`,
});

type Left = Omit<AgedLine, 'day'> & { readonly day: Day };
const settledEntry = ({ minor, day }: Left, total: number, today: Day): Entry[] => {
	const settled = total - Math.abs(minor);
	if (settled === 0) return [];
	return [{ day: today > day ? today : day, kind: minor > 0 ? 'payment' : 'credit', minor: -settled, estimated: true }];
};

const documentOf = (place: Place, id: string, customer: string, left: Left, version: Instant): Document => {
	const { minor, amount, day, due, number, currency } = left;
	const open = Math.max(0, minor);
	const unapplied = Math.max(0, -minor);
	const rest = open + unapplied;
	const total = amount !== null && Math.sign(amount) === Math.sign(minor) ? Math.max(rest, Math.abs(amount)) : rest;
	const owed = minor > 0;
	return {
		ledger: place.ledger,
		kind: 'journal',
		id,
		version,
		customer: customerId(place.ledger, customer),
		number,
		reference: '',
		state: 'open',
		providerStatus: rest < total ? (owed ? 'Partly paid' : 'Partly applied') : owed ? 'Open' : 'Unapplied',
		currency,
		total,
		open,
		unapplied,
		issued: day,
		due: owed ? (due ?? day) : null,
		entries: [{ day, kind: 'issued', minor: total }, ...settledEntry(left, total, dayIn(place.zone, version))],
	};
};

/** An entry may have several lines on one customer; null: they are in several currencies. */
const summed = (lines: readonly AgedLine[]): AgedLine | null => {
	const [first] = lines;
	if (!first || lines.some(({ currency }) => currency !== first.currency)) return null;
	const minor = lines.reduce((all, line) => all + line.minor, 0);
	const amount = lines.reduce<number | null>((all, line) => (all === null || line.amount === null ? null : all + line.amount), 0);
	return { ...first, minor, amount };
};

export type JournalsFound = {
	readonly documents: readonly Document[];
	readonly refused: readonly Refused[];
	readonly settled: readonly Settled[];
	readonly whole: NonNullable<Page['whole']>;
};

/**
 * @param at when the report was made, by the server's clock: the version, since neither the report nor an entry has one that changes with what is open. Reads of
 * one ledger come one after the other, so what was made later is what is true.
 * @param asked `journalId`s of which it is said when nothing is open on them; not where the report does not say all
 */
export const journalsIn = (place: Place, { lines, unread, cut }: Aged, at: Instant, asked: Iterable<string>): JournalsFound => {
	const documents: Document[] = [];
	const refused: Refused[] = [];
	const there = new Set<string>();
	const groups = new Map<string, AgedLine[]>();
	for (const line of lines) {
		const { id, customer, kind } = line;
		if (id === null || customer === null) continue;
		const name = journalId(id, customer);
		// Whatever it is called there: its name is in the company's language.
		there.add(name);
		if (kind === 'journal') groups.set(name, [...(groups.get(name) ?? []), line]);
	}
	const refuse = (id: string, reason: string): void => void refused.push({ kind: 'journal', id, reason });
	for (const { id, customer, kind } of unread) {
		if (id === null || customer === null) continue;
		const name = journalId(id, customer);
		there.add(name);
		// Should it have other lines, they are not all of it.
		groups.delete(name);
		if (kind === 'journal')
			refuse(isDigits(id) && isDigits(customer) ? name : '?', "its amount or currency in QuickBooks' report cannot be read");
	}
	// It may be of any entry.
	const isNameless = unread.some(
		({ id, customer, kind }) => kind !== 'copied' && (id === null || (kind === 'journal' && customer === null)),
	);
	const unsaid = cut ? 'is cut short.' : isNameless ? 'has a row that cannot be read and does not say whose it is.' : null;
	for (const [name, all] of groups) {
		const { id, customer } = all[0] ?? {};
		const left = summed(all);
		if (!id || !customer || !isDigits(id) || !isDigits(customer)) refuse('?', 'QuickBooks gives no such id');
		else if (!left) refuse(name, 'it is in several currencies');
		else if (left.minor === 0) there.delete(name);
		else if (left.day === null) refuse(name, 'it says no day');
		else documents.push(documentOf(place, name, customer, { ...left, day: left.day }, at));
	}
	const day = dayIn(place.zone, at);
	const gone = unsaid !== null ? [] : [...new Set(asked)].filter((id) => !there.has(id));
	return {
		documents,
		refused: unsaid === null ? refused : [...refused, refusedAs(`QuickBooks' report of what is open (A/R Aging Detail) ${unsaid}`)],
		settled: gone.map((id) => ({ kind: 'journal', id, version: at, day })),
		whole: unsaid !== null ? [] : [{ kind: 'journal', id: journalList }],
	};
};

/** What only waiting, or another token, helps against. Everything else ends no read of the rest of the ledger. */
const mustWait = ({ kind }: AccountingFault): boolean => kind === 'throttled' || kind === 'unauthorised';

/** 1 call. A report that cannot be had is tried again, last of all, and then refused in words; where it was not answered, the next delta asks for what this one was to ask. */
export const makeJournals = async ({ client, state, now }: Asking, step: StepOf<'journals'>): Promise<Stepped> => {
	try {
		const { is, time } = await client.agedReceivables(reportDay(now));
		const report = agedLines(is, state.home);
		const rows = report.lines.filter(({ kind }) => kind === 'journal').length;
		const { done, total } = state;
		const read = { ...state, owed: undefined, done: counted(done, 'journal', rows), total: counted(total, 'journal', rows) };
		return { ...nothing, state: read, time, journals: { report, at: time ?? now, named: step.named } };
	} catch (error) {
		if (!(error instanceof AccountingFault) || mustWait(error)) throw error;
		// What was owed before was tried then.
		const again = error.kind === 'unavailable' && state.owed === undefined && step.tries + 1 < tries;
		if (again) return { ...nothing, state, time: null, last: [{ ...step, tries: step.tries + 1 }] };
		// A refusal is not mended by asking at once again: the sweep asks.
		const owing = error.kind === 'unavailable' ? { ...state, owed: step.named.slice(0, owedAtMost) } : { ...state, owed: undefined };
		return { ...nothing, state: owing, time: null, refused: [refusedAs(`${error.message}.`)] };
	}
};
