import { createHash } from 'node:crypto';
import type { Connection } from '../../shared/domain/connection.ts';
import type { Instant } from '../../shared/domain/day.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { finishedUntied, stopped } from './run.ts';
import { isRunning, type Running } from './running.ts';
import { sweepGivenUp } from './sweep-moves.ts';
import { tellNext } from './tell-next.ts';

type Ports = { readonly connections: Connections; readonly queues: Queues; readonly clock: Clock };
type Pull = MessageOf<'sync.pull'>;

const runOf = async ({ company, ledger, run, step }: Pull, { connections }: Pick<Ports, 'connections'>): Promise<Running | null> => {
	const connection = await connections.connection(company, ledger);
	if (!connection || !isRunning(connection)) return null;
	return run === null || (connection.run.id === run && connection.run.step === step) ? connection : null;
};

const ended = (running: Running, reason: string, now: Instant): Connection => {
	if (running.run.stage === 'tie-out') return finishedUntied(running, reason, now);
	return running.run.mode === 'sweep' ? sweepGivenUp(running, reason, now) : stopped(running, reason, now);
};

/**
 * A step has failed as often as its message is delivered: the run is marked where it stands, with the reason. Other ledgers go on. In the tie-out nothing
 * stands still: the copy is complete, and the run ends without a comparison. Nor does it for a sweep, which is given up.
 */
export const stopRun = async (message: Pull, reason: string, ports: Ports): Promise<void> => {
	for (;;) {
		const running = await runOf(message, ports);
		if (!running) return;
		const next = ended(running, reason, ports.clock.now());
		if ((await ports.connections.saveConnection(next)) === 'stale') continue;
		if (!next.run) await tellNext(next, ports);
		return;
	}
};

/** One ledger's standing still, however often it is tried again. `id`: of its letter on the hub page. */
export type Incident = { readonly id: string; readonly run: string; readonly step: number };

const incidentOf = ({ run: { id: run, step } }: Running): Incident => ({
	id: createHash('sha256').update(`${run}:${step}`).digest('hex').slice(0, 24),
	run,
	step,
});

/**
 * A stopped step was tried again and failed again, or failed at its last delivery: its mark tells so with the latest reason, the message has nothing more
 * to say. Null when the run was not stopped: then the message is delivered again.
 */
export const stoppedStill = async (message: Pull, reason: string, ports: Omit<Ports, 'queues'>): Promise<Incident | null> => {
	for (;;) {
		const running = await runOf(message, ports);
		if (!running?.stopped) return null;
		if ((await ports.connections.saveConnection(stopped(running, reason, ports.clock.now()))) === 'saved') return incidentOf(running);
	}
};
