import { advanceAll } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import type { CustomerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { ArrangementChange } from '../../shared/ports/arrangements.ts';
import type { AskedAct, AskedArrangement } from '../../shared/wire/arrangement-asked.ts';
import { actRefusalWords } from '../../shared/wire/arrangement-words.ts';
import { begunFrom, invoicesIn } from './asking.ts';
import { type Asker, arrangementId, askingOf, busy, followedBy, knownOf, mustBeColleague, saidIn } from './begin.ts';
import { acted, cannot, decided, no, stale } from './decide.ts';
import { askLedger, changeOf, changesOf, keepAll, settledAt } from './keep.ts';
import type { ArrangementPorts } from './ports.ts';
import { followed, type SceneNow, sceneOf, worldOf } from './scene.ts';

const tries = 3;

/** `replace`: the same kind, agreed anew; `token` makes it one, however often it is asked. `owner`: who sees to it from now on. */
export type Asked =
	| AskedAct
	| { readonly act: 'replace'; readonly rev: number | string; readonly anew: AskedArrangement; readonly token: string }
	| { readonly act: 'owner'; readonly rev: number | string; readonly owner: string; readonly text?: string | undefined };

type Deed = { readonly changes: readonly ArrangementChange[]; readonly now: readonly Arrangement[]; readonly shown: string };

/** A new one of its kind is asked for in the place of the old one, which stands until that is in force: at once for what needs nobody's yes. */
const replaced = (
	old: Arrangement,
	asked: Extract<Asked, { readonly act: 'replace' }>,
	asker: Asker,
	scene: SceneNow,
	others: readonly Arrangement[],
): Deed => {
	const { anew, token } = asked;
	if (anew.kind !== old.kind) throw no('OTHER_KIND', cannot, 'It can only be agreed anew as what it is. End it and begin the other one.');
	const { after, move } = acted(old, 'replace');
	const id = arrangementId(asker.company, scene.customer, token);
	const made = begunFrom(
		anew,
		askingOf(asker, scene, id, anew.owner ?? old.owner ?? undefined),
		knownOf(scene, [...others, old], anew, old),
	);
	const [kept, fresh] = [settledAt(after, false, scene), settledAt(made, false, scene)];
	const by = { at: scene.now, by: asker.person, text: saidIn(anew) };
	const begun = changeOf({ event: 'begin', from: fresh.state, to: fresh.state, does: [] }, null, fresh, by);
	return { changes: [changeOf(move, old, kept, by), begun], now: [...others, kept, fresh], shown: id };
};

const done = async (
	arrangement: Arrangement,
	asked: Asked,
	asker: Asker,
	scene: SceneNow,
	others: readonly Arrangement[],
	ports: ArrangementPorts,
): Promise<Deed> => {
	if (asked.act === 'replace') return replaced(arrangement, asked, asker, scene, others);
	const by = { at: scene.now, by: asker.person, text: asked.text ? asked.text : null };
	if (asked.act === 'owner') {
		const { state } = arrangement;
		const after = { ...arrangement, owner: asked.owner };
		const change = changeOf({ event: 'edit', from: state, to: state, does: [] }, arrangement, after, by);
		return { changes: [change], now: [...others, after], shown: arrangement.id };
	}
	const found = await decided(arrangement, asked, asker, scene, ports);
	const after = settledAt(found.after, found.move.to !== found.move.from, scene);
	return { changes: [changeOf(found.move, arrangement, after, by)], now: [...others, after], shown: arrangement.id };
};

/** So many of a customer's last changes are looked through. */
const lately = 40;

/**
 * Of an arrangement at another revision than was seen. `before`: the same button, pressed twice; the first one did it. `unchanged`: only the hour at which it is
 * looked at was saved since, or what is written for it.
 */
const sinceSeen = async (
	{ company, person }: Asker,
	customer: CustomerId,
	id: string,
	asked: Asked,
	{ arrangements }: ArrangementPorts,
): Promise<'before' | 'unchanged' | 'changed'> => {
	const event = asked.act === 'owner' ? 'edit' : asked.act;
	const seen = Number(asked.rev);
	const { rows } = await arrangements.changes(company, customer, lately, null);
	const mine = rows.filter(({ after }) => after.id === id);
	if (mine.some((each) => each.event === event && each.by?.id === person.id && each.after.rev === seen)) return 'before';
	const [last] = mine;
	return last && last.after.rev < seen ? 'unchanged' : 'changed';
};

/**
 * What a person does with an arrangement, as they saw it (`rev`), and everything that follows from it. The arrangement that it is about now: for `replace` the
 * new one. @throws Refusal in words: 404, 409 `STALE`, or why it cannot be
 */
export const actOn = async (
	asker: Asker,
	customer: CustomerId,
	id: string,
	asked: Asked,
	ports: ArrangementPorts,
): Promise<Arrangement> => {
	const { company } = asker;
	await mustBeColleague(company, asked.act === 'replace' ? asked.anew.owner : asked.act === 'owner' ? asked.owner : undefined, ports);
	for (let left = tries; left > 0; left--) {
		const mark = asked.act === 'replace' ? await ports.arrangements.mark(company, customer) : undefined;
		const scene = await sceneOf({ company, customer }, ports, asked.act === 'replace' ? invoicesIn(asked.anew) : []);
		const stored = scene.stored.find((each) => each.id === id) ?? (await ports.arrangements.arrangement(company, customer, id));
		if (!stored) throw notFound('arrangement');
		const since = stored.rev === Number(asked.rev) ? 'unchanged' : await sinceSeen(asker, customer, id, asked, ports);
		if (since === 'changed' || stored.rev < Number(asked.rev)) throw stale();
		if (since === 'before') {
			const shown = asked.act === 'replace' ? arrangementId(company, customer, asked.token) : id;
			return (await ports.arrangements.arrangement(company, customer, shown)) ?? stored;
		}
		const before = followed(scene);
		const mine = before.find((each) => each.after.id === id);
		// Put away.
		if (!mine) throw no('ARRANGEMENT_OVER', cannot, actRefusalWords.ARRANGEMENT_OVER);
		const others = before.filter((each) => each !== mine);
		const deed = await done(
			mine.after,
			asked,
			asker,
			scene,
			others.map((each) => each.after),
			ports,
		);
		const after = advanceAll(deed.now, worldOf(scene));
		const first = [...changesOf(mine, scene), ...deed.changes];
		if ((await keepAll(first, followedBy(others, after, scene), ports, mark)) === 'stale') continue;
		const now = after.map((each) => each.after);
		await askLedger(now, ports);
		const shown = now.find((each) => each.id === deed.shown) ?? mine.after;
		return { ...shown, rev: shown.rev + 1 };
	}
	throw busy();
};
