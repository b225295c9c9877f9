/** Every endpoint under /v1; anything else there is refused in Stripe's words. */
import type { LocalRoutes } from '../../server.ts';
import { StripeRefused } from '../refused.ts';
import { accountEndpoints } from './accounts.ts';
import { catalogueEndpoints } from './catalogue.ts';
import type { Endpoint } from './endpoint.ts';
import { eventEndpoints } from './events.ts';
import { type FrontParts, handlerOf } from './front.ts';
import { linkEndpoints } from './links.ts';
import { oauthRoutes } from './oauth.ts';
import { paymentEndpoints } from './payments.ts';
import { sessionEndpoints } from './sessions.ts';

const unknown: Endpoint = ({ path }) => {
	throw new StripeRefused(
		`Unrecognized request URL (${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
		{ status: 404 },
	);
};

export const apiRoutes = (parts: FrontParts): LocalRoutes => {
	const endpoints: Readonly<Record<string, Endpoint>> = {
		...sessionEndpoints,
		...linkEndpoints,
		...catalogueEndpoints,
		...paymentEndpoints,
		...eventEndpoints,
		...accountEndpoints(parts.connect),
		// Last: the paths before it have as many parameters, and the first that fits wins.
		'ANY /v1/{rest+}': unknown,
	};
	const routes = Object.entries(endpoints).map(([name, endpoint]) => [name, handlerOf(parts, name, endpoint)]);
	return { ...(Object.fromEntries(routes) as LocalRoutes), ...oauthRoutes(parts.connect, parts.faults) };
};
