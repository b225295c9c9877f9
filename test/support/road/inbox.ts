/** The customers' inbox, as SES holds it: which mails came, for which decision, and the link in them. */
import type { LocalMail } from '../../../local/aws/mail/index.ts';
import { readMailTags } from '../../../shared/wire/mail-tag.ts';

export type Arrived = {
	readonly id: string;
	readonly at: string;
	readonly mail: string | null;
	readonly to: string;
	readonly subject: string;
};

/** Oldest first. `mail`: our own id in its tags. */
export const arrived = (ses: LocalMail): readonly Arrived[] =>
	ses
		.mails()
		.map(({ id, at, tags, to, subject }) => ({
			id,
			at,
			mail: readMailTags(Object.fromEntries(tags.map(({ name, value }) => [name, [value]])))?.mail ?? null,
			to: to[0] ?? '',
			subject,
		}))
		.toReversed();

/** How often each of our mails is in the inbox. */
export const inboxCounts = (ses: LocalMail): ReadonlyMap<string, number> => {
	const counts = new Map<string, number>();
	for (const { mail } of arrived(ses)) if (mail !== null) counts.set(mail, (counts.get(mail) ?? 0) + 1);
	return counts;
};

/** The address of the page in a mail's text, as a person would copy it. Throws when there is none. */
export const linkIn = async (ses: LocalMail, id: string): Promise<string> => {
	const mail = await ses.read(id);
	const found = /https?:\/\/[^\s"<>]+\/pay\/[\w-]+/.exec(mail?.text ?? '')?.[0];
	if (!found) throw new Error(`the mail "${mail?.subject ?? id}" holds no link to pay by`);
	return found;
};

/** Mails whose Send event has not been published. */
export const withheldIn = async (ses: LocalMail): Promise<ReadonlySet<string>> => {
	const withheld = new Set<string>();
	for (const { id, mail } of arrived(ses)) {
		if (mail === null) continue;
		const events = (await ses.read(id))?.events ?? [];
		if (events.every(({ kind, publishedAt }) => kind !== 'Send' || publishedAt === null)) withheld.add(mail);
	}
	return withheld;
};
