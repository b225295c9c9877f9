import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../../../local/sandbox/faults.ts';
import type { XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { faultOf } from '../../../../shared/adapters/xero/call.ts';
import { type Accounting, AccountingFault } from '../../../../shared/ports/accounting.ts';
import { type Clock, manyInvoices, orgId, otherOrgId, smallBooks, startBooks, testClock, today } from '../../../sandbox/xero/books.ts';
import { emptyCopy, factsOfBooks, factsOfCopy, horizon, openSandbox, readInto } from './reading.ts';

const caught = async (work: Promise<unknown>): Promise<AccountingFault> => {
	try {
		await work;
	} catch (error) {
		if (error instanceof AccountingFault) return error;
		throw error;
	}
	throw new Error('nothing was wrong');
};

describe('what can go wrong at Xero', () => {
	let clock: Clock;
	let sandbox: XeroSandbox;
	let accounting: Accounting;
	beforeEach(async () => {
		clock = testClock();
		sandbox = await startBooks(clock);
		sandbox.load(smallBooks(), today);
		accounting = await openSandbox(sandbox, clock.now, 1_000);
	});
	afterEach(() => sandbox.close());

	it.each<[FaultKind, string, number | null]>([
		['throttled-minute', 'throttled', 20_000],
		['throttled-day', 'throttled', 66_975_000],
		['throttled-concurrent', 'throttled', 1_000],
		['throttled-empty', 'throttled', 60_000],
		['throttled-xml', 'throttled', 60_000],
		['unauthorised', 'unauthorised', null],
		['forbidden', 'forbidden', null],
		['server-error', 'unavailable', null],
		['unavailable-html', 'unavailable', null],
		['cut-before', 'unavailable', null],
		['cut-after', 'unavailable', null],
		['truncated-page', 'refused', null],
		['slow', 'unavailable', null],
	])('%s is %s, and the very same place works afterwards', async (fault, kind, retryAfterMs) => {
		const place = accounting.everything(horizon);
		sandbox.faults.add(fault);
		const error = await caught(accounting.page(place));
		expect({ kind: error.kind, retryAfterMs: error.retryAfterMs }).toEqual({ kind, retryAfterMs });
		expect(error.message).not.toMatch(/ey[A-Za-z0-9_-]{5,}|Bearer|127\.0\.0\.1|bright/);
		expect(sandbox.faults.injected.get(fault)).toBe(1);
		expect((await accounting.page(place)).customers).toHaveLength(2);
	});

	it('takes rows that come twice as one', async () => {
		sandbox.load(manyInvoices(1500, { id: otherOrgId, name: 'Many' }), today);
		const many = await (await import('../../../../shared/adapters/xero/accounting.ts')).openXero(sandbox.origin)(
			`xero-${otherOrgId}`,
			sandbox.consent([otherOrgId]).access_token,
			clock.now,
		);
		sandbox.faults.add('repeated-rows', 3, 'Invoices');
		const copy = emptyCopy();
		await readInto(copy, many, many.everything(horizon));
		expect(sandbox.faults.injected.get('repeated-rows')).toBe(3);
		expect(factsOfCopy(copy).map((each) => each.split(' ')[1])).toEqual(
			factsOfBooks(sandbox.dump(otherOrgId)).map((each) => each.split(' ')[1]),
		);
	});

	it.each(['Invoices', 'CreditNotes', 'Payments', 'Overpayments', 'Prepayments'])('refuses a broken row of %s alone', async (list) => {
		sandbox.faults.add('broken-row', 1, list);
		const copy = emptyCopy();
		await readInto(copy, accounting, accounting.everything(horizon));
		expect(copy.refused).toHaveLength(1);
		expect(copy.refused[0]?.id).toMatch(/^[0-9a-f-]{36}$/);
		expect(copy.refused[0]?.reason).toContain('"ZZZ" is not an ISO 4217 currency');
		expect(copy.documents.size).toBe(factsOfBooks(sandbox.dump(orgId)).length - 1);
	});

	it('is told the truth about expired tokens and organisations outside the consent', async () => {
		clock.forward(31 * 60_000);
		expect((await caught(accounting.organisation())).kind).toBe('unauthorised');
		sandbox.load(smallBooks({ id: otherOrgId, name: 'Stranger' }), today);
		const { openXero } = await import('../../../../shared/adapters/xero/accounting.ts');
		const stranger = await openXero(sandbox.origin)(`xero-${otherOrgId}`, sandbox.consent([orgId]).access_token, clock.now);
		expect((await caught(stranger.organisation())).kind).toBe('forbidden');
	});

	it('is throttled by the real limits and says how long to wait', async () => {
		const limited = await startBooks(clock, { limits: true });
		limited.load(smallBooks(), today);
		const reader = await openSandbox(limited, clock.now);
		for (let call = 0; call < 60; call++) await reader.organisation();
		const error = await caught(reader.organisation());
		expect(error).toMatchObject({ kind: 'throttled', retryAfterMs: 60_000 });
		clock.forward(60_000);
		await reader.organisation();
		expect(limited.calls()).toBe(61);
		await limited.close();
	});

	it('has no answer when nobody listens', async () => {
		const { openXero } = await import('../../../../shared/adapters/xero/accounting.ts');
		const dead = await openXero('http://127.0.0.1:1')(`xero-${orgId}`, 'a token', clock.now);
		const error = await caught(dead.organisation());
		expect(error.kind).toBe('unavailable');
		expect(error.message).not.toContain('token');
	});

	it('refuses a place it did not write', async () => {
		for (const place of ['', '{}', '{"mode":"everything"}', accounting.everything(horizon).replace(horizon, 'yesterday')])
			expect((await caught(accounting.page(place))).kind).toBe('refused');
	});

	it.each([
		['not json', 'unavailable'],
		['{"response":{"statusCode":400,"body":{"Message":"secret"},"headers":{}}}', 'refused'],
		['{"response":{"statusCode":401,"body":{"Detail":"AuthorizationUnsuccessful"},"headers":{}}}', 'forbidden'],
		['{"response":{"statusCode":429,"headers":{"x-rate-limit-problem":"day"}}}', 'throttled'],
		['{"response":{"statusCode":502}}', 'unavailable'],
	])('reads the rejection %s as %s', (rejection, kind) => {
		const fault = faultOf(rejection);
		expect(fault.kind).toBe(kind);
		expect(fault.message).not.toContain('secret');
	});
});
