import type { Clock } from '../../shared/ports/clock.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { Queues } from '../../shared/ports/queues.ts';

const atOnce = 500;

/** Exports whose worker was cut, whose message was lost, or that wait for the books to stand still. 4 small queries. */
export const sweepExports = async ({
	exports,
	queues,
	clock,
}: {
	readonly exports: Exports;
	readonly queues: Queues;
	readonly clock: Clock;
}): Promise<number> => {
	const due = await exports.dueExports(clock.now(), atOnce);
	for (const { company, id } of due) await queues.send({ type: 'factoring.build', company, export: id });
	return due.length;
};
