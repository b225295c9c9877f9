/** What is to become of a claimed mail: sent, shown to a person, put away, or looked at again. */
import type { Instant } from '../../shared/domain/day.ts';
import type { Order } from '../../shared/domain/letter.ts';
import type { Wanted } from '../../shared/domain/look.ts';
import type { Facts, Mailing, Reason } from '../../shared/domain/mailing.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';

/** What the decision found, kept with the mail whatever becomes of it. */
export type Found = Partial<Pick<Mailing, 'facts' | 'stage' | 'amount' | 'day'>>;

export type Verdict =
	/** `look`: what is asked for once it waits. */
	| { readonly is: 'wait'; readonly reason: Reason; readonly wake: Instant; readonly look?: MessageOf<'sync.look'> }
	/** `order`: what would have been sent, where there is such a thing. */
	| { readonly is: 'suppress'; readonly reasons: readonly Reason[]; readonly found: Found; readonly order: Order | null }
	| Going;

export type Going = {
	readonly is: 'await' | 'send';
	readonly found: Found & { readonly facts: Facts | null };
	readonly order: Order;
	readonly to: string;
	/** What it speaks of; `must`: only when that was read once more by id. Absent: it asks for nothing. */
	readonly speaks?: Wanted & { readonly must: boolean };
};

export const suppress = (reason: Reason, found: Found = {}, order: Order | null = null): Verdict => ({
	is: 'suppress',
	reasons: [reason],
	found,
	order,
});
