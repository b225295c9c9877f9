/** Money given back at once. It touches no receivable, so nothing is ever open on it; people look for it among a customer's documents. */
import * as z from 'zod/mini';
import { customerId, type Document } from '../../domain/document.ts';
import { detailsIn } from './details.ts';
import { isVoid } from './documents.ts';
import { currencyOf, dayOf, minorOf, type Place, RowError, ref, rowHead, versionOf } from './row.ts';

const text = z._default(z.string(), '');
const refundRow = z.extend(rowHead, {
	TxnDate: z.string(),
	CustomerRef: z.optional(ref),
	CurrencyRef: z.optional(ref),
	TotalAmt: z.number(),
	DocNumber: text,
	PaymentRefNum: text,
	PrivateNote: z.optional(z.string()),
});

/** Null for one that names no customer: it is nobody's document. */
export const refundReceiptFrom =
	(place: Place) =>
	(row: unknown): Document | null => {
		const read = refundRow.parse(row);
		if (read.CustomerRef === undefined) return null;
		const code = currencyOf(place, read.CurrencyRef);
		const total = minorOf(read.TotalAmt, code);
		if (total < 0) throw new RowError('its total is negative');
		const standing = isVoid(read)
			? ({ state: 'void', providerStatus: 'Voided' } as const)
			: ({ state: 'closed', providerStatus: 'Paid back' } as const);
		return {
			ledger: place.ledger,
			kind: 'refund-receipt',
			id: read.Id,
			version: versionOf(read.MetaData.LastUpdatedTime, read.SyncToken),
			customer: customerId(place.ledger, read.CustomerRef.value),
			number: read.DocNumber,
			reference: read.PaymentRefNum,
			...standing,
			currency: code,
			total,
			open: 0,
			unapplied: 0,
			issued: dayOf(read.TxnDate),
			due: null,
			entries: [],
			details: detailsIn(row, code),
		};
	};
