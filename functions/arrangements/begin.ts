import { createHash } from 'node:crypto';
import { type Advanced, advanceAll } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement, Person } from '../../shared/domain/arrangements/arrangement.ts';
import type { Asking, Known } from '../../shared/domain/arrangements/asking.ts';
import { isOver } from '../../shared/domain/arrangements/calendar.ts';
import type { ArrangementKind } from '../../shared/domain/arrangements/kinds.ts';
import { noHolidays } from '../../shared/domain/business-days.ts';
import type { Day } from '../../shared/domain/day.ts';
import type { CompanyId, CustomerId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { AskedArrangement } from '../../shared/wire/arrangement-asked.ts';
import { begunFrom, invoicesIn } from './asking.ts';
import { askLedger, changeOf, changesOf, keepAll, settledAt, tellPay } from './keep.ts';
import type { ArrangementPorts } from './ports.ts';
import { followed, type SceneNow, type ScenePorts, sceneOf, worldOf } from './scene.ts';

/** Who asks. */
export type Asker = { readonly company: CompanyId; readonly person: Person; readonly roles: readonly string[] };

/** Other writers of the same customer may be faster so often. */
const tries = 3;
/** Of one customer at a time: they are all read, and looked at together, whenever one of them matters. */
const mostAtOnce = 50;
/** What only the company decides, and stands besides: an insolvency and a hold, of which there is one, and a few pauses. What others began is no reason against it. */
const mostBesides = 10;
const besides: ReadonlySet<ArrangementKind> = new Set<ArrangementKind>(['insolvency', 'hold', 'pause']);

/** The same wish of the same company always has the same id. */
export const arrangementId = (company: CompanyId, customer: CustomerId, token: string): string =>
	createHash('sha256').update(`${company}\narrangement\n${customer}\n${token}`).digest('hex').slice(0, 24);

export const busy = (): Refusal =>
	new Refusal(409, 'BUSY', 'Others are just changing it', 'What was agreed with this customer changed several times just now. Try again.');

/** An invoice of somebody else is none of this customer's, whatever its id. */
export const knownOf = (
	scene: SceneNow,
	arrangements: readonly Arrangement[],
	asked: AskedArrangement,
	replaces: Arrangement | null,
): Known => {
	const named = new Set(invoicesIn(asked));
	const invoices = new Map([...scene.invoices].filter(([id, { customer }]) => !named.has(id) || customer === scene.customer));
	const [first] = named;
	const currency = invoices.get(first ?? '')?.currency;
	const unapplied = currency === undefined ? 0 : scene.unapplied(currency);
	return { today: scene.today, holidays: noHolidays, invoices, arrangements, unapplied, replaces };
};

export const askingOf = ({ company, person }: Asker, scene: SceneNow, id: string, owner: string | undefined): Asking => ({
	company,
	customer: scene.customer,
	ledger: scene.ledger,
	id,
	by: person,
	at: scene.now,
	// Nobody of the company sees to what a customer begins until somebody takes it.
	owner: owner ?? (person.side === 'company' ? person.id : null),
});

export const mustBeColleague = async (company: CompanyId, owner: string | undefined, { companies }: ArrangementPorts): Promise<void> => {
	if (owner !== undefined && !(await companies.users(company)).some(({ id }) => id === owner)) throw notFound('user');
};

/** What a person said of it; a dispute's text is what the customer says, which stands in its terms. */
export const saidIn = (asked: AskedArrangement): string | null =>
	'text' in asked && asked.kind !== 'dispute' && asked.text ? asked.text : null;

const sameOr422 = (found: Arrangement, { kind }: AskedArrangement): Arrangement => {
	if (found.kind === kind) return found;
	throw new Refusal(
		422,
		'IDEMPOTENCY_KEY_REUSED',
		'This form was sent before, for something else',
		'Load the page again and begin from there: nothing was begun twice.',
	);
};

const mustHaveRoom = (arrangements: readonly Arrangement[], { kind }: AskedArrangement): void => {
	const most = besides.has(kind) ? mostAtOnce + mostBesides : mostAtOnce;
	if (arrangements.filter((each) => !isOver(each)).length >= most)
		throw new Refusal(409, 'TOO_MANY', 'That is too much at once', `${most} agreements with one customer are the most. End some first.`);
};

/** What moved before, and what follows from it: of each arrangement in this order. */
export const followedBy = (before: readonly Advanced[], after: readonly Advanced[], scene: SceneNow) =>
	[...before, ...after].flatMap((each) => changesOf(each, scene));

/** What else must hold of one that begins, given the others as they are today. @throws Refusal */
export type Bound = (fresh: Arrangement, others: readonly Arrangement[], scene: SceneNow) => void;

const freshIn = (
	asker: Asker,
	asked: AskedArrangement,
	id: string,
	scene: SceneNow,
	now: readonly Arrangement[],
	bound: Bound | undefined,
): Arrangement => {
	mustHaveRoom(now, asked);
	const fresh = settledAt(begunFrom(asked, askingOf(asker, scene, id, asked.owner), knownOf(scene, now, asked, null)), false, scene);
	bound?.(fresh, now, scene);
	return fresh;
};

/** As it would begin just now, and what else there is of the customer's; nothing is kept. @throws Refusal as `begin` does */
export const wouldBegin = async (
	asker: Asker,
	customer: CustomerId,
	asked: AskedArrangement,
	ports: ScenePorts,
): Promise<{ readonly fresh: Arrangement; readonly others: readonly Arrangement[]; readonly today: Day }> => {
	const scene = await sceneOf({ company: asker.company, customer }, ports, invoicesIn(asked));
	const others = followed(scene).map(({ after }) => after);
	return { fresh: freshIn(asker, asked, 'tried', scene, others, undefined), others, today: scene.today };
};

/**
 * Something is agreed, or decided, and everything that follows from it with it. Asked again with the same token it is the same, whatever has become of it.
 * @throws Refusal in words for the person who asked
 */
export const begin = async (
	asker: Asker,
	customer: CustomerId,
	asked: AskedArrangement,
	token: string,
	ports: ArrangementPorts,
	bound?: Bound,
): Promise<Arrangement> => {
	const { company, person } = asker;
	const id = arrangementId(company, customer, token);
	await mustBeColleague(company, asked.owner, ports);
	for (let left = tries; left > 0; left--) {
		// Before what is current: whoever begins another one meanwhile changes it.
		const mark = await ports.arrangements.mark(company, customer);
		const scene = await sceneOf({ company, customer }, ports, invoicesIn(asked));
		const there = scene.stored.find((each) => each.id === id) ?? (await ports.arrangements.arrangement(company, customer, id));
		if (there) {
			await tellPay([sameOr422(there, asked)], ports);
			return there;
		}
		const before = followed(scene);
		const now = before.map(({ after }) => after);
		const fresh = freshIn(asker, asked, id, scene, now, bound);
		const after = advanceAll([...now, fresh], worldOf(scene));
		const begun = changeOf({ event: 'begin', from: fresh.state, to: fresh.state, does: [] }, null, fresh, {
			at: scene.now,
			by: person,
			text: saidIn(asked),
		});
		if ((await keepAll([begun], followedBy(before, after, scene), ports, mark)) === 'stale') continue;
		const ended = after.map((each) => each.after);
		await askLedger(ended, ports);
		const made = ended.find((each) => each.id === id) ?? fresh;
		await tellPay([made], ports);
		return { ...made, rev: 1 };
	}
	throw busy();
};
