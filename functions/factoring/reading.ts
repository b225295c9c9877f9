/** One read of the open list: of which ledgers at which revision it is begun, and begun again when they moved under it. */
import { type Aging, age, mergeLadders } from '../../shared/domain/aging.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, msOf } from '../../shared/domain/day.ts';
import type { EligibilityRules } from '../../shared/domain/eligibility.ts';
import type { ExportLedger, FactoringExport, Reading } from '../../shared/domain/export.ts';
import { type Building, type BuildPorts, fileKey, fileName, held, released, save } from './ports.ts';

/** Reads in a row before the books get a minute to stand still, and in all before a person is told. */
const inARow = 4;
const inAll = 12;

/** As for aging: read completely at least once, and not disconnected. */
const isCounted = ({ phase, state }: Connection): boolean => phase === 'live' && state !== 'disconnected';

const isStale = ({ state, stopped, freshAsOf }: Connection, { maxLedgerHours }: EligibilityRules, now: Instant): boolean =>
	state !== 'connected' || stopped !== null || freshAsOf === null || msOf(now) - msOf(freshAsOf) > maxLedgerHours * 3_600_000;

/** The company's aging of the reading's ledgers at the export's day. */
export const agingOf = async (
	{ company, currency, asOf }: FactoringExport,
	{ ledgers }: Reading,
	{ books }: BuildPorts,
): Promise<Aging[]> => {
	const counted = new Set(ledgers.map(({ ledger }) => ledger));
	const currencies = currency === null ? await books.currencies(company) : [currency];
	return Promise.all(
		currencies.map(async (code) => {
			const rows = (await books.ladders(company, code)).filter(({ ledger }) => counted.has(ledger));
			const unapplied = rows.reduce((all, row) => all + row.unapplied, 0);
			return age(code, mergeLadders(rows.map(({ ladder }) => ladder)), unapplied, asOf);
		}),
	);
};

/** Revisions first: whatever is read after them and before the same ones at the end is of one state. */
const firstLook = async (each: FactoringExport, ports: BuildPorts): Promise<Reading | null> => {
	const { books, connections, exports, clock } = ports;
	const startedAt = clock.now();
	const all = (await connections.connections(each.company)).toSorted((a, b) => (a.ledger < b.ledger ? -1 : 1));
	const ledgers = await Promise.all(
		all.filter(isCounted).map(async (one): Promise<ExportLedger> => {
			const rev = await exports.revision(each.company, one.ledger);
			const unread = (await books.unread({ company: each.company, ledger: one.ledger })).length;
			return { ledger: one.ledger, name: one.name, rev, freshAsOf: one.freshAsOf, stale: isStale(one, each.rules, startedAt), unread };
		}),
	);
	if (ledgers.length === 0) return null;
	const reading: Reading = {
		n: each.again.length + 1,
		startedAt,
		ledgers,
		leftOut: all.filter(({ state }) => state === 'disconnected').map(({ ledger, name }) => ({ ledger, name })),
		done: 0,
		total: 0,
		place: null,
		parts: 0,
		uploads: {},
		ended: false,
	};
	const agings = await agingOf(each, reading, ports);
	const total = agings.flatMap(({ buckets }) => Object.values(buckets)).reduce((sum, { count }) => sum + count, 0);
	return { ...reading, total };
};

const fail = (each: FactoringExport, problem: string, ports: BuildPorts): Promise<FactoringExport> =>
	save({ ...each, state: 'failed', problem, lease: null, wake: null }, ports);

/** The export with a reading to go on with; without, when it failed. */
export const begin = async (each: FactoringExport, ports: BuildPorts): Promise<FactoringExport> => {
	const reading = await firstLook(each, ports);
	if (reading === null) return fail(each, 'No ledger is connected any more.', ports);
	return save({ ...each, reading, claims: 0, ...held(ports.clock.now()) }, ports);
};

/** Which ledgers were saved to since the reading began, in words; null when none. */
export const moved = async ({ company, reading }: Building, { exports }: BuildPorts): Promise<string | null> => {
	const now = await Promise.all(reading.ledgers.map(async ({ ledger, rev }) => (await exports.revision(company, ledger)) === rev));
	const names = reading.ledgers.filter((_, i) => !now[i]).map(({ name }) => name);
	return names.length === 0 ? null : `${names.join(' and ')} changed while it was read`;
};

/**
 * Gives the reading up. What it wrote lies in its own folder and expires. The export waits for the next reading: without `lease` for a minute, failed
 * after too many.
 */
export const again = async (each: Building, why: string, ports: BuildPorts): Promise<FactoringExport> => {
	const now = ports.clock.now();
	const uploads = each.formats.flatMap((format) => {
		const upload = each.reading.uploads[format];
		return upload ? [ports.files.abort(fileKey(each, fileName(each, format)), upload.upload)] : [];
	});
	await Promise.all(uploads);
	const next = { ...each, reading: null, again: [...each.again, { at: now, why }] };
	if (next.again.length >= inAll)
		return fail(
			next,
			`It was read ${inAll} times and never stood still. The last time: ${why}. Ask for a new export at a quieter hour.`,
			ports,
		);
	return save({ ...next, ...(next.again.length % inARow === 0 ? released(now) : held(now)) }, ports);
};

export const tooOften = (each: FactoringExport, ports: BuildPorts): Promise<FactoringExport> =>
	fail(each, `Its worker was cut off ${each.claims} times in a row. It is in our log; ask for a new export.`, ports);
