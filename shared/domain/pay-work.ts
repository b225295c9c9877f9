/** Ids of what the pay station looks after by itself, as the work index names them. */
import type { CustomerId } from './document.ts';

export type PayWork =
	| { readonly kind: 'checkout'; readonly customer: CustomerId; readonly checkout: string }
	| { readonly kind: 'payment-link'; readonly id: string };

/** Ids of checkouts and links are ours and hold no `|`; a customer's may. */
export const payWorkId = (work: PayWork): string =>
	work.kind === 'checkout' ? `chk|${work.checkout}|${work.customer}` : `plink|${work.id}`;

/** Null for a text that is no such id. */
export const payWorkOf = (id: string): PayWork | null => {
	const [, checkout, customer] = /^chk\|([^|]+)\|(.+)$/s.exec(id) ?? [];
	if (checkout !== undefined && customer !== undefined) return { kind: 'checkout', checkout, customer };
	const link = /^plink\|(.+)$/s.exec(id)?.[1];
	return link === undefined ? null : { kind: 'payment-link', id: link };
};
