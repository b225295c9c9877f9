/** Which facts hold about an arrangement now. Read from the books and the calendar each time, so nothing depends on who heard of it when. */
import { addDays, type Day } from '../day.ts';
import type { Arrangement, ArrangementOf, Part } from './arrangement.ts';
import { isOff } from './instalments.ts';
import type { Fact } from './kinds.ts';
import { appliedWithin, coveredBy, type Invoices, onItsWay, openOn, received, receivedOn } from './received.ts';
import { isRecalled } from './to-post.ts';

export type Scene = {
	/** The company's civil day. */
	readonly today: Day;
	/** At least the invoices of its parts. */
	readonly invoices: Invoices;
	/** The customer's unapplied credit in its currency. */
	readonly unapplied: number;
	/** How much of each invoice is disputed, or agreed to be credited and not credited yet (`disputedIn`). */
	readonly disputed: ReadonlyMap<string, number>;
	readonly insolvent: boolean;
	/** As `isReplaced` and `isOvertaken` have it. */
	readonly replaced: boolean;
	readonly overtaken: boolean;
	/** What became of its posting. `written`: and a read of the ledger since then shows it. Null: it has none, or is under way. */
	readonly posting: 'written' | 'refused' | null;
};

/** A claim in an insolvency is lodged this long before its last day. */
export const claimNotice = 14;

/** Facts of money: `paid` and `unpaid` are never both true; `due` only when neither money nor anything on its way is enough. */
type MoneyFacts = { readonly paid: boolean; readonly unpaid: boolean; readonly due: boolean };

/** What may be meant for something that was to be paid by that day. */
const mayBeMeant = ({ unapplied: before }: Arrangement, last: Day, { unapplied, today }: Scene): number =>
	today > addDays(last, appliedWithin) ? before : unapplied;

const byDay = (arrangement: Arrangement, amount: number, deadline: Day, scene: Scene): MoneyFacts => {
	const { invoices, today } = scene;
	const inTime = received(arrangement, invoices, deadline);
	const settledInTime = inTime > 0 && (coveredBy(arrangement, invoices) ?? []).every((invoice) => openOn(invoice, deadline) <= 0);
	const paid = inTime >= amount || settledInTime;
	const coming = onItsWay(arrangement, invoices, mayBeMeant(arrangement, deadline, scene));
	return { paid, unpaid: !paid, due: !paid && today > deadline && inTime + coming < amount };
};

const ofPlan = (plan: ArrangementOf<'plan'>, scene: Scene, settled: boolean): MoneyFacts => {
	const { invoices, today } = scene;
	const whole = plan.terms.instalments.reduce((all, { minor }) => all + minor, 0);
	const here = received(plan, invoices);
	const paid = here >= whole;
	const waits = plan.state === 'asked' || plan.state === 'offered';
	const coming = onItsWay(plan, invoices, plan.unapplied);
	const sofar = { paid: here + coming, unapplied: Math.max(0, scene.unapplied - plan.unapplied) };
	const due = waits ? today > plan.terms.answerBy : isOff(plan, sofar, today);
	// Settled by a credit counts as done too: then nothing is gone again.
	return { paid, unpaid: !paid && !settled, due };
};

const none: MoneyFacts = { paid: false, unpaid: false, due: false };

/** All of it by that day, and with money; the bank has two business days more to say so. */
const ofReward = (reward: ArrangementOf<'reward'>, scene: Scene): MoneyFacts => {
	const { today, invoices } = scene;
	const { by, deadline, answerBy } = reward.terms;
	if (reward.state === 'asked') return { ...none, due: today > answerBy };
	const inTime = received(reward, invoices, by);
	const paid = inTime > 0 && (coveredBy(reward, invoices) ?? []).every((invoice) => openOn(invoice, by) <= 0);
	const coming = onItsWay(reward, invoices, mayBeMeant(reward, deadline, scene));
	// As the books have that day now: an invoice that was raised since was not all paid.
	const missing = (coveredBy(reward, invoices) ?? []).reduce((all, invoice) => all + Math.max(0, openOn(invoice, by)), 0);
	// Nothing was left to pay by then, but money came later: nothing was earned by it.
	const late = missing === 0 && received(reward, invoices) > 0;
	return { paid, unpaid: !paid, due: !paid && today > deadline && (coming < missing || late) };
};

