import { createHash, randomBytes } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import { type Invitation, isOpen } from '../../shared/domain/invitation.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { InvitationLetters } from '../../shared/ports/letters.ts';
import { type Mailer, MailFault, staffMail } from '../../shared/ports/mailer.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { People } from '../../shared/ports/people.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';

export type InvitationPorts = {
	readonly people: Pick<People, 'invitation' | 'saveLetter'>;
	readonly companies: Pick<Companies, 'company'>;
	readonly mailings: Pick<Mailings, 'stoppedEverywhere'>;
	readonly letters: () => Promise<InvitationLetters>;
	readonly mailer: () => Promise<Mailer>;
	readonly clock: Clock;
	readonly log: { warn(code: string, fields: { readonly company: string }): void };
	/** As `TellPorts`. */
	readonly settings: { readonly hub: string; readonly from: string };
};

/** Somebody is writing: longer than the function may run (lib/stations/connect.ts). */
const writingMs = 2 * 60_000;
const busyMs = 15 * 60_000;
/** The stop switch is looked at again after this. */
const stoppedMs = 60 * 60_000;

/**
 * The letter of an invitation, at most once each time it is made or renewed. Its token is made here, 256 random bits: the letter alone holds it, the table its hash, kept
 * immediately before the call. Cut between the two, nobody knows whether it left: it is not sent again by itself, the page says so, and an owner may renew it.
 * ≈ 3 RCU and 6 WCU.
 */
export const writeInvitation = async ({ company, invitation: id }: MessageOf<'connect.invite'>, ports: InvitationPorts): Promise<void> => {
	const { people, clock, settings } = ports;
	const invitation = await people.invitation(company, id);
	const now = clock.now();
	if (!invitation || invitation.wake === null) return;
	const keep = async (changed: Invitation): Promise<void> => void (await people.saveLetter(changed, 'as-it-was'));
	if (!isOpen(invitation, now)) return keep({ ...invitation, wake: null });
	if (invitation.letter === 'begun') return now < invitation.wake ? undefined : keep({ ...invitation, letter: 'unsure', wake: null });
	if (invitation.letter !== 'due') return keep({ ...invitation, wake: null });
	if (await ports.mailings.stoppedEverywhere()) return keep({ ...invitation, wake: later(now, stoppedMs) });
	const owner = await ports.companies.company(company);
	if (!owner) return keep({ ...invitation, wake: null });
	const token = randomBytes(32).toString('base64url');
	const { language, expiresAt, by, email } = invitation;
	const letter = (await ports.letters()).renderInvitation({
		language,
		company: owner.name,
		person: by.name,
		until: expiresAt,
		timeZone: owner.timeZone,
		joinUrl: `${settings.hub}/join/${token}`,
	});
	const mailer = await ports.mailer();
	const hash = createHash('sha256').update(token).digest('hex');
	const begun: Invitation = { ...invitation, token: hash, letter: 'begun', wake: later(now, writingMs) };
	// Stale: it was revoked or renewed, or somebody else writes it.
	if ((await people.saveLetter(begun, 'new')) === 'stale') return;
	const after = { ...begun, rev: begun.rev + 1 };
	try {
		await mailer.send({
			from: { name: 'Cobro', address: settings.from },
			replyTo: null,
			to: email,
			...letter,
			tag: { company, mail: `${staffMail}${id}` },
			date: new Date(now),
		});
		await keep({ ...after, letter: 'sent', wake: null });
	} catch (fault) {
		if (!(fault instanceof MailFault)) throw fault;
		if (fault.kind === 'throttled') return keep({ ...after, token: null, letter: 'due', wake: later(clock.now(), busyMs) });
		ports.log.warn(fault.kind === 'refused' ? 'PERSON_NOT_TOLD' : 'PERSON_MAYBE_TOLD', { company });
		await keep({ ...after, letter: fault.kind === 'refused' ? 'refused' : 'unsure', wake: null });
	}
};
