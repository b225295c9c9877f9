/** What people of a company ask for, as JSON or from a form. */
import { type Currency, isCurrency } from '../../shared/domain/money.ts';
import { Refusal } from '../../shared/domain/refusal.ts';

type Body = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

const wrong = (path: string, message: string): Refusal =>
	new Refusal(400, 'FIELD_WRONG', 'Something is missing', message, { fields: [{ path, message }] });

const fieldsOf = ({ body, headers }: Body): Readonly<Record<string, unknown>> => {
	const text = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json')) return Object.fromEntries(new URLSearchParams(text));
	try {
		const parsed: unknown = JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
	} catch {
		throw new Refusal(400, 'NOT_JSON', 'This could not be read', 'The body says that it is JSON, and is not.');
	}
};

export const askedCustomer = (request: Body): string => {
	const { customer } = fieldsOf(request);
	if (typeof customer !== 'string' || customer === '' || customer.length > 200 || customer.includes('#'))
		throw wrong('customer', 'Name the customer by its id, as the list of customers gives it.');
	return customer;
};

export const askedCurrency = (request: Body): Currency => {
	const { currency } = fieldsOf(request);
	if (!isCurrency(currency)) throw wrong('currency', 'Name the currency by its ISO 4217 code, like EUR.');
	return currency;
};
