/** Accounts of Connect, and the platform's own. */
import * as z from 'zod';
import { platformId } from '../books.ts';
import type { Connect } from '../connect.ts';
import { email, expand, metadata, paging, text } from '../params.ts';
import { StripeRefused } from '../refused.ts';
import { type Endpoint, endpoint } from './endpoint.ts';

const create = z.strictObject({
	...expand,
	type: z.enum(['standard']).optional(),
	country: z.string().length(2, 'a country of two letters').optional(),
	email: email.optional(),
	default_currency: text(3).optional(),
	business_profile: z.strictObject({ name: text().optional() }).optional(),
	metadata: metadata.optional(),
});
const one = z.strictObject(expand);

export const accountEndpoints = (connect: Connect): Readonly<Record<string, Endpoint>> => ({
	'POST /v1/accounts': endpoint(create, ({ account }, params) => {
		if (account !== platformId) throw new StripeRefused('Only a platform can create accounts.');
		const made = connect.addAccount({
			name: params.business_profile?.name ?? 'A new account',
			email: params.email ?? null,
			country: params.country ?? 'US',
			currency: params.default_currency ?? 'usd',
			metadata: params.metadata,
		});
		connect.connect(made.id);
		return made;
	}),
	'GET /v1/account': endpoint(one, ({ books, account }) => books.need(account, 'account', account)),
	'GET /v1/accounts': endpoint(z.strictObject(paging), ({ path }) => ({
		object: 'list',
		data: connect.accounts().filter((each) => connect.isConnected(each.id)),
		has_more: false,
		url: path,
	})),
	'GET /v1/accounts/{id}': endpoint(one, ({ books, account, id }) => {
		if (id !== account && !(account === platformId && connect.isConnected(id)))
			throw new StripeRefused(
				`The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
				{
					status: 403,
					code: 'account_invalid',
				},
			);
		return books.need(id, 'account', id);
	}),
});
