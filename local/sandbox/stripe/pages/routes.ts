/** Everything of the sandbox that a person opens. */
import type { LocalRoutes } from '../../server.ts';
import { booksRoutes } from './books.ts';
import { checkoutRoutes } from './checkout.ts';
import { consentRoutes } from './consent.ts';
import { eventRoutes } from './events.ts';
import { faultRoutes } from './faults.ts';
import type { PageParts } from './parts.ts';

export const pageRoutes = (parts: PageParts): LocalRoutes => ({
	...booksRoutes(parts),
	...checkoutRoutes(parts.books),
	...consentRoutes(parts),
	...eventRoutes(parts),
	...faultRoutes(parts),
});
