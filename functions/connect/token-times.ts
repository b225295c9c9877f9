/** Tokens are refreshed this long before they expire, so that no read ever waits for one. */
export const refreshEarlyMs = 5 * 60_000;
/** A refresh that takes longer than this is taken to be lost: the call itself is given up after 15 s. */
export const refreshLeaseMs = 60_000;
/** After so many refreshes without an answer the next try waits: 1, 2, 4 … at most 30 minutes. */
export const retryMs = (failures: number): number => Math.min(refreshLeaseMs * 2 ** Math.min(failures - 1, 10), 30 * 60_000);
