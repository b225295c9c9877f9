/** The amount from which a mail's invoices are read once more: what a person may say, and what becomes of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldOf } from '../../functions/reminders/form.ts';
import { lookFromAsked, setLookFrom } from '../../functions/reminders/look-from.ts';
import type { SendingPorts } from '../../functions/reminders/sending-of.ts';
import { setMode } from '../../functions/reminders/switch-sending.ts';
import type { Sending } from '../../shared/domain/mailing.ts';
import { currency, toDecimal } from '../../shared/domain/money.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import { at } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';

const codeOf = (work: () => unknown): string => {
	try {
		work();
		return 'taken';
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
};
const rig = () => {
	let stored: Sending | null = null;
	let saves = 0;
	const ports: SendingPorts = {
		clock: { now: () => at },
		settings: { newCompanySending: 'shadow' },
		mailings: fake<Mailings>({
			sending: async () => stored,
			saveSending: async (sending) => {
				if ((stored?.rev ?? 0) !== sending.rev) return 'stale';
				stored = { ...sending, rev: sending.rev + 1 };
				saves += 1;
				return 'saved';
			},
		}),
	};
	return { ports, sending: () => stored, saves: () => saves };
};

describe('an amount', () => {
	it('is taken exactly, in the decimals of its currency', () => {
		fc.assert(
			fc.property(fc.constantFrom('EUR', 'JPY', 'KWD'), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (code, minor) => {
				const text = toDecimal({ minor, currency: currency(code) });
				expect(lookFromAsked(code.toLowerCase(), ` ${text} `)).toEqual({ currency: code, minor });
			}),
		);
	});
	it.each([
		['EUR', '10.005', 'AMOUNT_TOO_FINE'],
		['JPY', '10.5', 'AMOUNT_TOO_FINE'],
		['EUR', '1,000', 'AMOUNT_UNREADABLE'],
		['EUR', '1e3', 'AMOUNT_UNREADABLE'],
		['EUR', 'much', 'AMOUNT_UNREADABLE'],
		['EUR', '99999999999999999999', 'AMOUNT_UNREADABLE'],
		['EUR', '0', 'AMOUNT_ZERO'],
		['EUR', '-5', 'AMOUNT_ZERO'],
		['EUR', undefined, 'AMOUNT_MISSING'],
		['XXQ', '5', 'CURRENCY_UNKNOWN'],
		['__proto__', '5', 'CURRENCY_UNKNOWN'],
		[undefined, '5', 'CURRENCY_UNKNOWN'],
		['EUR', '', 'taken'],
	])('%s %s: %s', (code, amount, said) => {
		expect(codeOf(() => lookFromAsked(code, amount))).toBe(said);
	});
	it('a program says null for none', () => {
		const body = Buffer.from(JSON.stringify({ currency: 'EUR', amount: null }));
		expect(fieldOf({ headers: { 'content-type': 'application/json' }, body }, 'amount')).toBe('');
	});
});

describe('what a company says', () => {
	it('stays with a change of the mode, each currency by itself, and the same again changes nothing', async () => {
		const { ports, sending, saves } = rig();
		await setLookFrom('co', lookFromAsked('EUR', '1000'), ports);
		await setLookFrom('co', lookFromAsked('JPY', '5000'), ports);
		await setMode('co', 'live', ports);
		expect(sending()).toMatchObject({ mode: 'live', lookFrom: { EUR: 100_000, JPY: 5_000 } });
		const before = saves();
		await setLookFrom('co', lookFromAsked('JPY', '5000.'.slice(0, 4)), ports);
		await setLookFrom('co', lookFromAsked('GBP', ''), ports);
		expect(saves()).toBe(before);
		await setLookFrom('co', lookFromAsked('EUR', ''), ports);
		expect(sending()?.lookFrom).toEqual({ JPY: 5_000 });
	});
});
