import { createHash, randomUUID } from 'node:crypto';
import { foldedAddress, type Invitation, isOpen } from '../../shared/domain/invitation.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, User } from '../../shared/ports/companies.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { Left, People } from '../../shared/ports/people.ts';
import type { Claims } from '../../shared/ports/sign-in.ts';

export type AcceptPorts = {
	readonly companies: Pick<Companies, 'company' | 'user'>;
	readonly directory: Pick<Directory, 'subject'>;
	readonly people: Pick<People, 'byToken' | 'join'>;
	readonly clock: Clock;
};

/** What a link in a letter shows before anybody signs in. */
export type InvitationShown = {
	readonly company: string;
	readonly person: string;
	readonly email: string;
	readonly roles: readonly string[];
	readonly until: string;
	readonly timeZone: string;
};

const refuse = (status: number, code: string, detail: string): Refusal => new Refusal(status, code, 'You have not joined', detail);

/** As functions/connect/write-invitation.ts keeps it. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
export const isToken = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** "ana@acme.example" → "a•••@acme.example": a link that went astray does not give the whole address away. */
const masked = (address: string): string => `${address.slice(0, 1)}•••${address.slice(address.lastIndexOf('@'))}`;

/** Of one person in one sign-in service. */
export const userIdOf = ({ subject }: Claims): string => createHash('sha256').update(subject).digest('hex').slice(0, 20);

/** @throws Refusal in words for what opens nothing: unknown, replaced, taken back, used, too old */
const mustBeOpen = (token: string, found: Invitation | null, { clock }: Pick<AcceptPorts, 'clock'>): Invitation => {
	if (!found)
		throw refuse(404, 'INVITATION_UNKNOWN', 'This link is not one of ours, or is long over. Ask whoever invited you for a new one.');
	if (found.state === 'accepted')
		throw refuse(410, 'INVITATION_USED', 'This invitation was used already. If that was you, just sign in from the first page.');
	if (found.state === 'revoked') throw refuse(410, 'INVITATION_REVOKED', 'This invitation was taken back. Ask whoever invited you.');
	if (!isOpen(found, clock.now()))
		throw refuse(410, 'INVITATION_EXPIRED', 'This invitation was good for seven days, and they are over. Ask for a new one.');
	if (found.token !== hashOf(token))
		throw refuse(410, 'INVITATION_REPLACED', 'A newer letter has replaced this one. Use the link in the latest letter.');
	return found;
};

const byLink = (token: string, { people }: Pick<AcceptPorts, 'people'>): Promise<Invitation | null> =>
	isToken(token) ? people.byToken(hashOf(token)) : Promise.resolve(null);

/** Reads only: whoever looks at mails for viruses opens links too. 3 RCU. @throws Refusal */
export const viewInvitation = async (
	token: string,
	ports: Pick<AcceptPorts, 'people' | 'companies' | 'clock'>,
): Promise<InvitationShown> => {
	const open = mustBeOpen(token, await byLink(token, ports), ports);
	const company = await ports.companies.company(open.company);
	return {
		company: company?.name ?? '',
		person: open.by.name,
		email: masked(open.email),
		roles: open.roles,
		until: open.expiresAt,
		timeZone: company?.timeZone ?? 'UTC',
	};
};

/** @throws Refusal 403 unless the sign-in service says in so many words that the invited address is theirs */
const mustBeTheirs = ({ email }: Invitation, claims: Claims): void => {
	if (claims.email === null || claims.emailProven !== true)
		throw refuse(
			403,
			'ADDRESS_UNPROVEN',
			'The sign-in service does not say that your address is proven to be yours. Prove it there, then open the link again.',
		);
	if (foldedAddress(claims.email) !== email)
		throw refuse(
			403,
			'OTHER_ADDRESS',
			`The invitation is for ${masked(email)}, and you signed in as ${claims.email}. Sign in with the invited address, or ask to be invited at yours.`,
		);
};

const newUser = ({ company, roles }: Invitation, claims: Claims, now: ReturnType<Clock['now']>): User => ({
	company,
	id: userIdOf(claims),
	name: claims.name,
	roles,
	since: now,
	...(claims.email === null ? {} : { email: claims.email }),
	...(claims.language === null ? {} : { language: claims.language }),
});

/** Who stands behind a sign-in: somebody, nobody yet, or somebody who was removed. 2 RCU. */
export const knownBy = async (
	{ issuer, subject }: Claims,
	{ directory, companies }: { readonly directory: Pick<Directory, 'subject'>; readonly companies: Pick<Companies, 'user'> },
): Promise<{ readonly user: User | null; readonly left: Left | null }> => {
	const pointer = await directory.subject(issuer, subject);
	const user = pointer && (await companies.user(pointer.company, pointer.user));
	return { user, left: user ? null : pointer };
};

const tries = 3;

/**
 * Who signed in by an invitation becomes one of its company, in one transaction with the invitation's end. Twice, cut or at once in two windows: one member. Null:
 * they have just joined; otherwise they are who they were there. A sign-in leads to one company: whoever is in another one is told so and joins nothing.
 * @throws Refusal, `TryLater`
 */
export const acceptInvitation = async (claims: Claims, token: string, ports: AcceptPorts): Promise<User | null> => {
	for (let n = 0; n < tries; n++) {
		const { user, left } = await knownBy(claims, ports);
		const found = await byLink(token, ports);
		if (user && found?.company === user.company) return user;
		const open = mustBeOpen(token, found, ports);
		mustBeTheirs(open, claims);
		if (user)
			throw refuse(
				409,
				'IN_ANOTHER_COMPANY',
				'This sign-in belongs to another company, and a sign-in leads to one. Ask to be invited at another address of yours, and sign in with that.',
			);
		const now = ports.clock.now();
		const joining = newUser(open, claims, now);
		const joined = await ports.people.join(
			{ ...open, state: 'accepted', joined: { user: joining.id, at: now }, wake: null },
			joining,
			claims,
			left,
			{
				at: now,
				id: randomUUID(),
				by: { id: joining.id, name: joining.name },
				did: 'joined',
				who: open.email,
				before: null,
				after: open.roles,
			},
		);
		if (joined === 'saved') return null;
	}
	throw new TryLater('others change the same invitation');
};
