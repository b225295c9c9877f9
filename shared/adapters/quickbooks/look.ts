/**
 * Asking for documents by id. A query leaves out what is not there, and says no word about it; so what it left out is asked for alone, and only QuickBooks'
 * own "Object Not Found" or a row that says it is deleted makes a document gone.
 */
import type { Instant } from '../../domain/day.ts';
import type { DocumentKind, LedgerId, Refused } from '../../domain/document.ts';
import type { Looked } from '../../ports/accounting.ts';
import { agedLines } from './aged-detail.ts';
import type { Client, Entity } from './client.ts';
import { homeIn, zoneIn } from './company.ts';
import { Declined } from './faults.ts';
import { journalsIn, reportDay } from './journals.ts';
import { mapped } from './mapped.ts';
import { deletedRow, type Place, seenIn } from './row.ts';
import { fieldIn } from './said.ts';

type Kept = Exclude<Entity, 'Customer'>;
const entityOf: Partial<Readonly<Record<DocumentKind, Kept>>> = {
	invoice: 'Invoice',
	'credit-note': 'CreditMemo',
	payment: 'Payment',
	'refund-receipt': 'RefundReceipt',
};
/** Kinds whose rows say nothing of days that must be the company's. */
const dateless: ReadonlySet<DocumentKind> = new Set(['payment', 'refund-receipt'] as const);

/**
 * Should none of them be there, they are asked for one after the other, and that must fit into a function's two minutes even where a call takes two seconds. In
 * an address a hundred would be 1.4 kB and of twenty digits 2.6 kB: no matter. (What Intuit takes is not written anywhere.)
 */
const lookedAtOnce = 50;
/** One report tells of all of them. */
const journalsAtOnce = 5000;
export const atOnce = (kind: DocumentKind): number => (kind === 'journal' ? journalsAtOnce : lookedAtOnce);
/** Others QuickBooks does not give out; one of them in a query is a fault for all. */
const isId = (id: string): boolean => /^\d{1,20}$/.test(id);

/** The row of this id, `gone`, or why it is neither. */
const alone = async (client: Client, entity: Kept, id: string): Promise<{ row: unknown } | { no: string } | 'gone'> => {
	try {
		const row = await client.one(entity, id);
		if (row === null || deletedRow.safeParse(row).success) return 'gone';
		return seenIn(row).id === id ? { row } : { no: 'QuickBooks gave something else for it' };
	} catch (error) {
		if (error instanceof Declined) return { no: error.message };
		throw error;
	}
};

type Found = { readonly rows: readonly unknown[]; readonly refused: readonly Refused[]; readonly gone: readonly string[]; calls: number };
const find = async (client: Client, entity: Kept, kind: DocumentKind, ids: readonly string[]): Promise<Found> => {
	const { is } = await client.rows(entity, [{ field: 'Id', operator: 'IN', value: ids }], 'Id', 1, ids.length);
	const answered = new Map(is.map((row) => [seenIn(row).id, row]));
	const rows: unknown[] = [];
	const refused: Refused[] = [];
	const gone: string[] = [];
	let calls = 1;
	for (const id of ids) {
		const row = answered.get(id);
		const one = row === undefined ? await alone(client, entity, id) : deletedRow.safeParse(row).success ? 'gone' : { row };
		if (row === undefined) calls += 1;
		if (one === 'gone') gone.push(id);
		else if ('row' in one) rows.push(one.row);
		else refused.push({ kind, id, reason: one.no });
	}
	return { rows, refused, gone, calls };
};

const isNameless = (row: unknown): boolean => fieldIn(row, 'CurrencyRef') === undefined;
/** Part of it is settled, on a day that the row does not say. */
const isSettled = (row: unknown): boolean =>
	fieldIn(row, 'TotalAmt') !== (fieldIn(row, 'RemainingCredit') ?? fieldIn(row, 'Balance') ?? fieldIn(row, 'UnappliedAmt'));

/**
 * `look` of one ledger. Cost: 1 call for up to fifty ids, 1 for each that its answer leaves out; once in all 1 for the company's currency where a row names
 * none, and 1 for its time zone where part of an invoice, credit memo or journal is settled. Journals 1 call, the report, for all. Throws `AccountingFault`.
 */
export const lookingAt = (client: Client, ledger: LedgerId, now: () => Instant) => {
	const known: { home?: Place['home']; zone?: string } = {};
	const learnHome = async (): Promise<number> => {
		known.home = homeIn((await client.preferences()).is);
		return 1;
	};
	const learnZone = async (): Promise<number> => {
		known.zone = zoneIn((await client.companyInfo()).is);
		return 1;
	};
	const journals = async (asked: readonly string[]): Promise<Looked> => {
		const at = now();
		const { is, time } = await client.agedReceivables(reportDay(at));
		let calls = 1;
		let report = agedLines(is, known.home ?? null);
		// A company of one currency names none.
		if (report.unread.length > 0 && known.home === undefined) {
			calls += await learnHome();
			report = agedLines(is, known.home ?? null);
		}
		const found = () => journalsIn({ ledger, home: known.home ?? null, zone: known.zone ?? 'UTC' }, report, time ?? at, asked);
		let { documents, refused, settled } = found();
		if (known.zone === undefined && (settled.length > 0 || documents.some(({ entries }) => entries.some(({ estimated }) => estimated)))) {
			calls += await learnZone();
			({ documents, refused, settled } = found());
		}
		const wanted = new Set(asked);
		return { documents: documents.filter(({ id }) => wanted.has(id)), refused, gone: [], settled, calls };
	};
	return async (kind: DocumentKind, asked: readonly string[]): Promise<Looked> => {
		if (kind === 'journal') return journals(asked);
		const entity = entityOf[kind];
		const ids = [...new Set(asked)].filter(isId);
		if (!entity || ids.length === 0) return { documents: [], refused: [], gone: [], calls: 0 };
		const rows: unknown[] = [];
		const refused: Refused[] = [];
		const gone: string[] = [];
		let calls = 0;
		for (let from = 0; from < ids.length; from += lookedAtOnce) {
			const found = await find(client, entity, kind, ids.slice(from, from + lookedAtOnce));
			rows.push(...found.rows);
			refused.push(...found.refused);
			gone.push(...found.gone);
			calls += found.calls;
		}
		if (known.home === undefined && rows.some(isNameless)) {
			calls += await learnHome();
		}
		if (known.zone === undefined && !dateless.has(kind) && rows.some(isSettled)) {
			calls += await learnZone();
		}
		const place = { ledger, home: known.home ?? null, zone: known.zone ?? 'UTC' };
		const read = mapped(place, [{ entity, rows }], now());
		return { documents: read.documents, refused: [...refused, ...read.refused], gone, calls };
	};
};
