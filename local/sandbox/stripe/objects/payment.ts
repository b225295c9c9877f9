/** PaymentIntents, charges and what they leave on the balance. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import { decimalsOf } from '../minor-units.ts';
import type { SessionHidden } from './session.ts';

/** What Stripe keeps of a PaymentIntent without sending it. */
export type IntentHidden = {
	readonly session: string;
	/** Bank debits: when the bank answers (ms), and what. */
	readonly settlesAt?: number | null;
	readonly willFail?: boolean;
	readonly card?: string;
};

export const anIntent = (session: Stripe.Checkout.Session, hidden: SessionHidden['intent'], created: number): Stripe.PaymentIntent => {
	const id = newId('pi');
	return {
		id,
		object: 'payment_intent',
		allowed_payment_method_types: null,
		amount: session.amount_total ?? 0,
		amount_capturable: 0,
		amount_details: { tip: {} },
		amount_received: 0,
		application: null,
		application_fee_amount: null,
		automatic_payment_methods: null,
		canceled_at: null,
		cancellation_reason: null,
		capture_method: 'automatic_async',
		client_secret: `${id}_secret_${newId('', 25).slice(1)}`,
		confirmation_method: 'automatic',
		created,
		currency: session.currency ?? '',
		customer: null,
		customer_account: null,
		description: hidden.description,
		excluded_payment_method_types: null,
		last_payment_error: null,
		latest_charge: null,
		livemode: false,
		managed_payments: { enabled: false },
		metadata: hidden.metadata,
		next_action: null,
		on_behalf_of: null,
		payment_method: null,
		payment_method_configuration_details: null,
		payment_method_options: {},
		payment_method_types: session.payment_method_types,
		payment_record: null,
		processing: null,
		receipt_email: hidden.receiptEmail,
		review: null,
		setup_future_usage: null,
		shipping: null,
		source: null,
		statement_descriptor: null,
		statement_descriptor_suffix: hidden.suffix,
		status: 'requires_payment_method',
		transfer_data: null,
		transfer_group: null,
	};
};

const cardDetails = (last4: string, threeDSecure: boolean): Stripe.Charge.PaymentMethodDetails => ({
	card: {
		amount_authorized: null,
		authorization_code: null,
		brand: 'visa',
		checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
		country: 'US',
		electronic_commerce_indicator: null,
		exp_month: 12,
		exp_year: 2034,
		extended_authorization: { status: 'disabled' },
		fingerprint: 'SandboxFingerpri',
		funding: 'credit',
		incremental_authorization: { status: 'unavailable' },
		installments: null,
		last4,
		mandate: null,
		multicapture: { status: 'unavailable' },
		network: 'visa',
		network_token: { used: false },
		network_transaction_id: null,
		overcapture: { maximum_amount_capturable: 0, status: 'unavailable' },
		regulated_status: 'unregulated',
		three_d_secure: threeDSecure
			? {
					authentication_flow: 'challenge',
					electronic_commerce_indicator: '05',
					exemption_indicator: null,
					result: 'authenticated',
					result_reason: null,
					transaction_id: null,
					version: '2.2.0',
				}
			: null,
		transaction_link_id: null,
		wallet: null,
	},
	type: 'card',
});

const debitDetails = (method: string): Stripe.Charge.PaymentMethodDetails =>
	method === 'sepa_debit'
		? {
				type: method,
				sepa_debit: {
					bank_code: '37040044',
					branch_code: '',
					country: 'DE',
					fingerprint: 'SandboxFingerpri',
					last4: '3000',
					mandate: newId('mandate'),
				},
			}
		: method === 'us_bank_account'
			? {
					type: method,
					us_bank_account: {
						account_holder_type: 'company',
						account_type: 'checking',
						bank_name: 'STRIPE TEST BANK',
						fingerprint: 'SandboxFingerpri',
						last4: '6789',
						mandate: newId('mandate'),
						payment_reference: null,
						routing_number: '110000000',
					},
				}
			: { type: method };

