import type { MessageOf } from '../../shared/wire/messages.ts';
import type { PayPorts } from './ports.ts';
import { type Taken, takeSession } from './take-session.ts';

export type Heard = Taken | 'again' | 'other-account' | 'unknown-session';

/**
 * A verified event says only that something happened to a session: what is true now is asked for. The event is marked as seen after its effect, so that what is
 * cut in between is done again and finds it done. An account of its own for each company comes with issue 7: until then events of other accounts are not ours.
 */
export const hearEvent = async (message: MessageOf<'pay.event'>, ports: PayPorts): Promise<Heard> => {
	const { account, session: id, event } = message;
	if (account !== null) return 'other-account';
	if (id === null) return 'nothing';
	const session = await ports.collecting.session(id);
	if (session === null) return 'unknown-session';
	const taken = await takeSession(session, ports);
	const first = await ports.payments.firstSight('stripe', event, ports.clock.now());
	return first ? taken : 'again';
};
