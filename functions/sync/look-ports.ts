import type { Looks } from '../../shared/ports/looks.ts';
import type { SyncPorts } from './ports.ts';

/** All that reading documents for a mail needs from outside. */
export type LookPorts = Pick<SyncPorts, 'allowances' | 'books' | 'connections' | 'queues' | 'vault' | 'openAccounting' | 'clock'> & {
	readonly looks: Looks;
	readonly log: {
		warn(
			code: string,
			fields: { readonly company: string; readonly ledger: string; readonly code?: string; readonly count?: number },
		): void;
	};
};
