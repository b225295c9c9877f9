/** Durable payment links on the whole road: asked for through the API, paid at Stripe, booked; closed with their sessions as soon as less is owed; page links withdrawn. */
import { afterAll, expect, it } from 'vitest';
import { dayIn } from '../../shared/domain/day.ts';
import { providers } from '../../shared/domain/document.ts';
import { currencyOf, roadBooks } from '../support/road/books.ts';
import { check } from '../support/road/checker.ts';
import { customerOf } from '../support/road/journey.ts';
import { Road } from '../support/road/road.ts';
import { closeShared } from '../support/road/surroundings.ts';
import { Visitor } from '../support/visitor.ts';

const hour = 3_600_000;
const owing = (id: string, total: string) => ({ id, email: `${id}@customers.example`, owes: [{ number: `I-${id}`, due: '-4d', total }] });

afterAll(closeShared);

it.each(providers)(
	'%s',
	async (provider) => {
		const stories = ['pays', 'elsewhere', 'silently', 'withdrawn'].map((id, i) => owing(id, `${100 + i}.00`));
		const road = await Road.begin(provider, roadBooks(provider, stories));
		try {
			await road.connectPatiently();
			await road.rest();
			const currency = currencyOf[provider];
			const asked = async (path: string, body: object) => {
				const answer = await road.asked('POST', path, body);
				return { status: answer?.status, body: (await answer?.json()) as Readonly<Record<string, unknown>> };
			};
			const linkFor = async (id: string): Promise<string> => {
				const { status, body } = await asked('/pay/links', { customer: customerOf(road, `I-${id}`), currency });
				expect([status, body.state, body.currency]).toEqual([201, 'active', currency]);
				return String(body.url);
			};
			const sessionAt = async (url: string): Promise<string> => {
				const { headers } = await fetch(url, { redirect: 'manual' });
				return /cs_\w+/.exec(headers.get('location') ?? '')?.[0] ?? '';
			};
			const statusOf = (session: string) => road.stripe.store.sessions().find(({ id }) => id === session)?.status;
			const restOf = (id: string): number => road.side.invoices().find(({ number }) => number === `I-${id}`)?.rest ?? -1;
			const links = async () => (await road.items()).paymentLinks.map(({ state }) => state).toSorted((a, b) => a.localeCompare(b));

			// The same question again is the same link.
			const pays = await linkFor('pays');
			expect(await linkFor('pays')).toBe(pays);
			road.stripe.act.pay(await sessionAt(pays));
			await road.rest();
			expect(restOf('pays')).toBe(0);
			expect(await links()).toEqual(['closed']);
			expect(await sessionAt(pays)).toBe('');

			// Paid in the ledger while somebody looks at Stripe's page.
			const elsewhere = await linkFor('elsewhere');
			const open = await sessionAt(elsewhere);
			road.side.pay('I-elsewhere', 4_000, dayIn('UTC', road.now()));
			await road.rest({ withinMs: 2 * hour });
			expect([statusOf(open), await sessionAt(elsewhere)]).toEqual(['expired', '']);
			expect(await links()).toEqual(['closed', 'closed']);

			// Nobody ever tells.
			road.stripe.faults.add('webhook-withheld', 99);
			road.stripe.act.pay(await sessionAt(await linkFor('silently')));
			await road.rest({ withinMs: hour });
			expect(restOf('silently')).toBe(10_200);
			road.pass(6.1 * hour);
			await road.tick();
			await road.rest({ withinMs: hour });
			expect(restOf('silently')).toBe(0);

			const refused = await asked('/pay/links', { customer: customerOf(road, 'I-pays'), currency });
			expect([refused.status, refused.body.code]).toEqual([409, 'NOTHING_OWED']);

			// A way to the page, until it is withdrawn.
			const customer = customerOf(road, 'I-withdrawn');
			const page = await asked('/pay/page-links', { customer });
			const opened = await new Visitor().open(String(page.body.url));
			expect([opened.status, opened.html.includes('103.00')]).toEqual([200, true]);
			expect((await asked(`/pay/customers/${encodeURIComponent(customer)}/revoke`, {})).body).toEqual({ revoked: 1 });
			const after = await new Visitor().open(String(page.body.url));
			expect([after.status, after.html.includes('This link was withdrawn')]).toEqual([410, true]);

			const { figures, differences } = await check(road);
			console.log(
				`${provider}: ${figures.payments} payments by links, ${figures.captured} captured, ${figures.bookings} bookings, ${figures.receipts} receipts`,
			);
			expect(differences).toEqual([]);
			expect([figures.payments, figures.captured, figures.receipts]).toEqual([2, 20_200, 2]);
		} finally {
			await road.close();
		}
	},
	240_000,
);
