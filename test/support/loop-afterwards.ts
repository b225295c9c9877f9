/** What must hold of a loop that was walked: nothing that only looks changes anything, and the pay link is nowhere but in its mail. */
import { describe, expect, it } from 'vitest';
import { leaksIn } from './canary.ts';
import { crawl, linksIn } from './crawler.ts';
import { atRest, linkOf, mailTo } from './loop.ts';
import { changedKeys, type Running } from './running.ts';
import { type Shown, Visitor } from './visitor.ts';

export type Walked = {
	readonly running: Running;
	readonly ana: Visitor;
	/** The customer who paid. */
	readonly customer: Visitor;
	/** The link in the mail. */
	readonly link: string;
	/** Messages that waited on the way while nobody took them. */
	readonly waited: readonly string[];
};

/** The links of all mails. */
const mailed = async ({ stack }: Running): Promise<readonly string[]> => {
	const { mail } = stack;
	const read = await Promise.all(mail.mails().map(({ id }) => mail.read(id)));
	const texts = read.flatMap((each) => [...linksIn(each?.html ?? '', stack.hubOrigin), ...(each?.text?.match(/https?:\/\/\S+/g) ?? [])]);
	return [...new Set(texts)];
};
const atStripe = ({ stack }: Running): string => {
	const { store } = stack.stripe;
	return JSON.stringify([store.sessions(), store.links(), store.payments()]);
};
/** Somebody who went as far as Stripe's page and left. */
const undecided = new Visitor();
const securely = {
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store',
	'x-robots-tag': expect.stringContaining('noindex') as string,
	'content-security-policy': expect.stringContaining("frame-ancestors 'none'") as string,
};

