/** How errors leave: refusals explain themselves, everything else says nothing about the inside. */
import { describe, expect, it } from 'vitest';
import { notFound, pageUnknown, Refusal } from '../../../shared/domain/refusal.ts';
import { TryLater } from '../../../shared/ports/books.ts';
import { errorFields } from '../../../shared/runtime/log.ts';
import { problemOf } from '../../../shared/runtime/problem.ts';

describe('a problem', () => {
	it('of a refusal says what, where and what to do', () => {
		const refusal = new Refusal(400, 'DAY_WRONG', 'That day', 'Write it so.', { fields: [{ path: 'asOf', message: 'no' }] });
		expect(problemOf(refusal, 'r-1')).toEqual({
			type: 'urn:cobro:problem:day_wrong',
			title: 'That day',
			status: 400,
			code: 'DAY_WRONG',
			detail: 'Write it so.',
			instance: 'urn:cobro:request:r-1',
			fields: [{ path: 'asOf', message: 'no' }],
		});
		expect(problemOf(new Refusal(501, 'NOT_BUILT', 'Not built', 'Later.', { issue: 3 }), 'r')).toMatchObject({ issue: 3 });
		expect(problemOf(notFound('ledger'), 'r')).toMatchObject({ status: 404, title: 'There is no such ledger' });
		expect(problemOf(pageUnknown(), 'r')).toMatchObject({ status: 400, fields: [{ path: 'from' }] });
	});

	it('of somebody who was faster asks to try again', () => {
		expect(problemOf(new TryLater('C#co#D#xero-1#invoice#secret'), 'r')).toMatchObject({ status: 503, code: 'TRY_LATER' });
	});

	it.each<[string, unknown, number]>([
		['an error of ours', new TypeError('token eyJhbGciOi leaked'), 500],
		['a thrown text', 'token eyJhbGciOi leaked', 500],
		['nothing', undefined, 500],
		['the router’s own', Object.assign(new Error('Route does not exist eyJhbGciOi'), { statusCode: 404 }), 404],
		['a status of somebody else', Object.assign(new Error('eyJhbGciOi'), { statusCode: 403 }), 500],
	])('of %s tells nothing of the inside', (_, error, status) => {
		const said = problemOf(error, 'r-2');
		expect(said.status).toBe(status);
		expect(JSON.stringify(said)).not.toMatch(/eyJ|leaked|Route/);
		expect(said.instance).toBe('urn:cobro:request:r-2');
	});
});

describe('a log line about an error', () => {
	it('has its class and place, never its message', () => {
		const fields = errorFields(new RangeError('ann@example.com eyJhbGciOi'));
		expect(fields.error).toBe('RangeError');
		expect(fields.at).toMatch(/^[\w.-]+:\d+:\d+$/);
		expect(JSON.stringify(fields)).not.toMatch(/ann@|eyJ/);
		expect(errorFields('a thrown text')).toEqual({ error: 'string' });
	});
});
