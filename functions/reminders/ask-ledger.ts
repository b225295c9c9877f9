import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { PlanPorts } from './ports.ts';

/**
 * Asks for what changed at the ledger, so that what is decided then is still true. The ledger's own lane makes many askers one read, and the text
 * below makes them one message a minute. A read already under way began too early to count; it is asked again at the next look.
 */
export const askLedger = (company: CompanyId, ledger: LedgerId, { queues, clock }: Pick<PlanPorts, 'queues' | 'clock'>): Promise<void> => {
	const minute = clock.now().slice(0, 16);
	return queues.send({ type: 'sync.pull', company, ledger, run: null, step: 0 }, { dedupe: `fresh:${minute}:${ledger}`.slice(0, 128) });
};
