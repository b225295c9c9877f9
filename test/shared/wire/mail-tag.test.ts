import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMailTags, writeMailTags } from '../../../shared/wire/mail-tag.ts';

const inEvent = (tags: ReturnType<typeof writeMailTags>): Record<string, string[]> =>
	Object.fromEntries([['ses:from-domain', ['cobro.example']], ...tags.map(({ Name, Value }) => [Name, [Value]])]);

it('writes an id as SES allows it', () => {
	expect(writeMailTags({ company: 'acme_1', mail: 'rem|2026-11-22|EUR|xero-6b2d~0a52' })).toEqual([
		{ Name: 'company', Value: 'acme_5f1' },
		{ Name: 'mail', Value: 'rem_7c2026-11-22_7cEUR_7cxero-6b2d_7e0a52' },
	]);
});

it('reads back whatever was written, and nothing in it is outside what SES allows', () => {
	const id = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed());
	fc.assert(
		fc.property(id, id, (company, mail) => {
			const tags = writeMailTags({ company, mail });
			for (const { Value } of tags) expect(Value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
			expect(readMailTags(inEvent(tags))).toEqual({ company, mail });
		}),
	);
});

it('refuses what is no id, and what was not written by us', () => {
	expect(() => writeMailTags({ company: '', mail: 'x' })).toThrow(RangeError);
	expect(() => writeMailTags({ company: 'x', mail: 'é'.repeat(43) })).toThrow(RangeError);
	expect(writeMailTags({ company: 'x', mail: 'é'.repeat(42) })[1]?.Value).toHaveLength(252);
	for (const value of ['a_b', '_7C', 'a.b', '_ff', '_c3', '', 'a b', 'é'])
		expect([value, readMailTags({ company: ['x'], mail: [value] })]).toEqual([value, null]);
	expect(readMailTags({})).toBeNull();
	expect(readMailTags({ company: ['x'] })).toBeNull();
	expect(readMailTags({ company: ['x'], mail: ['y', 'z'] })).toBeNull();
	expect(readMailTags(JSON.parse('{"__proto__": {"company": ["x"], "mail": ["y"]}}') as Record<string, string[]>)).toBeNull();
});
