import type { Instant } from '../domain/day.ts';

/** The only source of the present. A function, so a warm Lambda never lives in yesterday. */
export type Clock = { readonly now: () => Instant };
