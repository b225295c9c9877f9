/** What Stripe's sandbox holds of payments. */
import type { OwnStore } from './store.ts';

export type OwnPayment = {
	readonly id: string;
	/** `succeeded`, `processing` … */
	readonly status: string;
	/** Minor units: asked for, and really received. */
	readonly asked: number;
	readonly received: number;
	/** ISO code. */
	readonly currency: string;
	/** Whom it is for, as the session was told. */
	readonly customer: string;
};

/** Oldest first. */
export const ownPayments = (store: OwnStore): OwnPayment[] =>
	store.all<OwnPayment>(
		`SELECT id, json_extract(body, '$.status') AS status, json_extract(body, '$.amount') AS asked,
			json_extract(body, '$.amount_received') AS received, upper(json_extract(body, '$.currency')) AS currency,
		coalesce(json_extract(body, '$.metadata.customer'), '') AS customer
			FROM object WHERE kind = 'payment_intent' ORDER BY seq`,
	);
