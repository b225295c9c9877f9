import type { Purpose } from '../../shared/domain/allowance.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { msOf } from '../../shared/domain/day.ts';
import { AccountingFault } from '../../shared/ports/accounting.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import { Counted } from './counted.ts';
import type { SyncPorts } from './ports.ts';

/** A token with less than this left is not begun with. */
export const spareMs = 30_000;

/** `generation`: of the grant whose token it is. */
export type Access = { readonly accounting: Counted; readonly meter: LedgerMeter; readonly generation: number };

/**
 * The ledger opened with its access token: one grant read, one KMS call and one read of what was asked of it an invocation. Null when there is no consent, or a dead one: a person must
 * agree again. @throws AccountingFault `unauthorised` when the token has run out
 */
export const accessTo = async (
	{ company, ledger, provider, grant: id }: Connection,
	purpose: Purpose,
	ports: Pick<SyncPorts, 'allowances' | 'connections' | 'vault' | 'openAccounting' | 'clock'>,
): Promise<Access | null> => {
	const grant = await ports.connections.grant(company, id);
	if (grant?.state !== 'alive') return null;
	if (msOf(grant.accessExpiresAt) - msOf(ports.clock.now()) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; reading goes on by itself.');
	const token = await ports.vault.open({ company, purpose: 'access' }, grant.access);
	const meter = await LedgerMeter.open({ company, ledger }, purpose, ports);
	const opened = await ports.openAccounting(ledger, token, ports.clock.now, meter);
	return { accounting: new Counted(opened, provider), meter, generation: grant.generation };
};
