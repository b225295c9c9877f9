/** Ids of what the reconcile station looks after by itself, as the work index names them. */

export type ReconcileWork = { readonly kind: 'payment'; readonly id: string } | { readonly kind: 'posting'; readonly id: string };

const posting = 'post|';

/** A payment's id is Stripe's own and holds no `|`. */
export const reconcileWorkId = ({ kind, id }: ReconcileWork): string => (kind === 'posting' ? `${posting}${id}` : id);

export const reconcileWorkOf = (id: string): ReconcileWork =>
	id.startsWith(posting) ? { kind: 'posting', id: id.slice(posting.length) } : { kind: 'payment', id };
