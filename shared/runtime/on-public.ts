import type { Request } from './http-types.ts';
import { type PageOf, type Routes, serve } from './on-http.ts';

/** Routes anyone may call: only those of `publicRoutes` in wire/http.ts. */
export const onPublic = (routes: Routes<Request>, page?: PageOf) => serve(routes, async (request) => request, page);
