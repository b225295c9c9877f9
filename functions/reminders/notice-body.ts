/** What a notice is to say now; or why there is nothing to say any more. */
import { agreedOn } from '../../shared/domain/arrangements/at-hand.ts';
import { stillTrue } from '../../shared/domain/arrangements/notices.ts';
import { dayIn, type Instant } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import type { Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';
import { type AgreedNotice, asksForMoney, type Notice } from '../../shared/domain/notice.ts';
import { type AgreedNow, agreedBody, codeBody } from '../../shared/domain/notice-letter.ts';
import type { LetterPorts } from './ports.ts';

type Agreed = Extract<Notice, { readonly arrangement: string }>;
/** `about`: the invoices of it, as they are in the books. */
export type NoticeBody = { readonly body: ReturnType<typeof codeBody> | Reason; readonly about: readonly StoredDocument[] };
type When = { readonly now: Instant; readonly timeZone: string };

/** What holds a letter back although it is true; null: nothing. */
const heldBack = ({ name }: Agreed, { arrangements }: AgreedNow, { mode }: Pick<Sending, 'mode'>): Reason | null => {
	if (arrangements.some(({ kind, state }) => kind === 'insolvency' && state === 'active')) return 'INSOLVENT';
	return asksForMoney(name) && mode === 'approval' ? 'ASKED_NEXT' : null;
};

/** A payment that a bookkeeper deletes and enters again ends a plan twice: nobody is thanked twice. */
const toldOnce: readonly AgreedNotice[] = ['plan-completed'];
/** Among so many of the customer's latest. */
const latestLooked = 12;

/** 2 RCU; none for what may be told again. */
const wasTold = async ({ company, customer, id }: Mailing, { name, arrangement }: Agreed, { mailings }: LetterPorts): Promise<boolean> => {
	if (!toldOnce.includes(name)) return false;
	return (await mailings.ofCustomer(company, customer, latestLooked)).some(({ id: other, state, notice }) => {
		const same = notice?.name !== 'code' && notice?.name === name && notice.arrangement === arrangement && other !== id;
		return same && (state === 'sending' || state === 'sent' || state === 'unknown');
	});
};

/** What was agreed, as it is now: moved on to the day, so that what is over this morning is over. 1 RCU for four arrangements, 1 an invoice. */
const agreedNow = async (
	mailing: Mailing,
	notice: Agreed,
	{ now, timeZone }: When,
	sending: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<NoticeBody> => {
	const { company, customer, ledger, currency } = mailing;
	const today = dayIn(timeZone, now);
	const [stored, standing] = await Promise.all([
		ports.arrangements.current(company, customer),
		ports.mailings.standing(company, customer, currency),
	]);
	const at = { today, currency, documents: [], unapplied: standing?.unapplied ?? 0 };
	const agreed = await agreedOn(stored, at, (_, id) => ports.books.document(company, ledger, 'invoice', id));
	const mine = agreed.arrangements.find(({ id }) => id === notice.arrangement);
	if (!mine || !stillTrue(notice, mine)) return { body: 'OVERTAKEN', about: [] };
	const about = mine.parts.flatMap(({ invoice }) => agreed.invoices.get(invoice) ?? []);
	const told = (await wasTold(mailing, notice, ports)) ? 'TOLD_BEFORE' : null;
	const held = heldBack(notice, agreed, sending) ?? told;
	return { body: held ?? agreedBody(notice.name, mine, agreed, today), about };
};

export const bodyNow = (
	mailing: Mailing,
	when: When,
	sending: Pick<Sending, 'mode'>,
	ports: LetterPorts,
): Promise<NoticeBody> | NoticeBody => {
	const { notice } = mailing;
	if (!notice) return { body: 'TEMPLATE_BROKEN', about: [] };
	if (notice.name !== 'code') return agreedNow(mailing, notice, when, sending, ports);
	const over = notice.code === null || notice.until <= when.now;
	return { body: notice.code === null || over ? 'OVERTAKEN' : codeBody(notice.code, notice.until), about: [] };
};
