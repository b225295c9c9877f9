import type { CompanyId } from '../../shared/domain/document.ts';
import { type Sending, type SendingMode, sendingModes } from '../../shared/domain/mailing.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { changeSending, type SendingPorts } from './sending-of.ts';

export const modeAsked = (text: string | undefined): SendingMode => {
	const found = sendingModes.find((mode) => mode === text);
	if (found) return found;
	const detail = `Say one of ${sendingModes.join(', ')}.`;
	throw new Refusal(400, 'MODE_UNKNOWN', 'There is no such mode', detail, { fields: [{ path: 'mode', message: detail }] });
};

/** Off: nothing is planned. Any other mode: the day is planned now, unless it was. What was decided today stays decided. */
export const setMode = (company: CompanyId, mode: SendingMode, ports: SendingPorts): Promise<Sending> =>
	changeSending(company, ports, (known) =>
		known.mode === mode && known.rev > 0 ? null : { ...known, mode, wake: mode === 'off' ? null : ports.clock.now() },
	);

/** Nothing more leaves, from the next message on: what is being handed to the mail service this very second is not called back. */
export const stopSending = (company: CompanyId, by: string, ports: SendingPorts): Promise<Sending> =>
	changeSending(company, ports, (known) => (known.stopped ? null : { ...known, stopped: { by, at: ports.clock.now() } }));

/** What was held back today is decided anew tomorrow, at the stage that is right then. */
export const resumeSending = (company: CompanyId, ports: SendingPorts): Promise<Sending> =>
	changeSending(company, ports, (known) => (known.stopped ? { ...known, stopped: null } : null));
