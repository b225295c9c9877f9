/** Who is in a company beside `companies`: invitations, and what was done with its people. Each change is one transaction with its entry in the history. */
import type { CompanyId } from '../domain/document.ts';
import type { Invitation, PeopleChange } from '../domain/invitation.ts';
import type { Role, User } from './companies.ts';
import type { Fresh } from './connections.ts';

/** Where a sign-in's pointer leads, though nobody is there any more: they were removed. */
export type Left = { readonly company: CompanyId; readonly user: string };

/** `not-owner`: who asks is none any more. */
export type ByOwner = Fresh | 'not-owner';

export type People = {
	/** 1 RCU. */
	invitation(company: CompanyId, id: string): Promise<Invitation | null>;
	/** Those of the last months, whatever became of them. One Query, 0.5 RCU for some 10. */
	invitations(company: CompanyId): Promise<readonly Invitation[]>;
	/** Whose link it is, by the token's hash: also one that a newer letter has replaced. 2 RCU. */
	byToken(hash: string): Promise<Invitation | null>;
	/** Made, renewed or revoked, if `owner` is one. 6 WCU and 1 of the index. */
	saveInvitation(invitation: Invitation, owner: string, change: PeopleChange): Promise<ByOwner>;
	/** How far its letter is; a token that is new is findable with it. 1 WCU, 4 with a token. */
	saveLetter(invitation: Invitation, token: 'new' | 'as-it-was'): Promise<Fresh>;
	/**
	 * The user, the sign-in's pointer to them and the invitation's end, all or nothing. `stale`: the invitation changed, or that user is there.
	 * `taken`: the sign-in leads to a company already. 8 WCU.
	 */
	join(
		invitation: Invitation,
		user: User,
		identity: { readonly issuer: string; readonly subject: string },
		left: Left | null,
		change: PeopleChange,
	): Promise<Fresh | 'taken'>;
	/**
	 * `user` is as it was seen; `roles`: what they have from now on, null: they are removed. `witness`: an owner other than this user, who is one still when it
	 * is written, so that a company always has one; null: an owner who stays one changes what else they are. 6 WCU.
	 */
	changeUser(user: User, roles: readonly Role[] | null, witness: string | null, change: PeopleChange): Promise<ByOwner>;
	/** Latest first. 0.5 RCU for 20. */
	changes(company: CompanyId, limit: number): Promise<readonly PeopleChange[]>;
};
