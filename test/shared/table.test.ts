import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTableDoc, withTableDoc } from '../../scripts/table-doc.ts';
import { day, instant } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import { byDay, byOwner, isKeyPart, keys, shardOf, shards, work } from '../../shared/wire/table.ts';

const part = fc.string({ minLength: 1, maxLength: 40 }).filter(isKeyPart);
const gbp = currency('GBP');

describe('the table', () => {
	it('ADR 0002 prints the access patterns as they are defined', () => {
		expect(readTableDoc()).toBe(withTableDoc(readTableDoc()));
	});

	it('a company can never reach into another one’s keys', () => {
		fc.assert(
			fc.property(part, part, part, part, (mine, theirs, ledger, id) => {
				fc.pre(mine !== theirs);
				const of = (co: string): string[] => [
					...Object.values(keys.document(co, ledger, 'invoice', id)).slice(0, 1),
					keys.customer(co, id).pk,
					keys.month(co, gbp, '2026-11', ledger).pk,
					keys.connection(co, ledger).pk,
					byOwner.documentsOf(co, id),
					byOwner.balances(co, gbp),
					byDay.open(co, day('2026-11-22'), id).g2p,
				];
				const their = new Set(of(theirs));
				for (const key of of(mine)) expect(their.has(key)).toBe(false);
			}),
		);
	});

	it.each(['', 'a#b', '#', 'x'.repeat(201)])('refuses the key part %j', (bad) => {
		expect(() => keys.customer('co', bad)).toThrow(RangeError);
	});

	it('puts every id on one of the shards, and uses them all', () => {
		fc.assert(fc.property(fc.string(), (id) => shards.includes(shardOf(id))));
		const used = new Set(Array.from({ length: 200 }, (_, i) => shardOf(`document-${i}`)));
		expect(used.size).toBe(shards.length);
	});

	it('wakes sort by time', () => {
		const at = (text: string): string => work.due('sync', 'co', 'x', instant(text)).g3s;
		expect(at('2026-11-22T03:00:00Z') < at('2026-11-22T03:00:00.001Z')).toBe(true);
	});
});
