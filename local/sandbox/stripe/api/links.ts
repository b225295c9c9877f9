/** Payment Links: create, retrieve, switch on and off, list, line items. Prices of existing items cannot be changed, as at Stripe. */
import type Stripe from 'stripe';
import * as z from 'zod';
import { newId } from '../ids.ts';
import { methodsFor } from '../methods.ts';
import { checkCharge } from '../minor-units.ts';
import { aPaymentLink } from '../objects/payment-link.ts';
import { address, expand, metadata, metadataChange, paging, text, truth, whole, withMetadata } from '../params.ts';
import { StripeRefused } from '../refused.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import { currencyCode, itemsFrom, lineItem } from './items.ts';
import { listOf } from './list.ts';

const limitOf = z.strictObject({ completed_sessions: z.strictObject({ limit: whole(1) }) });
const message = z.string().max(500, 'at most 500 characters');
export const linkCreate = z.strictObject({
	...expand,
	line_items: z
		.array(lineItem.omit({ metadata: true }))
		.min(1)
		.max(20, 'at most 20 lines'),
	currency: currencyCode.optional(),
	metadata: metadata.optional(),
	payment_intent_data: z.strictObject({ metadata: metadata.optional(), description: text(1000).optional() }).optional(),
	restrictions: limitOf.optional(),
	inactive_message: message.optional(),
	payment_method_types: z.array(text()).min(1).optional(),
	after_completion: z
		.strictObject({
			type: z.enum(['hosted_confirmation', 'redirect']),
			redirect: z.strictObject({ url: address }).optional(),
			hosted_confirmation: z.strictObject({ custom_message: text(500).optional() }).optional(),
		})
		.optional(),
	submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
	custom_text: z.strictObject({ submit: z.strictObject({ message: text(1200) }).optional() }).optional(),
});

const createLink = ({ books, account }: Call, params: z.output<typeof linkCreate>): Stripe.PaymentLink => {
	const items = itemsFrom(books, account, params.line_items, params.currency);
	const currency = items[0]?.currency ?? '';
	checkCharge(
		items.reduce((sum, item) => sum + item.amount_total, 0),
		currency,
		'line_items',
	);
	const methods = params.payment_method_types ?? null;
	if (methodsFor(currency, methods).length === 0)
		throw new StripeRefused(`None of these payment method types can be used with ${currency}.`, { param: 'payment_method_types' });
	const intent = params.payment_intent_data;
	const slug = `test_${newId('', 17).slice(1)}`;
	const link = aPaymentLink(
		{
			linkUrl: `${books.origin}/l`,
			currency,
			metadata: params.metadata ?? {},
			intent: intent ? { metadata: intent.metadata ?? {}, description: intent.description ?? null } : null,
			inactiveMessage: params.inactive_message || null,
			limit: params.restrictions?.completed_sessions.limit ?? null,
			methods,
			redirect: params.after_completion?.redirect?.url ?? null,
			confirmation: params.after_completion?.hosted_confirmation?.custom_message ?? null,
			submitType: params.submit_type ?? 'auto',
			submitText: params.custom_text?.submit?.message ?? null,
		},
		slug,
	);
	books.store.insert(account, 'payment_link', link, books.nowMs(), slug);
	for (const item of items) books.store.insert(account, 'item', item, books.nowMs(), link.id);
	books.tell(account, 'payment_link.created', link);
	return link;
};

export const linkUpdate = z.strictObject({
	...expand,
	active: truth.optional(),
	inactive_message: message.optional(),
	metadata: metadataChange.optional(),
	payment_intent_data: z.strictObject({ metadata: metadataChange.optional(), description: message.optional() }).optional(),
	restrictions: z.union([limitOf, z.literal('')]).optional(),
});

const restricted = (link: Stripe.PaymentLink, asked: z.output<typeof linkUpdate>['restrictions']): Stripe.PaymentLink['restrictions'] =>
	asked === undefined
		? link.restrictions
		: asked === ''
			? null
			: { completed_sessions: { count: link.restrictions?.completed_sessions.count ?? 0, limit: asked.completed_sessions.limit } };

const updateLink = ({ books, account, id }: Call, params: z.output<typeof linkUpdate>): Stripe.PaymentLink => {
	const link = books.need(account, 'payment_link', id, 'payment_link');
	const data = params.payment_intent_data;
	const had = link.payment_intent_data;
	const changed = books.store.update<'payment_link'>({
		...link,
		active: params.active ?? link.active,
		inactive_message: params.inactive_message === undefined ? link.inactive_message : params.inactive_message || null,
		metadata: withMetadata(link.metadata, params.metadata),
		restrictions: restricted(link, params.restrictions),
		payment_intent_data: data
			? {
					capture_method: null,
					setup_future_usage: null,
					statement_descriptor: null,
					statement_descriptor_suffix: null,
					transfer_group: null,
					...had,
					metadata: withMetadata(had?.metadata ?? {}, data.metadata),
					description: data.description === undefined ? (had?.description ?? null) : data.description || null,
				}
			: had,
	});
	books.tell(account, 'payment_link.updated', changed, changed.active === link.active ? {} : { active: link.active });
	return changed;
};

const need = ({ books, account, id }: Call): Stripe.PaymentLink => books.need(account, 'payment_link', id, 'payment_link');

export const linkEndpoints: Readonly<Record<string, Endpoint>> = {
	'POST /v1/payment_links': endpoint(linkCreate, createLink),
	'GET /v1/payment_links': endpoint(z.strictObject({ ...paging, active: truth.optional() }), ({ books, account, path }, params) =>
		listOf(books, account, 'payment_link', path, { active: params.active === undefined ? undefined : Number(params.active) }, params),
	),
	'GET /v1/payment_links/{id}': endpoint(z.strictObject(expand), need),
	'POST /v1/payment_links/{id}': endpoint(linkUpdate, updateLink),
	'GET /v1/payment_links/{id}/line_items': endpoint(z.strictObject(paging), (call, params) => {
		need(call);
		return listOf(call.books, call.account, 'item', call.path, { parent: call.id }, params);
	}),
};
