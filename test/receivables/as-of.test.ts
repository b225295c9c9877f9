/** The day figures are for: the company's own today, or a later one that was asked for. */
import { describe, expect, it } from 'vitest';
import { asOfDay } from '../../functions/receivables/as-of.ts';
import { instant } from '../../shared/domain/day.ts';
import type { Companies, Company } from '../../shared/ports/companies.ts';
import { fake } from '../support/fake.ts';

const company = (timeZone: string): Company => ({
	id: 'co',
	name: 'Co',
	timeZone,
	timeZoneKnown: true,
	rolledTo: null,
	wake: null,
	rev: 1,
});
const ports = (timeZone: string, at: string) => ({
	companies: fake<Companies>({ company: async (id) => (id === 'co' ? company(timeZone) : null) }),
	clock: { now: () => instant(at) },
});

describe('as of', () => {
	it.each([
		['Pacific/Auckland', '2026-11-22T10:59:59Z', '2026-11-22'],
		['Pacific/Auckland', '2026-11-22T11:00:00Z', '2026-11-23'],
		['America/Los_Angeles', '2026-11-22T07:59:59Z', '2026-11-21'],
		['Europe/London', '2026-03-29T00:30:00Z', '2026-03-29'],
		['UTC', '2026-12-31T23:59:59.999Z', '2026-12-31'],
	])('in %s at %s today is %s', async (zone, at, today) => {
		expect(await asOfDay('co', undefined, ports(zone, at))).toMatchObject({ today, asOf: today });
		expect(await asOfDay('co', '', ports(zone, at))).toMatchObject({ asOf: today });
	});

	it('a later day is taken, today too, yesterday is not', async () => {
		const at = ports('UTC', '2026-11-22T09:00:00Z');
		expect(await asOfDay('co', '2026-11-22', at)).toMatchObject({ asOf: '2026-11-22' });
		expect(await asOfDay('co', '2028-02-29', at)).toMatchObject({ asOf: '2028-02-29', today: '2026-11-22' });
		await expect(asOfDay('co', '2026-11-21', at)).rejects.toMatchObject({ code: 'AS_OF_PAST', status: 400 });
		await expect(asOfDay('co', '2027-02-29', at)).rejects.toMatchObject({ code: 'AS_OF_UNREADABLE', fields: [{ path: 'asOf' }] });
	});

	it('a company that is not there is not found', async () => {
		await expect(asOfDay('other', undefined, ports('UTC', '2026-11-22T09:00:00Z'))).rejects.toMatchObject({ status: 404 });
	});
});
