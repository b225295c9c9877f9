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

export type User = { readonly company: CompanyId; readonly id: string; readonly name: string; readonly roles: readonly Role[] };

export type Companies = {
	company(id: CompanyId): Promise<Company | null>;
	saveCompany(company: Company): Promise<Fresh>;
	user(company: CompanyId, id: string): Promise<User | null>;
	/** Company, its first user and the directory's pointer to them, in one transaction. `taken` when the subject already has a company. */
	open(company: Company, user: User, identity: { readonly issuer: string; readonly subject: string }): Promise<'opened' | 'taken'>;
	dueCompanies(now: Instant, limit: number): Promise<readonly Due[]>;
};
