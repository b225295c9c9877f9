/** What a sweep has seen so far, kept outside the process: which of our open documents the ledger never showed is known at its end only. */
import type { DocumentKind } from '../domain/document.ts';
import type { DocumentName } from '../domain/sweep.ts';
import type { Scope } from './books.ts';

/** Documents of one kind, asked for together. */
export type Batch = { readonly kind: DocumentKind; readonly ids: readonly string[] };

export type Sweeps = {
	/** Step `step` of sweep `run` showed these as open. Idempotent; ends by TTL after some days. 8 WCU for 1,000. */
	note(scope: Scope, run: string, step: number, rows: readonly DocumentName[]): Promise<void>;
	/**
	 * Files what is on our open list of this ledger and was never noted, and `also`, in batches of at most `atOnce(kind)`; how many documents and batches
	 * there are. Done again it files anew. The open list is an index's: what was opened a moment ago may not be on it, what was closed may still be.
	 * ≈ 5,100 RCU at 100,000 open documents of the company; 8 bytes of memory for each that was noted.
	 */
	file(
		scope: Scope,
		run: string,
		also: readonly DocumentName[],
		atOnce: (kind: DocumentKind) => number,
	): Promise<{ readonly documents: number; readonly batches: number }>;
	/** The n-th batch, from 0; null past the last. 1 RCU. */
	batch(scope: Scope, run: string, n: number): Promise<Batch | null>;
};
