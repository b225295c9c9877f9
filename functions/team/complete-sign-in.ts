import { createHash } from 'node:crypto';
import { addDays, dayIn, later, startOfDay } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, Contact, User } from '../../shared/ports/companies.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { Left, People } from '../../shared/ports/people.ts';
import { type Claims, type SignIn, SignInFault } from '../../shared/ports/sign-in.ts';
import { acceptInvitation, knownBy, userIdOf } from './accept-invitation.ts';
import type { PendingSignIn } from './begin-sign-in.ts';

type Ports = {
	readonly signIn: SignIn;
	readonly companies: Companies;
	readonly directory: Directory;
	readonly people: Pick<People, 'byToken' | 'join'>;
	readonly clock: Clock;
};
type Returned = { readonly code: string | undefined; readonly state: string | undefined; readonly redirectUri: string };

const again = (detail: string): Refusal =>
	new Refusal(400, 'SIGN_IN_FAILED', 'Signing in did not work', `${detail} Start again from the sign-in page.`);

const contactIn = ({ email, language }: Claims): Contact => ({
	...(email === null ? {} : { email }),
	...(language === null ? {} : { language }),
});

/** Where mails about the company's ledgers reach somebody, as it is today. Written only where it changed. */
const keepContact = async (claims: Claims, user: User, { companies }: Ports): Promise<void> => {
	const contact = contactIn(claims);
	if (user.email !== contact.email || user.language !== contact.language) await companies.keepContact(user.company, user.id, contact);
};

/** Somebody was removed from companies of their own so often. */
const mostCompanies = 20;

/**
 * A newcomer's company. Its id follows from who they are, so a sign-in that was cut and repeated opens one company, not two. Whoever was removed from a company
 * that they opened gets the next one.
 */
const openCompany = async (claims: Claims, left: Left | null, { companies, clock }: Ports): Promise<void> => {
	const timeZone = 'UTC';
	const now = clock.now();
	const wake = later(startOfDay(addDays(dayIn(timeZone, now), 1), timeZone), 5 * 60_000);
	for (let n = 0; n < mostCompanies; n++) {
		const whose = n === 0 ? `${claims.issuer}\n${claims.subject}` : `${claims.issuer}\n${claims.subject}\n${n}`;
		const id = createHash('sha256').update(whose).digest('hex').slice(0, 20);
		const done = await companies.open(
			{ id, name: `${claims.name}’s company`, timeZone, timeZoneKnown: false, rolledTo: null, wake, rev: 0 },
			{ company: id, id: userIdOf(claims), name: claims.name, roles: ['owner'], since: now, ...contactIn(claims) },
			{ issuer: claims.issuer, subject: claims.subject },
			left,
		);
		if (done !== 'exists') return;
	}
	throw new RangeError('this sign-in has opened too many companies');
};

const arrive = async (claims: Claims, invitation: string | undefined, ports: Ports): Promise<void> => {
	if (invitation !== undefined) {
		const there = await acceptInvitation(claims, invitation, ports);
		return there ? keepContact(claims, there, ports) : undefined;
	}
	const { user, left } = await knownBy(claims, ports);
	return user ? keepContact(claims, user, ports) : openCompany(claims, left, ports);
};

/**
 * Checks that the browser is the one that began, that the token is for this sign-in, and that there is a company to go to: the one they are in, the one they were
 * invited to and then no other, or one that is opened for them.
 */
export const completeSignIn = async (
	returned: Returned,
	pending: PendingSignIn | null,
	ports: Ports,
): Promise<{ readonly token: string; readonly expiresAt: number }> => {
	if (!pending || !returned.state || returned.state !== pending.state)
		throw again('This sign-in was begun in another browser or too long ago.');
	if (!returned.code) throw again('The sign-in service sent no code.');
	try {
		const token = await ports.signIn.redeem({ code: returned.code, verifier: pending.verifier, redirectUri: returned.redirectUri });
		const claims = await ports.signIn.verify(token, pending.nonce);
		await arrive(claims, pending.invitation, ports);
		return { token, expiresAt: claims.expiresAt };
	} catch (error) {
		if (error instanceof SignInFault)
			throw error.kind === 'refused'
				? again('The sign-in service did not confirm it.')
				: new Refusal(503, 'SIGN_IN_SILENT', 'Signing in did not work', 'The sign-in service does not answer. Try again in a minute.');
		throw error;
	}
};
