/** Arrangements as they begin: what cannot be agreed is refused in words. Pure; whatever needs a second person begins as asked for. */
import { addBusinessDays } from '../business-days.ts';
import { addDays, type Day } from '../day.ts';
import type { Currency } from '../money.ts';
import type { ArrangementOf, DisputeReason, HoldLevel, Instalment } from './arrangement.ts';
import {
	type Asking,
	answerDays,
	baseOf,
	givesWay,
	graceDays,
	type Known,
	mustBeAmount,
	mustBeLatest,
	mustNotBePast,
	openInvoice,
	partOf,
	partsOf,
	refuse,
	type Wish,
} from './asking.ts';

/** Further ahead nobody believes it. */
const mostDaysAhead = 366;
const mostInstalments = 60;

const mustBeNear = (day: Day, { today }: Known, name: string): void => {
	mustNotBePast(day, today, name);
	if (day > addDays(today, mostDaysAhead))
		throw refuse('TOO_FAR', 'That is too far ahead', `The ${name} is more than a year away. Choose an earlier day.`);
};

const answerBy = ({ today, holidays }: Known): Day => addBusinessDays(today, answerDays, holidays);

/** An amount of an invoice, or all of it. What is on its way, promised or planned can be disputed too: then that gives way. */
export const newDispute = (
	asking: Asking,
	{ invoice: id, minor, reason, text }: Wish & { readonly reason: DisputeReason; readonly text: string },
	known: Known,
): ArrangementOf<'dispute'> => {
	const invoice = openInvoice(id, known);
	const others = known.arrangements.flatMap((each) =>
		each.kind === 'dispute' && ['open', 'proposed', 'conceded'].includes(each.state)
			? each.parts.filter((part) => part.invoice === id)
			: [],
	);
	const left = invoice.open - others.reduce((all, part) => all + part.minor, 0);
	const wanted = minor ?? left;
	if (left <= 0) throw refuse('DISPUTED_ALREADY', 'It is disputed already', 'All of it is. Add to that dispute instead.');
	mustBeAmount(wanted);
	if (wanted > left)
		throw refuse('ABOVE_BALANCE', 'That is more than is open', 'A dispute is about what is open on the invoice and not disputed yet.');
	const base = baseOf(asking, [partOf(invoice, wanted)], known);
	return { ...base, kind: 'dispute', state: 'open', terms: { reason, text, answerBy: answerBy(known), concession: null } };
};

/** So much of these invoices by a day: of each as much as has room, the first ones first. */
export const newPromise = (
	asking: Asking,
	{ invoices, minor, by }: { readonly invoices: readonly string[]; readonly minor: number; readonly by: Day },
	known: Known,
): ArrangementOf<'promise'> => {
	mustBeAmount(minor);
	mustBeNear(by, known, 'day of the promise');
	const all = partsOf(
		invoices.map((invoice) => ({ invoice, minor: null })),
		known,
	);
	let left = minor;
	const parts = all.flatMap((part) => {
		const taken = Math.min(left, part.minor);
		left -= taken;
		return taken > 0 ? [{ ...part, minor: taken }] : [];
	});
	if (left > 0)
		throw refuse('ABOVE_BALANCE', 'That is more than is open', 'The promise is about more than is open and free on these invoices.');
	const deadline = addBusinessDays(by, graceDays, known.holidays);
	return { ...baseOf(asking, parts, known), kind: 'promise', state: 'open', terms: { minor, by, deadline } };
};

/** Off after two missed instalments, or one that is missed for 30 days; an instalment is missed three days after its day. */
const planOff = { missed: 2, days: 30 };
const planGrace = 3;
const mostPlanDays = 5 * 366;

