import type { Connection } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { LedgerId } from '../../shared/domain/document.ts';
import { isAsItWas, isLastLost, type Lost, type LostLedger, lostLetter, nextLostAt, voiceOf } from '../../shared/domain/telling.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { type TellPorts, writePeople } from './write-people.ts';

/** The stop switch is looked at again after this. */
const stoppedMs = 60 * 60_000;
/** One that speaks for others has not begun. */
const waitMs = 60_000;

type LostConnection = Connection & { readonly lost: Lost };
const isLost = (connection: Connection): connection is LostConnection =>
	connection.state === 'needs-reconnecting' && connection.lost !== undefined && connection.lost !== null;

/** Saves onto whatever else was written meanwhile (the sweeper's mark), unless somebody else goes on with the letter, or it is connected again. */
const save = async (held: LostConnection, lost: Lost, wake: Instant | null, { connections }: TellPorts): Promise<LostConnection | null> => {
	for (let latest: Connection | null = held; latest !== null; latest = await connections.connection(held.company, held.ledger)) {
		if (!isLost(latest) || latest.lost.since !== held.lost.since || !isAsItWas(latest.lost, held.lost)) return null;
		const next = { ...latest, lost, wake };
		if ((await connections.saveConnection(next)) === 'saved') return { ...next, rev: latest.rev + 1 };
	}
	return null;
};

/** What the next letter names, if this ledger writes it; kept before anybody is written to. Null: there is nothing to write now. */
const begin = async (
	held: LostConnection,
	all: readonly LostConnection[],
	now: Instant,
	ports: TellPorts,
): Promise<LostConnection | null> => {
	const together = all.filter(({ grant }) => grant === held.grant).map(({ ledger, lost }): LostLedger => ({ ledger, lost }));
	const voice = voiceOf(held, together, now);
	if (voice.is === 'waits') {
		await save(held, held.lost, later(now, waitMs), ports);
		return null;
	}
	if (voice.is === 'covered') {
		const told = { ...held.lost, letters: voice.letters };
		await save(held, told, nextLostAt(told), ports);
		return null;
	}
	const letter = lostLetter(held.lost, voice.of, now);
	return letter && save(held, letter, later(now, waitMs), ports);
};

/**
 * Tells a company's people that a ledger needs reconnecting: soon, after three days and after seven, and no more once somebody has acted. Also while its
 * mails to customers are stopped or only shown; not while the whole deployment's are: then what is due is made good by one letter after that. Woken by
 * the ledger's own place in the work index, so a lost message, a duplicate, or a cut between any two lines ends with the same letters. ≈ 4 RCU and 3
 * writes of a KB or two, and one for each person.
 */
export const tellLost = async ({ company, ledger }: MessageOf<'connect.tell'>, ports: TellPorts): Promise<void> => {
	const all = (await ports.connections.connections(company)).filter(isLost);
	const known = all.find((each) => each.ledger === ledger);
	if (!known) return;
	const now = ports.clock.now();
	const nextAt = nextLostAt(known.lost);
	if (!known.lost.open && (nextAt === null || now < nextAt)) {
		// Early, or a copy of what is done. The sweeper's mark on a ledger that waits no more is taken off.
		if (known.wake !== nextAt) await save(known, known.lost, nextAt, ports);
		return;
	}
	if (await ports.mailings.stoppedEverywhere()) {
		await save(known, known.lost, later(now, stoppedMs), ports);
		return;
	}
	const begun = known.lost.open ? known : await begin(known, all, now, ports);
	if (!begun) return;
	let held = begun;
	const { provider, lost } = begun;
	const named = (of: readonly LedgerId[]): readonly string[] => all.filter((each) => of.includes(each.ledger)).map(({ name }) => name);
	const order = {
		kind: 'lost',
		provider,
		ledgers: named(lost.of),
		since: lost.since,
		again: lost.letters > 1,
		last: isLastLost(lost),
	} as const;
	const keep = async (telling: Lost, wake: Instant): Promise<boolean> => {
		const saved = await save(held, telling, wake, ports);
		if (saved) held = saved;
		return saved !== null;
	};
	const done = await writePeople(company, lost, order, keep, ports);
	if (done) await save(held, done, nextLostAt(done), ports);
};
