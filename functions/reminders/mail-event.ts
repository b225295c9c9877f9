/** What SES tells of a mail, through SNS, as it is: `{eventType, mail: {messageId, tags, …}, …}`. Written without a schema library: it is small. */
import { DayError, type Instant, instant } from '../../shared/domain/day.ts';
import type { Delivery } from '../../shared/domain/mailing.ts';
import { type MailTag, readMailTags } from '../../shared/wire/mail-tag.ts';

/** A body that is no event. Says what is wrong with it, and nothing of what is in it. */
export class BrokenEvent extends Error {
	override readonly name = 'BrokenEvent';
}

export type MailEvent = {
	/** Null: a mail of somebody else's. */
	readonly tag: MailTag | null;
	readonly messageId: string;
	readonly delivery: Exclude<Delivery, 'none'>;
	/** When SES took the mail. */
	readonly sentAt: Instant;
	readonly at: Instant;
	/** Addresses that no mail goes to any more. */
	readonly refused: readonly string[];
};

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown, name: string): Fields => {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BrokenEvent(`the event's "${name}" is missing`);
	return value as Fields;
};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const moment = (value: unknown, name: string): Instant => {
	if (typeof value !== 'string') throw new BrokenEvent(`the event's "${name}" is missing`);
	try {
		return instant(value);
	} catch (error) {
		if (error instanceof DayError) throw new BrokenEvent(`the event's "${name}" is not a moment`);
		throw error;
	}
};
const addresses = (value: unknown): readonly string[] =>
	list(value).flatMap((each) => {
		const { emailAddress } = fields(each, 'recipient');
		return typeof emailAddress === 'string' ? [emailAddress] : [];
	});

const tagsOf = (value: unknown): Record<string, readonly string[]> =>
	Object.fromEntries(
		Object.entries(fields(value ?? {}, 'mail.tags')).map(([name, values]) => [
			name,
			list(values).filter((each): each is string => typeof each === 'string'),
		]),
	);

type Told = Pick<MailEvent, 'delivery' | 'refused'> & { readonly at: unknown };

const told = (type: unknown, event: Fields, sentAt: unknown): Told | null => {
	const part = (name: string): Fields => fields(event[name], name);
	switch (type) {
		case 'Send':
			return { delivery: 'sent', refused: [], at: sentAt };
		case 'Delivery':
			return { delivery: 'delivered', refused: [], at: part('delivery').timestamp };
		case 'DeliveryDelay':
			return { delivery: 'delayed', refused: [], at: part('deliveryDelay').timestamp };
		case 'Reject':
			return { delivery: 'rejected', refused: [], at: sentAt };
		case 'Bounce': {
			const { bounceType, bouncedRecipients, timestamp } = part('bounce');
			// A full mailbox is no refusal: the next mail may go through.
			return { delivery: 'bounced', refused: bounceType === 'Permanent' ? addresses(bouncedRecipients) : [], at: timestamp };
		}
		case 'Complaint': {
			const { complainedRecipients, timestamp } = part('complaint');
			return { delivery: 'complained', refused: addresses(complainedRecipients), at: timestamp };
		}
		default:
			return null;
	}
};

/** Null: an event of a kind that tells nothing about delivery (Open, Click, Subscription …). Throws `BrokenEvent`. */
export const readMailEvent = (body: string): MailEvent | null => {
	let parsed: unknown;
	try {
		parsed = JSON.parse(body);
	} catch {
		throw new BrokenEvent('the event is not JSON');
	}
	const event = fields(parsed, 'event');
	if (typeof event.eventType !== 'string') throw new BrokenEvent('the event does not say what kind it is');
	const mail = fields(event.mail, 'mail');
	const seen = told(event.eventType, event, mail.timestamp);
	if (!seen) return null;
	if (typeof mail.messageId !== 'string' || mail.messageId === '')
		throw new BrokenEvent('the event does not say which message it is about');
	return {
		tag: readMailTags(tagsOf(mail.tags)),
		messageId: mail.messageId,
		delivery: seen.delivery,
		sentAt: moment(mail.timestamp, 'mail.timestamp'),
		at: moment(seen.at, `${event.eventType} timestamp`),
		refused: seen.refused,
	};
};
