import { env } from '../wire/env.ts';
import { read } from './env.ts';

/** What may leave for the real world: `mail`, `book`, or both, comma-separated. Anything else is only shown. */
export const isLive = (what: 'mail' | 'book'): boolean =>
	read(env.live)
		.split(',')
		.some((each) => each.trim() === what);
