/** Products, prices and the items of a session or link. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { MetadataOf } from '../params.ts';
import type { WireItem, WirePrice } from './kinds.ts';

export const aProduct = (parts: {
	readonly name: string;
	readonly description?: string | undefined;
	readonly metadata?: MetadataOf | undefined;
	readonly active?: boolean | undefined;
	readonly created: number;
}): Stripe.Product => ({
	id: newId('prod', 14),
	object: 'product',
	active: parts.active ?? true,
	created: parts.created,
	default_price: null,
	description: parts.description ?? null,
	images: [],
	livemode: false,
	marketing_features: [],
	metadata: parts.metadata ?? {},
	name: parts.name,
	package_dimensions: null,
	shippable: null,
	statement_descriptor: null,
	tax_code: null,
	tax_details: null,
	type: 'service',
	unit_label: null,
	updated: parts.created,
	url: null,
});

export const aPrice = (parts: {
	readonly product: string;
	readonly currency: string;
	readonly amount: number;
	readonly metadata?: MetadataOf | undefined;
	readonly nickname?: string | undefined;
	readonly active?: boolean | undefined;
	readonly created: number;
}): WirePrice => ({
	id: newId('price'),
	object: 'price',
	active: parts.active ?? true,
	billing_scheme: 'per_unit',
	created: parts.created,
	currency: parts.currency,
	custom_unit_amount: null,
	livemode: false,
	lookup_key: null,
	metadata: parts.metadata ?? {},
	nickname: parts.nickname ?? null,
	product: parts.product,
	recurring: null,
	tax_behavior: 'unspecified',
	tiers_mode: null,
	transform_quantity: null,
	type: 'one_time',
	unit_amount: parts.amount,
	unit_amount_decimal: String(parts.amount),
});

export const anItem = (price: WirePrice, description: string, quantity: number): WireItem => {
	const amount = (price.unit_amount ?? 0) * quantity;
	return {
		id: newId('li'),
		object: 'item',
		adjustable_quantity: null,
		amount_discount: 0,
		amount_subtotal: amount,
		amount_tax: 0,
		amount_total: amount,
		currency: price.currency,
		description,
		metadata: {},
		price,
		quantity,
	};
};