export type ChargeParts = {
	readonly intent: Stripe.PaymentIntent;
	readonly status: 'succeeded' | 'pending' | 'failed';
	/** `card`, `sepa_debit` … */
	readonly method: string;
	readonly last4: string;
	readonly threeDSecure: boolean;
	readonly who: { readonly email: string | null; readonly name: string | null };
	readonly failure: { readonly code: string; readonly message: string } | null;
	readonly created: number;
};

export const aCharge = (parts: ChargeParts): Stripe.Charge => ({
	id: newId(parts.method === 'card' ? 'ch' : 'py'),
	object: 'charge',
	amount: parts.intent.amount,
	amount_captured: parts.status === 'succeeded' ? parts.intent.amount : 0,
	amount_refunded: 0,
	application: null,
	application_fee: null,
	application_fee_amount: null,
	balance_transaction: null,
	billing_details: { address: null, email: parts.who.email, name: parts.who.name, phone: null, tax_id: null },
	calculated_statement_descriptor: 'SANDBOX',
	captured: parts.status === 'succeeded',
	created: parts.created,
	currency: parts.intent.currency,
	customer: null,
	description: parts.intent.description,
	disputed: false,
	failure_balance_transaction: null,
	failure_code: parts.failure?.code ?? null,
	failure_message: parts.failure?.message ?? null,
	fraud_details: {},
	livemode: false,
	metadata: parts.intent.metadata,
	on_behalf_of: null,
	outcome: parts.failure
		? {
				advice_code: null,
				network_advice_code: null,
				network_decline_code: null,
				network_status: 'declined_by_network',
				reason: parts.failure.code,
				risk_level: 'normal',
				seller_message: 'The bank did not return any further details with this decline.',
				type: 'issuer_declined',
			}
		: {
				advice_code: null,
				network_advice_code: null,
				network_decline_code: null,
				network_status: 'approved_by_network',
				reason: null,
				risk_level: 'normal',
				seller_message: 'Payment complete.',
				type: 'authorized',
			},
	paid: parts.status === 'succeeded',
	payment_intent: parts.intent.id,
	payment_method: newId('pm'),
	payment_method_details: parts.method === 'card' ? cardDetails(parts.last4, parts.threeDSecure) : debitDetails(parts.method),
	receipt_email: parts.intent.receipt_email,
	receipt_number: null,
	receipt_url: null,
	refunded: false,
	review: null,
	shipping: null,
	source: null,
	source_transfer: null,
	statement_descriptor: null,
	statement_descriptor_suffix: parts.intent.statement_descriptor_suffix,
	status: parts.status,
	transfer_data: null,
	transfer_group: null,
});

/** 2.9 % and 30 of the smallest unit, half up; of a currency without decimals only the part of a hundred. Never more than the amount. */
export const feeOf = (amount: number, currency: string): number =>
	Math.min(amount, Math.floor((amount * 29 + 500) / 1000) + (decimalsOf(currency) === 0 ? 0 : 30));

const dayS = 86_400;
/** Real accounts settle in their own currency at an exchange rate; here every currency has its own balance. `amount` is negative for money that leaves. */
export const aBalanceTransaction = (parts: {
	readonly type: 'charge' | 'payment' | 'refund' | 'adjustment';
	readonly category: 'charge' | 'refund' | 'dispute' | 'dispute_reversal' | 'refund_failure';
	readonly amount: number;
	readonly fee: number;
	readonly currency: string;
	readonly source: string;
	readonly description: string | null;
	readonly created: number;
}): Stripe.BalanceTransaction => ({
	id: newId('txn'),
	object: 'balance_transaction',
	amount: parts.amount,
	available_on: parts.created + 2 * dayS,
	balance_type: 'payments',
	created: parts.created,
	currency: parts.currency,
	description: parts.description,
	exchange_rate: null,
	fee: parts.fee,
	fee_details: parts.fee
		? [{ amount: parts.fee, application: null, currency: parts.currency, description: 'Stripe processing fees', type: 'stripe_fee' }]
		: [],
	net: parts.amount - parts.fee,
	reporting_category: parts.category,
	source: parts.source,
	status: 'pending',
	type: parts.type,
});
