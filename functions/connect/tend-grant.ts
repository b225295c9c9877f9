import type { Grant } from '../../shared/domain/connection.ts';
import { later, msOf } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type Consent, ConsentFault, type Tokens } from '../../shared/ports/consent.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Vault } from '../../shared/ports/vault.ts';
import { refreshEarlyMs, refreshLeaseMs } from './token-times.ts';

type Ports = {
	readonly connections: Connections;
	readonly consentOf: (provider: Grant['provider']) => Promise<Consent>;
	readonly queues: Queues;
	readonly vault: Vault;
	readonly clock: Clock;
};

/** Those who use the grant, told to go on (or, when it is dead, that a person must connect again). */
const usersOf = async (grant: Grant, { connections }: Ports) =>
	(await connections.connections(grant.company)).filter(
		(connection) => connection.grant === grant.id && connection.state !== 'disconnected',
	);

const declareDead = async (grant: Grant, ports: Ports): Promise<void> => {
	await ports.connections.saveGrant({ ...grant, state: 'dead', refreshing: null, wake: null });
	for (const { company, ledger } of await usersOf(grant, ports))
		for (;;) {
			const connection = await ports.connections.connection(company, ledger);
			if (!connection || connection.grant !== grant.id) break;
			const lastError = {
				text: 'The provider no longer accepts our permission. Press Reconnect; nothing that was read is lost.',
				at: ports.clock.now(),
				retryAt: null,
			};
			if ((await ports.connections.saveConnection({ ...connection, state: 'needs-reconnecting', lastError, wake: null })) === 'saved')
				break;
		}
};

const keep = async (grant: Grant, tokens: Tokens, ports: Ports): Promise<void> => {
	const { company } = grant;
	const [access, refresh] = await Promise.all([
		ports.vault.seal({ company, purpose: 'access' }, tokens.access),
		ports.vault.seal({ company, purpose: 'refresh' }, tokens.refresh),
	]);
	const { accessExpiresAt, refreshExpiresAt } = tokens;
	const wake = later(accessExpiresAt, -refreshEarlyMs);
	await ports.connections.saveGrant({
		...grant,
		access,
		refresh,
		accessExpiresAt,
		refreshExpiresAt,
		generation: grant.generation + 1,
		refreshing: null,
		wake,
	});
	for (const { ledger, run } of await usersOf(grant, ports))
		if (run)
			await ports.queues.send(
				{ type: 'sync.pull', company, ledger, run: run.id, step: run.step },
				{ dedupe: `${run.id}:${run.step}:g${grant.generation + 1}` },
			);
};

/** Revokes at the provider, then deletes. Either may be repeated. */
const bury = async (grant: Grant, { connections, consentOf, vault }: Ports): Promise<void> => {
	const consent = await consentOf(grant.provider);
	try {
		await consent.revoke(await vault.open({ company: grant.company, purpose: 'refresh' }, grant.refresh));
	} catch (error) {
		// A refusal means that the provider does not know the token any more: that is what we want.
		if (!(error instanceof ConsentFault) || error.kind === 'unavailable') throw error;
	}
	await connections.dropGrant(grant.company, grant.id);
};

/**
 * Keeps a consent's tokens alive, one refresh at a time (DESIGN 9.5): `refreshing` is written before the provider is asked, so a process that dies
 * between the provider's rotation and our write is known by its stale mark. Xero then takes the old token for 30 minutes more; QuickBooks gives the
 * current value again or refuses, and a refusal after a lost answer means that a person must reconnect.
 * `force`: the provider refused the access token although it had not expired.
 */
export const tendGrant = async (company: CompanyId, id: string, ports: Ports): Promise<void> => {
	const grant = await ports.connections.grant(company, id);
	const now = ports.clock.now();
	if (!grant || grant.state === 'dead') return;
	if (grant.state === 'revoking') return bury(grant, ports);
	if (grant.refreshing && msOf(now) - msOf(grant.refreshing.startedAt) < refreshLeaseMs) return; // another is at it
	if (!grant.refreshing && msOf(grant.accessExpiresAt) - msOf(now) > refreshEarlyMs) return; // a duplicate: done already
	const claimed: Grant = { ...grant, refreshing: { startedAt: now }, wake: later(now, refreshLeaseMs) };
	if ((await ports.connections.saveGrant(claimed)) === 'stale') return; // another was faster
	const held: Grant = { ...claimed, rev: grant.rev + 1 };
	const consent = await ports.consentOf(grant.provider);
	try {
		await keep(held, await consent.refresh(await ports.vault.open({ company, purpose: 'refresh' }, grant.refresh)), ports);
	} catch (error) {
		if (!(error instanceof ConsentFault)) throw error;
		if (error.kind === 'refused') await declareDead(held, ports);
		// Unavailable: the mark and the wake stay, and the sweeper tries again after the lease.
	}
};
