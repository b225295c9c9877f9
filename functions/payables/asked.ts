import type { Pair } from '../../shared/domain/payable-match.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { isKeyPart } from '../../shared/wire/table.ts';

type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer };
const fieldsIn = ({ headers, body }: Sent): Readonly<Record<string, unknown>> => {
	const text = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json')) return Object.fromEntries(new URLSearchParams(text));
	try {
		const said: unknown = JSON.parse(text);
		return typeof said === 'object' && said !== null ? { ...said } : {};
	} catch {
		return {};
	}
};

/** Fields of a form, or of a JSON body. Nothing in them is believed: both are looked up. */
export const askedPair = (request: Sent): Pair => {
	const { vendor, customer } = fieldsIn(request);
	if (typeof vendor === 'string' && isKeyPart(vendor) && typeof customer === 'string' && isKeyPart(customer)) return { vendor, customer };
	const message = 'Name the supplier and the customer.';
	throw new Refusal(400, 'FIELD_MISSING', 'Something is missing', message, {
		fields: [
			{ path: 'vendor', message },
			{ path: 'customer', message },
		],
	});
};
