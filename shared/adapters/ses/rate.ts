/** Keeps to SES's sending rate, so that it need not refuse. A bucket of one second's worth, by the passed clock. */
import { type Instant, msOf } from '../../domain/day.ts';
import { MailFault } from '../../ports/mailer.ts';

export type RateOptions = {
	readonly now: () => Instant;
	/** Mails a second that the account may send; throws when SES does not say. */
	readonly ask: () => Promise<number>;
	/** How many send at the same time and share that rate. */
	readonly senders: number;
	readonly pause: (ms: number) => Promise<void>;
};

/** SES's usual rate outside its trial: taken until it says its own. Too fast is told by SES and does no harm. */
const usual = 14;
/** Mails do not arrive as evenly as they leave. */
const share = 0.9;
const keptMs = 300_000;
/** Whoever would wait longer is told to come again: a mail that waits here is already marked as being sent. */
const longestWaitMs = 2_000;

/** Comes back when it is this mail's turn. Throws `MailFault` `throttled` when that is too far off. Asks for the rate every 5 minutes at most. */
export const sendingRate = ({ now, ask, senders, pause }: RateOptions): (() => Promise<void>) => {
	let perSecond = (usual * share) / senders;
	let asked: { readonly at: number; readonly answer: Promise<void> } | null = null;
	let left: number | null = null;
	let at = 0;

	const learn = async (): Promise<void> => {
		// A rate nobody tells stays what it was; a missing answer must not stop mails.
		const told = await ask().catch(() => null);
		if (told !== null && told > 0) perSecond = (told * share) / senders;
	};
	return async () => {
		const began = msOf(now());
		if (asked === null || Math.abs(began - asked.at) >= keptMs) asked = { at: began, answer: learn() };
		await asked.answer;
		const most = Math.max(1, perSecond);
		const ms = msOf(now());
		left = Math.min(most, (left ?? most) + (Math.max(0, ms - at) / 1000) * perSecond);
		at = ms;
		if (left >= 1) {
			left -= 1;
			return;
		}
		const waitMs = ((1 - left) / perSecond) * 1000;
		if (waitMs > longestWaitMs) throw new MailFault('throttled', 'too many mails at once for the rate SES allows');
		left -= 1;
		await pause(waitMs);
	};
};
