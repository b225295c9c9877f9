/** What the sandbox's own pages may use. */
import type { LocalRequest } from '../../server.ts';
import type { Books } from '../books.ts';
import type { Connect } from '../connect.ts';
import type { StripeFaults } from '../faults.ts';
import type { Limits } from '../limits.ts';
import type { StripeStock } from '../stock.ts';
import type { Webhooks } from '../webhooks.ts';

export type PageParts = {
	readonly books: Books;
	readonly stock: StripeStock;
	readonly connect: Connect;
	readonly faults: StripeFaults;
	readonly limits: Limits;
	readonly webhooks: Webhooks;
};

export const formOf = (request: LocalRequest): URLSearchParams => new URLSearchParams(request.body.toString('utf8'));
/** `2026-11-22 12:00` in UTC. */
export const moment = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
