/**
 * What the API lets an app write: payments and their end, money received on account, credit notes and their allocations, invoices, notes. An `Idempotency-Key` that was seen gets its first answer again, also when that
 * was a refusal; with another request it is refused. How long Xero remembers one is not written where we could read it: here it is minutes, so that
 * nobody comes to rely on it.
 */
import { createHash } from 'node:crypto';
import type { LocalAnswer, LocalRequest } from '../../server.ts';
import { EditRefused } from '../edit/context.ts';
import { newGuid } from '../ids.ts';
import { addHistory, withHistory } from './history.ts';
import { addAllocations } from './new-allocations.ts';
import { addCreditNotes, addInvoices, changeInvoice } from './new-documents.ts';
import { addOverpayments, deleteOverpayment } from './new-overpayments.ts';
import { addPayments, deletePayment } from './new-payments.ts';
import { ApiRefused, envelope, notFound } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

type Write = (writing: Writing, json: unknown, id: string) => Readonly<Record<string, unknown>>;

/** `POST` and `PUT` of a list both make something new. */
const made: Readonly<Record<string, Write>> = {
	Payments: addPayments,
	BankTransactions: addOverpayments,
	CreditNotes: addCreditNotes,
	Invoices: addInvoices,
};
const writes: Readonly<Record<string, Write>> = {
	...Object.fromEntries(Object.entries(made).flatMap(([name, write]) => ['POST', 'PUT'].map((method) => [`${method} ${name}`, write]))),
	'POST Payments/{id}': deletePayment,
	'POST BankTransactions/{id}': deleteOverpayment,
	'POST Invoices/{id}': changeInvoice,
	'PUT CreditNotes/{id}/Allocations': addAllocations('credit-note'),
	'PUT Overpayments/{id}/Allocations': addAllocations('overpayment'),
	'PUT Prepayments/{id}/Allocations': addAllocations('prepayment'),
	...Object.fromEntries(Object.keys(withHistory).map((name) => [`PUT ${name}/{id}/History`, addHistory(name)])),
};
/** `POST Payments`, `PUT CreditNotes/{id}/Allocations`. */
export const written: readonly string[] = Object.keys(writes);

const keptMs = 6 * 60_000;
const keyMax = 128;

type Kept = { readonly request: string; readonly status: number; readonly answer: string; readonly at: number };

const plain = (status: number, type: string, message: string): ApiRefused =>
	new ApiRefused(status, { ErrorNumber: 14, Type: type, Message: message });

const perform = (writing: Writing, write: Write, request: LocalRequest): { status: number; body: object | string } => {
	let json: unknown;
	try {
		json = JSON.parse(request.body.toString());
	} catch {
		throw plain(400, 'PostDataInvalidException', 'JSON for post data was invalid');
	}
	try {
		return {
			status: 200,
			body: envelope(
				newGuid(),
				writing.store.nowMs(),
				writing.store.transaction(() => write(writing, json, request.params.id ?? '')),
			),
		};
	} catch (error) {
		if (error instanceof ApiRefused) return { status: error.status, body: error.body };
		if (error instanceof EditRefused) return { status: 400, body: invalid([error.message]).body };
		throw error;
	}
};

export const answerWrite = (writing: Writing, request: LocalRequest): LocalAnswer => {
	const { store, org } = writing;
	const [name = '', id = '', part = ''] = request.path.split('/').slice(3);
	const write = writes[`${request.method} ${name}${id && '/{id}'}${part && `/${part}`}`];
	if (!write) throw notFound();
	const key = request.headers['idempotency-key'];
	if (!key) return perform(writing, write, request);
	if (key.length > keyMax) throw plain(400, 'ValidationException', `The Idempotency-Key is longer than ${keyMax} characters`);
	const fingerprint = createHash('sha256').update(`${request.method} ${request.path}\n`).update(request.body).digest('hex');
	return store.transaction(() => {
		const kept = store.one<Kept>('SELECT request, status, answer, at FROM idempotency WHERE org = ? AND key = ?', org.id, key);
		if (kept && kept.at > store.nowMs() - keptMs) {
			if (kept.request !== fingerprint) throw plain(400, 'ValidationException', 'The Idempotency-Key was used with another request');
			return { status: kept.status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: kept.answer };
		}
		const { status, body } = perform(writing, write, request);
		store.run(
			'INSERT OR REPLACE INTO idempotency VALUES (?,?,?,?,?,?)',
			org.id,
			key,
			fingerprint,
			status,
			JSON.stringify(body),
			store.nowMs(),
		);
		return { status, body };
	});
};
