/** An account: the platform's own, or one that connected to it. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { MetadataOf } from '../params.ts';

export type AccountParts = {
	readonly id?: string | undefined;
	readonly name: string;
	readonly email: string | null;
	readonly country: string;
	readonly currency: string;
	readonly metadata?: MetadataOf | undefined;
	readonly created: number;
};

export const anAccount = (parts: AccountParts): Stripe.Account => ({
	id: parts.id ?? newId('acct', 16),
	object: 'account',
	business_profile: {
		annual_revenue: null,
		estimated_worker_count: null,
		mcc: '7399',
		minority_owned_business_designation: null,
		name: parts.name,
		specified_commercial_transactions_act_url: null,
		product_description: null,
		support_address: null,
		support_email: parts.email,
		support_phone: null,
		support_url: null,
		url: null,
	},
	business_type: 'company',
	capabilities: { card_payments: 'active', transfers: 'active' },
	charges_enabled: true,
	controller: { type: 'account' },
	country: parts.country,
	created: parts.created,
	default_currency: parts.currency,
	details_submitted: true,
	email: parts.email,
	metadata: parts.metadata ?? {},
	payouts_enabled: true,
	type: 'standard',
});
