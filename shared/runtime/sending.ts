import { type SendingMode, sendingModes } from '../domain/mailing.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';

/** The hub's origin, for links in mails. Apart from sessions, so that whoever only sends does not load them. */
export const linksLeadTo = (): string => read(env.hub);

/** The mode a company's sending starts in. Throws when the deployment names none of them. */
export const newCompanySending = (): SendingMode => {
	const found = sendingModes.find((mode) => mode === read(env.newCompanySending));
	if (!found) throw new Error(`${env.newCompanySending} must be one of ${sendingModes.join(', ')}`);
	return found;
};
