/** Outages on the whole road: the ledger down for a day after somebody paid, Stripe down for an hour while somebody pays. Nothing is lost, doubled or dead afterwards. */
import { afterAll, describe, expect, it } from 'vitest';
import { type Provider, providers } from '../../shared/domain/document.ts';
import { roadBooks } from '../support/road/books.ts';
import { check } from '../support/road/checker.ts';
import { customerBy } from '../support/road/customer.ts';
import { arrived } from '../support/road/inbox.ts';
import { switchSending } from '../support/road/people.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';

const minute = 60_000;
const hour = 60 * minute;
const ledgerApi: Readonly<Record<Provider, string>> = { xero: '/api.xro/', quickbooks: '/v3/company/' };
const owing = (id: string, due: string) => ({ id, email: `${id}@customers.example`, owes: [{ number: `I-${id}`, due, total: '120.00' }] });

afterAll(closeShared);

/** Connected, live, and reminded. */
const reminded = async (provider: Provider): Promise<Road> => {
	const road = await Road.begin(provider, roadBooks(provider, [owing('payer', '-4d'), owing('other', '-9d')]));
	await road.connectPatiently();
	await road.rest();
	await switchSending(road, 'live');
	await road.rest({ withinMs: hour });
	expect(arrived(road.ses)).toHaveLength(2);
	return road;
};
/** So long, with everything that wakes on the way. */
const lives = async (road: Road, ms: number, atOnce: number): Promise<void> => {
	for (let passed = 0; passed < ms; passed += atOnce) {
		road.pass(atOnce);
		await road.tick();
		await road.rest({ withinMs: 0 });
	}
};
const restOf = (road: Road, id: string): number => road.side.invoices().find(({ number }) => number === `I-${id}`)?.rest ?? -1;
const wholeAfter = async (road: Road): Promise<void> => {
	const { figures, differences } = await check(road);
	expect(road.mail.dead).toEqual([]);
	expect(differences).toEqual([]);
	expect([figures.payments, figures.captured, figures.bookings, figures.receipts]).toEqual([1, 12_000, 1, 1]);
};

describe.each(providers)('%s', (provider) => {
	it('down for a day after a payment: the page says that it is on its way, nobody is reminded on stale books, and then it is booked once', async () => {
		const road = await reminded(provider);
		try {
			const payer = await customerBy(road, 'payer@customers.example');
			road.side.faults.add('unavailable-html', 1_000_000, ledgerApi[provider]);
			await payer?.paysAll('card');
			await lives(road, 24 * hour, hour);
			const { payments } = await road.items();
			expect(payments).toMatchObject([{ state: expect.stringMatching(/^(received|allocated)$/), minor: 12_000 }]);
			expect(payments[0]?.problem).toMatch(/goes on by itself/);
			expect(restOf(road, 'payer')).toBe(12_000);
			const page = await payer?.opens();
			expect(page?.html).toContain('On its way');
			// Two reminders of the day before; the other's next one waits, and there is no receipt for what is not in the books.
			expect(arrived(road.ses)).toHaveLength(2);
			const waiting = (await road.items()).reminders.filter(({ state }) => state === 'planned');
			expect(waiting.map(({ reasons }) => reasons)).toEqual([['LEDGER_STALE']]);
			road.side.faults.clear();
			await lives(road, hour, 10 * minute);
			await road.rest({ withinMs: 2 * hour });
			expect(restOf(road, 'payer')).toBe(0);
			await wholeAfter(road);
		} finally {
			await road.close();
		}
	}, 240_000);
});

it('Stripe down for an hour: who wants to pay is told so and nothing is held; who has paid is received when it answers; no message dies', async () => {
	const road = await reminded('xero');
	try {
		const [payer, other] = await Promise.all(['payer', 'other'].map((id) => customerBy(road, `${id}@customers.example`)));
		const till = payer && (await payer.chooses(await payer.browser.open(payer.link), 'all'));
		const session = /cs_\w+/.exec(till?.url ?? '')?.[0] ?? '';
		road.stripe.act.pay(session);
		road.stripe.faults.add('unavailable-html', 1_000_000, '/v1/');
		const refused = other && (await other.chooses(await other.browser.open(other.link), 'all'));
		expect([refused?.status, refused?.html.includes('The payment service does not answer. Nothing was charged.')]).toEqual([503, true]);
		await lives(road, hour, 5 * minute);
		expect((await road.items()).payments).toEqual([]);
		expect((await road.items()).documents.map(({ held }) => held).toSorted((a, b) => a - b)).toEqual([0, 12_000]);
		road.stripe.faults.clear();
		await lives(road, 20 * minute, 5 * minute);
		expect(restOf(road, 'payer')).toBe(0);
		await road.rest({ withinMs: 2 * hour });
		await wholeAfter(road);
	} finally {
		await road.close();
	}
}, 240_000);
