/** Errors as Stripe words them: `{ error: { type, code, message, param } }` with an HTTP status. */

export type RefusedDetails = {
	readonly status?: number;
	readonly type?: 'invalid_request_error' | 'api_error' | 'idempotency_error' | 'card_error';
	readonly code?: string;
	readonly param?: string;
};

/** Thrown anywhere within a call; the front turns it into the answer. Status 400 and `invalid_request_error` unless said otherwise. */
export class StripeRefused extends Error {
	override readonly name = 'StripeRefused';
	readonly status: number;
	readonly details: RefusedDetails;

	constructor(message: string, details: RefusedDetails = {}) {
		super(message);
		this.status = details.status ?? 400;
		this.details = details;
	}

	body(): { readonly error: object } {
		const { type = 'invalid_request_error', code, param } = this.details;
		return {
			error: {
				...(code ? { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` } : {}),
				message: this.message,
				...(param ? { param } : {}),
				type,
			},
		};
	}
}

/** 404: nothing of this account has this id. */
export const missing = (what: string, id: string, param = 'id'): StripeRefused =>
	new StripeRefused(`No such ${what}: '${id}'`, { status: 404, code: 'resource_missing', param });
