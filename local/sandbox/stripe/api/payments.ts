/** What payments left: PaymentIntents, charges, balance transactions, refunds, disputes. */
import * as z from 'zod';
import { expand, metadata, metadataChange, paging, text, whole, withMetadata } from '../params.ts';
import { closeDispute } from '../till/dispute.ts';
import { refund } from '../till/refund.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { listOf } from './list.ts';

const one = z.strictObject(expand);
const order = z.strictObject({
	...expand,
	charge: text().optional(),
	payment_intent: text().optional(),
	amount: whole(1).optional(),
	reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
	metadata: metadata.optional(),
});
const byCharge = z.strictObject({ ...paging, charge: text().optional(), payment_intent: text().optional() });

export const paymentEndpoints: Readonly<Record<string, Endpoint>> = {
	'GET /v1/payment_intents': endpoint(z.strictObject(paging), ({ books, account, path }, params) =>
		listOf(books, account, 'payment_intent', path, {}, params),
	),
	'GET /v1/payment_intents/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'payment_intent', id, 'intent')),
	'POST /v1/payment_intents/{id}': endpoint(
		z.strictObject({ ...expand, metadata: metadataChange.optional() }),
		({ books, account, id }, params) => {
			const had = books.need(account, 'payment_intent', id, 'intent');
			return books.store.update<'payment_intent'>({ ...had, metadata: withMetadata(had.metadata, params.metadata) });
		},
	),
	'GET /v1/charges': endpoint(z.strictObject({ ...paging, payment_intent: text().optional() }), ({ books, account, path }, params) =>
		listOf(books, account, 'charge', path, { payment_intent: params.payment_intent }, params),
	),
	'GET /v1/charges/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'charge', id)),
	'GET /v1/balance_transactions': endpoint(
		z.strictObject({ ...paging, source: text().optional(), type: text().optional(), currency: text().optional() }),
		({ books, account, path }, params) =>
			listOf(books, account, 'balance_transaction', path, { source: params.source, type: params.type, currency: params.currency }, params),
	),
	'GET /v1/balance_transactions/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'balance_transaction', id)),
	'POST /v1/refunds': endpoint(order, ({ books, account }, params) =>
		refund(books, account, {
			charge: params.charge,
			intent: params.payment_intent,
			amount: params.amount,
			reason: params.reason,
			metadata: params.metadata,
		}),
	),
	'GET /v1/refunds': endpoint(byCharge, ({ books, account, path }, params) =>
		listOf(books, account, 'refund', path, { charge: params.charge, payment_intent: params.payment_intent }, params),
	),
	'GET /v1/refunds/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'refund', id)),
	'GET /v1/disputes': endpoint(byCharge, ({ books, account, path }, params) =>
		listOf(books, account, 'dispute', path, { charge: params.charge, payment_intent: params.payment_intent }, params),
	),
	'GET /v1/disputes/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'dispute', id)),
	'POST /v1/disputes/{id}/close': endpoint(one, ({ books, account, id }) => {
		books.need(account, 'dispute', id);
		return closeDispute(books, id, 'lost');
	}),
};
