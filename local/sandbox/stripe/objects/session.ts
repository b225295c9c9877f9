/** A Checkout Session as Stripe sends it. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { MetadataOf } from '../params.ts';

export type SessionParts = {
	readonly created: number;
	readonly expiresAt: number;
	/** Where the hosted page is: the id follows. */
	readonly payUrl: string;
	readonly currency: string;
	readonly total: number;
	readonly methods: string[];
	readonly successUrl: string | null;
	readonly cancelUrl: string | null;
	readonly metadata: MetadataOf;
	readonly link?: string;
	readonly reference?: string | undefined;
	readonly email?: string | undefined;
	readonly locale?: string | undefined;
	readonly allowed?: string[] | undefined;
	readonly excluded?: string[] | undefined;
	readonly submitType?: string | undefined;
	readonly submitText?: string | undefined;
	readonly customerCreation?: string | undefined;
	readonly billingAddress?: string | undefined;
};

/** What Stripe keeps of a session without sending it: how its PaymentIntent shall be. */
export type SessionHidden = {
	readonly intent: {
		readonly metadata: MetadataOf;
		readonly description: string | null;
		readonly receiptEmail: string | null;
		readonly suffix: string | null;
	};
};

export const aSession = (parts: SessionParts): Stripe.Checkout.Session => {
	const id = newId('cs_test', 58);
	return {
		id,
		object: 'checkout.session',
		adaptive_pricing: { enabled: false },
		after_expiration: null,
		allow_promotion_codes: null,
		allowed_payment_method_types: parts.allowed ?? null,
		amount_subtotal: parts.total,
		amount_total: parts.total,
		automatic_tax: { enabled: false, liability: null, provider: null, status: null },
		billing_address_collection: parts.billingAddress ?? null,
		cancel_url: parts.cancelUrl,
		client_reference_id: parts.reference ?? null,
		client_secret: null,
		collected_information: null,
		consent: null,
		consent_collection: null,
		created: parts.created,
		currency: parts.currency,
		currency_conversion: null,
		custom_fields: [],
		custom_text: {
			after_submit: null,
			shipping_address: null,
			submit: parts.submitText ? { message: parts.submitText } : null,
			terms_of_service_acceptance: null,
		},
		customer: null,
		customer_account: null,
		customer_creation: parts.customerCreation ?? 'if_required',
		customer_details: parts.email
			? {
					address: null,
					business_name: null,
					email: parts.email,
					individual_name: null,
					name: null,
					phone: null,
					tax_exempt: 'none',
					tax_ids: null,
				}
			: null,
		customer_email: parts.email ?? null,
		discounts: [],
		...(parts.excluded ? { excluded_payment_method_types: parts.excluded } : {}),
		expires_at: parts.expiresAt,
		integration_identifier: null,
		invoice: null,
		invoice_creation: {
			enabled: false,
			invoice_data: {
				account_tax_ids: null,
				custom_fields: null,
				description: null,
				footer: null,
				issuer: null,
				metadata: {},
				rendering_options: null,
			},
		},
		livemode: false,
		locale: parts.locale ?? null,
		managed_payments: { enabled: false },
		metadata: parts.metadata,
		mode: 'payment',
		origin_context: null,
		payment_intent: null,
		payment_link: parts.link ?? null,
		payment_method_collection: 'if_required',
		payment_method_configuration_details: null,
		payment_method_options: {},
		payment_method_types: parts.methods,
		payment_status: 'unpaid',
		permissions: null,
		phone_number_collection: { enabled: false },
		recovered_from: null,
		saved_payment_method_options: null,
		setup_intent: null,
		shipping_address_collection: null,
		shipping_cost: null,
		shipping_options: [],
		status: 'open',
		submit_type: parts.submitType ?? null,
		subscription: null,
		success_url: parts.successUrl,
		total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
		ui_mode: 'hosted_page',
		url: `${parts.payUrl}/${id}`,
		wallet_options: null,
	};
};
