/** Pages for a person: the books, and switches for what can go wrong. */
import type { LocalRoutes } from '../server.ts';
import type { Sandbox } from './api.ts';
import type { Webhooks } from './webhooks.ts';

export const pageRoutes = (_: Sandbox & { readonly webhooks: Webhooks }): LocalRoutes => ({});
