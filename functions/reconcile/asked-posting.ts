/** What a person asks to be written to a ledger, by a page's form or as JSON. Only its shape is judged here; what it names is looked up. */
import type { CreditName, PostingWhat } from '../../shared/domain/posting.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { type AskedPosting, postingAsked } from '../../shared/wire/posting-asked.ts';

type Body = { readonly body: Buffer; readonly headers: Readonly<Record<string, string>> };

/** Fields left empty are not given. */
export const fieldsOf = ({ body, headers }: Body): Readonly<Record<string, unknown>> => {
	const sent = body.toString('utf8');
	if (!(headers['content-type'] ?? '').includes('json'))
		return Object.fromEntries([...new URLSearchParams(sent)].filter(([, value]) => value.trim() !== ''));
	try {
		const parsed: unknown = JSON.parse(sent);
		return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
	} catch {
		throw new Refusal(400, 'NOT_JSON', 'This could not be read', 'The body says that it is JSON, and is not.');
	}
};

/** @throws Refusal 400 with every field that is wrong */
export const readAsked = (fields: Readonly<Record<string, unknown>>): AskedPosting => {
	const read = postingAsked.safeParse(fields);
	if (read.success) return read.data;
	const wrong = read.error.issues.map(({ path, message }) => ({ path: path.join('.') || 'kind', message }));
	throw new Refusal(400, 'POSTING_UNREADABLE', 'Something is missing', wrong.map(({ message }) => message).join(' '), { fields: wrong });
};

/** From a form's `credit-note|id`. */
export const creditOf = (name: string): CreditName => {
	const at = name.indexOf('|');
	return { kind: name.slice(0, at) as CreditName['kind'], id: name.slice(at + 1) };
};

/** `booked` of a reversal is looked up: it is not for the asker to say. */
export const whatOf = (asked: AskedPosting): PostingWhat => {
	switch (asked.kind) {
		case 'credit':
			return { kind: 'credit', invoice: asked.invoice, reason: asked.reason };
		case 'write-off':
			return { kind: 'write-off', invoice: asked.invoice };
		case 'late-fee':
			return { kind: 'late-fee', invoice: asked.invoice, due: asked.due };
		case 'allocation':
			return { kind: 'allocation', credit: creditOf(asked.credit), invoice: asked.invoice };
		case 'refund':
			return { kind: 'refund', credit: creditOf(asked.credit) };
		case 'set-off':
			return { kind: 'set-off', invoice: asked.invoice, bill: asked.bill };
		case 'note':
			return { kind: 'note', document: { kind: 'invoice', id: asked.invoice } };
		case 'expected-date':
			return { kind: 'expected-date', invoice: asked.invoice, expected: asked.expected };
		case 'reversal':
			return { kind: 'reversal', payment: asked.payment, booked: [] };
	}
};

/** Once per form: pressed twice, it is the same posting. */
export const tokenOf = (header: string | undefined, fields: Readonly<Record<string, unknown>>): string => {
	const given = header ?? fields.token;
	if (typeof given === 'string' && /^[\x21-\x7e]{8,200}$/.test(given)) return given;
	const detail = 'Send a new random text of 8 to 200 letters as Idempotency-Key; the same again is the same posting.';
	throw new Refusal(400, 'IDEMPOTENCY_KEY_MISSING', 'This needs a key of its own', detail, {
		fields: [{ path: 'Idempotency-Key', message: detail }],
	});
};
