import { createHash } from 'node:crypto';
import { addDays, dayIn, later, startOfDay } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, Contact } from '../../shared/ports/companies.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import { type Claims, type SignIn, SignInFault } from '../../shared/ports/sign-in.ts';
import type { PendingSignIn } from './begin-sign-in.ts';

type Ports = { readonly signIn: SignIn; readonly companies: Companies; readonly directory: Directory; readonly clock: Clock };
type Returned = { readonly code: string | undefined; readonly state: string | undefined; readonly redirectUri: string };

const again = (detail: string): Refusal =>
	new Refusal(400, 'SIGN_IN_FAILED', 'Signing in did not work', `${detail} Start again from the sign-in page.`);

const contactIn = ({ email, language }: Claims): Contact => ({
	...(email === null ? {} : { email }),
	...(language === null ? {} : { language }),
});

/** Where mails about the company's ledgers reach somebody, as it is today. Written only where it changed. 1 RCU. */
const keepContact = async (
	claims: Claims,
	{ company, user: id }: { readonly company: string; readonly user: string },
	{ companies }: Ports,
) => {
	const user = await companies.user(company, id);
	const contact = contactIn(claims);
	if (user && (user.email !== contact.email || user.language !== contact.language)) await companies.keepContact(company, id, contact);
};

/** A newcomer's company. Its id follows from who they are, so a sign-in that was cut and repeated opens one company, not two. */
const openCompany = async (claims: Claims, { companies, clock }: Ports): Promise<void> => {
	const id = createHash('sha256').update(`${claims.issuer}\n${claims.subject}`).digest('hex').slice(0, 20);
	const timeZone = 'UTC';
	const now = clock.now();
	const wake = later(startOfDay(addDays(dayIn(timeZone, now), 1), timeZone), 5 * 60_000);
	await companies.open(
		{ id, name: `${claims.name}’s company`, timeZone, timeZoneKnown: false, rolledTo: null, wake, rev: 0 },
		{
			company: id,
			id: createHash('sha256').update(claims.subject).digest('hex').slice(0, 20),
			name: claims.name,
			roles: ['owner'],
			...contactIn(claims),
		},
		{ issuer: claims.issuer, subject: claims.subject },
	);
};

/** Checks that the browser is the one that began, that the token is for this sign-in, and that there is a company to go to. */
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
		const known = await ports.directory.subject(claims.issuer, claims.subject);
		await (known ? keepContact(claims, known, ports) : openCompany(claims, ports));
		return { token, expiresAt: claims.expiresAt };
	} catch (error) {
		if (error instanceof SignInFault)
			throw error.kind === 'refused'
				? again('The sign-in service did not confirm it.')
				: new Refusal(503, 'SIGN_IN_SILENT', 'Signing in did not work', 'The sign-in service does not answer. Try again in a minute.');
		throw error;
	}
};
