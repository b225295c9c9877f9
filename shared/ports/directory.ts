/** The closed list of pointers that are not under a company: they lead to one, and hold no business data. Nobody else may build an `X#` key. */
import type { CompanyId, LedgerId, Provider } from '../domain/document.ts';

export type Directory = {
	/** A ledger belongs to one company. Idempotent for the same company; `taken` when another has it. */
	claimLedger(
		provider: Provider,
		externalId: string,
		owner: { readonly company: CompanyId; readonly ledger: LedgerId },
	): Promise<'claimed' | 'taken'>;
	/** Only the owner's own claim is released. */
	releaseLedger(provider: Provider, externalId: string, company: CompanyId): Promise<void>;
	ledger(provider: Provider, externalId: string): Promise<{ readonly company: CompanyId; readonly ledger: LedgerId } | null>;
	/** The user behind an identity provider's subject. */
	subject(issuer: string, subject: string): Promise<{ readonly company: CompanyId; readonly user: string } | null>;
};
