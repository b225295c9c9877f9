/** Everything of the sandbox that a person opens. */
import { invariantRoutes } from '../../invariants.ts';
import type { LocalRoutes } from '../../server.ts';
import { xeroInvariants } from '../invariants.ts';
import { bankRoutes } from './bank.ts';
import { bookRoutes } from './books.ts';
import { consentRoutes } from './consent.ts';
import { documentRoutes } from './document.ts';
import { faultRoutes } from './faults.ts';
import { page } from './layout.ts';
import type { PageParts } from './parts.ts';

export const pageRoutes = (parts: PageParts): LocalRoutes => ({
	...consentRoutes(parts),
	...bankRoutes(parts),
	...bookRoutes(parts),
	...documentRoutes(parts),
	...faultRoutes(parts),
	...invariantRoutes(() => xeroInvariants(parts.store), page),
});