export const newPlan = (
	asking: Asking,
	{ wishes, instalments }: { readonly wishes: readonly Wish[]; readonly instalments: readonly Instalment[] },
	known: Known,
): ArrangementOf<'plan'> => {
	const parts = partsOf(wishes, known);
	const whole = parts.reduce((all, { minor }) => all + minor, 0);
	if (instalments.length === 0 || instalments.length > mostInstalments)
		throw refuse('INSTALMENTS_COUNT', 'That is no plan', `A plan has 1 to ${mostInstalments} instalments.`);
	for (const [n, { due, minor }] of instalments.entries()) {
		mustBeAmount(minor);
		mustNotBePast(due, known.today, `day of instalment ${n + 1}`);
		if (due > addDays(known.today, mostPlanDays))
			throw refuse('TOO_FAR', 'That is too far ahead', `Instalment ${n + 1} is more than five years away. Choose an earlier day.`);
		if (n > 0 && due <= (instalments[n - 1]?.due ?? due))
			throw refuse('INSTALMENTS_ORDER', 'The days are not in order', `Instalment ${n + 1} is not after the one before it.`);
	}
	const sum = instalments.reduce((all, { minor }) => all + minor, 0);
	if (sum !== whole)
		throw refuse('DOES_NOT_ADD_UP', 'The plan does not add up', 'The instalments together are not what it is about. Change one of them.');
	const terms = { instalments, answerBy: answerBy(known), grace: planGrace, off: planOff };
	return { ...baseOf(asking, parts, known), kind: 'plan', state: 'asked', terms };
};

/** Whole invoices are put off to a day after their due day. */
export const newExtension = (
	asking: Asking,
	{ invoices, to }: { readonly invoices: readonly string[]; readonly to: Day },
	known: Known,
): ArrangementOf<'extension'> => {
	mustBeLatest(known);
	mustBeNear(to, known, 'new day');
	const parts = invoices.map((id) => {
		const invoice = openInvoice(id, known);
		const before = known.arrangements.some(
			(each) =>
				each.kind === 'extension' &&
				!givesWay(each, known) &&
				(each.state === 'asked' || each.state === 'active') &&
				each.parts.some((part) => part.invoice === id),
		);
		if (before) throw refuse('EXTENDED_ALREADY', 'It is put off already', 'Agree that extension anew instead.');
		if (to <= (invoice.due ?? invoice.issued)) throw refuse('NOT_LATER', 'That is no extension', 'The new day is not after the due day.');
		return partOf(invoice, invoice.open);
	});
	if (parts.length === 0) throw refuse('NO_INVOICE', 'No invoice is chosen', 'Choose at least one.');
	return { ...baseOf(asking, parts, known), kind: 'extension', state: 'asked', terms: { to, answerBy: answerBy(known) } };
};

/** `pays` by a day closes all that is chosen; the rest is credited once it is here. */
export const newSettlement = (
	asking: Asking,
	{ wishes, pays, by }: { readonly wishes: readonly Wish[]; readonly pays: number; readonly by: Day },
	known: Known,
): ArrangementOf<'settlement'> => {
	const parts = partsOf(wishes, known);
	mustBeAmount(pays);
	mustBeNear(by, known, 'last day to pay');
	if (pays >= parts.reduce((all, { minor }) => all + minor, 0))
		throw refuse('NOTHING_GIVEN', 'That is no settlement', 'A settlement is about less than is open. For all of it, make a promise.');
	const deadline = addBusinessDays(by, graceDays, known.holidays);
	return { ...baseOf(asking, parts, known), kind: 'settlement', state: 'asked', terms: { pays, by, deadline, answerBy: answerBy(known) } };
};

export const newSetOff = (
	asking: Asking,
	{ invoice, minor, bill }: { readonly invoice: string; readonly minor: number; readonly bill: string },
	known: Known,
): ArrangementOf<'set-off'> => {
	const parts = partsOf([{ invoice, minor }], known);
	return { ...baseOf(asking, parts, known), kind: 'set-off', state: 'asked', terms: { bill, answerBy: answerBy(known) } };
};

