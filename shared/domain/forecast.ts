/** What a long read still needs: pure, from what the provider has counted so far. */
import { limits } from './allowance.ts';
import type { Connection, Progress, Run } from './connection.ts';
import { type Instant, msOf } from './day.ts';
import type { Provider } from './document.ts';

/** `atLeast`: not every list is counted yet. `minutes`: whole ones, 1 or more. */
export type Forecast = { readonly calls: number; readonly minutes: number; readonly atLeast: boolean };

/** Both providers' largest page. */
const pageRows = 1000;
const minuteMs = 60_000;

type Kind = Progress['kind'];
type Costs = {
	readonly kinds: readonly Kind[];
	/** What changed while everything was read: a call for each list that is asked for changes. */
	readonly closing: number;
	/** The ledger's own totals, where each of its lists is one page. */
	readonly comparing: number;
	/** Documents asked for at once by their ids. */
	readonly atOnce: number;
};
const costs: Readonly<Record<Provider, Costs>> = {
	xero: { kinds: ['customer', 'invoice', 'credit-note', 'payment', 'overpayment', 'prepayment'], closing: 6, comparing: 4, atOnce: 40 },
	quickbooks: {
		kinds: ['customer', 'invoice', 'credit-note', 'payment', 'refund-receipt', 'journal'],
		closing: 1,
		comparing: 2,
		atOnce: 50,
	},
};

/** Rows not yet read by the page size; of a list that is not counted yet its first page. */
const pagesLeft = (progress: readonly Progress[], kinds: readonly Kind[]): { readonly calls: number; readonly uncounted: boolean } => {
	const unseen = kinds.filter((kind) => !progress.some((each) => each.kind === kind)).length;
	const calls = progress.reduce((all, { done, total }) => all + Math.ceil(Math.max(0, total - done) / pageRows), unseen);
	return { calls, uncounted: unseen > 0 };
};

const callsLeft = ({ mode, stage, progress, sweep }: Run, { kinds, closing, comparing, atOnce }: Costs): Omit<Forecast, 'minutes'> => {
	const after = comparing + (mode === 'backfill' ? closing : 0);
	switch (stage) {
		case 'begin':
			return { calls: 1 + kinds.length + after, atLeast: true };
		case 'pages': {
			const { calls, uncounted } = pagesLeft(progress, kinds);
			return { calls: calls + after, atLeast: uncounted };
		}
		case 'missing':
			return { calls: Math.ceil((sweep?.missing ?? 0) / atOnce) + comparing, atLeast: true };
		case 'recount':
		case 'closing':
			return { calls: after, atLeast: false };
		case 'tie-out':
			return { calls: comparing, atLeast: false };
	}
};

/**
 * Of a first read, and of a sweep; a delta is over before anybody asks. As quick as it has been so far, not quicker than the provider takes calls, and after
 * the pause that it is in.
 */
export const forecastOf = ({ run, provider, state, lastError }: Connection, now: Instant): Forecast | null => {
	if (run === null || run.mode === 'delta' || state !== 'connected') return null;
	const { calls, atLeast } = callsLeft(run, costs[provider]);
	const { minute, spare } = limits[provider];
	const slowest = run.calls === 0 ? 0 : (msOf(now) - msOf(run.startedAt)) / run.calls;
	// A pause that lay behind it is no measure of what is to come.
	const each = Math.max(Math.min(slowest, minuteMs / 6), minuteMs / (minute - spare.asked));
	const pause = lastError?.retryAt ? Math.max(0, msOf(lastError.retryAt) - msOf(now)) : 0;
	return { calls, minutes: Math.max(1, Math.ceil((calls * each + pause) / minuteMs)), atLeast };
};
