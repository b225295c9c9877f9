import { invitationOfWork } from '../../shared/domain/invitation.ts';
import { moveWorkOf } from '../../shared/domain/ledger-move.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 200;

/** Every grant whose time has come: near expiry, a refresh that was lost, a revocation still to do; every request that a ledger moves, and every letter of an invitation. 4 small queries a minute. */
export const sweepGrants = async ({
	connections,
	queues,
	clock,
}: {
	readonly connections: Connections;
	readonly queues: Queues;
	readonly clock: Clock;
}): Promise<number> => {
	const due = await connections.dueGrants(clock.now(), atOnce);
	for (const { company, id } of due) {
		const invitation = invitationOfWork(id);
		if (invitation !== null) {
			await queues.send({ type: 'connect.invite', company, invitation });
			continue;
		}
		const move = moveWorkOf(id);
		await queues.send(move ? { type: 'connect.move', company, ...move } : { type: 'connect.refresh', company, grant: id });
	}
	return due.length;
};
