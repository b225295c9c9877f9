/** The answers Xero gives when something is wrong, and how each fault of the sandbox becomes one. */
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultKind, Faults } from '../faults.ts';
import type { LocalAnswer } from '../server.ts';
import type { Exceeded } from './limits.ts';

export const throttled = ({ problem, retryAfter }: Exceeded): LocalAnswer => ({
	status: 429,
	headers: { 'Retry-After': String(retryAfter), 'X-Rate-Limit-Problem': problem, 'content-type': 'text/html' },
	body: '',
});
export const unauthorised: LocalAnswer = {
	status: 401,
	body: {
		Type: null,
		Title: 'Unauthorized',
		Status: 401,
		Detail: 'TokenExpired: token expired',
		Instance: '00000000-0000-0000-0000-000000000000',
		Extensions: {},
	},
};
/** The consent has not the scope of the resource. */
export const notConsented: LocalAnswer = {
	status: 401,
	body: {
		Type: null,
		Title: 'Unauthorized',
		Status: 401,
		Detail: 'AuthorizationUnsuccessful',
		Instance: '00000000-0000-0000-0000-000000000000',
		Extensions: {},
	},
};
export const forbidden: LocalAnswer = {
	status: 403,
	body: {
		Type: null,
		Title: 'Forbidden',
		Status: 403,
		Detail: 'AuthenticationUnsuccessful',
		Instance: '00000000-0000-0000-0000-000000000000',
		Extensions: {},
	},
};
const unavailable: LocalAnswer = {
	status: 503,
	headers: { 'content-type': 'text/html; charset=utf-8' },
	body: '<!DOCTYPE html><html><head><title>503</title></head><body><h1>Service Unavailable</h1></body></html>',
};
const serverError: LocalAnswer = {
	status: 500,
	body: { ErrorNumber: 0, Type: 'InternalServerError', Message: 'An error occurred in Xero' },
};

const answers: Partial<Record<FaultKind, LocalAnswer>> = {
	'throttled-minute': throttled({ problem: 'minute', retryAfter: 20 }),
	'throttled-day': throttled({ problem: 'day', retryAfter: 66_975 }),
	'throttled-concurrent': throttled({ problem: 'concurrent', retryAfter: 1 }),
	'throttled-empty': { status: 429, headers: { 'content-type': 'text/plain' }, body: '' },
	'throttled-xml': { status: 429, headers: { 'content-type': 'application/xml' }, body: '<Fault><Error>ThrottleExceeded</Error></Fault>' },
	unauthorised,
	forbidden,
	'server-error': serverError,
	'unavailable-html': unavailable,
	'cut-before': { cut: true },
};
export const apiFaults = Object.keys(answers) as FaultKind[];
/** What can also happen to the token and connections endpoints. */
export const identityFaults: readonly FaultKind[] = ['server-error', 'unavailable-html', 'cut-before'];

/** The faulty answer to give instead of doing the work; null to go on. `slow` waits here, then goes on. */
export const faultBefore = async (faults: Faults, path: string, kinds: readonly FaultKind[]): Promise<LocalAnswer | null> => {
	const kind = faults.take(path, [...kinds, 'slow']);
	if (kind === 'slow') {
		await pause(30_000, undefined, { ref: false });
		return null;
	}
	return (kind && answers[kind]) ?? null;
};
/** The work is done; is its answer lost? */
export const faultAfter = (faults: Faults, path: string, answer: LocalAnswer): LocalAnswer =>
	faults.take(path, ['cut-after']) ? { cut: true } : answer;
