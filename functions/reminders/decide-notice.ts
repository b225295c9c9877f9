import { agreedOn } from '../../shared/domain/arrangements/at-hand.ts';
import { stillTrue } from '../../shared/domain/arrangements/notices.ts';
import { dayIn, type Instant, later, msOf } from '../../shared/domain/day.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import type { Around } from '../../shared/domain/letter.ts';
import type { Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';
import { asksForMoney, type Notice } from '../../shared/domain/notice.ts';
import { agreedBody, codeBody, noticeOrder } from '../../shared/domain/notice-letter.ts';
import { addressOf } from './judge-address.ts';
import type { LetterPorts } from './ports.ts';
import { noticeMs, unsureMs } from './times.ts';
import { suppress, type Verdict } from './verdict.ts';

type Agreed = Extract<Notice, { readonly arrangement: string }>;
type Body = NonNullable<ReturnType<typeof agreedBody>>;
type When = { readonly now: Instant; readonly timeZone: string };

/** What holds a letter back although it is true; null: nothing. */
const heldBack = (
	{ name }: Agreed,
	others: Awaited<ReturnType<typeof agreedOn>>['arrangements'],
	{ mode }: Pick<Sending, 'mode'>,
): Reason | null => {
	if (others.some(({ kind, state }) => kind === 'insolvency' && state === 'active')) return 'INSOLVENT';
	if (!asksForMoney(name)) return null;
	if (others.some(({ kind, state, parts }) => kind === 'pause' && state === 'active' && parts.length === 0)) return 'PAUSED';
	return mode === 'approval' ? 'ASKED_NEXT' : null;
};

/** What was agreed, as it is now: moved on to the day, so that what is over this morning is over. 1 RCU for four arrangements, 1 an invoice. */
const bodyOf = async (
	{ company, customer, ledger, currency }: Mailing,
	notice: Agreed,
	{ now, timeZone }: When,
	sending: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<Body | Reason> => {
	const today = dayIn(timeZone, now);
	const [stored, standing] = await Promise.all([
		ports.arrangements.current(company, customer),
		ports.mailings.standing(company, customer, currency),
	]);
	const at = { today, currency, documents: [], unapplied: standing?.unapplied ?? 0 };
	const { arrangements, invoices } = await agreedOn(stored, at, (_, id) => ports.books.document(company, ledger, 'invoice', id));
	const mine = arrangements.find(({ id }) => id === notice.arrangement);
	if (!mine || !stillTrue(notice, mine)) return 'OVERTAKEN';
	const held = heldBack(notice, arrangements, sending);
	if (held) return held;
	const body = agreedBody(notice.name, mine, invoices, today);
	return body === null || body.lines.length === 0 ? 'NOTHING_DUE' : body;
};

const bodyNow = (
	mailing: Mailing,
	when: When,
	sending: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<Body | Reason> | Body | Reason => {
	const { notice } = mailing;
	if (!notice) return 'TEMPLATE_BROKEN';
	if (notice.name !== 'code') return bodyOf(mailing, notice, when, sending, ports);
	return notice.code === null || notice.until <= when.now ? 'OVERTAKEN' : codeBody(notice.code, notice.until);
};

/**
 * A notice answers what a customer did or what became of it, and is decided anew: what does not stand any more is not told. It needs no fresh read, since what was
 * agreed is ours; where it goes to must be known.
 */
export const decideNotice = async (
	mailing: Mailing,
	timeZone: string,
	sending: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<Verdict> => {
	const { company, customer: id, ledger } = mailing;
	const now = ports.clock.now();
	const body = await bodyNow(mailing, { now, timeZone }, sending, ports);
	const dated = { facts: null, day: dayIn(timeZone, mailing.plannedAt) };
	if (typeof body === 'string') return suppress(body, dated);
	const found = { ...dated, amount: body.amount };
	const customer = await ports.books.customer(company, id, 'consistent');
	if (customer?.doubt && msOf(now) - msOf(mailing.plannedAt) < noticeMs)
		return { is: 'wait', reason: 'LEDGER_UNSURE', wake: later(now, unsureMs) };
	const address = await addressOf(company, customer, ports.mailings);
	if (typeof address === 'string') return suppress(address, found);
	const connection = await ports.connections.connection(company, ledger);
	const around: Around = {
		customer: address.customer,
		seller: sellerOf(connection ?? { name: '', legal: null }),
		timeZone,
		asOf: connection?.freshAsOf ?? now,
	};
	const order = noticeOrder(mailing, body, around);
	return sending.mode === 'shadow' ? suppress('SHADOW', found, order) : { is: 'send', found, order, to: address.to };
};
