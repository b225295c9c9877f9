import { CollectingFault } from '../../shared/ports/collecting.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { lookSoon } from './look-soon.ts';
import type { PayPorts } from './ports.ts';
import { type Taken, takeSession } from './take-session.ts';

export type Heard = Taken | 'again' | 'other-account' | 'unknown-session' | 'silent';

/**
 * A verified event says only that something happened to a session: what is true now is asked for. The event is marked as seen after its effect, so that what is
 * cut in between is done again and finds it done. While Stripe does not answer, what the event is about is looked at again from our own records, and the event is
 * needed no more. An account of its own for each company comes with issue 7: until then events of other accounts are not ours.
 */
export const hearEvent = async (message: MessageOf<'pay.event'>, ports: PayPorts): Promise<Heard> => {
	const { account, session: id, event, for: what } = message;
	if (account !== null) return 'other-account';
	if (id === null) return 'nothing';
	// Whoever owns the Stripe account may sell other things with it.
	if (what === null) return 'not-ours';
	try {
		const session = await ports.collecting.session(id);
		if (session === null) return 'unknown-session';
		const taken = await takeSession(session, ports);
		const first = await ports.payments.firstSight('stripe', event, ports.clock.now());
		return first ? taken : 'again';
	} catch (error) {
		if (error instanceof CollectingFault && error.kind !== 'refused' && (await lookSoon(what, id, ports))) return 'silent';
		throw error;
	}
};
