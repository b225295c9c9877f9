/** From what moved to what is saved: each arrangement at its revision, each move an entry of its history. */
import { type Advanced, hear, type Moved } from '../../shared/domain/arrangements/advance.ts';
import { insteadOf } from '../../shared/domain/arrangements/anew.ts';
import type { Arrangement, Person } from '../../shared/domain/arrangements/arrangement.ts';
import type { Fact } from '../../shared/domain/arrangements/kinds.ts';
import { isPosted, isRecalled } from '../../shared/domain/arrangements/to-post.ts';
import type { Instant } from '../../shared/domain/day.ts';
import { noticeMail } from '../../shared/domain/notice-mail.ts';
import type { ArrangementChange } from '../../shared/ports/arrangements.ts';
import type { Fresh } from '../../shared/ports/connections.ts';
import type { ArrangementPorts } from './ports.ts';
import type { SceneNow } from './scene.ts';
import { wakeOf } from './times.ts';

/** With the moment it came into its state, and when it is looked at next. */
export const settledAt = (after: Arrangement, cameNow: boolean, scene: SceneNow): Arrangement => {
	const came = cameNow ? { ...after, since: scene.now } : after;
	return { ...came, wake: wakeOf(came, came.posting === null ? undefined : scene.postings.get(came.posting), scene) };
};

/** What a person did, or what followed; `after` is as it is saved but for its revision. */
export const changeOf = (
	move: Pick<Moved, 'from' | 'to' | 'does'> & { readonly event: ArrangementChange['event'] },
	before: Arrangement | null,
	after: Arrangement,
	{ at, by = null, text = null }: { readonly at: Instant; readonly by?: Person | null; readonly text?: string | null },
): ArrangementChange => ({
	at,
	by,
	event: move.event,
	from: before === null ? null : move.from,
	to: move.to,
	does: move.does,
	text,
	before,
	after,
});

/** Everything that follows from the books and the day: each move with the arrangement before and after it. */
export const changesOf = ({ before, after, moves }: Advanced, scene: SceneNow): readonly ArrangementChange[] => {
	const changes: ArrangementChange[] = [];
	let now = before;
	let since = before.since;
	for (const [n, move] of moves.entries()) {
		// The last one is as it is saved.
		const next = n === moves.length - 1 ? after : (hear(now, move.event as Fact)?.arrangement ?? after);
		if (next.state !== now.state) since = scene.now;
		const kept = since === undefined ? next : { ...next, since };
		changes.push(changeOf(move, now, settledAt(kept, false, scene), { at: scene.now }));
		now = kept;
	}
	return changes;
};

/** One save takes no more. */
const atOnce = 20;

const groups = (changes: readonly ArrangementChange[]): readonly (readonly ArrangementChange[])[] => {
	const byArrangement = Map.groupBy(changes, ({ after }) => after.id);
	const found: ArrangementChange[][] = [];
	for (const each of byArrangement.values()) {
		const last = found.at(-1);
		if (last && last.length + each.length <= atOnce) last.push(...each);
		else found.push([...each]);
	}
	return found;
};

/** The mails that tell the customer of it are saved with it, and are looked for each minute: the message only makes them go at once. */
const save = async (
	changes: readonly ArrangementChange[],
	{ arrangements, queues }: Pick<ArrangementPorts, 'arrangements' | 'queues'>,
	mark?: number,
): Promise<Fresh> => {
	if ((await arrangements.save(changes, mark)) === 'stale') return 'stale';
	for (const change of changes) {
		const mail = noticeMail(change);
		if (mail) await queues.send({ type: 'reminders.send', company: mail.company, mail: mail.id });
	}
	return 'saved';
};

/**
 * What a person did goes first, all of it in one transaction, with as much of what followed as fits. The rest follows from the books as well, so whoever is cut
 * in between, or overtaken, leaves it to the next look. `first`: at most 20 changes. `mark`: one is begun among them.
 */
export const keepAll = async (
	first: readonly ArrangementChange[],
	followed: readonly ArrangementChange[],
	ports: Pick<ArrangementPorts, 'arrangements' | 'queues'>,
	mark?: number,
): Promise<Fresh> => {
	// What gives way to another one does so in the same save.
	const ids = new Set(first.flatMap(({ after }) => [after.id, ...insteadOf(after)]));
	const mine = [...first, ...followed.filter(({ after }) => ids.has(after.id))];
	const rest = groups(followed.filter(({ after }) => !ids.has(after.id)));
	const [with_ = [], ...later] = rest;
	const fits = mine.length + with_.length <= atOnce;
	if ((await save(fits ? [...mine, ...with_] : mine, ports, mark)) === 'stale') return 'stale';
	for (const group of fits ? later : rest) if ((await save(group, ports)) === 'stale') return first.length > 0 ? 'saved' : 'stale';
	return 'saved';
};

/** Those that are to be in the ledger and are not asked for there yet, or not to be there any more. State before effect: they are saved so. */
export const askLedger = async (arrangements: readonly Arrangement[], { queues }: Pick<ArrangementPorts, 'queues'>): Promise<void> => {
	for (const each of arrangements)
		if ((isPosted(each) && each.posting === null) || isRecalled(each))
			await queues.send({ type: 'reconcile.agreed', company: each.company, customer: each.customer, arrangement: each.id });
};

/** Payment links of whoever is insolvent are closed at once: they would be when they are looked at next. Told twice it is the same. */
export const tellPay = async (arrangements: readonly Arrangement[], { queues }: Pick<ArrangementPorts, 'queues'>): Promise<void> => {
	const found = arrangements.find(({ kind, state }) => kind === 'insolvency' && state === 'active');
	if (found) await queues.send({ type: 'pay.links', company: found.company });
};
