import type { Grant } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import { type Ending, endingLetter, isAsItWas, isLastEnding } from '../../shared/domain/telling.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { type TellPorts, writePeople } from './write-people.ts';

/** Whether people are to be told now that this consent ends by itself. Asked whenever it is tended, at least each hour. */
export const isWarningDue = ({ state, ending = null, refreshExpiresAt }: Grant, now: Instant): boolean =>
	state === 'alive' && endingLetter(ending, refreshExpiresAt, [], now) !== null;

const isSame = (a: Ending | null, b: Ending | null): boolean => (a === null || b === null ? a === b : a.end === b.end && isAsItWas(a, b));

/**
 * Tells a company's people, 14 days and 3 days before, that a consent ends by itself and nothing of ours can keep it. Whoever tends the grant asks for it
 * each time it is due, so a lost message comes again within the hour; what is written is kept on the grant, beside its tokens, which stay as they are.
 * While the whole deployment's mails are stopped nothing is written. ≈ 4 RCU, a write of a KB or two for each person and two more.
 */
export const warnEnding = async ({ company, grant: id }: MessageOf<'connect.warn'>, ports: TellPorts): Promise<void> => {
	const { connections, clock, mailings } = ports;
	const grant = await connections.grant(company, id);
	if (!grant || !isWarningDue(grant, clock.now()) || (await mailings.stoppedEverywhere())) return;
	const read = (await connections.connections(company)).filter((each) => each.grant === id && each.state === 'connected');
	const letter = endingLetter(grant.ending ?? null, grant.refreshExpiresAt, read.map(({ ledger }) => ledger).toSorted(), clock.now());
	if (!letter || read.length === 0) return;
	let held = grant;
	// Onto whatever the tender wrote meanwhile, tokens and wake: only what was told is ours here.
	const keep = async (ending: Ending): Promise<boolean> => {
		for (let latest: Grant | null = held; latest?.state === 'alive'; latest = await connections.grant(company, id)) {
			if (!isSame(latest.ending ?? null, held.ending ?? null)) return false;
			if ((await connections.saveGrant({ ...latest, ending })) === 'stale') continue;
			held = { ...latest, ending, rev: latest.rev + 1 };
			return true;
		}
		return false;
	};
	if (!grant.ending?.open && !(await keep(letter))) return;
	const ledgers = read.filter(({ ledger }) => letter.of.includes(ledger)).map(({ name }) => name);
	if (ledgers.length === 0) return void (await keep({ ...letter, open: false }));
	const order = {
		kind: 'ending',
		provider: grant.provider,
		ledgers,
		end: letter.end,
		again: letter.letters > 1,
		last: isLastEnding(letter),
	} as const;
	const done = await writePeople(company, letter, order, keep, ports);
	if (done) await keep(done);
};
