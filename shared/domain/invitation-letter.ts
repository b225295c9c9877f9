/** What the letter of an invitation is made of. */
import type { Instant } from './day.ts';
import type { InvitationLanguage } from './invitation.ts';

export type InvitationOrder = {
	readonly language: InvitationLanguage;
	/** As its people know it. */
	readonly company: string;
	/** Who invites. */
	readonly person: string;
	readonly until: Instant;
	/** Moments are shown in it. */
	readonly timeZone: string;
	/** `https://…/join/<token>`: the only place the token is. */
	readonly joinUrl: string;
};
