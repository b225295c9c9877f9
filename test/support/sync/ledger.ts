/** What a history needs of a provider: a sandbox with one organisation, edits drawn by chance, and the truth as its store holds it. */
import type { Faults } from '../../../local/sandbox/faults.ts';
import type { Chance } from '../../../local/scenario/seeded.ts';
import type { SandboxSecrets } from '../../../local/secrets.ts';
import type { Day, Instant } from '../../../shared/domain/day.ts';
import type { DocumentKind, LedgerId, Provider } from '../../../shared/domain/document.ts';

/** A document as the provider's store holds it, in the words of our copy. */
export type TrueDocument = {
	readonly kind: DocumentKind;
	readonly id: string;
	/** Null: nothing of it may be open in our copy, and our copy may not have it at all. */
	readonly state: 'open' | 'closed' | 'void' | null;
	readonly customer: string;
	readonly currency: string;
	readonly number: string;
	readonly total: number;
	/** Open on what has a due day, unapplied on anything else. */
	readonly rest: number;
	readonly issued: string;
	readonly due: string | null;
	/** False: too old, or never of interest: our copy may leave it out. */
	readonly expected: boolean;
};
export type TrueCustomer = { readonly id: string; readonly name: string; readonly email: string | null; readonly archived: boolean };
export type Truth = { readonly customers: readonly TrueCustomer[]; readonly documents: readonly TrueDocument[] };

export type Side = {
	readonly provider: Provider;
	readonly ledger: LedgerId;
	readonly faults: Faults;
	readonly endpoints: Readonly<Record<string, string>>;
	/** One edit, drawn by chance; its name, or null when the books allow nothing of the kind just now. */
	edit(chance: Chance, today: Day): string | null;
	/** From now on merges, deletions and new due days are such as no delta tells of; or no longer. */
	silent(on: boolean): void;
	truth(): Truth;
	/** The person's click at the consent page. Returns where the browser is sent. */
	agree(consentUrl: string): Promise<string>;
	webhooksIdle(): Promise<void>;
	close(): Promise<void>;
};
export type Start<S extends Side> = (around: SandboxSecrets & { readonly webhooks: string; readonly now: () => Instant }) => Promise<S>;
export type StartSide = Start<Side>;

export const pickOf = <T>(chance: Chance, from: readonly T[]): T | null => from[chance.between(0, from.length - 1)] ?? null;
