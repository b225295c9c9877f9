/** A customer in a browser of its own: opens the link in the mail, chooses on our page, pays on Stripe's, and is led back. No JavaScript anywhere. */
import { formsIn, type Shown, Visitor } from '../../test/support/visitor.ts';

export type Payer = {
	readonly link: string;
	readonly email: string;
	readonly currency: string;
	readonly pays: 'all' | { readonly invoice: string /** As it is typed; all of it when left out. */; readonly typed?: string };
	readonly by: 'card' | 'debit';
};

/** What stands on a page, as one line. */
const wordsOn = ({ html }: Shown): string =>
	html
		.replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&[^;\s]+;|\s+/g, ' ');

export type Ended = {
	/** Of the page that the customer ends on. */
	readonly heading: string;
	/** What that page says was paid, as it is written there; null when it says nothing. */
	readonly amount: string | null;
};

/** Throws when there is no way through. */
export const paysByLink = async ({ link, email, currency, pays, by }: Payer): Promise<Ended> => {
	const browser = new Visitor();
	const page = await browser.open(link);
	const what = pays === 'all' ? 'all' : 'chosen';
	const form = formsIn(page.html).find(({ fields }) => {
		const values = new Map(fields);
		return values.get('what') === what && values.get('currency') === currency;
	});
	const button = form?.buttons.at(-1);
	if (!button) throw new Error(`nothing can be paid on the page of ${email}: ${page.status} ${wordsOn(page).slice(0, 300)}`);
	const chosen =
		pays === 'all' ? {} : { pick: pays.invoice, ...(pays.typed === undefined ? {} : { [`amount.${pays.invoice}`]: pays.typed }) };
	const till = await browser.press(page, button.label, chosen);
	if (!till.url.includes('/c/pay/')) throw new Error(`${email} was not led to Stripe: ${till.status} ${wordsOn(till).slice(0, 300)}`);
	const done = await browser.press(till, 'Pay', { choice: by, email });
	return {
		heading:
			/<h1[^>]*>([\s\S]*?)<\/h1>/
				.exec(done.html)?.[1]
				?.replace(/<[^>]*>/g, '')
				.trim() ?? `status ${done.status}`,
		amount: new RegExp(`${currency}[\\s\\u00a0]?[\\d.,\\s\\u00a0]*\\d|\\d[\\d.,\\s\\u00a0]*${currency}`).exec(wordsOn(done))?.[0] ?? null,
	};
};
