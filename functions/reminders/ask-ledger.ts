import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { PlanPorts } from './ports.ts';
import { freshnessMs } from './times.ts';

/** A read that began at this moment or later is fresh for what was planned then (`freshness.ts`). */
export const neededSince = (plannedAt: Instant, now: Instant): Instant => {
	const lately = later(now, -freshnessMs);
	return plannedAt > lately ? plannedAt : lately;
};

/**
 * Asks for what changed at the ledger, so that what is decided then is still true. The ledger's own lane makes many askers one read, and the text
 * below makes them one message a minute. A read already under way that began late enough is waited for; one that began too early is followed by another.
 */
export const askLedger = (
	company: CompanyId,
	ledger: LedgerId,
	plannedAt: Instant,
	{ queues, clock }: Pick<PlanPorts, 'queues' | 'clock'>,
): Promise<void> => {
	const now = clock.now();
	const since = neededSince(plannedAt, now);
	const dedupe = `fresh:${now.slice(0, 16)}:${since.slice(11, 16)}:${ledger}`.slice(0, 128);
	return queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0, since, copyOnly: true }, { dedupe });
};
