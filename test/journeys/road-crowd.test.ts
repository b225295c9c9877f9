/**
 * A thousand sessions and webhooks against one customer, as many at the same time as its limits let through: no more is captured than is owed, all of it is booked,
 * each payment has one receipt. `COBRO_CROWD=9` makes it a thousand sessions and a thousand webhooks at one ledger (two minutes of processor time).
 */
import { afterAll, expect, it } from 'vitest';
import { seeded } from '../../local/scenario/seeded.ts';
import { providers } from '../../shared/domain/document.ts';
import { roadBooks } from '../support/road/books.ts';
import { check } from '../support/road/checker.ts';
import { Customer } from '../support/road/customer.ts';
import { customerOf } from '../support/road/journey.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';

const minute = 60_000;
/** One customer may begin 120 payments in ten minutes, one link 40, one address 200: so many come at once, in so many waves. */
const crowd = 112;
const most = Number(process.env.COBRO_CROWD ?? 4);
const waves = { xero: most, quickbooks: 1 };
const [links, invoices] = [12, 30];
const owed = invoices * 10_000;

afterAll(closeShared);

/** Everybody has an address of their own, as the gateway would tell it. `most`: invocations of pages and of the webhook that were under way at once. */
const asCrowd = (road: Road) => {
	const invoke = road.invoke.bind(road);
	const air = { now: 0, most: 0 };
	let callers = 0;
	road.invoke = async (entry, event) => {
		const http: unknown = Reflect.get(Object(Reflect.get(Object(event), 'requestContext')), 'http');
		if (typeof http === 'object' && http !== null) {
			callers += 1;
			Reflect.set(http, 'sourceIp', `10.0.${(callers >> 8) % 256}.${callers % 256}`);
			air.now += 1;
			air.most = Math.max(air.most, air.now);
		}
		try {
			return await invoke(entry, event);
		} finally {
			if (http) air.now -= 1;
		}
	};
	return air;
};

it.each(providers)(
	'%s',
	async (provider) => {
		const chance = seeded(11);
		const owes = Array.from({ length: invoices }, (_, i) => ({ number: `I-${i}`, due: `-${i + 1}d`, total: '100.00' }));
		const road = await Road.begin(provider, roadBooks(provider, [{ id: 'many', email: 'many@customers.example', owes }]));
		const told = { sessions: 0, begun: 0, refused: new Map<number, number>() };
		try {
			await road.connectPatiently();
			await road.rest();
			const customer = customerOf(road, 'I-0');
			const urls: string[] = [];
			for (let i = 0; i < links; i++) {
				const made = (await (await road.asked('POST', '/pay/page-links', { customer }))?.json()) as { url: string };
				urls.push(made.url);
			}
			const air = asCrowd(road);
			road.inTurn = false;
			const heard = (): number => road.invoked.get('pay/stripe.webhook.http') ?? 0;
			const begins = async (browser: Customer): Promise<void> => {
				const page = await browser.browser.open(browser.link);
				const number = `I-${chance.between(0, invoices - 1)}`;
				const amount = `${chance.between(1, 100)}.00`;
				const till = page.status === 200 ? await browser.chooses(page, chance.next() < 0.1 ? 'all' : { number, amount }) : page;
				told.sessions += 1;
				const session = till?.url.startsWith(road.stripe.url) ? (/cs_\w+/.exec(till.url)?.[0] ?? null) : null;
				if (!session) {
					// 200: a page with nothing to choose, since all of it is being paid.
					const status = till?.status ?? 200;
					told.refused.set(status, (told.refused.get(status) ?? 0) + 1);
					return;
				}
				told.begun += 1;
				if (chance.next() < 0.3) return;
				// Whoever comes a moment too late finds the session ended, as on Stripe's page.
				const open = road.stripe.store.sessions().some(({ id, status }) => id === session && status === 'open');
				if (open) road.stripe.act.pay(session);
			};
			for (let wave = 1; wave <= waves[provider]; wave++) {
				const working = { people: true, all: true };
				const people = Promise.all(Array.from({ length: crowd }, (_, i) => begins(new Customer(road, urls[i % links] ?? ''))));
				// Stripe's events again and again while people come, old ones and new.
				const stripe = (async () => {
					while (working.people || heard() < wave * crowd) {
						const events = road.stripe.store.events();
						if (heard() < wave * crowd)
							for (let i = 0; i < Math.min(20, events.length); i++)
								road.stripe.resend(events[chance.between(0, events.length - 1)]?.id ?? '');
						await road.outside();
						await new Promise((resolve) => setTimeout(resolve, 5));
					}
				})();
				const delivering = (async () => {
					while (working.all || road.mail.ready().length > 0) {
						const ready = road.mail.ready().slice(0, 20);
						await Promise.all(ready.map((mail) => road.deliver(mail)));
						await new Promise((resolve) => setTimeout(resolve, ready.length > 0 ? 0 : 5));
					}
				})();
				await people;
				working.people = false;
				await stripe;
				working.all = false;
				await delivering;
				road.pass(11 * minute);
				await road.tick();
			}
			road.inTurn = true;
			road.pass(35 * minute);
			await road.rest({ withinMs: 60 * minute });
			const { figures, differences } = await check(road);
			const { checkouts, payments } = await road.items();
			const due = road.side.invoices().reduce((all, { rest }) => all + rest, 0);
			const booked = road.side.payments().reduce((all, { reference, minor }) => all + (reference.includes('pi_') ? minor : 0), 0);
			console.log(
				`${provider}: ${told.sessions} sessions asked for, ${told.begun} begun, told why not ${[...told.refused].map(([status, times]) => `${status}: ${times}`).join(', ')}; ${road.stripe.store.sessions().length} made at Stripe, ` +
					`${heard()} webhooks, ${air.most} at once; ${figures.payments} payments, ${figures.captured} of ${owed} captured, ${booked} booked in ${figures.bookings} bookings, ` +
					`${due} still open, ${figures.receipts} receipts`,
			);
			expect(differences).toEqual([]);
			// What was captured was free, and held, when it was reserved; nothing is on account.
			for (const { id, minor, checkout } of payments)
				expect([id, minor]).toEqual([id, checkouts.find((each) => each.id === checkout)?.total]);
			expect(figures.captured + due).toBe(owed);
			expect(booked).toBe(figures.captured);
			expect(figures.receipts).toBe(figures.payments);
			expect(figures.payments).toBeGreaterThan(2 * waves[provider]);
			// Everybody was answered in words: what is wrong, that somebody else is paying, that it was too often, or to try again.
			for (const status of told.refused.keys()) expect(status).toBeOneOf([200, 409, 422, 429, 503]);
			expect(told.sessions).toBe(waves[provider] * crowd);
			expect(heard()).toBeGreaterThanOrEqual(waves[provider] * crowd);
		} finally {
			await road.close();
		}
	},
	600_000,
);