export const describeAfterwards = (world: () => Walked): void => {
	describe('looking', () => {
		it('changes nothing: every link of every mail and page, signed in and not', async () => {
			const { running, ana, customer } = world();
			const { hubOrigin, stripe } = running.stack;
			const part = await undecided.open(linkOf(await mailTo(running, 'xero.part@customers.example')));
			await undecided.press(part, 'Pagar todo');
			await atRest(running);
			const before = { table: await running.written(), stripe: atStripe(running), mails: running.stack.mail.mails().length };
			const origins = [hubOrigin, stripe.url];
			const roots = [...(await mailed(running)), hubOrigin, `${hubOrigin}/pay`, `${hubOrigin}/sign-in`];
			const done = customer.seen.map(({ url }) => url).filter((url) => url.startsWith(`${hubOrigin}/pay`));
			const nobody = new Visitor();
			const shown = {
				ana: await crawl(ana, roots, [hubOrigin]),
				customer: await crawl(customer, [...done, ...roots], origins),
				// Without the mails' links, each of which would make somebody else of this browser.
				undecided: await crawl(undecided, [`${hubOrigin}/pay`], origins),
				nobody: await crawl(nobody, [...done, ...roots], [hubOrigin]),
			};
			await atRest(running);
			const counts = Object.entries(shown).map(([who, seen]) => `${who} ${seen.length}`);
			console.log(`crawler: ${counts.join(', ')} answers; ${(JSON.parse(before.table) as unknown[]).length} items`);
			expect(shown.ana.length).toBeGreaterThan(20);
			expect(shown.undecided.some(({ url }) => url.startsWith(stripe.url))).toBe(true);
			for (const { url, status } of Object.values(shown).flat()) expect([url, status < 500]).toEqual([url, true]);
			expect(changedKeys(before.table, await running.written())).toEqual([]);
			expect(atStripe(running)).toBe(before.stripe);
			expect(running.stack.mail.mails()).toHaveLength(before.mails);
		}, 180_000);
	});

	describe('the link', () => {
		it('is in its mail and nowhere else: no log line, record, message, header, page, ledger or object at Stripe', async () => {
			const { running, ana, customer, waited } = world();
			const { stack } = running;
			const tokens = (await mailed(running)).flatMap((each) => /\/pay\/([\w-]{22})$/.exec(each)?.[1] ?? []);
			expect(tokens.length).toBeGreaterThanOrEqual(5);
			const canaries = { 'pay token': tokens };
			const pages = [...customer.seen, ...undecided.seen, ...ana.seen];
			const { store } = stack.stripe;
			const places: Readonly<Record<string, string>> = {
				logs: stack.logs.text(),
				table: await running.written(),
				messages: [...waited, ...(await running.waiting())].join('\n'),
				headers: pages.map(({ headers }) => JSON.stringify([...headers])).join('\n'),
				pages: pages.map(({ html }) => html).join('\n'),
				'addresses after the first': pages
					.flatMap(({ url }) => (new URL(url).pathname.startsWith('/pay/') && !/\/pay\/[\w-]{22}$/.test(url) ? [url] : []))
					.join('\n'),
				stripe: JSON.stringify([
					stack.stripe.requests(),
					store.sessions(),
					store.links(),
					store.payments(),
					store.events(),
					store.charges(),
				]),
				ledger: JSON.stringify(stack.xero.dump(running.xero)),
			};
			expect(waited.length).toBeGreaterThanOrEqual(3);
			for (const [place, text] of Object.entries(places)) {
				expect([place, text.length > 0]).toEqual([place, true]);
				expect([place, leaksIn(text, canaries)]).toEqual([place, []]);
				// The search finds one that is there.
				expect(leaksIn(`${text} ${tokens[0] ?? ''}`, canaries)).not.toEqual([]);
			}
		});

		it('opens pages that nobody keeps, indexes, frames or is told of', async () => {
			const { running, customer, link } = world();
			const { hubOrigin } = running.stack;
			const done = customer.seen.findLast(({ url }) => url.startsWith(`${hubOrigin}/pay/done`))?.url ?? '';
			for (const url of [link, `${hubOrigin}/pay`, done, `${hubOrigin}/pay/AAAAAAAAAAAAAAAAAAAAAA`, `${hubOrigin}/pay/cut-off`]) {
				const { headers, status } = await customer.request(url);
				expect([url, status]).toEqual([url, expect.toBeOneOf([200, 303, 404])]);
				expect(Object.fromEntries(headers)).toMatchObject(securely);
			}
		});

		it('of sixty invoices weighs at most 30 KB a page, in any language', async () => {
			const { running, ana } = world();
			const { hubOrigin } = running.stack;
			const sixty = (await running.items()).find(({ sk, name }) => sk === 'CUSTOMER' && name === 'Sixty & Sons');
			const made = await ana.press(
				await ana.open(`${hubOrigin}/customers/${encodeURIComponent(String(sixty?.cust))}`),
				'Make a link to their page',
			);
			const visitor = new Visitor();
			await visitor.open(/\/pay\/[\w-]{22}/.exec(made.html)?.[0].replace(/^/, hubOrigin) ?? '');
			const weights: string[] = [];
			for (const language of ['en', 'es', 'ru'])
				for (const number of [1, 2, 3]) {
					const { html, status } = await visitor.request(`${hubOrigin}/pay?lang=${language}&page=${number}`);
					const bytes = Buffer.byteLength(html);
					weights.push(`${language}/${number} ${bytes}`);
					expect([status, bytes < 30 * 1024, html.includes('LONG-2026-')]).toEqual([200, true, true]);
				}
			console.log(`weight of the page with sixty invoices, bytes: ${weights.join(', ')}`);
		});

		it('asked for too often answers 429 in words', async () => {
			const visitor = new Visitor();
			const { url } = await visitor.open(world().link);
			let refused: Shown | null = null;
			// Twice 120 fit around the border of a minute.
			for (let looks = 0; looks < 300 && !refused; looks++) {
				const shown = await visitor.request(url);
				if (shown.status === 429) refused = shown;
			}
			expect(refused?.html).toContain('That was very often');
			expect(refused?.headers.get('retry-after')).toMatch(/^\d+$/);
			expect(Object.fromEntries(refused?.headers ?? [])).toMatchObject(securely);
		}, 60_000);
	});
};
