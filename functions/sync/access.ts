import type { Connection } from '../../shared/domain/connection.ts';
import { msOf } from '../../shared/domain/day.ts';
import { type Accounting, AccountingFault } from '../../shared/ports/accounting.ts';
import type { SyncPorts } from './ports.ts';

/** A token with less than this left is not begun with. */
export const spareMs = 30_000;

/** The ledger opened with its access token: one grant read and one KMS call an invocation. `unauthorised` when the token has run out. */
export const accessTo = async ({ company, ledger, grant: id }: Connection, ports: SyncPorts): Promise<Accounting> => {
	const grant = await ports.connections.grant(company, id);
	if (grant?.state !== 'alive') throw new AccountingFault('forbidden', 'There is no permission to read this ledger. Press Reconnect.');
	if (msOf(grant.accessExpiresAt) - msOf(ports.clock.now()) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; reading goes on by itself.');
	return ports.openAccounting(ledger, await ports.vault.open({ company, purpose: 'access' }, grant.access), ports.clock.now);
};
