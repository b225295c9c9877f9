import { type Instant, later } from '../../shared/domain/day.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import { reminderOrder } from '../../shared/domain/letter.ts';
import { isAfterUnknown, isMuch, wantedBy } from '../../shared/domain/look.ts';
import type { Mailing, Sending } from '../../shared/domain/mailing.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import { heldIn, isBeingBooked } from './being-booked.ts';
import { gatherFacts } from './gather-facts.ts';
import { isUnsure } from './is-unsure.ts';
import { addressOf } from './judge-address.ts';
import type { LetterPorts } from './ports.ts';
import { mayLeave } from './switches.ts';
import { bookingMs, staleMs, unsettledMs, unsureMs } from './times.ts';
import { suppress, type Verdict } from './verdict.ts';

const earlierLooked = 12;
const earlierShown = 5;

/** Somebody may be sending it this very moment, or nobody knows yet whether it went out. */
const unsettled = ({ state, lease }: Mailing, now: Instant): boolean =>
	state === 'sending' || (state === 'claimed' && lease !== null && lease > now);

export type Scene = {
	readonly connection: Connection;
	readonly freshAsOf: Instant;
	readonly timeZone: string;
	readonly sending: Pick<Sending, 'mode' | 'lookFrom'>;
};

/** Decides on the copy as it is now, which is fresh. An earlier mail that may have gone out holds this one: a customer never gets two for one stage. */
export const decideReminder = async (mailing: Mailing, scene: Scene, ports: LetterPorts): Promise<Verdict> => {
	const { company, customer: id, currency, day } = mailing;
	const now = ports.clock.now();
	const others = (await ports.mailings.remindersOf(company, id, earlierLooked)).filter(
		(other) => other.currency === currency && other.id !== mailing.id,
	);
	if (others.some((other) => unsettled(other, now))) return { is: 'wait', reason: 'MAIL_BUSY', wake: later(now, unsettledMs) };
	const unsure: Verdict = { is: 'wait', reason: 'LEDGER_UNSURE', wake: later(now, unsureMs) };
	if (await isUnsure(mailing, scene.connection, ports)) return unsure;
	// Not before the others: one that was sent meanwhile has moved the customer's stages on.
	const gather = () => gatherFacts(mailing, day, scene.freshAsOf, ports);
	const [first, customer] = await Promise.all([gather(), ports.books.customer(company, id, 'consistent')]);
	const held = first ? heldIn(first.facts) : [];
	if (held.length > 0 && (await isBeingBooked(mailing, held, ports)))
		return { is: 'wait', reason: 'IN_FLIGHT', wake: later(now, bookingMs) };
	// It may have been settled just before its payment was looked at: then less is held by now.
	const gathered = held.length > 0 ? await gather() : first;
	if (!gathered) return { is: 'wait', reason: 'LEDGER_STALE', wake: later(now, staleMs) };
	const { decision, facts, documents } = gathered;
	// All that is due is left out, and may be sure again within the day.
	if (decision.reasons.includes('LEDGER_UNSURE')) return unsure;
	const { stage } = decision;
	const found = { facts, stage: stage && { day: stage.day, tone: stage.tone }, amount: decision.asked };
	if (stage === null || decision.reasons.length > 0) return { is: 'suppress', reasons: decision.reasons, found, order: null };
	const address = await addressOf(company, customer, ports.mailings);
	if (typeof address === 'string') return suppress(address, found);
	const earlier = others
		.filter(({ state }) => state === 'sent' || state === 'unknown')
		.map((other) => other.day)
		.slice(0, earlierShown)
		.toSorted();
	const around = {
		customer: address.customer,
		seller: sellerOf(scene.connection),
		timeZone: scene.timeZone,
		asOf: scene.freshAsOf,
	};
	const order = reminderOrder(mailing, decision, stage, day, earlier, around);
	if (scene.sending.mode === 'shadow') return suppress('SHADOW', found, order);
	const must = isMuch(decision.asked, currency, scene.sending.lookFrom) || isAfterUnknown(mailing, others);
	const speaks = { ...wantedBy(decision.lines, documents), must };
	return { is: mayLeave(mailing, scene.sending) ? 'send' : 'await', found, order, to: address.to, speaks };
};
