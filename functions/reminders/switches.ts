import type { Mailing, Reason, Sending } from '../../shared/domain/mailing.ts';

type Stopped = { readonly by: string } | null;

/** Why nothing leaves now, whatever the mail says; null when it may. A mode that decides without sending (shadow) is no such reason. */
export const stoppedBy = ({ mode, stopped }: Pick<Sending, 'mode' | 'stopped'>, everywhere: Stopped): Reason | null => {
	if (everywhere) return 'STOPPED_EVERYWHERE';
	if (stopped) return 'STOPPED_COMPANY';
	return mode === 'off' ? 'SENDING_OFF' : null;
};

/** A person approved it, or nobody has to: receipts and notices answer what the customer did. */
export const mayLeave = ({ kind, by }: Pick<Mailing, 'kind' | 'by'>, { mode }: Pick<Sending, 'mode'>): boolean =>
	mode === 'live' || (mode === 'approval' && (kind !== 'reminder' || by !== null));
