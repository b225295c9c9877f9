/** Products and prices. */
import * as z from 'zod';
import { checkUnits } from '../minor-units.ts';
import { aPrice, aProduct } from '../objects/catalogue.ts';
import { expand, metadata, metadataChange, paging, text, truth, whole, withMetadata } from '../params.ts';
import { StripeRefused } from '../refused.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import { currencyCode } from './items.ts';
import { listOf } from './list.ts';

const one = z.strictObject(expand);
const product = z.strictObject({
	...expand,
	name: text(),
	description: text(40_000).optional(),
	metadata: metadata.optional(),
	active: truth.optional(),
});
const price = z.strictObject({
	...expand,
	currency: currencyCode,
	product: text().optional(),
	product_data: z.strictObject({ name: text(), metadata: metadata.optional() }).optional(),
	unit_amount: whole(0),
	nickname: text().optional(),
	metadata: metadata.optional(),
	active: truth.optional(),
});
const changed = z.strictObject({ ...expand, active: truth.optional(), metadata: metadataChange.optional(), nickname: text().optional() });
const productChanged = z.strictObject({
	...expand,
	active: truth.optional(),
	metadata: metadataChange.optional(),
	name: text().optional(),
	description: text(40_000).optional(),
});
const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));

export const catalogueEndpoints: Readonly<Record<string, Endpoint>> = {
	'POST /v1/products': endpoint(product, ({ books, account }, params) =>
		books.store.insert(account, 'product', aProduct({ ...params, created: books.seconds() }), books.nowMs()),
	),
	'GET /v1/products': endpoint(z.strictObject({ ...paging, active: truth.optional() }), ({ books, account, path }, params) =>
		listOf(books, account, 'product', path, { active: flag(params.active) }, params),
	),
	'GET /v1/products/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'product', id)),
	'POST /v1/products/{id}': endpoint(productChanged, ({ books, account, id }, params) => {
		const had = books.need(account, 'product', id);
		return books.store.update<'product'>({
			...had,
			active: params.active ?? had.active,
			name: params.name ?? had.name,
			description: params.description ?? had.description,
			metadata: withMetadata(had.metadata, params.metadata),
			updated: books.seconds(),
		});
	}),
	'POST /v1/prices': endpoint(price, ({ books, account }, params) => {
		if ((params.product === undefined) === (params.product_data === undefined))
			throw new StripeRefused('You must specify either `product` or `product_data` when creating a price.', {
				code: 'parameter_missing',
				param: 'product',
			});
		checkUnits(params.unit_amount, params.currency, 'unit_amount');
		const created = books.seconds();
		const of = params.product_data
			? books.store.insert(account, 'product', aProduct({ ...params.product_data, created }), books.nowMs())
			: books.need(account, 'product', params.product ?? '', 'product');
		const made = aPrice({ ...params, product: of.id, amount: params.unit_amount, created });
		return books.store.insert(account, 'price', made, books.nowMs());
	}),
	'GET /v1/prices': endpoint(
		z.strictObject({ ...paging, active: truth.optional(), product: text().optional(), currency: currencyCode.optional() }),
		({ books, account, path }, params) =>
			listOf(books, account, 'price', path, { active: flag(params.active), product: params.product, currency: params.currency }, params),
	),
	'GET /v1/prices/{id}': endpoint(one, ({ books, account, id }) => books.need(account, 'price', id, 'price')),
	'POST /v1/prices/{id}': endpoint(changed, ({ books, account, id }, params) => {
		const had = books.need(account, 'price', id, 'price');
		return books.store.update<'price'>({
			...had,
			active: params.active ?? had.active,
			nickname: params.nickname ?? had.nickname,
			metadata: withMetadata(had.metadata, params.metadata),
		});
	}),
};
