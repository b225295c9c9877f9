import { type Instant, later, msOf } from '../../shared/domain/day.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { dealtWithOn } from './deliver-mail.ts';
import type { SendPorts } from './ports.ts';
import { eventMs, unknownMs } from './times.ts';

type Ports = Pick<SendPorts, 'mailings' | 'clock' | 'log'>;

/** Said by the log's alarm: mails are sent and nobody hears what becomes of them. */
const eventsMissing = 'MAIL_EVENT_MISSING';

const resolve = async (mailing: Mailing, now: Instant, { mailings, log }: Ports): Promise<void> => {
	const { sendingAt, lease, company } = mailing;
	if (lease !== null && lease > now) return;
	const silentMs = sendingAt === null ? unknownMs : msOf(now) - msOf(sendingAt);
	if (silentMs < eventMs) return;
	if (silentMs < unknownMs) {
		await mailings.save({ ...mailing, lease: null, wake: sendingAt === null ? null : later(sendingAt, unknownMs) });
		return;
	}
	log.warn('MAIL_UNKNOWN', { company });
	await mailings.settle({ ...mailing, state: 'unknown', reasons: [], lease: null, wake: null }, dealtWithOn(mailing));
};

/**
 * A mail whose call was cut waits for the event that proves it was sent: a quarter of an hour, then an hour; then nobody can know. It counts as a
 * contact and is never sent again by us; a later event still makes it sent. One that is known as sent and has no event means that events do not reach us.
 */
export const watchMail = async (mailing: Mailing, ports: Ports): Promise<void> => {
	const now = ports.clock.now();
	if (mailing.state === 'sending') return resolve(mailing, now, ports);
	if (mailing.state !== 'sent' || mailing.wake === null || mailing.wake > now || mailing.note?.state === 'owed') return;
	if (mailing.delivery === 'none') ports.log.error(eventsMissing, { company: mailing.company });
	// It was taken, and did not come back: that may be noted in the ledger.
	const owes = mailing.note?.state === 'waits' ? { note: { ...mailing.note, state: 'owed' as const }, wake: now } : { wake: null };
	await ports.mailings.save({ ...mailing, ...owes });
};