const moneyFacts = (arrangement: Arrangement, scene: Scene, settled: boolean): MoneyFacts => {
	const { today } = scene;
	switch (arrangement.kind) {
		case 'promise':
			return byDay(arrangement, arrangement.terms.minor, arrangement.terms.deadline, scene);
		case 'plan':
			return ofPlan(arrangement, scene, settled);
		case 'settlement': {
			const found = byDay(arrangement, arrangement.terms.pays, arrangement.terms.deadline, scene);
			return arrangement.state === 'asked' ? { ...none, due: today > arrangement.terms.answerBy } : found;
		}
		case 'reward':
			return ofReward(arrangement, scene);
		case 'pause':
			return { ...none, due: today > arrangement.terms.until };
		case 'hold':
			return { ...none, due: arrangement.terms.review !== null && today >= arrangement.terms.review };
		case 'insolvency':
			return { ...none, due: arrangement.terms.claimBy !== null && today >= addDays(arrangement.terms.claimBy, -claimNotice) };
		case 'dispute':
		case 'extension':
		case 'set-off':
		case 'mandate':
			return { ...none, due: today > arrangement.terms.answerBy };
	}
};

/** Of what it claims of an invoice some is disputed: what is disputed beside it does not touch it. */
const disputeTakes = (part: Part, { invoices, disputed }: Scene): boolean => {
	const invoice = invoices.get(part.invoice);
	const taken = disputed.get(part.invoice) ?? 0;
	if (!invoice || taken === 0) return false;
	const open = Math.max(0, invoice.open - invoice.held);
	const left = Math.min(open, part.minor - Math.max(0, receivedOn(part, invoice)) - invoice.held);
	return left > Math.max(0, open - taken);
};

/** In the order in which they are heard: what ends everything first, money before its day, its day before what became of the invoices. */
export const happened = (arrangement: Arrangement, scene: Scene): readonly Fact[] => {
	const { parts, kind } = arrangement;
	const covered = coveredBy(arrangement, scene.invoices);
	// Whose place is taken is no question of the books.
	if (covered === null) return scene.replaced ? ['replaced'] : [];
	const closed = parts.length > 0 && covered.every(({ open }) => open <= 0);
	// Paid too late, a reward is lost, once no bank can say any more that it was in time; credited away, there was nothing to earn.
	const settled = closed && !(kind === 'reward' && arrangement.state === 'offered' && received(arrangement, scene.invoices) > 0);
	const isDisputed = kind !== 'dispute' && parts.some((part) => disputeTakes(part, scene));
	const money = moneyFacts(arrangement, scene, settled);
	// Until it is known what became of the credit that was asked for when it was paid before, nothing else is asked for.
	const isKnown = !isRecalled(arrangement);
	const holds: Readonly<Record<Fact, boolean>> = {
		insolvent: kind !== 'insolvency' && scene.insolvent,
		replaced: scene.replaced,
		overtaken: scene.overtaken,
		posted: scene.posting === 'written',
		rejected: scene.posting === 'refused',
		paid: money.paid && isKnown,
		unpaid: money.unpaid,
		due: money.due,
		settled: settled && isKnown,
		reopened: parts.length > 0 && !closed,
		disputed: isDisputed,
		undisputed: !isDisputed,
	};
	return heard.filter((fact) => holds[fact]);
};

const heard: readonly Fact[] = [
	'replaced',
	'insolvent',
	'overtaken',
	'posted',
	'rejected',
	'paid',
	'unpaid',
	'due',
	'settled',
	'reopened',
	'disputed',
	'undisputed',
];
