/** Companies (our tenants) and their users. */
import type { Day, Instant } from '../domain/day.ts';
import type { CompanyId } from '../domain/document.ts';
import type { Due, Fresh } from './connections.ts';

export type Role = 'owner' | 'finance' | 'sales' | 'auditor' | 'operator';

export type Company = {
	readonly id: CompanyId;
	readonly name: string;
	/** IANA zone; a company's today is this zone's day. Set from its first ledger. */
	readonly timeZone: string;
	/** True once a ledger or a person has set the zone. */
	readonly timeZoneKnown: boolean;
	/** The last civil day whose roll is complete: by-customer order is right for this day. */
	readonly rolledTo: Day | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

export type User = {
	readonly company: CompanyId;
	readonly id: string;
	readonly name: string;
	readonly roles: readonly Role[];
	/** Where we write to them, as the sign-in service verified it. Absent: none, or not signed in since this is kept. */
	readonly email?: string;
	/** BCP 47, as the sign-in service says it. Absent: not said. */
	readonly language?: string;
	/** When they came. Absent: before this was kept. */
	readonly since?: Instant;
};
export type Contact = Pick<User, 'email' | 'language'>;

/** Roles that connect ledgers and decide about them: those who are told when one is lost. */
export const ledgerRoles: ReadonlySet<Role> = new Set<Role>(['owner', 'finance']);

export type Companies = {
	company(id: CompanyId): Promise<Company | null>;
	saveCompany(company: Company): Promise<Fresh>;
	user(company: CompanyId, id: string): Promise<User | null>;
	/** All of a company. One Query, 0.5 RCU for some 20 of them. */
	users(company: CompanyId): Promise<readonly User[]>;
	/** How to reach a user who is there; what `contact` lacks is forgotten. Nothing else of them changes. 1 WCU. */
	keepContact(company: CompanyId, id: string, contact: Contact): Promise<void>;
	/**
	 * Company, its first user and the directory's pointer to them, in one transaction. `taken` when the subject already has a company; `left`: the one they
	 * were removed from, which their pointer still names. `exists`: this company does, and they are not in it.
	 */
	open(
		company: Company,
		user: User,
		identity: { readonly issuer: string; readonly subject: string },
		left?: { readonly company: CompanyId; readonly user: string } | null,
	): Promise<'opened' | 'taken' | 'exists'>;
	dueCompanies(now: Instant, limit: number): Promise<readonly Due[]>;
};
