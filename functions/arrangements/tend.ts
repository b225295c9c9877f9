import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { isOver } from '../../shared/domain/arrangements/calendar.ts';
import { homeOf } from '../../shared/domain/arrangements/home.ts';
import { coveredBy } from '../../shared/domain/arrangements/received.ts';
import { toPost } from '../../shared/domain/arrangements/to-post.ts';
import { later } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { askLedger, changesOf, keepAll, settledAt, tellPay } from './keep.ts';
import type { ArrangementPorts } from './ports.ts';
import { followed, goneOn, type SceneNow, sceneOf, standingOf, type Who } from './scene.ts';
import { awayMs, overSince } from './times.ts';

/** A settlement over several invoices is written one after the other: whichever is in the ledger makes room for the next. */
const onward = (arrangement: Arrangement, { postings, invoices }: SceneNow): Arrangement => {
	const posting = arrangement.posting === null ? undefined : postings.get(arrangement.posting);
	const next = posting && standingOf(posting, invoices) === 'written' ? goneOn(arrangement, posting) : null;
	if (next === null) return arrangement;
	const left = toPost(next, invoices);
	return left === null || left === 'unknown' ? arrangement : next;
};

/** Long over, and nothing is open on its invoices that could still speak of it. */
const isDone = (arrangement: Arrangement, { invoices, now }: SceneNow): boolean =>
	isOver(arrangement) &&
	later(overSince(arrangement), awayMs) <= now &&
	(coveredBy(arrangement, invoices)?.every(({ open }) => open <= 0) ?? false);

/** The ledger merged this customer into another, or gave the invoices away: what was agreed about them goes along, and is looked at there. True when any did. */
const movedOn = async ({ stored, invoices, now }: SceneNow, { arrangements, queues }: ArrangementPorts): Promise<boolean> => {
	const homes = new Map<string, Who>();
	for (const before of stored) {
		const home = homeOf(before, invoices);
		if (home === null) continue;
		const { company, state } = before;
		const after: Arrangement = { ...before, customer: home, wake: now, rev: 0 };
		const text = 'The ledger gave its invoices to another customer: it goes along.';
		const change = { at: now, by: null, event: 'edit', from: state, to: state, does: ['task'], text, before, after } as const;
		if ((await arrangements.moveHome(change)) === 'stale') throw new TryLater('somebody else changed what was agreed with this customer');
		homes.set(home, { company, customer: home });
	}
	for (const who of homes.values()) await queues.send({ type: 'arrangements.tend', ...who });
	return homes.size > 0;
};

/** What nothing moved keeps its hour while that is to come: otherwise every read would write it anew. */
const isWoken = ({ wake }: Arrangement, next: Arrangement, { now }: SceneNow): boolean =>
	wake === null || wake <= now || (next.wake !== null && next.wake < wake);

/** A customer that is not there any more is looked for once a day: otherwise it would stand before all others in every sweep. */
const lookTomorrow = async ({ company, customer }: Who, { arrangements, clock }: ArrangementPorts): Promise<void> => {
	const wake = later(clock.now(), 24 * 3_600_000);
	for (const each of await arrangements.current(company, customer)) if (each.wake !== null) await arrangements.keep({ ...each, wake });
};

const missing = (error: unknown): null => {
	if (error instanceof Refusal && error.status === 404) return null;
	throw error;
};

/**
 * Everything that follows from the books and the day for one customer: saved with its history, then what is to be in the ledger is asked for there. Twice or late it
 * is the same. Cost: `sceneOf`, and what it saves.
 */
export const tend = async (message: MessageOf<'arrangements.tend'>, ports: ArrangementPorts): Promise<void> => {
	const { company, customer } = message;
	const scene = await sceneOf({ company, customer }, ports).catch(missing);
	if (scene === null) return lookTomorrow({ company, customer }, ports);
	if (scene.stored.length === 0) return;
	if (await movedOn(scene, ports)) return tend(message, ports);
	const ahead = { ...scene, stored: scene.stored.map((each) => onward(each, scene)) };
	const advanced = followed(ahead);
	const changes = advanced.flatMap((each) => changesOf(each, ahead));
	await tellPay(
		scene.stored.filter(({ wake }) => wake !== null && wake <= scene.now),
		ports,
	);
	const stale = new TryLater('somebody else changed what was agreed with this customer');
	if (changes.length > 0 && (await keepAll([], changes, ports)) === 'stale') throw stale;
	for (const [n, { after, moves }] of advanced.entries()) {
		const before = scene.stored[n];
		if (!before || moves.length > 0) continue;
		if (isDone(after, scene)) {
			if ((await ports.arrangements.putAway(after)) === 'stale') throw stale;
			continue;
		}
		const next = settledAt(after, false, scene);
		if (after.posting === before.posting && !isWoken(before, next, scene)) continue;
		if ((await ports.arrangements.keep(next)) === 'stale') throw stale;
	}
	await askLedger(
		advanced.map(({ after }) => after),
		ports,
	);
};
