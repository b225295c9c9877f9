import { stripeCollecting } from '../adapters/stripe/collecting.ts';
import { env } from '../wire/env.ts';
import { read } from './env.ts';
import { once } from './once.ts';
import { secrets } from './secrets.ts';

/** One Stripe account collects for every company of this deployment; accounts of their own come with issue 7. */
export const collecting = once(() =>
	stripeCollecting({
		apiUrl: read(env.stripe.api),
		secretKey: async () => {
			const [key] = await secrets().get('stripe/secret-key');
			if (key === undefined) throw new Error('the parameter stripe/secret-key is empty');
			return key;
		},
	}),
);

/** Where Stripe's pages are: forms of ours may lead there. A sandbox serves them from its own address. */
export const paymentPages = (): readonly string[] => {
	const { hostname, origin } = new URL(read(env.stripe.api));
	return hostname === 'api.stripe.com' ? ['https://checkout.stripe.com'] : [origin];
};
