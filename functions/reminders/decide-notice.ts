import type { Instant } from '../../shared/domain/day.ts';
import { dayIn, later, msOf } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import type { Around } from '../../shared/domain/letter.ts';
import type { Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';
import { noticeOrder } from '../../shared/domain/notice-letter.ts';
import type { Connection } from '../../shared/ports/connections.ts';
import { isBeingBooked } from './being-booked.ts';
import { isUnsure } from './is-unsure.ts';
import { addressOf } from './judge-address.ts';
import { bodyNow } from './notice-body.ts';
import type { LetterPorts } from './ports.ts';
import { bookingMs, noticeMs, unsureMs } from './times.ts';
import { suppress, type Verdict } from './verdict.ts';

/** The ledger was read at `freshAsOf`, after the mail was planned and a moment ago. */
export type Read = { readonly connection: Connection; readonly freshAsOf: Instant };
export type NoticeScene = {
	readonly timeZone: string;
	readonly sending: Pick<Sending, 'mode'>;
	/** Of a mail that asks for money; null: it asks for none, or a person approves what does. */
	readonly read: Read | null;
};

/** A later look may know more; what it tells is old news after two days. */
const waitOr = (mailing: Mailing, now: Instant, reason: Reason, ms: number): Verdict =>
	msOf(now) - msOf(mailing.plannedAt) < noticeMs ? { is: 'wait', reason, wake: later(now, ms) } : suppress(reason);

/** Why money cannot be asked for just now, as with a reminder; null: it can. 1 RCU where the ledger has rows nobody can read; of what is on its way as `isBeingBooked`. */
const notYet = async (
	mailing: Mailing,
	about: readonly StoredDocument[],
	{ connection }: Read,
	ports: LetterPorts,
): Promise<Verdict | null> => {
	const now = ports.clock.now();
	if (about.some(({ doubt }) => doubt !== undefined) || (await isUnsure(mailing, connection, ports)))
		return waitOr(mailing, now, 'LEDGER_UNSURE', unsureMs);
	const held = about.filter((each) => each.open > 0 && each.held > 0).map(({ id }) => id);
	return held.length > 0 && (await isBeingBooked(mailing, held, ports)) ? waitOr(mailing, now, 'IN_FLIGHT', bookingMs) : null;
};

/**
 * A notice answers what a customer did or what became of it, and is decided anew: what does not stand any more is not told. What only tells needs no fresh read, since
 * what was agreed is ours; what asks for money has one, and asks for nothing that a reminder would not. Where it goes to must be known.
 */
export const decideNotice = async (mailing: Mailing, { timeZone, sending, read }: NoticeScene, ports: LetterPorts): Promise<Verdict> => {
	const { company, customer: id, ledger } = mailing;
	const now = ports.clock.now();
	const look = () => bodyNow(mailing, { now, timeZone }, sending, ports);
	const first = await look();
	const wait = read && (await notYet(mailing, first.about, read, ports));
	// What was withdrawn meanwhile does not wait.
	if (wait && first.body !== 'OVERTAKEN') return wait;
	// It may have been settled just before its payment was looked at: then less is held by now.
	const { body } = read && first.about.some(({ held }) => held > 0) ? await look() : first;
	const dated = { facts: null, day: dayIn(timeZone, mailing.plannedAt) };
	if (typeof body === 'string') return suppress(body, dated);
	const found = { ...dated, amount: body.amount };
	const customer = await ports.books.customer(company, id, 'consistent');
	if (customer?.doubt && msOf(now) - msOf(mailing.plannedAt) < noticeMs)
		return { is: 'wait', reason: 'LEDGER_UNSURE', wake: later(now, unsureMs) };
	const address = await addressOf(company, customer, ports.mailings);
	if (typeof address === 'string') return suppress(address, found);
	const connection = read?.connection ?? (await ports.connections.connection(company, ledger));
	const around: Around = {
		customer: address.customer,
		seller: sellerOf(connection ?? { name: '', legal: null }),
		timeZone,
		asOf: read?.freshAsOf ?? connection?.freshAsOf ?? now,
	};
	const order = noticeOrder(mailing, body, around);
	return sending.mode === 'shadow' ? suppress('SHADOW', found, order) : { is: 'send', found, order, to: address.to };
};
