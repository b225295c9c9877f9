/** More of a customer, as QuickBooks lists it: `CustomerDetails`. */
import { type CustomerDetails, customerId, type LedgerId } from '../../domain/document.ts';
import { fieldIn, nameIn, textIn } from './said.ts';

const addressParts = ['Line1', 'Line2', 'Line3', 'Line4', 'Line5'] as const;
const cityParts = ['City', 'CountrySubDivisionCode', 'PostalCode'] as const;
const textsIn = (of: unknown, names: readonly string[]): string[] => names.flatMap((name) => textIn(of, name) ?? []);
export const addressIn = (row: unknown): string[] => {
	const place = fieldIn(row, 'BillAddr');
	const city = textsIn(place, cityParts).join(' ');
	return [...textsIn(place, addressParts), ...(city === '' ? [] : [city]), ...textsIn(place, ['Country'])];
};

/** QuickBooks hides most of a tax number that may be a person's ("XXXXX6789"): half of one names nobody. (XAXX010101000 of Mexico is whole.) */
export const isMasked = (text: string): boolean => /[*•]|x{3,}/i.test(text);
const numberIn = (row: unknown, name: string): string | undefined => {
	const text = textIn(row, name);
	return text === undefined || isMasked(text) ? undefined : text;
};

type Writable = { -readonly [Field in keyof CustomerDetails]: CustomerDetails[Field] };

/** Never throws. A job is a customer under another one, and nothing tells it from a branch but a mark. */
export const customerDetailsIn = (row: unknown, ledger: LedgerId): CustomerDetails => {
	const details: Writable = {};
	const address = addressIn(row);
	const phone = textIn(fieldIn(row, 'PrimaryPhone'), 'FreeFormNumber');
	const taxId = numberIn(row, 'PrimaryTaxIdentifier') ?? numberIn(row, 'GSTIN') ?? numberIn(row, 'ResaleNum');
	const companyNumber = numberIn(row, 'BusinessNumber');
	const parent = textIn(fieldIn(row, 'ParentRef'), 'value');
	const terms = nameIn(row, 'SalesTermRef');
	if (address.length > 0) details.address = address;
	if (phone !== undefined) details.phone = phone;
	if (taxId !== undefined) details.taxId = taxId;
	if (companyNumber !== undefined) details.companyNumber = companyNumber;
	if (parent !== undefined) {
		details.parent = customerId(ledger, parent);
		if (fieldIn(row, 'BillWithParent') === true) details.billedToParent = true;
	}
	if (terms !== undefined) details.terms = terms;
	return details;
};
