import { msOf } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { clock } from '../../shared/runtime/clock.ts';
import { log } from '../../shared/runtime/log.ts';
import { onPublic } from '../../shared/runtime/on-public.ts';
import { queues } from '../../shared/runtime/queues.ts';
import { secrets } from '../../shared/runtime/secrets.ts';
import { type Verdict, verdictOn } from './signature.ts';
import { readEvent } from './stripe-event.ts';

const said: Readonly<Record<Exclude<Verdict, 'good'>, { readonly code: string; readonly detail: string }>> = {
	missing: { code: 'SIGNATURE_MISSING', detail: 'The header Stripe-Signature is missing, or holds no t= and v1=.' },
	wrong: { code: 'SIGNATURE_WRONG', detail: 'No v1 signature is that of this body under a secret of ours.' },
	'too-old': { code: 'SIGNATURE_TOO_OLD', detail: 'It was signed more than 300 seconds ago.' },
	'from-the-future': { code: 'SIGNATURE_FROM_THE_FUTURE', detail: 'It was signed more than 300 seconds ahead of our clock.' },
};
const refuse = (code: string, detail: string): Refusal => new Refusal(400, code, 'This event is not taken', detail);

/** Verify the raw bytes, put ids on the queue, answer. Events we have no use for are answered too, or Stripe would send them again for days. */
export const handler = onPublic({
	'POST /webhooks/stripe': async ({ body, headers }) => {
		const known = await secrets().get('stripe/webhook-secret');
		const verdict = verdictOn(body, headers['stripe-signature'], known, Math.floor(msOf(clock.now()) / 1000));
		if (verdict !== 'good') {
			log.warn('WEBHOOK_REFUSED', { code: said[verdict].code });
			throw refuse(said[verdict].code, said[verdict].detail);
		}
		const event = readEvent(body);
		if (event === 'unreadable') throw refuse('NOT_AN_EVENT', 'It is signed, but its body is no event of Stripe.');
		if (event !== 'not-for-us') await queues().send(event);
		return { status: 200 };
	},
});
