/**
 * The only log. A line is a code from the closed list of its caller's station and named fields from the list below: nothing else can be written,
 * so no path, query, token, header, body, name or address gets into a log (invariant 9; a canary test greps every sink).
 */
import { Logger } from '@aws-lambda-powertools/logger';

export type Fields = {
	readonly company?: string;
	readonly ledger?: string;
	readonly grant?: string;
	readonly run?: string | null;
	readonly step?: number;
	readonly stage?: string;
	readonly type?: string;
	readonly queue?: string;
	/** The route's pattern, never the path asked for. */
	readonly route?: string;
	readonly status?: number;
	readonly code?: string;
	readonly count?: number;
	readonly receives?: number;
	readonly ms?: number;
	/** The class of an error, never its message: messages may quote what a provider sent. */
	readonly error?: string;
	/** Where it was thrown: file and line of the first frame. */
	readonly at?: string;
	readonly request?: string;
};

const logger = new Logger({ serviceName: 'cobro' });

export const log = {
	info: (code: string, fields: Fields = {}): void => logger.info(code, { ...fields }),
	warn: (code: string, fields: Fields = {}): void => logger.warn(code, { ...fields }),
	error: (code: string, fields: Fields = {}): void => logger.error(code, { ...fields }),
};

/** What may be said of an error in a log. */
export const errorFields = (error: unknown): Fields => {
	if (!(error instanceof Error)) return { error: typeof error };
	const frame = /at .*?([\w.-]+:\d+:\d+)/.exec(error.stack ?? '')?.[1];
	return frame === undefined ? { error: error.name } : { error: error.name, at: frame };
};
