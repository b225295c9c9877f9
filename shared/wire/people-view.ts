/** GET /people: who is in a company, who is asked to come, and what was changed. Moments are ISO 8601 UTC. */

import type { Instant } from '../domain/day.ts';
import { givenRoles, type Invitation, isOpen, type PeopleChange } from '../domain/invitation.ts';

export type PersonView = {
	readonly id: string;
	readonly name: string;
	/** Null: the sign-in service said none, or they have not signed in since it is kept. */
	readonly email: string | null;
	readonly roles: readonly string[];
	/** Null: before it was kept. */
	readonly since: string | null;
	readonly you: boolean;
};
export type InvitationView = {
	readonly id: string;
	readonly email: string;
	readonly roles: readonly string[];
	readonly language: string;
	readonly by: string;
	readonly at: string;
	readonly until: string;
	readonly expired: boolean;
	/** `unsure`: it was begun and nobody knows whether it left. */
	readonly letter: 'due' | 'sent' | 'refused' | 'unsure';
};
export type PeopleChangeView = Omit<PeopleChange, 'by' | 'id'> & { readonly by: string };
export type PeopleView = {
	readonly people: readonly PersonView[];
	/** Those that can be accepted, and those that nobody accepted in time. */
	readonly invitations: readonly InvitationView[];
	readonly changes: readonly PeopleChangeView[];
	/** You may change all this. */
	readonly may: boolean;
};

/** Of a user, what is shown. */
type Member = {
	readonly id: string;
	readonly name: string;
	readonly email?: string;
	readonly roles: readonly string[];
	readonly since?: Instant;
};

const letterOf = ({ letter, wake }: Invitation, now: Instant): InvitationView['letter'] => {
	if (letter !== 'begun') return letter;
	return wake !== null && now < wake ? 'due' : 'unsure';
};

const invitationView = (invitation: Invitation, now: Instant): InvitationView => {
	const { id, email, roles, language, by, at, expiresAt } = invitation;
	const expired = !isOpen(invitation, now);
	return { id, email, roles, language, by: by.name, at, until: expiresAt, expired, letter: letterOf(invitation, now) };
};

const ordered = (roles: readonly string[]): readonly string[] => givenRoles.filter((role) => roles.includes(role));

export const peopleView = (
	users: readonly Member[],
	invitations: readonly Invitation[],
	changes: readonly PeopleChange[],
	viewer: { readonly user: string; readonly may: boolean },
	now: Instant,
): PeopleView => ({
	people: users
		.map(({ id, name, email = null, roles, since = null }) => ({ id, name, email, roles: ordered(roles), since, you: id === viewer.user }))
		.toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1)),
	invitations: invitations
		.filter(({ state }) => state === 'waiting')
		.toSorted((a, b) => (a.at < b.at ? 1 : -1))
		.map((each) => invitationView(each, now)),
	changes: changes.map(({ at, by, did, who, before, after }) => ({ at, by: by.name, did, who, before, after })),
	may: viewer.may,
});
