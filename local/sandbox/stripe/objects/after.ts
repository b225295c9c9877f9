/** What may follow a payment: refunds and disputes. */
import type Stripe from 'stripe';
import { newId } from '../ids.ts';
import type { MetadataOf } from '../params.ts';

export const aRefund = (parts: {
	readonly charge: Stripe.Charge;
	readonly amount: number;
	readonly reason: Stripe.Refund.Reason | null;
	readonly metadata: MetadataOf;
	readonly status: 'succeeded' | 'pending';
	readonly created: number;
}): Stripe.Refund => {
	const type = parts.charge.payment_method_details?.type ?? 'card';
	return {
		id: newId('re'),
		object: 'refund',
		amount: parts.amount,
		balance_transaction: null,
		charge: parts.charge.id,
		created: parts.created,
		currency: parts.charge.currency,
		customer: null,
		customer_account: null,
		destination_details:
			type === 'card'
				? { card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' }, type }
				: { type },
		metadata: parts.metadata,
		payment_intent: typeof parts.charge.payment_intent === 'string' ? parts.charge.payment_intent : null,
		payment_method: null,
		reason: parts.reason,
		receipt_number: null,
		source_transfer_reversal: null,
		status: parts.status,
		transfer_reversal: null,
	};
};

const weekS = 7 * 86_400;

export const aDispute = (parts: { readonly charge: Stripe.Charge; readonly reason: string; readonly created: number }): Stripe.Dispute => ({
	id: newId('du'),
	object: 'dispute',
	amount: parts.charge.amount - parts.charge.amount_refunded,
	balance_transactions: [],
	charge: parts.charge.id,
	created: parts.created,
	currency: parts.charge.currency,
	enhanced_eligibility_types: [],
	evidence: {
		access_activity_log: null,
		billing_address: null,
		cancellation_policy: null,
		cancellation_policy_disclosure: null,
		cancellation_rebuttal: null,
		customer_communication: null,
		customer_email_address: null,
		customer_name: null,
		customer_purchase_ip: null,
		customer_signature: null,
		duplicate_charge_documentation: null,
		duplicate_charge_explanation: null,
		duplicate_charge_id: null,
		enhanced_evidence: {},
		product_description: null,
		receipt: null,
		refund_policy: null,
		refund_policy_disclosure: null,
		refund_refusal_explanation: null,
		service_date: null,
		service_documentation: null,
		shipping_address: null,
		shipping_carrier: null,
		shipping_date: null,
		shipping_documentation: null,
		shipping_tracking_number: null,
		uncategorized_file: null,
		uncategorized_text: null,
	},
	evidence_details: {
		due_by: parts.created + weekS,
		enhanced_eligibility: {},
		has_evidence: false,
		past_due: false,
		submission_count: 0,
		submission_method: 'manual',
	},
	intended_submission_method: null,
	is_charge_refundable: false,
	livemode: false,
	metadata: {},
	network_reason_code: '10.4',
	payment_intent: typeof parts.charge.payment_intent === 'string' ? parts.charge.payment_intent : null,
	payment_method_details: { card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' }, type: 'card' },
	reason: parts.reason,
	status: 'needs_response',
});
