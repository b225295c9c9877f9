/** When a ledger is compared with its general ledger. ADR 0013. */
/** Looked at again after this though no sweep told: its message was lost, or sweeps are given up. */
export const booksEveryMs = 26 * 60 * 60_000;
/** Longer than a function lives: whoever is at it, is at it no more. */
export const booksLeaseMs = 6 * 60_000;
/** A read is under way: it goes first. */
export const booksAfterReadMs = 60_000;
/** The books are given up on after this: half of what the function has (lib/stations/sync.ts). */
export const booksAnswerMs = 60_000;
/** Whose documents they are is asked in pieces of this, so that the ledger's lane is free between. */
export const booksPieceMs = 20_000;
/** 10 min, 20 min, 40 min … at most a day. */
export const booksPauseMs = (failures: number): number => Math.min(10 * 60_000 * 2 ** Math.min(failures - 1, 8), 24 * 60 * 60_000);
/** A token that has run out is renewed by then. */
export const booksTokenMs = 2 * 60_000;
