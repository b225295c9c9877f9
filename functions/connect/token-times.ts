import type { Provider } from '../../shared/domain/document.ts';

/** Tokens are refreshed this long before they expire, so that no read ever waits for one. */
export const refreshEarlyMs = 5 * 60_000;
/** A refresh that takes longer than this is taken to be lost: the call itself is given up after 15 s. */
export const refreshLeaseMs = 60_000;
/**
 * After an answer was lost the token before is still taken for so long: at Xero by its word, at Intuit because a value is kept for a day. Whoever has no
 * answer by then has lost the consent, if the first try did rotate it.
 */
export const graceMs: Readonly<Record<Provider, number>> = { xero: 30 * 60_000, quickbooks: 24 * 60 * 60_000 };
/** While that lasts, a try at least as often as this. */
export const graceTryMs = 5 * 60_000;
const silentTryMs = 30 * 60_000;

/** After so many refreshes without an answer, the first of them so long ago, the next try waits: 1, 2, 4, 5 … minutes; after the grace up to 30. */
export const retryMs = (failures: number, silentMs: number, provider: Provider): number =>
	Math.min(refreshLeaseMs * 2 ** Math.min(failures - 1, 10), silentMs < graceMs[provider] ? graceTryMs : silentTryMs);
