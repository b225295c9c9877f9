/** A reminder as a line in the ledger's own history of an invoice: that it was sent, when and where to, and no more. */
import { type Day, dayOfMonth } from './day.ts';
import type { LedgerNote, Mailing } from './mailing.ts';
import type { Tone } from './policy.ts';

/** What a posting of it says of who asked for it, where others name a user. */
export const noteRule = 'reminders';

/** "ana@acme.example" → "a•••@acme.example": enough for whoever knows the customer. */
const masked = (address: string): string => {
	const at = address.lastIndexOf('@');
	return at <= 0 ? '•••' : `${[...address][0] ?? ''}•••${address.slice(at)}`;
};

export const noteTo = (address: string): LedgerNote => ({ state: 'waits', to: masked(address), invoices: 0 });

/** Those it asked for, in its order: what was left out was not spoken of. */
export const notedInvoices = ({ facts }: Pick<Mailing, 'facts'>): readonly string[] => [
	...new Set((facts?.documents ?? []).flatMap(({ id, out, asked }) => (out === null || asked ? [id] : []))),
];

const names: Readonly<Record<Tone, string>> = {
	before: 'Notice before the due day',
	soft: 'Reminder 1',
	reminder: 'Reminder 2',
	firm: 'Reminder 3',
	final: 'Final reminder',
};
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayText = (day: Day): string => `${dayOfMonth(day)} ${months[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`;

/** "Reminder 2 sent by e-mail to a•••@acme.example on 21 Nov 2026 by Cobro". In English, as its other postings are. */
export const noteText = ({ stage, day }: Pick<Mailing, 'stage' | 'day'>, { to }: LedgerNote): string =>
	`${stage ? names[stage.tone] : 'Reminder'} sent by e-mail to ${to} on ${dayText(day)} by Cobro`;
