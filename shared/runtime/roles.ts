/** What a person's roles allow. Everyone of a company may look; the server decides here what more, whatever a page shows. */
import { Refusal } from '../domain/refusal.ts';
import { ledgerRoles } from '../ports/companies.ts';
import type { AppRequest } from './http-types.ts';

/** Connecting, disconnecting, reading anew and checking a ledger. Throws the refusal (403) before anything is looked up. */
export const mustTendLedgers = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Connecting, disconnecting, reading and checking ledgers needs the role owner or finance.',
		);
};

/** Giving a ledger to another company, and asking another company for one. Throws the refusal (403). */
export const mustOwn = ({ session }: AppRequest): void => {
	if (!session.roles.includes('owner'))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Moving a ledger between companies needs the role owner.');
};

/** Saying how mails are sent, and about each that waits for a person. Throws the refusal (403). */
export const mustDecideMails = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Deciding what is sent to customers needs the role owner or finance.',
		);
};

/** What concerns the whole deployment. Throws the refusal (403). */
export const mustOperate = ({ session }: AppRequest): void => {
	if (!session.roles.includes('operator'))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Only those who run this deployment may do that.');
};

/** Saying which customers are one debtor. Throws the refusal (403). */
export const mustGroupDebtors = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Saying who is one debtor needs the role owner or finance.');
};

/** Exporting what a factor would fund. Throws the refusal (403). */
export const mustExport = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Making an export needs the role owner or finance.');
};

/** Having a payment booked that the ledger refused. Throws the refusal (403). */
export const mustBook = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(403, 'ROLE_MISSING', 'Your role does not allow this', 'Booking payments needs the role owner or finance.');
};

/** Saying which supplier is which customer. Throws the refusal (403). */
export const mustMatchParties = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Reading bills and saying which supplier is which customer needs the role owner or finance.',
		);
};

/** Making and withdrawing ways to pay. Throws the refusal (403). */
export const mustTendPayments = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Making and withdrawing payment links needs the role owner or finance.',
		);
};

/** Agreeing something with a customer, and deciding about it. Throws the refusal (403). */
export const mustArrange = ({ session }: AppRequest): void => {
	if (!session.roles.some((role) => ledgerRoles.has(role)))
		throw new Refusal(
			403,
			'ROLE_MISSING',
			'Your role does not allow this',
			'Agreeing something with a customer needs the role owner or finance.',
		);
};
