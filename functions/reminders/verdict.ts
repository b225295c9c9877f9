/** What is to become of a claimed mail: sent, shown to a person, put away, or looked at again. */
import type { Instant } from '../../shared/domain/day.ts';
import type { Order } from '../../shared/domain/letter.ts';
import type { Facts, Mailing, Reason } from '../../shared/domain/mailing.ts';

/** What the decision found, kept with the mail whatever becomes of it. */
export type Found = Partial<Pick<Mailing, 'facts' | 'stage' | 'amount'>>;

export type Verdict =
	| { readonly is: 'wait'; readonly reason: Reason; readonly wake: Instant }
	/** `order`: what would have been sent, where there is such a thing. */
	| { readonly is: 'suppress'; readonly reasons: readonly Reason[]; readonly found: Found; readonly order: Order | null }
	| { readonly is: 'await' | 'send'; readonly found: Found & { readonly facts: Facts | null }; readonly order: Order; readonly to: string };

export const suppress = (reason: Reason, found: Found = {}, order: Order | null = null): Verdict => ({
	is: 'suppress',
	reasons: [reason],
	found,
	order,
});
