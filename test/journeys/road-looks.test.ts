/** What no delta tells, on the whole road: above the company's amount, and after a mail of which nobody knows, a mail's invoices are read by id before it goes. */
import { afterAll, describe, expect, it } from 'vitest';
import { type Provider, providers } from '../../shared/domain/document.ts';
import { currencyOf, roadBooks, type Story } from '../support/road/books.ts';
import { arrived } from '../support/road/inbox.ts';
import { switchSending } from '../support/road/people.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';

const minute = 60_000;
const owing = (id: string, ...totals: readonly string[]): Story => ({
	id,
	email: `${id}@customers.example`,
	owes: totals.map((total, i) => ({ number: `${id}-${i}`, due: '-4d', total })),
});
const idOf = (customer: string, road: Road): string => {
	const number = `${customer}-0`;
	return road.side.invoices().find((each) => each.number === number)?.customer ?? '';
};

afterAll(closeShared);

const begin = async (provider: Provider, stories: readonly Story[]): Promise<Road> => {
	const road = await Road.begin(provider, roadBooks(provider, stories));
	await road.connectPatiently();
	await road.rest();
	return road;
};
/** Once the edit is made, nothing but its own id shows it. */
const silently = (road: Road, edit: () => void): void => {
	road.side.silent(true);
	edit();
	road.side.silent(false);
};
const from = async (road: Road, provider: Provider, amount: string | null): Promise<void> => {
	const answer = await road.asked('POST', '/reminders/look-from', { currency: currencyOf[provider], amount });
	expect([answer?.status, await answer?.json()]).toEqual([200, { lookFrom: amount === null ? {} : { [currencyOf[provider]]: amount } }]);
};

describe.each(providers)('edits of which no delta tells, at %s', (provider) => {
	it('are found from the amount on and not below it; mails at once share their calls', async () => {
		const road = await begin(provider, [
			owing('void', '120.00'),
			owing('less', '150.00', '130.00'),
			owing('small', '50.00'),
			owing('same', '200.00'),
		]);
		try {
			const ids = new Map(['void', 'less', 'small', 'same'].map((each) => [idOf(each, road), each]));
			silently(road, () => {
				for (const number of ['void-0', 'less-0', 'small-0']) road.side.vanish(number);
			});
			await from(road, provider, '100.00');
			const before = road.side.calls();
			await switchSending(road, 'live');
			await road.rest();
			const { reminders } = await road.items();
			const ends = Object.fromEntries(
				reminders.map(({ customer, state, reasons, amount, facts }) => [
					ids.get(customer.slice(customer.indexOf('~') + 1)),
					`${[state, ...reasons].join(' ')} ${amount}${facts?.lookedAt ? ' looked' : ''}`,
				]),
			);
			const calls = road.side.calls() - before;
			console.log(`${provider}: ${JSON.stringify(ends)}, ${calls} calls`);
			expect(ends).toEqual({
				void: 'suppressed NOTHING_DUE 0',
				// One of the two was cancelled: now it asks for less than the amount, and says that it was read.
				less: 'sent 13000 looked',
				// As before: the sweep of the night finds it.
				small: 'sent 5000',
				same: 'sent 20000 looked',
			});
			// A delta (five lists, or one call), and what was read by id: four invoices in one call, or in two where a mail came later.
			expect(calls).toBeLessThanOrEqual(provider === 'xero' ? 9 : 4);
			const mail = reminders.find(({ amount }) => amount === 20_000);
			const shown = (await (await road.asked('GET', `/reminders/${encodeURIComponent(mail?.id ?? '')}`))?.json()) as {
				facts: { lookedAt: string };
			};
			expect(shown.facts.lookedAt).toBe(mail?.facts?.lookedAt);
			// The copy is right now, whoever asks.
			expect(
				(await road.items()).documents
					.filter(({ open }) => open > 0)
					.map(({ open }) => open)
					.toSorted((a, b) => a - b),
			).toEqual([5_000, 13_000, 20_000]);
		} finally {
			await road.close();
		}
	}, 120_000);

	it('are found after a mail of which nobody knows, whatever the amount', async () => {
		const road = await begin(provider, [owing('only', '50.00', '30.00')]);
		try {
			road.ses.faults.add('cut-after');
			road.ses.faults.add('events-lost');
			await switchSending(road, 'live');
			const first = async () => (await road.items()).reminders.find(({ state }) => state === 'unknown');
			expect(await road.until(async () => (await road.items()).reminders[0]?.state === 'sending')).toBe(true);
			for (let tries = 0; tries < 6 && !(await first()); tries++) {
				road.pass(16 * minute);
				await road.tick();
				await road.rest({ withinMs: 0 });
			}
			expect((await first())?.facts?.lookedAt).toBeUndefined();
			silently(road, () => road.side.vanish('only-1'));
			// The next stage is ten days after the due day.
			road.pass(7 * 24 * 60 * minute);
			await road.tick();
			await road.rest({ withinMs: 10 * minute });
			const next = (await road.items()).reminders.filter(({ state }) => state === 'sent');
			expect(next.map(({ amount }) => amount)).toEqual([5_000]);
			expect(next[0]?.facts?.lookedAt).toBeDefined();
			expect(arrived(road.ses)).toHaveLength(2);
		} finally {
			await road.close();
		}
	}, 120_000);
});
