/** What is believed of a webhook: its signature over the raw bytes, and the ids in it. */
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSigned } from '../../functions/sync/signature.ts';
import { quickbooksLedgers, xeroLedgers } from '../../functions/sync/webhook-ledgers.ts';

const sign = (raw: Uint8Array, key: string): string => createHmac('sha256', key).update(raw).digest('base64');
const bytes = fc.uint8Array({ maxLength: 300 }).map((all) => Buffer.from(all));
const key = fc.string({ minLength: 1, maxLength: 40 });

describe('a signature', () => {
	it('is right under any one of the keys, whichever comes first', () => {
		fc.assert(
			fc.property(bytes, key, key, (raw, one, two) => {
				const given = sign(raw, two);
				expect([isSigned(raw, given, [two]), isSigned(raw, given, [one, two]), isSigned(raw, given, [two, one])]).toEqual([
					true,
					true,
					true,
				]);
			}),
		);
	});

	it('is wrong for other bytes, another key, another text, none, or no key at all', () => {
		fc.assert(
			fc.property(bytes, key, key, fc.string({ maxLength: 60 }), fc.nat(), (raw, right, other, text, at) => {
				fc.pre(right !== other);
				const given = sign(raw, right);
				const changed = Buffer.concat([raw, Buffer.from([0])]);
				const flipped = Buffer.from(given, 'base64');
				flipped[at % flipped.length] = (flipped[at % flipped.length] ?? 0) ^ 1;
				expect(isSigned(changed, given, [right])).toBe(false);
				expect(isSigned(raw, given, [other])).toBe(false);
				expect(isSigned(raw, flipped.toString('base64'), [right])).toBe(false);
				expect(isSigned(raw, text, [right])).toBe(false);
				expect(isSigned(raw, undefined, [right])).toBe(false);
				expect(isSigned(raw, given, [])).toBe(false);
			}),
		);
	});

	it('of another length is no crash: half, twice, hex', () => {
		const raw = Buffer.from('{}');
		const given = sign(raw, 'k');
		for (const text of [given.slice(0, 10), given + given, Buffer.from(given, 'base64').toString('hex'), ' ', '='])
			expect(isSigned(raw, text, ['k'])).toBe(false);
	});

	it('looks at every key, so that the time does not tell which one was right', () => {
		const raw = Buffer.from('{}');
		const seen: string[] = [];
		const keys = new Proxy(['a', 'b', 'c'], {
			get: (target, name, receiver) => {
				if (typeof name === 'string' && /^\d$/.test(name)) seen.push(name);
				return Reflect.get(target, name, receiver) as unknown;
			},
		});
		expect(isSigned(raw, sign(raw, 'a'), keys)).toBe(true);
		expect(new Set(seen)).toEqual(new Set(['0', '1', '2']));
	});
});

const raw = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe('the ledgers a webhook speaks of', () => {
	it('Xero: each tenant once; the intent to receive none', () => {
		expect(xeroLedgers(raw({ events: [{ tenantId: 'a-1' }, { tenantId: 'b-2' }, { tenantId: 'a-1' }] }))).toEqual(['a-1', 'b-2']);
		expect(xeroLedgers(raw({ events: [], firstEventSequence: 0, lastEventSequence: 0, entropy: 'X' }))).toEqual([]);
	});

	it('Xero: a tenant in capitals is the same tenant', () => {
		const tenantId = '0a5d2f0c-6d6c-4b0e-9d52-1c1f3a2b4c5d';
		expect(xeroLedgers(raw({ events: [{ tenantId: tenantId.toUpperCase() }, { tenantId }] }))).toEqual([tenantId]);
	});

	it('QuickBooks: CloudEvents of several realms, and the older form', () => {
		expect(quickbooksLedgers(raw([{ intuitaccountid: '1' }, { intuitaccountid: '2' }, { intuitaccountid: '1' }]))).toEqual(['1', '2']);
		expect(quickbooksLedgers(raw({ eventNotifications: [{ realmId: '3' }, { realmId: '4' }] }))).toEqual(['3', '4']);
	});

	it('whatever else was signed: never a throw, only ids of letters, digits and hyphens, each once', () => {
		const shaped = fc.oneof(
			fc.jsonValue(),
			fc.record({ events: fc.array(fc.record({ tenantId: fc.oneof(fc.string(), fc.integer(), fc.constant(null)) })) }),
			fc.array(fc.record({ intuitaccountid: fc.oneof(fc.string(), fc.object()) })),
			fc.record({ eventNotifications: fc.oneof(fc.string(), fc.array(fc.record({ realmId: fc.string() }))) }),
		);
		const body = fc.oneof(
			shaped.map(raw),
			bytes,
			fc.string().map((text) => Buffer.from(text)),
		);
		fc.assert(
			fc.property(body, (each) => {
				for (const read of [xeroLedgers, quickbooksLedgers]) {
					const found = read(each);
					for (const id of found) expect(id).toMatch(/^[A-Za-z0-9-]{1,64}$/);
					expect(new Set(found).size).toBe(found.length);
				}
			}),
		);
	});
});
