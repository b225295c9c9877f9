import type { AppRequest } from './http-types.ts';
import { type PageOf, type Routes, serve } from './on-http.ts';
import { sessionOf } from './session.ts';

/** Routes that need a session. `page` draws a problem for a person's browser. */
export const onApp = (routes: Routes<AppRequest>, page?: PageOf) =>
	serve(routes, async (request) => ({ ...request, session: await sessionOf(request) }), page);
