/** A Payment Link as Stripe sends it: it has no expiry, only `active`. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { MetadataOf } from '../params.ts';

export type LinkParts = {
	readonly linkUrl: string;
	readonly currency: string;
	readonly metadata: MetadataOf;
	readonly intent: { readonly metadata: MetadataOf; readonly description: string | null } | null;
	readonly inactiveMessage: string | null;
	/** Completed sessions at which the link closes; null: no limit. */
	readonly limit: number | null;
	readonly methods: string[] | null;
	readonly redirect: string | null;
	readonly confirmation: string | null;
	readonly submitType: string;
	readonly submitText: string | null;
};

export const aPaymentLink = (parts: LinkParts, slug: string): Stripe.PaymentLink => ({
	id: newId('plink'),
	object: 'payment_link',
	active: true,
	after_completion: parts.redirect
		? { type: 'redirect', redirect: { url: parts.redirect } }
		: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: parts.confirmation } },
	allow_promotion_codes: false,
	application: null,
	application_fee_amount: null,
	application_fee_percent: null,
	automatic_tax: { enabled: false, liability: null },
	billing_address_collection: 'auto',
	consent_collection: null,
	currency: parts.currency,
	custom_fields: [],
	custom_text: {
		after_submit: null,
		shipping_address: null,
		submit: parts.submitText ? { message: parts.submitText } : null,
		terms_of_service_acceptance: null,
	},
	customer_creation: 'if_required',
	inactive_message: parts.inactiveMessage,
	invoice_creation: null,
	livemode: false,
	managed_payments: { enabled: false },
	metadata: parts.metadata,
	on_behalf_of: null,
	payment_intent_data: parts.intent
		? {
				capture_method: null,
				description: parts.intent.description,
				metadata: parts.intent.metadata,
				setup_future_usage: null,
				statement_descriptor: null,
				statement_descriptor_suffix: null,
				transfer_group: null,
			}
		: null,
	payment_method_collection: 'always',
	payment_method_options: null,
	payment_method_types: parts.methods,
	phone_number_collection: { enabled: false },
	restrictions: parts.limit === null ? null : { completed_sessions: { count: 0, limit: parts.limit } },
	shipping_address_collection: null,
	shipping_options: [],
	submit_type: parts.submitType,
	subscription_data: null,
	tax_id_collection: { enabled: false, required: 'never' },
	transfer_data: null,
	url: `${parts.linkUrl}/${slug}`,
});
