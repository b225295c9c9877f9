/** QuickBooks' vendors, and what they are owed: `Bill` and `VendorCredit`. */
import * as z from 'zod/mini';
import { type Payable, type Vendor, vendorId } from '../../domain/payables.ts';
import { countryCode } from './countries.ts';
import { addressIn, isMasked } from './customer-details.ts';
import { currencyOf, dayOf, minorOf, type Place, RowError, ref } from './row.ts';
import { fieldIn, textIn } from './said.ts';

const vendorRow = z.object({
	Id: z.string().check(z.minLength(1)),
	DisplayName: z.string().check(z.minLength(1)),
	Active: z._default(z.boolean(), true),
});

/** A number that is shown but for its end names nobody: "XXXXX6789". */
const numberIn = (row: unknown, name: string): string | undefined => {
	const text = textIn(row, name);
	return text === undefined || isMasked(text) ? undefined : text;
};

/** People put several addresses into the one field, with commas or semicolons between. */
const emailsIn = (row: unknown): string[] =>
	(textIn(fieldIn(row, 'PrimaryEmailAddr'), 'Address') ?? '').split(/[,;\s]+/).filter((part) => part.includes('@'));

export const vendorFrom =
	({ ledger }: Place) =>
	(row: unknown): Vendor => {
		const { Id, DisplayName, Active } = vendorRow.parse(row);
		const companyName = textIn(row, 'CompanyName');
		const taxId = numberIn(row, 'TaxIdentifier') ?? numberIn(row, 'GSTIN');
		const companyNumber = numberIn(row, 'BusinessNumber');
		const phone = textIn(fieldIn(row, 'PrimaryPhone'), 'FreeFormNumber');
		const address = addressIn(row);
		const bank = numberIn(fieldIn(row, 'VendorPaymentBankDetail'), 'BankAccountNumber');
		return {
			ledger,
			id: vendorId(ledger, Id),
			name: DisplayName,
			emails: emailsIn(row),
			country: countryCode(textIn(fieldIn(row, 'BillAddr'), 'Country')),
			archived: !Active,
			...(companyName === undefined || companyName === DisplayName ? {} : { companyName }),
			...(taxId === undefined ? {} : { taxId }),
			...(companyNumber === undefined ? {} : { companyNumber }),
			...(phone === undefined ? {} : { phone }),
			...(address.length === 0 ? {} : { address }),
			...(bank === undefined ? {} : { bankAccounts: [bank] }),
		};
	};

const payableRow = z.object({
	Id: z.string().check(z.minLength(1)),
	VendorRef: ref,
	CurrencyRef: z.optional(ref),
	DocNumber: z.optional(z.string()),
	TxnDate: z.string(),
	DueDate: z.optional(z.string()),
	TotalAmt: z.number(),
	/** Of a credit QuickBooks may leave it out where nothing was applied yet. */
	Balance: z.optional(z.number()),
});

/** Null for what is settled. A credit's balance may be said below 0, as credit memos' are (intuit/QuickBooks-V3-DotNET-SDK#73). */
export const payableFrom =
	(place: Place, kind: Payable['kind']) =>
	(row: unknown): Payable | null => {
		const read = payableRow.parse(row);
		const code = currencyOf(place, read.CurrencyRef);
		const said = minorOf(read.Balance ?? read.TotalAmt, code);
		const open = kind === 'vendor-credit' ? Math.abs(said) : said;
		if (open < 0) throw new RowError('its balance is below nothing');
		if (open === 0) return null;
		return {
			ledger: place.ledger,
			kind,
			id: read.Id,
			vendor: vendorId(place.ledger, read.VendorRef.value),
			number: read.DocNumber ?? '',
			issued: dayOf(read.TxnDate),
			due: kind === 'bill' ? dayOf(read.DueDate ?? read.TxnDate) : null,
			currency: code,
			total: minorOf(read.TotalAmt, code),
			open,
		};
	};
