/** Words for mails: what stage they are of, how they stand, why they did not go. */
import type { Mailing, SendingMode } from '../shared/domain/mailing.ts';
import { defaultPolicy } from '../shared/domain/policy.ts';
import { reasonWords, whyOf } from '../shared/domain/reasons.ts';

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

/** "10 days after due", "5 days before due". */
export const stageText = (day: number): string => {
	if (day === 0) return 'on the due day';
	return day < 0 ? `${days(-day)} before due` : `${days(day)} after due`;
};

/** "3, 10 and 21" */
const listed = (all: readonly number[]): string => (all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`);

/** The policy in a sentence. */
export const policyText = ((): string => {
	const mailed = defaultPolicy.stages.filter(({ by }) => by === 'mail');
	const early = mailed.filter(({ day }) => day < 0).map(({ day }) => -day);
	const late = mailed.filter(({ day }) => day >= 0).map(({ day }) => day);
	const person = defaultPolicy.stages.filter(({ by }) => by === 'person').map(({ day }) => day);
	return `Customers hear from you ${listed(early)} days before an invoice is due and ${listed(late)} days after it. ${listed(person)} days after it, a person takes over.`;
})();

export const modeText: Readonly<Record<SendingMode, { readonly short: string; readonly long: string }>> = {
	off: { short: 'Off', long: 'Nothing is planned and nothing is sent.' },
	shadow: { short: 'Shadow', long: 'Everything is decided as if it were sent, and nothing is sent.' },
	approval: { short: 'Approval', long: 'Each mail waits until a person approves it.' },
	live: { short: 'Live', long: 'What is decided is sent by itself.' },
};

export type MailStanding = { readonly look: 'ok' | 'problem' | 'wait' | 'none'; readonly text: string };

const cameBack = new Set(['bounced', 'rejected']);

/** The state as a chip says it. */
export const standingOf = ({ state, delivery }: Pick<Mailing, 'state' | 'delivery'>): MailStanding => {
	switch (state) {
		case 'planned':
		case 'claimed':
			return { look: 'wait', text: '… Being decided' };
		case 'awaiting':
			return { look: 'wait', text: '… Waits for you' };
		case 'sending':
			return { look: 'wait', text: '… Being sent' };
		case 'suppressed':
			return { look: 'none', text: '– Not sent' };
		case 'unknown':
			return { look: 'problem', text: '? Perhaps sent' };
		case 'sent':
			if (cameBack.has(delivery)) return { look: 'problem', text: '✗ Sent, came back' };
			if (delivery === 'complained') return { look: 'problem', text: '✗ Sent, reported as spam' };
			return { look: 'ok', text: delivery === 'delivered' ? '✓ Delivered' : '✓ Sent' };
	}
};

const saidByChip = new Set<Mailing['delivery']>(['none', 'sent', 'delivered']);

/** Why it is as it is, beside its chip: '' where the chip says it all. */
export const whyText = (mail: Pick<Mailing, 'state' | 'reasons' | 'delivery'>): string => {
	const { state, reasons, delivery } = mail;
	if (state === 'suppressed') return reasons.map((reason) => reasonWords[reason]).join(' ');
	if (state === 'awaiting' || state === 'claimed' || (state === 'sent' && saidByChip.has(delivery))) return '';
	return whyOf(mail);
};
