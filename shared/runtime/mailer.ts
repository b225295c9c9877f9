import type { Mailer } from '../ports/mailer.ts';
import { env } from '../wire/env.ts';
import { clock } from './clock.ts';
import { read } from './env.ts';
import { once } from './once.ts';

/** Address that mails come from. */
export const mailFrom = (): string => read(env.mail.from);

/** Loaded when the first mail is sent. The queue of mails is worked by two at a time, who share the account's rate. */
export const mailer = once(async (): Promise<Mailer> => {
	const { sesMailer } = await import('../adapters/ses/mailer.ts');
	return sesMailer({ configurationSet: read(env.mail.configurationSet), now: clock.now, senders: 2 });
});
