import type { Checkout } from '../../shared/domain/payment.ts';
import { CollectingFault, type Session } from '../../shared/ports/collecting.ts';
import type { PayPorts } from './ports.ts';

/** What can honestly be said to somebody who comes back from Stripe. `coming`: Stripe has it, we are about to. */
export type Ending = 'paid' | 'coming' | 'processing' | 'unfinished' | 'failed' | 'silent';

const byStripe = ({ state, payment }: Session): Ending => {
	if (state === 'expired') return 'failed';
	if (state === 'open') return 'unfinished';
	const ends = { paid: 'coming', pending: 'processing', failed: 'failed' } as const;
	return payment ? ends[payment.state] : 'unfinished';
};

/** Whether our own state does not say it all yet. */
export const asksStripe = ({ state, session }: Checkout): boolean =>
	session !== null && state !== 'paid' && state !== 'failed' && state !== 'closed';

/** Reads our state, and Stripe's where ours is not final: its event may be late. Changes nothing. */
export const afterPaying = async (
	checkout: Checkout,
	{ collecting, clock }: Pick<PayPorts, 'collecting' | 'clock'>,
): Promise<{ readonly ending: Ending; readonly canGoOn: boolean }> => {
	const { state, session, expiresAt } = checkout;
	const over = (ending: Ending) => ({ ending, canGoOn: false });
	if (state === 'paid') return over('paid');
	if (state === 'failed') return over('failed');
	if (state === 'closed') return over('failed');
	if (session === null) return over('unfinished');
	try {
		const now = await collecting.session(session);
		return now ? { ending: byStripe(now), canGoOn: now.state === 'open' && expiresAt > clock.now() } : over('unfinished');
	} catch (error) {
		if (error instanceof CollectingFault) return over(state === 'paying' ? 'processing' : 'silent');
		throw error;
	}
};
