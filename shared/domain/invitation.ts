/** An invitation into a company, and what is kept of who did what with its people. Pure. */
import { type Instant, later } from './day.ts';
import type { CompanyId } from './document.ts';

/** Roles that a company's owner gives; `operator` is the deployment's alone. */
export const givenRoles = ['owner', 'finance', 'sales', 'auditor'] as const;
export type GivenRole = (typeof givenRoles)[number];

/** Languages there is a letter in. */
export const invitationLanguages = ['en', 'es', 'ru'] as const;
export type InvitationLanguage = (typeof invitationLanguages)[number];

export type Person = { readonly id: string; readonly name: string };

/** Of one address there is one in a company: invited again, it is renewed. */
export type Invitation = {
	readonly company: CompanyId;
	/** Follows from the address. */
	readonly id: string;
	/** Lower case, ASCII. */
	readonly email: string;
	readonly roles: readonly GivenRole[];
	readonly language: InvitationLanguage;
	readonly by: Person;
	/** When it was made, or renewed last. */
	readonly at: Instant;
	readonly expiresAt: Instant;
	readonly state: 'waiting' | 'accepted' | 'revoked';
	/** SHA-256 (hex) of what the latest letter's link holds, which is stored nowhere; null: no letter is begun since it was renewed. */
	readonly token: string | null;
	/** `begun` beyond its wake, and `unsure`: nobody knows whether it left. `refused`: the address or its content was. */
	readonly letter: 'due' | 'begun' | 'sent' | 'refused' | 'unsure';
	/** Who came of it. */
	readonly joined: { readonly user: string; readonly at: Instant } | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

export const invitationDays = 7;
export const invitationEnd = (at: Instant): Instant => later(at, invitationDays * 24 * 60 * 60_000);
/** Can be accepted. */
export const isOpen = ({ state, expiresAt }: Pick<Invitation, 'state' | 'expiresAt'>, now: Instant): boolean =>
	state === 'waiting' && now < expiresAt;

/** One entry of what was done with a company's people, for ever. */
export type PeopleChange = {
	readonly at: Instant;
	/** Makes its key one. */
	readonly id: string;
	/** Who did it; of `joined`, who joined. */
	readonly by: Person;
	readonly did: 'invited' | 'renewed' | 'revoked' | 'joined' | 'roles' | 'removed';
	/** A name, or the address that was invited. */
	readonly who: string;
	readonly before: readonly string[] | null;
	readonly after: readonly string[] | null;
};

/** ASCII alone is folded: other letters have lower cases that are somebody else's address (the Kelvin sign's is `k`). */
export const foldedAddress = (address: string): string => address.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The address as it is invited, or null for what is none: printable ASCII, no more than mail takes. */
export const invitedAddress = (typed: string): string | null => {
	const address = foldedAddress(typed.trim());
	return /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z0-9-]{2,63}$/.test(address) && address.length <= 254
		? address
		: null;
};

const working = 'invitation:';
/** What is due of invitations, as the work index names it. Ids of consents hold no `:`. */
export const invitationWork = (id: string): string => `${working}${id}`;
export const invitationOfWork = (work: string): string | null => (work.startsWith(working) ? work.slice(working.length) : null);
