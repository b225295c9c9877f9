/** A thousand sessions and webhooks at once against one customer: no more is captured than is owed, all of it is booked, each payment has one receipt. */
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
/** One address may begin two hundred payments in ten minutes, one link forty. */
const [waves, crowd, links] = [2, 100, 6];
const webhooksAWave = 400;
const invoices = 10;
const owed = invoices * 10_000;

afterAll(closeShared);

it.each(providers)(
	'%s',
	async (provider) => {
		const chance = seeded(11);
		const owes = Array.from({ length: invoices }, (_, i) => ({ number: `I-${i}`, due: `-${i + 1}d`, total: '100.00' }));
		const road = await Road.begin(provider, roadBooks(provider, [{ id: 'many', email: 'many@customers.example', owes }]));
		try {
			await road.connectPatiently();
			await road.rest();
			const customer = customerOf(road, 'I-0');
			const urls: string[] = [];
			for (let i = 0; i < links; i++) {
				const made = (await (await road.asked('POST', '/pay/page-links', { customer }))?.json()) as { url: string };
				urls.push(made.url);
			}
			road.inTurn = false;
			let sessions = 0;
			const heard = (): number => road.invoked.get('pay/stripe.webhook.http') ?? 0;
			const begins = async (browser: Customer): Promise<void> => {
				const page = await browser.opens();
				const number = `I-${chance.between(0, invoices - 1)}`;
				const amount = `${chance.between(1, 100)}.00`;
				const till = page && (await browser.chooses(page, chance.next() < 0.2 ? 'all' : { number, amount }));
				sessions += 1;
				const session = till && /cs_\w+/.exec(till.url)?.[0];
				if (!session || chance.next() < 0.3) return;
				// Whoever comes a moment too late finds the session ended, as on Stripe's page.
				const open = road.stripe.store.sessions().some(({ id, status }) => id === session && status === 'open');
				if (open) road.stripe.act.pay(session);
			};
			for (let wave = 0; wave < waves; wave++) {
				const browsers = Array.from({ length: crowd }, (_, i) => new Customer(road, urls[i % links] ?? ''));
				const working = { done: false };
				const delivering = (async () => {
					while (!working.done || road.mail.ready().length > 0) {
						await Promise.all(
							road.mail
								.ready()
								.slice(0, 20)
								.map((mail) => road.deliver(mail)),
						);
						await new Promise((resolve) => setImmediate(resolve));
					}
				})();
				await Promise.all(browsers.map(begins));
				// Stripe's events again and again, all at the same time.
				while (heard() < (wave + 1) * webhooksAWave) {
					for (const { id } of road.stripe.store.events()) road.stripe.resend(id);
					await road.outside();
				}
				working.done = true;
				await delivering;
				road.pass(11 * minute);
				await road.tick();
			}
			road.inTurn = true;
			road.pass(35 * minute);
			await road.rest({ withinMs: 60 * minute });
			const { figures, differences } = await check(road);
			const due = road.side.invoices().reduce((all, { rest }) => all + rest, 0);
			console.log(
				`${provider}: ${sessions} sessions asked for, ${road.stripe.store.sessions().length} made, ${heard()} webhooks, ` +
					`${figures.payments} payments, ${figures.captured} of ${owed} captured, ${figures.bookings} bookings, ${figures.receipts} receipts`,
			);
			expect(differences).toEqual([]);
			expect(figures.captured).toBeLessThanOrEqual(owed);
			expect(figures.captured + due).toBe(owed);
			expect(figures.receipts).toBe(figures.payments);
			expect(figures.payments).toBeGreaterThan(5);
			expect(sessions + heard()).toBeGreaterThanOrEqual(1000);
		} finally {
			await road.close();
		}
	},
	300_000,
);
