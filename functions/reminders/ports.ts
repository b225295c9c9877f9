import type { SendingMode } from '../../shared/domain/mailing.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Letters } from '../../shared/ports/letters.ts';
import type { Looks } from '../../shared/ports/looks.ts';
import type { Mailer } from '../../shared/ports/mailer.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Queues } from '../../shared/ports/queues.ts';

/** What a deployment says. */
export type Settings = {
	/** Origin people see, no trailing slash. */
	readonly hub: string;
	/** Address mails come from. */
	readonly from: string;
	/** The mode a company's sending starts in. */
	readonly newCompanySending: SendingMode;
};

export type PlanPorts = {
	readonly mailings: Mailings;
	readonly arrangements: Pick<Arrangements, 'ofKind'>;
	readonly companies: Companies;
	readonly connections: Connections;
	readonly queues: Queues;
	readonly clock: Clock;
	readonly settings: Pick<Settings, 'newCompanySending'>;
};

/** All that deciding about a mail and writing it needs from outside. */
export type LetterPorts = {
	readonly mailings: Mailings;
	readonly arrangements: Pick<Arrangements, 'current'>;
	readonly books: Books;
	readonly companies: Companies;
	readonly connections: Connections;
	readonly payments: Pick<Payments, 'saveLink' | 'payment' | 'paymentsOf'>;
	/** Loaded with the first letter. */
	readonly letters: () => Promise<Letters>;
	readonly clock: Clock;
	readonly settings: Omit<Settings, 'from'>;
};
export type SendPorts = LetterPorts & {
	readonly settings: Settings;
	readonly looks: Pick<Looks, 'look' | 'saveLook'>;
	/** Loaded with the first mail. */
	readonly mailer: () => Promise<Mailer>;
	readonly queues: Queues;
	/** Codes of what a person should hear of; nothing personal. */
	readonly log: {
		warn(code: string, fields: { readonly company: string }): void;
		error(code: string, fields: { readonly company: string }): void;
	};
};
