/** QuickBooks customers. A sub-customer is a customer of its own: invoices name it, and its balance is apart from its parent's. */
import * as z from 'zod/mini';
import { type Customer, customerId } from '../../domain/document.ts';
import { countryCode } from './countries.ts';
import { customerDetailsIn } from './customer-details.ts';
import { currencyOf, type Place, ref, rowHead, versionOf } from './row.ts';

const schema = z.extend(rowHead, {
	DisplayName: z.string().check(z.minLength(1)),
	Active: z._default(z.boolean(), true),
	AcctNum: z.optional(z.string()),
	CurrencyRef: z.optional(ref),
	PrimaryEmailAddr: z.optional(z.object({ Address: z.optional(z.string()) })),
	BillAddr: z.optional(z.object({ Country: z.optional(z.string()) })),
});

/** People put several addresses into the one field, with commas or semicolons between: the first counts. */
const emailOf = (text: string | undefined): string | null => {
	const first = (text ?? '').split(/[,;\s]+/).find((part) => part !== '');
	return first?.includes('@') ? first : null;
};

/** QuickBooks keeps no language. Throws `RowError` and its kin for a row that makes no sense. */
export const customerFrom =
	(place: Place) =>
	(row: unknown): Customer => {
		const read = schema.parse(row);
		return {
			ledger: place.ledger,
			id: customerId(place.ledger, read.Id),
			version: versionOf(read.MetaData.LastUpdatedTime, read.SyncToken),
			name: read.DisplayName,
			email: emailOf(read.PrimaryEmailAddr?.Address),
			language: null,
			country: countryCode(read.BillAddr?.Country),
			currency: currencyOf(place, read.CurrencyRef),
			accountNumber: read.AcctNum || null,
			archived: !read.Active,
			details: customerDetailsIn(row, place.ledger),
		};
	};
