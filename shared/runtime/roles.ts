/** What a person's roles allow. Everyone of a company may look; the server decides here what more, whatever a page shows. */
import { Refusal } from '../domain/refusal.ts';
import type { Role } from '../ports/companies.ts';
import type { AppRequest } from './http-types.ts';

const tendLedgers: ReadonlySet<Role> = new Set(['owner', 'finance']);

/** Connecting, disconnecting, reading anew and checking a ledger. Throws the refusal (403) before anything is looked up. */
export const mustTendLedgers = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => tendLedgers.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Connecting, disconnecting, reading and checking ledgers needs the role owner or finance.',
		);
};

/** Exporting what a factor would fund. Throws the refusal (403). */
export const mustExport = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => tendLedgers.has(role)))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Making an export needs the role owner or finance.');
};

/** Having a payment booked that the ledger refused. Throws the refusal (403). */
export const mustBook = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => tendLedgers.has(role)))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Booking payments needs the role owner or finance.');
};
