/**
 * What the API lets an app write: payments, and money received on account. An `Idempotency-Key` that was seen gets its first answer again, also when that
 * was a refusal; with another request it is refused. How long Xero remembers one is not written where we could read it: here it is minutes, so that
 * nobody comes to rely on it.
 */
import { createHash } from 'node:crypto';
import type { LocalAnswer, LocalRequest } from '../../server.ts';
import { EditRefused } from '../edit/context.ts';
import { newGuid } from '../ids.ts';
import { addOverpayments } from './new-overpayments.ts';
import { addPayments } from './new-payments.ts';
import { ApiRefused, envelope, notFound } from './wire.ts';
import { invalid, type Writing } from './writing.ts';

type Write = (writing: Writing, json: unknown) => Readonly<Record<string, unknown>>;

const writes: Readonly<Record<string, Write>> = { Payments: addPayments, BankTransactions: addOverpayments };
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
				writing.store.transaction(() => write(writing, json)),
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
	const write = writes[request.path.split('/').at(-1) ?? ''];
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
