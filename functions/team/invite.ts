import { createHash, randomUUID } from 'node:crypto';
import { later } from '../../shared/domain/day.ts';
import { foldedAddress, type Invitation, invitationEnd, isOpen, type PeopleChange } from '../../shared/domain/invitation.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { AskedInvitation } from './people-form.ts';
import { type Asker, changedMeanwhile, mustChangePeople, notAnOwner, type PeoplePorts } from './people-ports.ts';

/** So many can wait at once. */
export const mostOpen = 20;
/** Letters of invitations, renewed ones too: they go to whomever a company names, from our address. */
const budgets = [
	{ what: 'invitations-hour', budget: { times: 20, seconds: 3600 } },
	{ what: 'invitations-day', budget: { times: 50, seconds: 24 * 3600 } },
] as const;
/** The same button, pressed again so soon, is the same invitation. */
const sameMs = 60_000;
/** The letter is looked after by then if its message was lost. */
const letterMs = 60_000;

const refuse = (status: number, code: string, detail: string): Refusal => new Refusal(status, code, 'Nobody was invited', detail);
const idOf = (email: string): string => createHash('sha256').update(email).digest('hex').slice(0, 24);
const entryOf = (asker: Asker, change: Omit<PeopleChange, 'id' | 'by'>): PeopleChange => ({
	...change,
	id: randomUUID(),
	by: { id: asker.user, name: asker.name },
});

const isSame = (known: Invitation, asked: AskedInvitation): boolean =>
	known.roles.join() === asked.roles.join() && known.language === asked.language;

/** @throws Refusal 429 */
const mustBeWithinBudget = async ({ company }: Asker, { throttle, clock }: PeoplePorts): Promise<void> => {
	for (const { what, budget } of budgets)
		if ((await throttle.spend(company, what, budget, clock.now())) !== null)
			throw refuse(429, 'TOO_OFTEN', 'Your company has sent many invitations lately. Try again in some hours.');
};

/**
 * Asks somebody into the company: a letter goes to that address with a link that is good for seven days and once. Invited again, it is the same invitation, renewed:
 * what earlier letters hold opens nothing any more. The letter is written by the queue, and by the sweeper where its message was lost.
 * @throws Refusal 403 for anybody but an owner, 409 `ALREADY_HERE`, `TOO_MANY`, 429 `TOO_OFTEN`
 */
export const invite = async (asker: Asker, asked: AskedInvitation, ports: PeoplePorts): Promise<string> => {
	mustChangePeople(asker);
	const { company } = asker;
	const { people, companies, queues, clock } = ports;
	const here = (await companies.users(company)).some(({ email }) => email !== undefined && foldedAddress(email) === asked.email);
	if (here) throw refuse(409, 'ALREADY_HERE', 'Somebody with this address is in your company already: change their roles instead.');
	const now = clock.now();
	const id = idOf(asked.email);
	const all = await people.invitations(company);
	const known = all.find((each) => each.id === id);
	const open = known !== undefined && isOpen(known, now);
	if (known && open && isSame(known, asked) && now < later(known.at, sameMs)) return id;
	if (!open && all.filter((each) => isOpen(each, now)).length >= mostOpen)
		throw refuse(409, 'TOO_MANY', `${mostOpen} invitations wait already. Take one back first, or wait until some are accepted.`);
	await mustBeWithinBudget(asker, ports);
	const invitation: Invitation = {
		company,
		id,
		...asked,
		by: { id: asker.user, name: asker.name },
		at: now,
		expiresAt: invitationEnd(now),
		state: 'waiting',
		token: null,
		letter: 'due',
		joined: null,
		wake: later(now, letterMs),
		rev: known?.rev ?? 0,
	};
	const change = entryOf(asker, {
		at: now,
		did: open ? 'renewed' : 'invited',
		who: asked.email,
		before: known && open ? known.roles : null,
		after: asked.roles,
	});
	const saved = await people.saveInvitation(invitation, asker.user, change);
	if (saved === 'not-owner') throw notAnOwner();
	if (saved === 'stale') {
		// Most often the same form, sent twice at once.
		const latest = await people.invitation(company, id);
		if (latest?.state === 'waiting' && isSame(latest, asked)) return id;
		throw changedMeanwhile();
	}
	await queues.send({ type: 'connect.invite', company, invitation: id });
	return id;
};

/** Its link opens nothing any more. Twice is once. @throws Refusal 403, 404, 409 when it was accepted */
export const revokeInvitation = async (asker: Asker, id: string, { people, clock }: PeoplePorts): Promise<void> => {
	mustChangePeople(asker);
	const known = await people.invitation(asker.company, id);
	if (!known) throw notFound('invitation');
	if (known.state === 'revoked') return;
	if (known.state === 'accepted')
		throw new Refusal(409, 'ACCEPTED', 'It was accepted already', 'They are in your company now. Remove them there if they should not be.');
	const change = entryOf(asker, { at: clock.now(), did: 'revoked', who: known.email, before: known.roles, after: null });
	const saved = await people.saveInvitation({ ...known, state: 'revoked', wake: null }, asker.user, change);
	if (saved === 'not-owner') throw notAnOwner();
	if (saved === 'stale') throw changedMeanwhile();
};
