/** Checkout Sessions: create, retrieve, change metadata, expire, list, line items. */

import type Stripe from 'stripe';
import * as z from 'zod';
import { methodsFor } from '../methods.ts';
import { checkCharge } from '../minor-units.ts';
import { aSession, type SessionHidden } from '../objects/session.ts';
import { address, email, expand, metadata, metadataChange, paging, text, truth, whole, withMetadata } from '../params.ts';
import { StripeRefused } from '../refused.ts';
import { expire, expireDue, expireIfDue } from '../till/expire.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import { currencyCode, itemsFrom, lineItem } from './items.ts';
import { listOf } from './list.ts';

const halfHourS = 30 * 60;
const dayS = 86_400;
/** Clocks differ a little: Stripe is as lenient. */
const leewayS = 60;

const off = z.strictObject({ enabled: truth.refine((value) => !value, 'this cannot be switched on here') });
/** What the sandbox takes: a part of Stripe's own parameters, which a test compares. */
export const sessionCreate = z.strictObject({
	...expand,
	mode: z.enum(['payment', 'setup', 'subscription']),
	line_items: z.array(lineItem).min(1).max(100, 'at most 100 lines'),
	currency: currencyCode.optional(),
	success_url: address,
	cancel_url: address.optional(),
	client_reference_id: text(200).optional(),
	customer_email: email.optional(),
	customer_creation: z.enum(['always', 'if_required']).optional(),
	metadata: metadata.optional(),
	payment_intent_data: z
		.strictObject({
			metadata: metadata.optional(),
			description: text(1000).optional(),
			receipt_email: email.optional(),
			statement_descriptor_suffix: text(22).optional(),
		})
		.optional(),
	expires_at: whole(0).optional(),
	locale: text(10).optional(),
	submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
	ui_mode: z.enum(['hosted_page']).optional(),
	allowed_payment_method_types: z.array(text()).min(1).optional(),
	excluded_payment_method_types: z.array(text()).optional(),
	billing_address_collection: z.enum(['auto', 'required']).optional(),
	custom_text: z.strictObject({ submit: z.strictObject({ message: text(1200) }).optional() }).optional(),
	adaptive_pricing: off.optional(),
	automatic_tax: off.optional(),
	invoice_creation: off.optional(),
	phone_number_collection: off.optional(),
	allow_promotion_codes: truth.refine((value) => !value, 'this cannot be switched on here').optional(),
});

const expiryOf = (created: number, asked: number | undefined): number => {
	if (asked === undefined) return created + dayS;
	const param = { param: 'expires_at' };
	if (asked < created + halfHourS - leewayS)
		throw new StripeRefused('The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.', param);
	if (asked > created + dayS + leewayS)
		throw new StripeRefused('The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.', param);
	return asked;
};

const createSession = ({ books, account }: Call, params: z.output<typeof sessionCreate>): Stripe.Checkout.Session => {
	if (params.mode !== 'payment') throw new StripeRefused(`The sandbox knows mode payment only, not ${params.mode}.`, { param: 'mode' });
	const items = itemsFrom(books, account, params.line_items, params.currency);
	const currency = items[0]?.currency ?? '';
	const total = items.reduce((sum, item) => sum + item.amount_total, 0);
	checkCharge(total, currency, 'line_items');
	const methods = methodsFor(currency, params.allowed_payment_method_types ?? null, params.excluded_payment_method_types);
	if (methods.length === 0)
		throw new StripeRefused(
			'No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods compatible with your chosen currency in your dashboard.',
			{
				param: 'allowed_payment_method_types',
			},
		);
	const created = books.seconds();
	const session = aSession({
		created,
		expiresAt: expiryOf(created, params.expires_at),
		payUrl: `${books.origin}/c/pay`,
		currency,
		total,
		methods,
		successUrl: params.success_url,
		cancelUrl: params.cancel_url ?? null,
		metadata: params.metadata ?? {},
		reference: params.client_reference_id,
		email: params.customer_email,
		locale: params.locale,
		allowed: params.allowed_payment_method_types,
		excluded: params.excluded_payment_method_types,
		submitType: params.submit_type,
		submitText: params.custom_text?.submit?.message,
		customerCreation: params.customer_creation,
		billingAddress: params.billing_address_collection,
	});
	const intent = params.payment_intent_data;
	books.store.insert(account, 'checkout.session', session, books.nowMs(), null, {
		intent: {
			metadata: intent?.metadata ?? {},
			description: intent?.description ?? null,
			receiptEmail: intent?.receipt_email ?? null,
			suffix: intent?.statement_descriptor_suffix ?? null,
		},
	} satisfies SessionHidden);
	for (const item of items) books.store.insert(account, 'item', item, books.nowMs(), session.id);
	return session;
};

const now = ({ books, account, id }: Call): Stripe.Checkout.Session =>
	expireIfDue(books, account, books.need(account, 'checkout.session', id, 'session'));

const list = z.strictObject({
	...paging,
	payment_link: text().optional(),
	payment_intent: text().optional(),
	status: z.enum(['complete', 'expired', 'open']).optional(),
	customer_details: z.strictObject({ email }).optional(),
});

const listSessions = ({ books, account, path }: Call, params: z.output<typeof list>): object => {
	expireDue(books);
	const filter = {
		parent: params.payment_link,
		payment_intent: params.payment_intent,
		status: params.status,
		'customer_details.email': params.customer_details?.email,
	};
	return listOf(books, account, 'checkout.session', path, filter, params);
};

export const sessionEndpoints: Readonly<Record<string, Endpoint>> = {
	'POST /v1/checkout/sessions': endpoint(sessionCreate, createSession),
	'GET /v1/checkout/sessions': endpoint(list, listSessions),
	'GET /v1/checkout/sessions/{id}': endpoint(z.strictObject(expand), now),
	'POST /v1/checkout/sessions/{id}': endpoint(z.strictObject({ ...expand, metadata: metadataChange.optional() }), (call, params) => {
		const session = now(call);
		return call.books.store.update<'checkout.session'>({ ...session, metadata: withMetadata(session.metadata ?? {}, params.metadata) });
	}),
	'POST /v1/checkout/sessions/{id}/expire': endpoint(z.strictObject(expand), ({ books, account, id }) => expire(books, account, id)),
	'GET /v1/checkout/sessions/{id}/line_items': endpoint(z.strictObject(paging), (call, params) => {
		now(call);
		return listOf(call.books, call.account, 'item', call.path, { parent: call.id }, params);
	}),
};
