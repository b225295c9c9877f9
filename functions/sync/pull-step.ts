import type { MessageOf } from '../../shared/wire/messages.ts';
import { type Access, accessTo } from './access.ts';
import { purposeOf, spaced } from './allowance.ts';
import { endUntied, failed, lostConsent } from './faulted.ts';
import { move } from './move.ts';
import type { SyncPorts } from './ports.ts';
import { ReadAhead } from './read-ahead.ts';
import { runFor } from './run-for.ts';
import { called, isRunning } from './running.ts';
import { doStep } from './steps.ts';
import { tellNext } from './tell-next.ts';

/**
 * Reads on for one ledger: a page, the adding up, the tie-out; several pages while there is time, the next fetched as the last is written. Each step
 * saves how far it came before the next begins, and the message for what is left is sent at the end; whatever is cut in between is done again from
 * the saved state, and every write of a step may be repeated.
 */
export const pullStep = async (message: MessageOf<'sync.pull'>, ports: SyncPorts): Promise<void> => {
	const first = await runFor(message, ports);
	if (!first) return;
	// Comparing was tried as often as a message is delivered. Tried once more it would only hold up the next read.
	if (first.stopped && first.run.stage === 'tie-out') return endUntied(first, first.stopped.reason, 0, ports);
	const begunAt = first.run.step;
	let running = first;
	let access: Access | null = null;
	try {
		access = await accessTo(running, purposeOf(running), ports);
		if (!access) {
			await lostConsent(running, 'There is no permission to read this ledger. Press Reconnect.', 0, ports);
			return;
		}
		const { accounting, meter } = access;
		const ahead = new ReadAhead(accounting, ports.clock);
		for (;;) {
			meter.purpose = purposeOf(running);
			const step = await doStep(running, ahead, ports);
			const calls = accounting.taken();
			const next = await move(running, (latest) => step(spaced(called(latest, calls), meter, ports.clock.now())), ports);
			if (!next) return;
			if (!isRunning(next) || !ahead.waiting) return await tellNext(next, ports);
			running = next;
		}
	} catch (error) {
		access?.meter.failed(error);
		const failure = { error, calls: access?.accounting.taken() ?? 0, generation: access?.generation ?? null };
		await failed(running, failure, ports).catch(async (reason: unknown) => {
			// This message is for an earlier step: delivered again it would be dropped as old. The step that failed gets its own.
			if (running.run.step === begunAt) throw reason;
			await tellNext(running, ports);
		});
	} finally {
		await access?.meter.keep();
	}
};
