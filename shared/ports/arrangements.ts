/** What was agreed with customers, and everything that was ever done with it. */
import type { Arrangement } from '../domain/arrangements/arrangement.ts';
import type { AuthorityChange, AuthoritySettings } from '../domain/arrangements/authority.ts';
import type { ArrangementChange } from '../domain/arrangements/change.ts';
import type { ArrangementKind } from '../domain/arrangements/kinds.ts';
import type { Instant } from '../domain/day.ts';
import type { CompanyId, CustomerId, LedgerId } from '../domain/document.ts';
import type { RowPage } from './books.ts';
import type { Due, Fresh } from './connections.ts';

export type { ArrangementChange } from '../domain/arrangements/change.ts';

export type Arrangements = {
	/** Those of a customer that hold something, or may again: everything but what is put away. One strong Query, ≈ 1 RCU for four. */
	current(company: CompanyId, customer: CustomerId): Promise<readonly Arrangement[]>;
	/** Put away or not. 1 RCU. */
	arrangement(company: CompanyId, customer: CustomerId, id: string): Promise<Arrangement | null>;
	/**
	 * Saves each at `rev + 1` if the stored one is at its `rev` (0: does not exist yet), with what was done, all or nothing: one that takes another's place
	 * is saved with it, and so is the mail of each change that the customer is told of (`noticeMail`). At most 20. `mark`: and none of the customer's was begun since (`mark`); this is one more.
	 */
	save(changes: readonly ArrangementChange[], mark?: number): Promise<Fresh>;
	/** How many were begun with a customer. Whoever begins one asks first, and reads the current ones after that. 1 RCU. */
	mark(company: CompanyId, customer: CustomerId): Promise<number>;
	/** The same without a word in its history: when it is looked at again, what is written for it. 1–2 WCU, 2 of indexes. */
	keep(arrangement: Arrangement): Promise<Fresh>;
	/** `after` is `before` under another customer: it is there and no more here, with what was done, all or nothing. */
	moveHome(change: ArrangementChange & { readonly before: Arrangement }): Promise<Fresh>;
	/** Over for good: kept, and not read with the current ones any more. */
	putAway(arrangement: Arrangement): Promise<Fresh>;
	/** Of a company by kind, whatever their state but put away, next day first. Eventually consistent. */
	ofKind(company: CompanyId, kind: ArrangementKind, limit: number, from: string | null): Promise<RowPage<Arrangement>>;
	/** Customers of a ledger who have one of that kind that is not over. Eventually consistent: 0.5 RCU for some 20 rows. */
	customersWith(
		company: CompanyId,
		ledger: LedgerId,
		kind: ArrangementKind,
		limit: number,
		from: string | null,
	): Promise<RowPage<CustomerId>>;
	/** What was done with a customer's arrangements, latest first. */
	changes(company: CompanyId, customer: CustomerId, limit: number, from: string | null): Promise<RowPage<ArrangementChange>>;
	/** What a company decided about who gives up how much; null: nothing. Consistent, 1 RCU. */
	authority(company: CompanyId): Promise<AuthoritySettings | null>;
	/** Saves them with what was changed, both or neither, as `save` does. 2 × 2 WCU. */
	saveAuthority(settings: AuthoritySettings, change: AuthorityChange): Promise<Fresh>;
	/** What was changed of them, latest first. */
	authorityChanges(company: CompanyId, limit: number): Promise<readonly AuthorityChange[]>;
	/** Work index: those whose `wake` has come. `id`: `<customer>|<arrangement>`. */
	dueArrangements(now: Instant, limit: number): Promise<readonly Due[]>;
};
