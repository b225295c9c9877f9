/** Work for another function. Messages carry ids only; the reader loads fresh state. Delivered at least once, in any order, or (with `sync`) in order per ledger. */
import type { Message } from '../wire/messages.ts';

export type SendOptions = {
	/** Seconds, 0–900. Not for `sync.*`: FIFO queues know no delay. */
	readonly delaySeconds?: number;
	/** `sync.*` only: the same text within five minutes is delivered once. */
	readonly dedupe?: string;
};

export type Queues = { send(message: Message, options?: SendOptions): Promise<void> };