const one = <K extends ArrangementOf<'pause' | 'hold' | 'insolvency'>['kind']>(kind: K, invoice: string | null, known: Known): void => {
	const same = known.arrangements.some(
		(each) =>
			each.kind === kind &&
			each.state === 'active' &&
			!givesWay(each, known) &&
			(invoice === null ? each.parts.length === 0 : each.parts.some((part) => part.invoice === invoice)),
	);
	if (same) throw refuse('ALREADY_SO', 'It is so already', 'Change or end that one instead.');
};

/** Of one invoice, or of the customer: nobody is written to about it up to and with that day. */
export const newPause = (
	asking: Asking,
	{ invoice: id, until, why }: { readonly invoice: string | null; readonly until: Day; readonly why: string },
	known: Known,
): ArrangementOf<'pause'> => {
	mustBeNear(until, known, 'last day of the pause');
	one('pause', id, known);
	const invoice = id === null ? null : openInvoice(id, known);
	const parts = invoice ? [partOf(invoice, invoice.open)] : [];
	return { ...baseOf(asking, parts, known), kind: 'pause', state: 'active', terms: { until, why } };
};

export const newHold = (
	asking: Asking,
	{
		level,
		limit,
		review,
		why,
	}: {
		readonly level: HoldLevel;
		readonly limit: { readonly minor: number; readonly currency: Currency } | null;
		readonly review: Day | null;
		readonly why: string;
	},
	known: Known,
): ArrangementOf<'hold'> => {
	if (review !== null) mustBeNear(review, known, 'day of the review');
	if ((level === 'reduced-limit') !== (limit !== null))
		throw refuse('LIMIT_MISSING', 'The limit does not fit', 'A reduced limit needs an amount, and nothing else has one.');
	one('hold', null, known);
	const base = baseOf(asking, [], known);
	return {
		...base,
		currency: limit?.currency ?? null,
		kind: 'hold',
		state: 'active',
		terms: { level, limit: limit?.minor ?? null, review, why },
	};
};

/** From now on nothing of this customer is chased or taken. `claimBy`: the last day to lodge a claim, where it is known. */
export const newInsolvency = (
	asking: Asking,
	{ since, claimBy, reference }: { readonly since: Day; readonly claimBy: Day | null; readonly reference: string },
	known: Known,
): ArrangementOf<'insolvency'> => {
	if (since > known.today) throw refuse('IN_THE_FUTURE', 'That day is yet to come', 'Say the day on which it began.');
	one('insolvency', null, known);
	return { ...baseOf(asking, [], known), kind: 'insolvency', state: 'active', terms: { since, claimBy, reference } };
};

/** A credit for whoever has paid all of these invoices by a day. It claims nothing: they are chased as they are. */
export const newReward = (
	asking: Asking,
	{ invoices, minor, by }: { readonly invoices: readonly string[]; readonly minor: number; readonly by: Day },
	known: Known,
): ArrangementOf<'reward'> => {
	mustBeAmount(minor);
	mustBeNear(by, known, 'day to pay by');
	if (invoices.length === 0) throw refuse('NO_INVOICE', 'No invoice is chosen', 'Choose at least one.');
	const parts = invoices.map((id) => {
		const invoice = openInvoice(id, known);
		const before = known.arrangements.some(
			({ kind, state, parts: all }) =>
				kind === 'reward' && (state === 'asked' || state === 'offered' || state === 'earned') && all.some((part) => part.invoice === id),
		);
		if (before)
			throw refuse('REWARDED_ALREADY', 'There is one already', 'A reward for paying this invoice is offered already. End that first.');
		return partOf(invoice, invoice.open);
	});
	if (minor >= parts.reduce((all, part) => all + part.minor, 0))
		throw refuse('ABOVE_BALANCE', 'That is more than is open', 'A reward is less than what is to be paid for it.');
	const deadline = addBusinessDays(by, graceDays, known.holidays);
	return { ...baseOf(asking, parts, known), kind: 'reward', state: 'asked', terms: { minor, by, deadline, answerBy: answerBy(known) } };
};
