/** Which column of a CSV of open invoices holds what: told by the caller, or known by its heading. */
import { isCurrency } from '../../shared/domain/money.ts';
import { ScenarioError } from '../sandbox/sandbox.ts';

/** Headings we know, as `heading()` writes them; the first that is there wins. */
const known = {
	/** The customer's number in the books it comes from. Without it the name stands for the customer. */
	customer: ['cust_number', 'customer_number', 'customer_id', 'customer_no', 'account_number', 'debtor_number', 'contact_id'],
	name: ['name_customer', 'customer_name', 'contact_name', 'debtor_name', 'customer', 'debtor', 'client', 'name'],
	number: ['doc_id', 'invoice_id', 'invoice_number', 'invoice_no', 'document_number', 'document_id', 'number', 'invoice'],
	issued: ['posting_date', 'invoice_date', 'issue_date', 'document_date', 'issued', 'date'],
	due: ['due_in_date', 'due_date', 'due'],
	/** What is still open. */
	amount: ['open_amount', 'total_open_amount', 'amount_due', 'balance', 'amount', 'total'],
	currency: ['invoice_currency', 'currency', 'currency_code'],
	terms: ['cust_payment_terms', 'payment_terms', 'terms'],
	/** The part of the selling company, kept as the invoice's reference. */
	unit: ['business_code', 'company_code', 'business_unit', 'reference'],
	email: ['email', 'customer_email', 'e_mail'],
	language: ['language', 'customer_language'],
	country: ['country', 'country_code'],
} as const;
export type Column = keyof typeof known;
const required: readonly Column[] = ['name', 'number', 'issued', 'due', 'amount'];

/** Column → heading as it stands in the file. */
export type ColumnMapping = Readonly<Partial<Record<Column, string>>>;

export type Columns = {
	readonly mapping: ColumnMapping;
	readonly at: Readonly<Partial<Record<Column, number>>>;
	/** The one currency of all rows; null when a column says it for each row. */
	readonly currency: string | null;
};

const heading = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '_')
		.replace(/^_|_$/g, '');

/** `USD` of `converted_usd`, `Amount (EUR)`, `balance gbp`. */
const currencyIn = (text: string): string | null => {
	const match = /^(?:converted|open_amount|amount_due|amount|balance|total)_([a-z]{3})$/.exec(heading(text));
	const code = match?.[1]?.toUpperCase();
	return isCurrency(code) ? code : null;
};

/**
 * An amount column that names a currency (`converted_usd`) holds every row in it, whatever a currency column says of the invoice's original one,
 * unless the caller maps `currency` to a column or fixes one. Throws `ScenarioError` with what is missing.
 */
export const findColumns = (header: readonly string[], told: ColumnMapping, fixedCurrency: string | null, name: string): Columns => {
	const mapping: Partial<Record<Column, string>> = {};
	for (const column of Object.keys(known) as Column[]) {
		const wanted = told[column];
		if (wanted !== undefined && !header.includes(wanted))
			throw new ScenarioError(`${name} has no column "${wanted}" (mapped to ${column}); it has: ${header.join(', ')}`);
		const names: readonly string[] = known[column];
		const found = wanted ?? names.map((each) => header.find((cell) => heading(cell) === each)).find((cell) => cell !== undefined);
		if (found !== undefined) mapping[column] = found;
	}
	const converted = header.find((cell) => currencyIn(cell) !== null);
	if (told.amount === undefined && converted !== undefined) mapping.amount = converted;

	const missing = required.filter((column) => mapping[column] === undefined);
	if (missing.length)
		throw new ScenarioError(`${name} has no column for ${missing.join(', ')}: map them. Its columns are: ${header.join(', ')}`);

	const currency = fixedCurrency ?? (told.currency === undefined ? currencyIn(mapping.amount ?? '') : null);
	if (currency !== null && !isCurrency(currency)) throw new ScenarioError(`"${currency}" is not a currency we can account in`);
	if (currency !== null) delete mapping.currency;
	else if (mapping.currency === undefined)
		throw new ScenarioError(`${name} does not say the currency: map a column to it, or fix one for all`);

	const at = Object.fromEntries(Object.entries(mapping).map(([column, cell]) => [column, header.indexOf(cell)]));
	return { mapping, at, currency };
};
