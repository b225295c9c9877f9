/** QuickBooks customers. A sub-customer is a customer of its own: invoices name it, and its balance is apart from its parent's. */
import * as z from 'zod';
import { type Customer, customerId } from '../../domain/document.ts';
import { countryCode } from './countries.ts';
import { currencyOf, type Place, ref, rowHead, versionOf } from './row.ts';

const schema = rowHead.extend({
	DisplayName: z.string().min(1),
	Active: z.boolean().default(true),
	AcctNum: z.string().optional(),
	CurrencyRef: ref.optional(),
	PrimaryEmailAddr: z.object({ Address: z.string().optional() }).optional(),
	BillAddr: z.object({ Country: z.string().optional() }).optional(),
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
		};
	};
