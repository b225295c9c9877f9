/** Xero's contacts become our customers. All of them: a contact without invoices today may have one tomorrow, unchanged itself. */
import type { Contact } from 'xero-node/dist/gen/model/accounting/contact';
import { type Customer, customerId, type LedgerId } from '../../domain/document.ts';
import { isCurrency } from '../../domain/money.ts';
import { customerDetailsOf } from './contact-details.ts';
import { idOf, momentOf, textOf, wordOf } from './rows.ts';

/** Country names in English and codes alike, lower case → code. Xero's address book is free text. Made once, when first needed. */
let countries: ReadonlyMap<string, string> | null = null;
const countryCodes = (): ReadonlyMap<string, string> => {
	if (countries) return countries;
	const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
	const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
	const codes = letters.flatMap((first) => letters.map((second) => first + second));
	countries = new Map(
		codes.flatMap((code) => {
			const name = names.of(code);
			// UK is GB and DD is DE: codes of the past lead to the present one.
			const present = new Intl.Locale(`und-${code}`).region ?? code;
			return name ? [[name.toLowerCase(), present] as const, [code.toLowerCase(), present] as const] : [];
		}),
	);
	return countries;
};

/** The postal address (Xero's POBOX is where bills go) before any other. */
const countryOf = (row: Contact): string | null => {
	const addresses = [...(row.addresses ?? [])].sort(
		(a, b) => Number(wordOf(b.addressType) === 'POBOX') - Number(wordOf(a.addressType) === 'POBOX'),
	);
	const written = addresses.map((address) => textOf(address.country).trim().toLowerCase()).find((country) => country !== '');
	return written === undefined ? null : (countryCodes().get(written) ?? null);
};

/** Xero says no language. Throws `RowRefused` for a contact without id or version. */
export const customerOf = (ledger: LedgerId, row: Contact): Customer => {
	const code: unknown = row.defaultCurrency;
	const details = customerDetailsOf(row);
	return {
		ledger,
		id: customerId(ledger, idOf(row.contactID, 'id')),
		version: momentOf(row.updatedDateUTC),
		name: textOf(row.name),
		email: textOf(row.emailAddress) || null,
		language: null,
		country: countryOf(row),
		currency: isCurrency(code) ? code : null,
		accountNumber: textOf(row.accountNumber) || null,
		archived: wordOf(row.contactStatus) !== 'ACTIVE',
		...(details ? { details } : {}),
	};
};
