/** Whether reminders are noted in a ledger's own history: what a company says, ledger by ledger; nothing until it does. ADR 0022. */
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import type { Sending } from '../../shared/domain/mailing.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { changeSending, type SendingPorts } from './sending-of.ts';

/** @throws Refusal 400 */
export const notedAsked = (text: string | undefined): boolean => {
	if (text === 'yes' || text === 'no') return text === 'yes';
	const detail = 'Say yes or no.';
	throw new Refusal(400, 'NOTED_UNREADABLE', 'That is no answer', detail, { fields: [{ path: 'noted', message: detail }] });
};

/** It holds for mails that are sent from now on; off, also for notes that wait. @throws Refusal 404 */
export const noteInLedger = async (
	company: CompanyId,
	ledger: LedgerId,
	noted: boolean,
	ports: SendingPorts & { readonly connections: Pick<Connections, 'connection'> },
): Promise<Sending> => {
	const connection = await ports.connections.connection(company, ledger);
	if (!connection || connection.state === 'disconnected') throw notFound('ledger');
	return changeSending(company, ports, (known) => {
		const before = known.notedIn ?? [];
		if (before.includes(ledger) === noted) return null;
		return { ...known, notedIn: noted ? [...before, ledger] : before.filter((each) => each !== ledger) };
	});
};
