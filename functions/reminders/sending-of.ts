import type { CompanyId } from '../../shared/domain/document.ts';
import type { Sending } from '../../shared/domain/mailing.ts';
import type { PlanPorts } from './ports.ts';

export type SendingPorts = Pick<PlanPorts, 'mailings' | 'clock' | 'settings'>;

/** A company that nobody set up starts in the deployment's mode; with `off` nothing ever wakes it. */
export const unset = (company: CompanyId, { clock, settings }: Omit<SendingPorts, 'mailings'>): Sending => ({
	company,
	mode: settings.newCompanySending,
	stopped: null,
	plannedFor: null,
	cursor: null,
	wake: settings.newCompanySending === 'off' ? null : clock.now(),
	rev: 0,
});

/** As it is stored, or as it would begin. Writes nothing. */
export const sendingOf = async (company: CompanyId, ports: SendingPorts): Promise<Sending> =>
	(await ports.mailings.sending(company)) ?? unset(company, ports);

/** Changes it whatever else is changed meanwhile; null from `to`: nothing to change. */
export const changeSending = async (
	company: CompanyId,
	ports: SendingPorts,
	to: (sending: Sending) => Sending | null,
): Promise<Sending> => {
	for (;;) {
		const known = await sendingOf(company, ports);
		const next = to(known);
		if (next === null) return known;
		if ((await ports.mailings.saveSending(next)) === 'saved') return { ...next, rev: known.rev + 1 };
	}
};
