/** The lines of a session or link: an existing price, or one described in place. */
import * as z from 'zod';
import { type Books, idIn } from '../books.ts';
import { checkUnits, isStripeCurrency } from '../minor-units.ts';
import { anItem, aPrice, aProduct } from '../objects/catalogue.ts';
import type { WireItem, WirePrice } from '../objects/kinds.ts';
import { metadata, text, truth, whole } from '../params.ts';
import { missing, StripeRefused } from '../refused.ts';

export const currencyCode = z
	.string()
	.transform((value) => value.toLowerCase())
	.superRefine((value, ctx) => {
		if (!isStripeCurrency(value))
			ctx.addIssue({ code: 'custom', message: `Invalid currency: ${value}.`, params: { code: 'parameter_invalid_string' } });
	});

const productData = z.strictObject({
	name: text(),
	description: text(40_000).optional(),
	metadata: metadata.optional(),
	tax_code: text().optional(),
	unit_label: text().optional(),
});
const priceData = z.strictObject({
	currency: currencyCode,
	product: text().optional(),
	product_data: productData.optional(),
	unit_amount: whole(0).optional(),
	unit_amount_decimal: z
		.string()
		.regex(/^\d{1,12}$/, 'only whole numbers are known here')
		.transform(Number)
		.optional(),
	tax_behavior: z.enum(['exclusive', 'inclusive', 'unspecified']).optional(),
});
export const lineItem = z.strictObject({
	price: text().optional(),
	price_data: priceData.optional(),
	quantity: whole(1, 999_999).optional(),
	metadata: metadata.optional(),
	adjustable_quantity: z.strictObject({ enabled: truth.refine((value) => !value, 'quantities cannot be adjusted here') }).optional(),
});
export type LineItemParams = z.output<typeof lineItem>;

const described = (books: Books, account: string, data: z.output<typeof priceData>, at: string): { price: WirePrice; name: string } => {
	if ((data.product === undefined) === (data.product_data === undefined))
		throw new StripeRefused(`You must specify either \`product\` or \`product_data\`.`, {
			code: 'parameter_missing',
			param: `${at}[product_data]`,
		});
	const amount = data.unit_amount ?? data.unit_amount_decimal;
	if (amount === undefined)
		throw new StripeRefused(`Missing required param: ${at}[unit_amount].`, { code: 'parameter_missing', param: `${at}[unit_amount]` });
	checkUnits(amount, data.currency, `${at}[unit_amount]`);
	const created = books.seconds();
	const known = data.product === undefined ? null : books.need(account, 'product', data.product, `${at}[product]`);
	// Stripe makes a product and a price of inline data too; they are inactive, so that nobody uses them again.
	const product =
		known ??
		books.store.insert(account, 'product', aProduct({ ...(data.product_data ?? { name: '' }), active: false, created }), books.nowMs());
	const price = aPrice({ product: product.id, currency: data.currency, amount, active: false, created });
	return { price: books.store.insert(account, 'price', price, books.nowMs()), name: product.name };
};

const chosen = (books: Books, account: string, id: string, at: string): { price: WirePrice; name: string } => {
	const price = books.store.get(account, 'price', id);
	if (!price) throw missing('price', id, `${at}[price]`);
	if (!price.active)
		throw new StripeRefused(`The price specified is inactive. This field only accepts active prices.`, { param: `${at}[price]` });
	return { price, name: books.store.get(account, 'product', idIn(price.product) ?? '')?.name ?? '' };
};

/** The items, all in one currency. They are not in the store yet: that takes the id of what they belong to. */
export const itemsFrom = (books: Books, account: string, lines: readonly LineItemParams[], currency?: string): WireItem[] => {
	const items = lines.map((line, i) => {
		const at = `line_items[${i}]`;
		if ((line.price === undefined) === (line.price_data === undefined))
			throw new StripeRefused('You must specify either `price` or `price_data` for each line item.', {
				code: 'parameter_missing',
				param: `${at}[price]`,
			});
		if (line.quantity === undefined)
			throw new StripeRefused('Quantity is required. Add `quantity` to the line item.', {
				code: 'parameter_missing',
				param: `${at}[quantity]`,
			});
		const { price, name } = line.price_data
			? described(books, account, line.price_data, `${at}[price_data]`)
			: chosen(books, account, line.price ?? '', at);
		const item = anItem(price, name, line.quantity);
		return line.metadata ? { ...item, metadata: line.metadata } : item;
	});
	const wanted = currency ?? items[0]?.currency;
	const other = items.findIndex((item) => item.currency !== wanted);
	if (other >= 0)
		throw new StripeRefused(
			`All line items must have the same currency. Expected ${wanted ?? ''}, but line ${other + 1} is in ${items[other]?.currency ?? ''}.`,
			{
				param: `line_items[${other}]`,
			},
		);
	return items;
};
