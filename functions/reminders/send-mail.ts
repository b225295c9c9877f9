import { addDays, type Day, dayIn, type Instant, later, startOfDay } from '../../shared/domain/day.ts';
import type { Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';
import { asksForMoney } from '../../shared/domain/notice.ts';
import { movesOn } from '../../shared/domain/reasons.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { askLedger } from './ask-ledger.ts';
import { decideNotice, type Read } from './decide-notice.ts';
import { decideReceipt } from './decide-receipt.ts';
import { decideReminder } from './decide-reminder.ts';
import { dealtWithOn, deliverMail, written } from './deliver-mail.ts';
import { freshnessOf } from './freshness.ts';
import { askLook, lookFirst } from './look-first.ts';
import type { SendPorts } from './ports.ts';
import { sendingOf } from './sending-of.ts';
import { stoppedBy } from './switches.ts';
import { afterMidnightMs, backoffMs, leaseMs, noticeMs, receiptMs, unsettledMs } from './times.ts';
import type { Verdict } from './verdict.ts';
import { watchMail } from './watch-mail.ts';

type Scene = { readonly now: Instant; readonly today: Day; readonly timeZone: string; readonly sending: Sending };

const wait = async (mailing: Mailing, reason: Reason, wake: Instant, { mailings }: SendPorts): Promise<void> => {
	await mailings.save({ ...mailing, state: 'planned', reasons: [reason], lease: null, wake });
};

const putAway = async (mailing: Mailing, reasons: readonly Reason[], { mailings }: SendPorts): Promise<void> => {
	const through = movesOn(reasons) ? dealtWithOn(mailing) : null;
	await mailings.settle({ ...mailing, state: 'suppressed', reasons, lease: null, wake: null }, through);
};

/** Until then what answers waits for a switch. */
const lastOf = ({ kind, notice, plannedAt }: Mailing): Instant => {
	if (notice?.name === 'code') return notice.until;
	return later(plannedAt, kind === 'receipt' ? receiptMs : noticeMs);
};

/** Stop switches and the day: asked before anything is read. True when that settled it. */
const turnedAway = async (mailing: Mailing, { now, today, timeZone, sending }: Scene, ports: SendPorts): Promise<boolean> => {
	const answers = mailing.kind !== 'reminder';
	if (!answers && mailing.day < today) {
		await putAway(mailing, ['SUPERSEDED'], ports);
		return true;
	}
	// The company's zone was changed to one where it is not that day yet.
	if (!answers && mailing.day > today) {
		await wait(mailing, 'LEDGER_STALE', startOfDay(mailing.day, timeZone), ports);
		return true;
	}
	const stop = stoppedBy(sending, await ports.mailings.stoppedEverywhere());
	if (stop === null) return false;
	// A reminder has its tomorrow; what answers has not, and waits for the switch.
	const patient = answers && stop !== 'SENDING_OFF' && now < lastOf(mailing);
	await (patient ? wait(mailing, stop, later(now, unsettledMs), ports) : putAway(mailing, [stop], ports));
	return true;
};

const carryOut = async (claimed: Mailing, verdict: Verdict, { today, timeZone, sending }: Scene, ports: SendPorts): Promise<void> => {
	if (verdict.is === 'wait') {
		await wait(claimed, verdict.reason, verdict.wake, ports);
		if (verdict.look) await askLook(verdict.look, ports);
		return;
	}
	if (verdict.is === 'send') return deliverMail(claimed, verdict, sending, ports);
	const letter = verdict.order && (await written(verdict.order, undefined, ports));
	const shown = { ...claimed, ...verdict.found, language: letter?.language ?? null, subject: letter?.subject ?? null };
	if (verdict.order && !letter) return putAway(shown, ['TEMPLATE_BROKEN'], ports);
	if (verdict.is === 'suppress') return putAway(shown, verdict.reasons, ports);
	// Waits for a person until its day is over.
	const over = later(startOfDay(addDays(today, 1), timeZone), afterMidnightMs);
	await ports.mailings.save({ ...shown, state: 'awaiting', reasons: [], lease: null, wake: over });
};

/** The claim is given back when something broke, so that the next delivery of the message may try; not once `sending` is written. */
const worked = async (claimed: Mailing, work: () => Promise<void>, { mailings, clock }: SendPorts): Promise<void> => {
	try {
		await work();
	} catch (error) {
		const wake = later(clock.now(), backoffMs(claimed.tries));
		await mailings.save({ ...claimed, state: 'planned', lease: null, tries: claimed.tries + 1, wake }).catch(() => 'stale');
		throw error;
	}
};

/** Null when it waits for a read, is put away, or somebody else has it. */
const claim = async (mailing: Mailing, { mailings, clock }: SendPorts): Promise<Mailing | null> => {
	const lease = later(clock.now(), leaseMs);
	const claimed: Mailing = { ...mailing, state: 'claimed', lease, wake: lease };
	return (await mailings.save(claimed)) === 'saved' ? { ...claimed, rev: mailing.rev + 1 } : null;
};

/**
 * The barrier of everything that asks for money: the ledger was read since the mail was planned, and a moment ago. Null: it waits for that, or is put away. What
 * answers has no tomorrow, and is given up once it is old news.
 */
const freshRead = async (mailing: Mailing, now: Instant, ports: SendPorts): Promise<Read | null> => {
	const { company, ledger } = mailing;
	const connection = await ports.connections.connection(company, ledger);
	const fresh = freshnessOf(mailing, connection, now);
	const over = fresh.is === 'stale' && mailing.kind !== 'reminder' && now >= lastOf(mailing);
	if (fresh.is === 'gone' || !connection || over) await putAway(mailing, ['LEDGER_STALE'], ports);
	else if (fresh.is === 'fresh') return { connection, freshAsOf: fresh.freshAsOf };
	else {
		await wait(mailing, 'LEDGER_STALE', fresh.wake, ports);
		if (fresh.ask) await askLedger(company, ledger, mailing.plannedAt, ports);
	}
	return null;
};

/** A receipt, or a notice. */
const sendAnswer = async (mailing: Mailing, scene: Scene, ports: SendPorts): Promise<void> => {
	const { timeZone, sending } = scene;
	// Where a person approves what asks for money, it is not sent, so nothing is read for it.
	const asks = mailing.notice !== undefined && asksForMoney(mailing.notice.name) && sending.mode !== 'approval';
	const read = asks ? await freshRead(mailing, scene.now, ports) : null;
	if (asks && !read) return;
	const claimed = await claim(mailing, ports);
	if (!claimed) return;
	const decide = (): Promise<Verdict> =>
		mailing.kind === 'receipt'
			? decideReceipt(claimed, timeZone, sending, ports)
			: decideNotice(claimed, { timeZone, sending, read }, ports);
	await worked(claimed, async () => carryOut(claimed, await decide(), scene, ports), ports);
};

const sendReminder = async (mailing: Mailing, scene: Scene, ports: SendPorts): Promise<void> => {
	const read = await freshRead(mailing, scene.now, ports);
	if (!read) return;
	const claimed = await claim(mailing, ports);
	if (!claimed) return;
	const stage = { ...read, timeZone: scene.timeZone, sending: scene.sending };
	const work = async (): Promise<void> => {
		const verdict = await decideReminder(claimed, stage, ports);
		const checked = verdict.is === 'send' || verdict.is === 'await' ? await lookFirst(claimed, verdict, scene.timeZone, ports) : verdict;
		return carryOut(claimed, checked, scene, ports);
	};
	await worked(claimed, work, ports);
};

const begin = async (mailing: Mailing, ports: SendPorts): Promise<void> => {
	const { company: id, state, kind } = mailing;
	const [company, sending] = await Promise.all([ports.companies.company(id), sendingOf(id, ports)]);
	if (!company) return;
	const now = ports.clock.now();
	const scene = { now, today: dayIn(company.timeZone, now), timeZone: company.timeZone, sending };
	// What waits for a person is only looked at for its day being over.
	if (state === 'awaiting' && mailing.day >= scene.today) return;
	if (await turnedAway(mailing, scene, ports)) return;
	return kind === 'reminder' ? sendReminder(mailing, scene, ports) : sendAnswer(mailing, scene, ports);
};

/**
 * Decides about one mail and sends it if it is still true: once, however often and in whatever order its messages come. Every step is saved at the
 * revision it was read, so of two workers one goes on.
 */
export const sendMail = async ({ company, mail }: MessageOf<'reminders.send'>, ports: SendPorts): Promise<void> => {
	const mailing = await ports.mailings.mailing(company, mail);
	if (!mailing) return;
	const now = ports.clock.now();
	switch (mailing.state) {
		case 'planned': {
			// A pause that SES asked for is kept; a read of the ledger ends only the wait for it.
			const paused = mailing.reasons.includes('MAIL_BUSY') && mailing.wake !== null && mailing.wake > now;
			return paused ? undefined : begin(mailing, ports);
		}
		case 'awaiting':
			return begin(mailing, ports);
		case 'claimed':
			return mailing.lease !== null && mailing.lease > now ? undefined : begin(mailing, ports);
		case 'sending':
		case 'sent':
			return watchMail(mailing, ports);
		case 'suppressed':
		case 'unknown':
			return;
	}
};
