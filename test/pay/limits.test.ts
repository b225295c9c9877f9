/** The limits by themselves: who meets which first, and whom that leaves in peace. Whole floods, over counters in memory. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { budgets } from '../../functions/pay/pace.ts';
import { beginsPayment, sendsForm } from '../../functions/pay/spend.ts';
import { type Instant, instant, later, msOf } from '../../shared/domain/day.ts';
import { neighbourhoodOf, Pace } from '../../shared/domain/pace.ts';
import type { PayLink } from '../../shared/domain/payment.ts';
import type { Throttle } from '../../shared/ports/throttle.ts';

const at = instant('2026-11-22T09:00:00Z');
const counters = (): Throttle => {
	const used = new Map<string, number>();
	return {
		spend: (company, what, { times, seconds }, now) => {
			const begun = Math.floor(msOf(now) / 1000 / seconds);
			const key = `${company} ${what} ${begun}`;
			used.set(key, (used.get(key) ?? 0) + 1);
			return Promise.resolve((used.get(key) ?? 0) <= times ? null : (begun + 1) * seconds - msOf(now) / 1000);
		},
	};
};
const aLink = (company: string, customer: string, n: number): PayLink => ({
	company,
	hash: `${company}${customer}${n}`.padStart(64, '0').split('').toReversed().join(''),
	customer,
	createdAt: at,
	expiresAt: later(at, 86_400_000),
	revokedAt: null,
	mail: null,
	language: null,
});

/** As the page does it: what the form's own limits refuse never reaches the others. */
const door = (throttle = counters()) => {
	let addresses = 0;
	return async (link: PayLink, now: Instant = at, address = `10.0.${(addresses >> 8) & 255}.${addresses++ & 255}`): Promise<boolean> => {
		const ports = { throttle, clock: { now: () => now } };
		return (await sendsForm(link, address, ports)) === null && (await beginsPayment(link, ports)) === null;
	};
};
const times = async (n: number, once: () => Promise<boolean>): Promise<number> => {
	let through = 0;
	for (let i = 0; i < n; i++) through += Number(await once());
	return through;
};

describe('a flood that reaches for Stripe', () => {
	it('by one link ends at a thirtieth of its company’s share, by one customer’s links at a tenth', async () => {
		const begins = door();
		expect(await times(2_000, () => begins(aLink('a', 'mallory', 1)))).toBe(40);
		for (let link = 2; link < 8; link++) await times(100, () => begins(aLink('a', 'mallory', link)));
		expect(await times(100, () => begins(aLink('a', 'bystander', 1)))).toBe(40);
		expect(budgets.beginsOfCompany.times / budgets.formsOfLink.times).toBe(30);
		expect(budgets.beginsOfCompany.times / budgets.beginsOfCustomer.times).toBe(10);
	});

	it('by a whole company ends at its share; of another company nothing is taken', async () => {
		const begins = door();
		let through = 0;
		for (let customer = 0; customer < 20; customer++)
			for (let link = 0; link < 4; link++) through += await times(60, () => begins(aLink('a', `customer${customer}`, link)));
		expect(through).toBe(budgets.beginsOfCompany.times);
		expect(await begins(aLink('a', 'late', 1))).toBe(false);
		expect(await times(40, () => begins(aLink('b', 'somebody', 1)))).toBe(40);
		expect(await begins(aLink('a', 'late', 2), later(at, 600_000))).toBe(true);
	});

	it('costs Stripe less than a tenth of what one account may ask, whoever floods', () => {
		const perPayment = 4;
		const perSecond = (budgets.beginsOfCompany.times * perPayment) / budgets.beginsOfCompany.seconds;
		expect(perSecond + budgets.asksOfCompany.times / budgets.asksOfCompany.seconds).toBeLessThan(15);
		expect(perSecond).toBeLessThan(10);
	});

	it('never shuts out who keeps to one payment, while ten customers and their links are not all in wrong hands', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.tuple(fc.nat(8), fc.nat(5), fc.integer({ min: 1, max: 300 })), { maxLength: 12 }), async (floods) => {
				const begins = door();
				for (const [customer, link, often] of floods) await times(often, () => begins(aLink('a', `mallory${customer}`, link)));
				expect(await begins(aLink('a', 'bystander', 1))).toBe(true);
			}),
			{ numRuns: 30 },
		);
	});

	it('from one address ends whatever the links', async () => {
		const begins = door();
		let through = 0;
		for (let link = 0; link < 30; link++) through += await times(20, () => begins(aLink('a', `c${link}`, link), at, '2001:db8:1:2::7'));
		expect(through).toBe(budgets.formsOfAddress.times);
		expect(await begins(aLink('a', 'next', 1), at, '2001:db8:1:2:ffff::1')).toBe(false);
		expect(await begins(aLink('a', 'next', 1), at, '2001:db8:1:3::7')).toBe(true);
	});
});

describe('a neighbourhood', () => {
	it('is an IPv4 address, or the /64 that one visitor has of IPv6', () => {
		expect(neighbourhoodOf('203.0.113.7')).toBe('203.0.113.7');
		expect(neighbourhoodOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
		expect(neighbourhoodOf('2001:DB8:0:002::1')).toBe('2001:db8:0:2::/64');
		expect(neighbourhoodOf('2001:db8:0:2:9:8:7:6')).toBe('2001:db8:0:2::/64');
		expect(neighbourhoodOf('2001:db8::1')).toBe('2001:db8:0:0::/64');
		expect(neighbourhoodOf('::1')).toBe('0:0:0:0::/64');
	});

	it('holds every address of its /64 however it is written, and no other', () => {
		const group = fc.integer({ min: 1, max: 0xffff }).map((n) => n.toString(16));
		const four = fc.tuple(group, group, group, group);
		fc.assert(
			fc.property(four, four, four, (net, host, other) => {
				const whole = neighbourhoodOf([...net, ...host].join(':'));
				expect(neighbourhoodOf(`${net.join(':')}::${host.slice(1).join(':')}`)).toBe(whole);
				expect(neighbourhoodOf([...net, ...other].join(':').toUpperCase())).toBe(whole);
				if (net.join() !== other.join()) expect(neighbourhoodOf([...other, ...host].join(':'))).not.toBe(whole);
			}),
		);
	});
});

describe('questions to Stripe after paying', () => {
	it('of one checkout end long before those of its company', () => {
		const [checkout, company] = [new Pace(budgets.asksOfCheckout), new Pace(budgets.asksOfCompany)];
		const asks = (id: string): boolean => checkout.spend(id, at) === null && company.spend('a', at) === null;
		const through = (id: string): number => Array.from({ length: 500 }, () => asks(id)).filter(Boolean).length;
		// The most one customer can have open.
		const [one, ...others] = ['c1', 'c2', 'c3', 'c4', 'c5'].map(through);
		expect(one).toBe(20);
		expect(others).toEqual([20, 20, 20, 20]);
		expect(asks('a bystander’s')).toBe(true);
		expect(company.spend('b', at)).toBeNull();
	});
});
