import type { Connection, Grant } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';

export type GrantUsers = {
	/** Read with this grant. */
	readonly live: readonly Connection[];
	/** Disconnected, and not yet given back at the provider. */
	readonly leaving: readonly Connection[];
};

export const usersOf = async ({ company, id }: Grant, { connections }: { readonly connections: Connections }): Promise<GrantUsers> => {
	const users = (await connections.connections(company)).filter((connection) => connection.grant === id);
	return {
		live: users.filter(({ state }) => state !== 'disconnected'),
		leaving: users.filter(({ state, releasedAt }) => state === 'disconnected' && releasedAt === null),
	};
};

/** Applies a change to whatever is stored now; null: nothing to change any more. */
export const changeConnection = async (
	company: CompanyId,
	ledger: LedgerId,
	{ connections }: { readonly connections: Connections },
	change: (latest: Connection) => Connection | null,
): Promise<void> => {
	for (;;) {
		const latest = await connections.connection(company, ledger);
		const next = latest && change(latest);
		if (!next || (await connections.saveConnection(next)) === 'saved') return;
	}
};

/** One silence is nothing to tell; from the third on people see it beside their ledger. */
const silentTries = 3;

export const sayUnanswered = async (
	live: readonly Connection[],
	grant: Grant,
	failures: number,
	retryAt: Instant,
	ports: { readonly connections: Connections; readonly clock: Clock },
): Promise<void> => {
	if (failures < silentTries) return;
	const text = `The provider has not renewed our permission in ${failures} tries; the next is made by itself. If this lasts, whoever runs Cobro must look: its own credentials there may be wrong.`;
	for (const { company, ledger } of live)
		await changeConnection(company, ledger, ports, (latest) =>
			latest.grant === grant.id && latest.state === 'connected' ? { ...latest, lastError: { text, at: ports.clock.now(), retryAt } } : null,
		);
};
