/** What a read of a ledger is for, and how it makes way for what is more pressing. ADR 0012. */
import { apartMs, type Purpose } from '../../shared/domain/allowance.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import type { LedgerMeter } from '../../shared/ports/meter.ts';
import { isAsked } from './run.ts';
import type { Running } from './running.ts';

/** The totals and the sweep can wait for another night; a person who has just connected a ledger waits, as does who asks while a read is under way. */
export const purposeOf = (running: Running): Purpose => {
	const { mode, stage, asked } = running.run;
	if (mode === 'sweep' || stage === 'tie-out') return 'comparing';
	return mode === 'backfill' || asked === true || isAsked(running) ? 'asked' : 'reading';
};

/** What a delta costs before one was made. */
const callsOfDelta = 10;

/** How far apart webhooks may now bring reads. Where a day has no limit nothing is noted. */
export const spaced = <C extends Connection>(connection: C, { allowance }: LedgerMeter, now: Connection['connectedAt']): C => {
	const { lastRun } = connection;
	const cost = lastRun?.mode === 'delta' ? Math.max(lastRun.calls, connection.run?.calls ?? 0) : callsOfDelta;
	const apart = apartMs(allowance, cost, now);
	return apart === (connection.apartMs ?? 0) ? connection : { ...connection, apartMs: apart };
};
