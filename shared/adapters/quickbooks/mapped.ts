/** Rows of an answer as customers and documents; what cannot be read is refused one by one. */
import type { Instant } from '../../domain/day.ts';
import type { Customer, Document, Refused } from '../../domain/document.ts';
import type { EntityRows } from './client.ts';
import { customerFrom } from './customers.ts';
import { applicationsIn, creditNoteFrom, deletedFrom, invoiceFrom, paymentFrom } from './documents.ts';
import { refundReceiptFrom } from './refund-receipts.ts';
import { deletedRow, mapRows, type Place } from './row.ts';

export type Mapped = {
	readonly customers: readonly Customer[];
	readonly documents: readonly Document[];
	readonly refused: readonly Refused[];
};

/** `at`: the server's clock, for a deletion that says no time. */
export const mapped = (place: Place, parts: readonly EntityRows[], at: Instant): Mapped => {
	const known = applicationsIn(
		place,
		parts.flatMap((part) => (part.entity === 'Payment' ? part.rows : [])),
	);
	const customers: Customer[] = [];
	const documents: Document[] = [];
	const refused: Refused[] = [];
	for (const { entity, rows } of parts) {
		// An entry does not say what is left of it: the report does (journals.ts).
		if (entity === 'JournalEntry') continue;
		const gone = rows.filter((row) => deletedRow.safeParse(row).success);
		const live = rows.filter((row) => !gone.includes(row));
		if (entity === 'Customer') {
			const read = mapRows(entity, live, customerFrom(place));
			customers.push(...read.good);
			refused.push(...read.refused);
			// QuickBooks only ever archives customers; should one be gone, our copy keeps what its documents need.
			for (const row of gone)
				refused.push({ kind: 'customer', id: deletedRow.parse(row).Id, reason: 'deleted in the ledger: the copy keeps what it knew' });
			continue;
		}
		const map = {
			Invoice: invoiceFrom(place, known),
			CreditMemo: creditNoteFrom(place, known),
			Payment: paymentFrom(place),
			RefundReceipt: refundReceiptFrom(place),
		}[entity];
		for (const read of [mapRows(entity, live, map), mapRows(entity, gone, deletedFrom(place, entity, at))]) {
			documents.push(...read.good.filter((document) => document !== null));
			refused.push(...read.refused);
		}
	}
	return { customers, documents, refused };
};
