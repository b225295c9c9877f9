/** Work for another function. Messages carry ids only; the reader loads fresh state. Delivered at least once, in any order, or (with `sync`) in order per ledger. */
import type { Message } from '../wire/messages.ts';

export type SendOptions = {
	/** `sync.*` only: the same text within five minutes is delivered once. */
	readonly dedupe?: string;
};

export type Queues = { send(message: Message, options?: SendOptions): Promise<void> };
