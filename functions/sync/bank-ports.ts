import type { BankRecords, OpenBankPostings } from '../../shared/ports/bank-postings.ts';
import type { SyncPorts } from './ports.ts';

/** All that looking at the bank side of a ledger needs from outside. */
export type BankPorts = Pick<SyncPorts, 'allowances' | 'connections' | 'queues' | 'vault' | 'clock'> & {
	readonly banks: BankRecords;
	readonly openBankPostings: OpenBankPostings;
};
