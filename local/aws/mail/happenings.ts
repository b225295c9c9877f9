/** What becomes of a mail: per recipient first, then as the events SES tells of the whole mail, in the order they happen. */
import { simulatorOf } from './addresses.ts';

export const eventKinds = ['Send', 'Reject', 'Delivery', 'DeliveryDelay', 'Bounce', 'Complaint', 'Open', 'Click'] as const;
export type EventKind = (typeof eventKinds)[number];

/** `deliveryDelay`, `DELIVERY_DELAY`, `DeliveryDelay`: CloudFormation, CDK and SES write the same kind each in its own way. */
export const eventKindOf = (text: string): EventKind | null => {
	const plain = text.replace(/[^A-Za-z]/g, '').toLowerCase();
	return eventKinds.find((kind) => kind.toLowerCase() === plain) ?? null;
};

/** bounceType/bounceSubType of SES, with what the recipient's server said. */
export const bounces = {
	unknown: {
		type: 'Permanent',
		subType: 'General',
		action: 'failed',
		status: '5.1.1',
		diagnostic: 'smtp; 550 5.1.1 user unknown',
	},
	full: { type: 'Transient', subType: 'MailboxFull', action: 'failed', status: '4.2.2', diagnostic: 'smtp; 452 4.2.2 mailbox full' },
	// An automatic reply is told as a transient bounce with nothing but the address.
	'out-of-office': { type: 'Transient', subType: 'General' },
	suppressed: {
		type: 'Permanent',
		subType: 'Suppressed',
		action: 'failed',
		status: '5.1.1',
		diagnostic: 'Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.',
	},
	listed: {
		type: 'Permanent',
		subType: 'OnAccountSuppressionList',
		action: 'failed',
		status: '5.1.1',
		diagnostic: 'Amazon SES did not send the message to this address because it is on the suppression list for your account.',
	},
} as const;
export type BounceReason = keyof typeof bounces;

export type Happening = {
	readonly kind: EventKind;
	readonly recipients: readonly string[];
	/** Milliseconds of the clock passed in. */
	readonly at: number;
	readonly bounce?: BounceReason;
	/** Of a Click. */
	readonly link?: string;
};

export type Outcome = 'delivered' | 'delayed' | 'complained' | BounceReason;

export const outcomeOf = (address: string, isListed: (address: string) => boolean): Outcome => {
	switch (simulatorOf(address)) {
		case 'success':
			return 'delivered';
		case 'bounce':
			return 'unknown';
		case 'ooto':
			return 'out-of-office';
		case 'complaint':
			return 'complained';
		case 'suppressionlist':
			return 'suppressed';
		case null:
			return isListed(address) ? 'listed' : 'delivered';
	}
};

/** A delayed mail gets through after this long. */
export const delayMs = 3_600_000;
const arrives: readonly Outcome[] = ['delivered', 'complained', 'out-of-office'];
const bounceReasons = Object.keys(bounces) as BounceReason[];

/** Recipients to whom the same happened share an event. */
export const happeningsOf = (outcomes: ReadonlyMap<string, Outcome>, at: number): Happening[] => {
	const having = (...wanted: readonly Outcome[]): string[] =>
		[...outcomes].filter(([, outcome]) => wanted.includes(outcome)).map(([address]) => address);
	const all: Happening[] = [
		{ kind: 'Send', recipients: [...outcomes.keys()], at },
		{ kind: 'DeliveryDelay', recipients: having('delayed'), at },
		{ kind: 'Delivery', recipients: having(...arrives), at },
		...bounceReasons.map((bounce) => ({ kind: 'Bounce' as const, recipients: having(bounce), at, bounce })),
		{ kind: 'Complaint', recipients: having('complained'), at },
		{ kind: 'Delivery', recipients: having('delayed'), at: at + delayMs },
	];
	return all.filter(({ recipients }) => recipients.length > 0);
};
