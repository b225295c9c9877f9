/** What the inbox's pages may use. */
import type { Account, Suppression } from '../account.ts';
import type { MailFaults } from '../faults.ts';
import type { BounceReason, EventKind } from '../happenings.ts';
import type { Limits } from '../limits.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Publisher } from '../publisher.ts';
import type { Store } from '../store.ts';

export type PageParts = {
	readonly store: Store;
	readonly account: Account;
	readonly suppression: Suppression;
	readonly faults: MailFaults;
	readonly limits: Limits;
	readonly mailbox: Mailbox;
	readonly publisher: Publisher;
	readonly nowMs: () => number;
	readonly happen: (id: string, kind: EventKind, detail?: { readonly bounce?: BounceReason; readonly link?: string }) => boolean;
	readonly releaseEvents: () => number;
};
