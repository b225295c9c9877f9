/** A customer: opens the link of the latest mail in a browser of its own, chooses on our page, pays on Stripe's, and comes back. By real HTTP throughout. */
import type { Choice } from '../../../local/sandbox/stripe/methods.ts';
import { formsIn, type Shown, Visitor } from '../visitor.ts';
import { arrived, linkIn } from './inbox.ts';
import { patiently } from './people.ts';
import type { Road } from './road.ts';

type Chosen = 'all' | { readonly number: string; readonly amount: string };

/** The session whose page this is; null: not Stripe's. */
const sessionOf = (road: Road, { url }: Shown): string | null =>
	url.startsWith(road.stripe.url) ? (/cs_\w+/.exec(url)?.[0] ?? null) : null;

export class Customer {
	readonly road: Road;
	readonly link: string;
	readonly browser: Visitor;
	/** Of the last payment. */
	session: string | null = null;

	constructor(road: Road, link: string) {
		this.road = road;
		this.link = link;
		this.browser = new Visitor();
	}

	/** Another tab of the same browser. */
	tab(): Customer {
		return Object.assign(new Customer(this.road, this.link), { browser: this.browser });
	}

	/** Our page; null when it did not open. */
	async opens(): Promise<Shown | null> {
		const page = await this.browser.open(this.link);
		return page.status === 200 ? page : null;
	}

	/** From our page to Stripe's. Null: something went wrong, look at the page again. */
	async chooses(page: Shown, chosen: Chosen): Promise<Shown | null> {
		const what = chosen === 'all' ? 'all' : 'chosen';
		const form = formsIn(page.html).find(({ fields }) => fields.some(([name, value]) => name === 'what' && value === what));
		const button = form?.buttons.at(-1);
		if (!button) return null;
		if (chosen === 'all') return this.browser.press(page, button.label);
		const { number, amount } = chosen;
		const id = this.road.side.invoices().find((each) => each.number === number)?.id ?? '';
		return this.browser.press(page, button.label, { pick: id, [`amount.${id}`]: amount });
	}

	/** Presses Pay there. True once Stripe has it, whatever our own page says afterwards. */
	async presses(till: Shown, choice: Choice): Promise<boolean> {
		const session = sessionOf(this.road, till);
		if (!session) return false;
		this.session = session;
		if (till.html.includes(`value="${choice}"`)) await this.browser.press(till, 'Pay', { choice, email: 'customer@customers.example' });
		return this.road.stripe.store.sessions().find(({ id }) => id === session)?.status === 'complete';
	}

	async #pays(chosen: Chosen, choice: Choice): Promise<void> {
		await patiently(this.road, `paying by ${this.link.slice(-6)}`, async () => {
			const page = await this.opens();
			const till = page && (await this.chooses(page, chosen));
			return till && (await this.presses(till, choice)) ? true : null;
		});
	}
	paysAll(choice: Choice): Promise<void> {
		return this.#pays('all', choice);
	}
	/** `amount` as it is typed. */
	paysPart(number: string, amount: string, choice: Choice): Promise<void> {
		return this.#pays({ number, amount }, choice);
	}

	/** The bank's answer to a debit. */
	settles(succeeds: boolean): void {
		const payment = this.road.stripe.store.payments().find(({ session }) => session === this.session);
		if (!payment) throw new Error('there is no debit to settle');
		this.road.stripe.act.settle(payment.id, succeeds);
	}
}

/** Whoever got a mail at this address, with the link of the latest; null: nobody did. */
export const customerBy = async (road: Road, address: string): Promise<Customer | null> => {
	const mail = arrived(road.ses).findLast(({ to }) => to === address);
	return mail ? new Customer(road, await linkIn(road.ses, mail.id)) : null;
};
