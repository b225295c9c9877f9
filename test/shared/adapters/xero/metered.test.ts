/** Each call of Xero is told of before it is made, and what the answer says is left, whatever else it says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startXeroSandbox, type XeroSandbox } from '../../../../local/sandbox/xero/index.ts';
import { openXero } from '../../../../shared/adapters/xero/accounting.ts';
import { leftOf, leftOfRefusal } from '../../../../shared/adapters/xero/call.ts';
import type { Left } from '../../../../shared/domain/allowance.ts';
import { instant } from '../../../../shared/domain/day.ts';
import { AccountingFault, type Meter } from '../../../../shared/ports/accounting.ts';
import { ledger, orgId, smallBooks, today } from '../../../sandbox/xero/books.ts';

const now = () => instant('2026-11-22T12:00:00.000Z');
let sandbox: XeroSandbox;
beforeAll(async () => {
	const secrets = { clientId: 'cobro', clientSecret: 'not a secret', webhookKey: 'key' };
	sandbox = await startXeroSandbox({ port: 0, dir: null, ...secrets, webhookUrl: null, now, limits: true });
	sandbox.load(smallBooks(), today);
});
afterAll(() => sandbox.close());

const opened = async (hold?: () => void) => {
	const told: { asked: string[]; left: Left[] } = { asked: [], left: [] };
	const meter: Meter = {
		ask: (what) => {
			hold?.();
			told.asked.push(what);
		},
		heard: (left) => void told.left.push(left),
	};
	return { told, accounting: await openXero(sandbox.origin)(ledger, sandbox.consent([orgId]).access_token, now, meter) };
};

describe('a call of Xero', () => {
	it('is told of, with what is left after it', async () => {
		const { told, accounting } = await opened();
		await accounting.organisation();
		const { calls } = await accounting.control();
		expect(told.asked).toEqual(Array.from({ length: 1 + calls }, () => 'read'));
		expect(told.left.map(({ day }) => day)).toEqual(Array.from({ length: 1 + calls }, (_, n) => 5000 - 1 - n));
		expect(told.left.at(-1)).toEqual({ minute: 60 - 1 - calls, day: 5000 - 1 - calls, app: 10_000 - 1 - calls });
	});

	it('that is refused says it too', async () => {
		const { told, accounting } = await opened();
		sandbox.faults.add('throttled-day', 1, '/api.xro/');
		await expect(accounting.organisation()).rejects.toMatchObject({ kind: 'throttled' });
		expect(told.left).toHaveLength(1);
		expect(told.left[0]?.day).toEqual(expect.any(Number));
	});

	it('that the meter holds is not made, and its reason is not translated', async () => {
		const before = sandbox.calls();
		const held = new AccountingFault('throttled', 'kept for payments', 5000);
		const { accounting } = await opened(() => {
			throw held;
		});
		await expect(accounting.organisation()).rejects.toBe(held);
		await expect(accounting.control()).rejects.toBe(held);
		await expect(accounting.page(accounting.openItems())).rejects.toBe(held);
		await expect(accounting.look('invoice', ['0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d'])).rejects.toBe(held);
		expect(sandbox.calls()).toBe(before);
	});

	it.each([
		['nothing', { response: { headers: {} } }],
		['what is no number', { response: { headers: { 'x-daylimit-remaining': 'many', 'x-minlimit-remaining': '-1' } } }],
		['no headers', { response: {} }],
		['no answer', null],
	])('may say %s', (_, answer) => {
		expect(leftOf(answer)).toEqual({ minute: null, day: null, app: null });
		expect(leftOfRefusal(JSON.stringify(answer))).toEqual({ minute: null, day: null, app: null });
		expect(leftOfRefusal('half a {')).toEqual({ minute: null, day: null, app: null });
	});
});
