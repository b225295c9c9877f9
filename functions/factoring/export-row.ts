/** One line of an export: as columns of the CSV file, as an object of the JSON Lines file. */
import type { Bucket } from '../../shared/domain/aging.ts';
import type { OpenItem, RefusalCode, Verdict } from '../../shared/domain/eligibility.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import type { Column } from '../../shared/wire/csv.ts';

export type ExportRow = {
	readonly item: OpenItem;
	readonly verdict: Verdict;
	/** The customer's. */
	readonly name: string;
	/** At the as-of day; null without a due day. */
	readonly late: number | null;
	readonly bucket: Bucket | null;
	/** Sentences of the refusals. */
	readonly reasons: Readonly<Record<RefusalCode, string>>;
};

const amount = ({ item }: ExportRow, minor: number): string => toDecimal({ minor, currency: item.currency });
export const exportColumns: readonly Column<ExportRow>[] = [
	{ head: 'ledger', kind: 'text', value: ({ item }) => item.ledger },
	{ head: 'kind', kind: 'text', value: ({ item }) => item.kind },
	{ head: 'number', kind: 'text', value: ({ item }) => item.number },
	{ head: 'id', kind: 'text', value: ({ item }) => item.id },
	{ head: 'customer', kind: 'text', value: ({ name }) => name },
	{ head: 'customer id', kind: 'text', value: ({ item }) => item.customer },
	{ head: 'currency', kind: 'text', value: ({ item }) => item.currency },
	{ head: 'issued', kind: 'day', value: ({ item }) => item.issued },
	{ head: 'due', kind: 'day', value: ({ item }) => item.due },
	{ head: 'days past due', kind: 'number', value: ({ late }) => late },
	{ head: 'bucket', kind: 'text', value: ({ bucket }) => bucket },
	{ head: 'total', kind: 'amount', value: (row) => amount(row, row.item.total) },
	{ head: 'open', kind: 'amount', value: (row) => amount(row, row.item.open) },
	{ head: 'unapplied', kind: 'amount', value: (row) => amount(row, row.item.unapplied) },
	{ head: 'in flight', kind: 'amount', value: (row) => amount(row, row.item.held) },
	{ head: 'eligible', kind: 'amount', value: (row) => amount(row, row.verdict.eligible) },
	{ head: 'ineligible', kind: 'amount', value: (row) => amount(row, row.item.open - row.verdict.eligible) },
	{ head: 'codes', kind: 'text', value: ({ verdict }) => verdict.refused.map(({ code }) => code).join(' ') },
	{ head: 'reason', kind: 'text', value: ({ verdict, reasons }) => verdict.refused.map(({ code }) => reasons[code]).join(' ') },
	{ head: 'also', kind: 'text', value: ({ verdict }) => verdict.secondary.join(' ') },
];

/** One line, with its end. */
export const jsonLine = (row: ExportRow): string => {
	const { item, verdict, name, reasons } = row;
	const { ledger, kind, id, number, customer, currency, issued, due } = item;
	const line = {
		ledger,
		kind,
		id,
		number,
		customer,
		name,
		currency,
		issued,
		due,
		daysPastDue: row.late,
		bucket: row.bucket,
		total: amount(row, item.total),
		open: amount(row, item.open),
		unapplied: amount(row, item.unapplied),
		inFlight: amount(row, item.held),
		eligible: amount(row, verdict.eligible),
		ineligible: verdict.refused.map(({ code, minor }) => ({ code, amount: amount(row, minor), reason: reasons[code] })),
		also: verdict.secondary,
	};
	return `${JSON.stringify(line)}\n`;
};
