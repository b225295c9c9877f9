import type { ConsentOrder } from '../../shared/domain/consent-letter.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { closed, notTo, type Telling, toOneMore } from '../../shared/domain/telling.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type Companies, ledgerRoles, type User } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { ConsentLetters } from '../../shared/ports/letters.ts';
import { type Mailer, MailFault, staffMail } from '../../shared/ports/mailer.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';

export type TellPorts = {
	readonly connections: Connections;
	readonly companies: Companies;
	/** Of all that concerns mails to customers, only the whole deployment's stop switch. */
	readonly mailings: Pick<Mailings, 'stoppedEverywhere'>;
	/** Loaded with the first letter. */
	readonly letters: () => Promise<ConsentLetters>;
	readonly mailer: () => Promise<Mailer>;
	readonly clock: Clock;
	/** Codes of what whoever runs the deployment should hear of; nothing personal. */
	readonly log: { warn(code: string, fields: { readonly company: string }): void };
	/** `hub`: origin people see. `from`: address mails come from. */
	readonly settings: { readonly hub: string; readonly from: string };
};

/** Companies with more people who tend ledgers have had somebody told. */
const mostPeople = 20;
/** Somebody is writing: nobody else looks after the letter before this. Longer than the function may run (lib/stations/connect.ts). */
const writingMs = 2 * 60_000;
/** SES has too much to do. */
const busyMs = 15 * 60_000;

type Reader = User & { readonly email: string };
const canRead = (user: User): user is Reader => user.email !== undefined && user.roles.some((role) => ledgerRoles.has(role));

/** Who tends ledgers and has a verified address; one of those that share one. */
const readersAmong = (users: readonly User[]): readonly Reader[] => {
	const byAddress = new Map<string, Reader>();
	for (const user of users.filter(canRead).toSorted((a, b) => (a.id < b.id ? -1 : 1)))
		if (!byAddress.has(user.email.toLowerCase())) byAddress.set(user.email.toLowerCase(), user);
	return [...byAddress.values()].slice(0, mostPeople);
};

type WithoutReader<T> = T extends unknown ? Omit<T, 'language' | 'hubUrl' | 'company' | 'timeZone'> : never;
type Written = WithoutReader<ConsentOrder>;
/** Keeps how far the letter is, and when it is looked after again. False: somebody else goes on with it, or there is no reason for it any more. */
type Keep<T extends Telling> = (telling: T, wake: Instant) => Promise<boolean>;

/**
 * Writes one letter to each of a company's people who tend ledgers, at most once to each (DESIGN 9.1): whom it is begun for is kept immediately before
 * the call. Cut between the two, or where SES does not answer, nobody can know whether it left: it is not sent to that person again, who gets the next
 * letter of the incident if nobody acts. No event of SES is waited for. What SES says it did not take is sent later. A letter that was left half done
 * is gone on with by whoever is woken for it. One write before each person; the last one is the caller's: what is returned is to be kept. Null: it is
 * not done, and what is to be kept is.
 */
export const writePeople = async <T extends Telling>(
	company: CompanyId,
	begun: T,
	order: Written,
	keep: Keep<T>,
	ports: TellPorts,
): Promise<T | null> => {
	const known = await ports.companies.company(company);
	const people = readersAmong(await ports.companies.users(company));
	if (people.length === 0) ports.log.warn('NOBODY_TO_TELL', { company });
	if (!known || people.length === 0) return closed(begun);
	const letters = await ports.letters();
	const mailer = await ports.mailer();
	let telling = begun;
	for (const { id, email, language = 'en' } of people.filter(({ id: user }) => !begun.to.includes(user))) {
		const whole = { ...order, company: known.name, timeZone: known.timeZone, hubUrl: `${ports.settings.hub}/#connections` };
		const letter = letters.renderConsent({ ...whole, language });
		const now = ports.clock.now();
		telling = toOneMore(telling, id);
		if (!(await keep(telling, later(now, writingMs)))) return null;
		try {
			await mailer.send({
				from: { name: 'Cobro', address: ports.settings.from },
				replyTo: null,
				to: email,
				...letter,
				tag: { company, mail: `${staffMail}${id}` },
				date: new Date(now),
			});
		} catch (fault) {
			if (!(fault instanceof MailFault)) throw fault;
			if (fault.kind === 'throttled') {
				await keep(notTo(telling, id), later(ports.clock.now(), busyMs));
				return null;
			}
			ports.log.warn(fault.kind === 'refused' ? 'PERSON_NOT_TOLD' : 'PERSON_MAYBE_TOLD', { company });
		}
	}
	return closed(telling);
};
