/**
 * Two people in real browsers on the running stack: a dispute is opened, proposed, approved by the second one; a promise is kept as it was typed when it is
 * refused, agreed anew, and not decided from a stale tab; a plan is approved, accepted and negotiated again.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tannerBooks } from '../support/arrangements/tanner.ts';
import { borisJoins } from '../support/colleague.ts';
import { companyOf, type Running, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import { executablePath, launch } from './browser.ts';

if (!executablePath) console.warn('SKIPPED: no chromium on this machine, so nothing was agreed in a browser (apt-get install chromium)');

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };
/** `COBRO_LOOK=<folder>`: pictures of every page that is looked at, for a person. */
const lookIn = process.env.COBRO_LOOK;

const books = () =>
	tannerBooks([
		['INV-0107', '-30d', '1000.00'],
		['INV-0131', '-5d', '600.00'],
		['INV-0140', '+10d', '250.00'],
	]);

describe.skipIf(!executablePath)(`arrangements in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let running: Running;
	let browser: Browser;
	let company = '';
	let ana: Page;
	let boris: Page;
	/** What the browser had to say on our pages: refused by a policy, missing, thrown. */
	const said: string[] = [];

	const signIn = async (who: string): Promise<Page> => {
		const page = await (await browser.newContext({ viewport: desk })).newPage();
		page.setDefaultTimeout(30_000);
		page.on('console', (message) => {
			if (!/40[0-9]/.test(message.text())) said.push(`${message.location().url} ${message.text()}`);
		});
		page.on('pageerror', (error) => said.push(error.message));
		await page.goto(`${running.stack.hubOrigin}/sign-in`);
		await page.getByRole('button', { name: who }).click();
		await page.waitForURL(`${running.stack.hubOrigin}/`);
		return page;
	};

	beforeAll(async () => {
		[running, browser] = await Promise.all([startRunning({ scenario: books(), limits: false }), launch()]);
		const { visitor, page } = await signedIn(running.stack);
		await connectXero(visitor, page);
		await running.stack.idle();
		company = await companyOf(running, visitor);
		await borisJoins(running, { ana: ['finance'], boris: ['owner'] });
		ana = await signIn('Ana Demo');
		boris = await signIn('Boris Demo');
	}, 180_000);
	afterAll(async () => {
		await browser?.close();
		await running?.close();
	});

	const textOf = async (what: Locator): Promise<string> => ((await what.textContent()) ?? '').replace(/[\s\u00a0]+/g, ' ').trim();
	const heading = (page: Page): Promise<string> => textOf(page.getByRole('heading', { level: 1 }));
	const state = (page: Page): Promise<string> => textOf(page.locator('.chip').first());
	const notice = (page: Page): Promise<string> => textOf(page.getByRole('status'));
	/** The page as it is, at both widths: what axe finds, and what sticks out. */
	const looked = async (page: Page, picture: string): Promise<void> => {
		for (const size of [phone, desk]) {
			await page.setViewportSize(size);
			const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
			const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
			const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
			expect([picture, size.width, found, overflow]).toEqual([picture, size.width, [], 0]);
			if (lookIn) await page.screenshot({ path: `${lookIn}/${picture}-${size.width}.png`, fullPage: true, animations: 'disabled' });
		}
	};
	/** From the hub to the customer, to what is agreed with them. */
	const toArrangements = async (page: Page): Promise<void> => {
		await page.goto(running.stack.hubOrigin);
		await page.getByRole('link', { name: 'Tanner & Daughters' }).first().click();
		await page.getByRole('link', { name: 'Disputes, promises, plans…' }).click();
		await page.getByRole('heading', { level: 1, name: 'Arrangements with Tanner & Daughters' }).waitFor();
	};
	const fold = (page: Page, words: string): Locator =>
		page.locator('details', { has: page.locator('summary', { hasText: new RegExp(`^${words}$`) }) });
	const unfold = async (page: Page, words: string): Promise<Locator> => {
		const found = fold(page, words);
		if ((await found.getAttribute('open')) === null) await found.locator('summary').click();
		return found;
	};
	const slices = async (page: Page, invoice: string): Promise<readonly string[]> => {
		const items = page.locator('li.tie', { has: page.getByRole('link', { name: `Invoice ${invoice}` }) }).locator('ul li');
		return (await items.allTextContents()).map((each) => each.replace(/[\s\u00a0]+/g, ' ').trim());
	};

	it('a dispute: opened, more than one person may give refused beside the field, proposed, approved by a second person', async () => {
		await toArrangements(ana);
		const form = await unfold(ana, 'Dispute');
		await form.getByLabel('Invoice').selectOption({ index: 0 });
		await form.getByLabel('Amount in dispute').fill('400');
		await form.getByLabel('Why').selectOption('quality');
		await form.getByLabel('What the customer says').fill('Two of five boxes came wet.');
		await form.getByRole('button', { name: 'Begin' }).click();
		await ana.waitForURL(/\/arrangements\/[0-9a-f]{24}$/);
		expect(await heading(ana)).toBe('Dispute: GBP 400.00 of INV-0107');
		expect(await state(ana)).toBe('… waits for our answer');
		expect((await slices(ana, 'INV-0107')).map((each) => each.replace(/since .*/, ''))).toEqual([
			'GBP 400.00 disputed not counted for factoring',
			'GBP 600.00 chased: due ',
		]);
		await looked(ana, 'dispute');

		const answer = fold(ana, 'Agree with the customer, in whole or in part');
		await answer.getByLabel('Goodwill').check();
		await answer.getByLabel('Amount we give up').fill('300');
		await answer.getByLabel('What is agreed').fill('They keep the dry ones');
		await answer.getByRole('button', { name: 'Agree with the customer' }).click();
		await ana.getByRole('alert').waitFor();
		expect(await textOf(ana.getByRole('alert'))).toContain('Nothing was changed; what you typed is below.');
		expect(await answer.getByLabel('Amount we give up').inputValue()).toBe('300');
		expect(await answer.getByLabel('Amount we give up').getAttribute('aria-invalid')).toBe('true');
		expect(await answer.getByLabel('Goodwill').isChecked()).toBe(true);
		await looked(ana, 'dispute-refused');
		await answer.getByRole('button', { name: 'Propose it to a second person' }).click();
		await ana.getByRole('status').waitFor();
		expect(await notice(ana)).toBe('Proposed. Somebody else approves it.');
		expect(await ana.getByRole('button', { name: 'Approve', exact: true }).count()).toBe(0);
		await ana.getByText('What cannot be done now, and why').click();
		expect(await textOf(ana.locator('details[open] ul').last())).toContain('You asked for it, so somebody else approves it.');

		await boris.goto(running.stack.hubOrigin);
		await boris.getByRole('link', { name: 'Arrangements' }).click();
		await boris.getByRole('heading', { name: 'Waits for approval: 1' }).waitFor();
		await looked(boris, 'worklist');
		await boris.getByRole('link', { name: /^Dispute: GBP 400\.00/ }).click();
		await boris.getByLabel('Note').fill('Fine');
		await boris.getByRole('button', { name: 'Approve', exact: true }).click();
		await boris.getByRole('status').waitFor();
		expect(await notice(boris)).toBe('Approved.');
		expect(await state(boris)).toBe('… agreed: our credit is being written');
		expect(
			await textOf(
				boris
					.locator('section', { has: boris.getByRole('heading', { name: 'Who did what' }) })
					.locator('li')
					.first(),
			),
		).toMatch(/^Approved: “waits for approval” → “agreed: our credit is being written” Fine.*Boris Demo/);
		expect((await slices(boris, 'INV-0107'))[0]).toBe('GBP 300.00 being credited not counted for factoring');
		await looked(boris, 'dispute-approved');

		// No account is chosen for it yet.
		await running.stack.idle();
		await boris.reload();
		expect(await state(boris)).toBe('… waits for our answer');
		expect(await textOf(boris.locator('p.tie.problem'))).toContain('The ledger did not take it.');
		await looked(boris, 'dispute-not-taken');
		const dispute = boris.url();
		await boris.getByRole('link', { name: 'Accounts' }).click();
		await boris.getByRole('button', { name: 'Read the accounts from Xero' }).click();
		await running.stack.idle();
		await boris.reload();
		const account = boris.locator('#f-discount');
		await account.selectOption({ index: 1 });
		await boris.getByRole('button', { name: 'Save' }).click();
		await boris.getByRole('status').waitFor();
		await boris.goto(dispute);
		const again = fold(boris, 'Agree with the customer, in whole or in part');
		expect(await again.getByLabel('Amount we give up').inputValue()).toBe('300.00');
		await again.getByRole('button', { name: 'Agree with the customer' }).click();
		await boris.getByRole('status').waitFor();
		await running.stack.idle();
		// A read of the ledger shows it.
		await running.wake(company, `xero-${running.xero}`);
		await boris.reload();
		expect(await state(boris)).toBe('✓ settled with the customer');
		expect((await slices(boris, 'INV-0107')).map((each) => each.split(':')[0])).toEqual(['GBP 700.00 chased']);
		await looked(boris, 'dispute-settled');
	}, 180_000);

	it('a promise: what was typed stays when it is refused; agreed anew it is a new version; a stale tab decides nothing', async () => {
		await toArrangements(ana);
		const form = await unfold(ana, 'Promise to pay');
		await form.getByLabel('INV-0131').check();
		await form.getByLabel('Amount promised').fill('900');
		await form.getByLabel('Note for your colleagues').fill('Ms Lee, by phone');
		await form.getByRole('button', { name: 'Begin' }).click();
		await ana.getByRole('alert').waitFor();
		expect(await form.getByLabel('Amount promised').getAttribute('aria-invalid')).toBe('true');
		expect(await textOf(form)).toContain('✗ The promise is about more than is open and free on these invoices.');
		expect(await form.getByLabel('Note for your colleagues').inputValue()).toBe('Ms Lee, by phone');
		expect(await form.getByLabel('INV-0131').isChecked()).toBe(true);
		await looked(ana, 'promise-refused');
		await form.getByLabel('Amount promised').fill('450.00');
		await form.getByRole('button', { name: 'Begin' }).click();
		await ana.waitForURL(/\/arrangements\/[0-9a-f]{24}$/);
		expect(await state(ana)).toBe('… waits for the money');
		const first = ana.url();
		await boris.goto(first);

		const anew = await unfold(ana, 'Agree it anew');
		expect(await anew.getByLabel('Amount promised').inputValue()).toBe('450.00');
		await anew.getByLabel('Amount promised').fill('500');
		await anew.getByRole('button', { name: 'Agree it anew' }).click();
		await ana.waitForURL((url) => url.href !== first && /\/arrangements\/[0-9a-f]{24}$/.test(url.pathname));
		expect(await heading(ana)).toMatch(/^Promise to pay: GBP 500\.00 by/);
		expect(await textOf(ana.locator('main'))).toContain('Version 2, instead of the one before');
		expect((await slices(ana, 'INV-0131')).map((each) => each.split(',')[0])).toEqual([
			'GBP 500.00 promised',
			expect.stringContaining('GBP 100.00 chased'),
		]);
		await looked(ana, 'promise-anew');

		// Boris still sees the first version.
		await unfold(boris, 'Call it off');
		await boris.getByRole('button', { name: 'Call it off' }).click();
		await boris.getByRole('alert').waitFor();
		expect(await textOf(boris.getByRole('alert'))).toContain('Somebody changed it meanwhile');
		expect(await state(boris)).toBe('– agreed anew: see the newer version');
	}, 180_000);

	it('a plan: asked for, approved by a second person, accepted by the customer, negotiated again', async () => {
		await toArrangements(ana);
		const form = await unfold(ana, 'Instalment plan');
		await form.getByLabel('INV-0140').check();
		await form.getByLabel('How many').fill('3');
		await form.getByRole('button', { name: 'Ask for approval' }).click();
		await ana.waitForURL(/\/arrangements\/[0-9a-f]{24}$/);
		expect(await state(ana)).toBe('… waits for approval');
		const amounts = ana.getByRole('table').locator('tbody td:nth-child(3)');
		expect(await amounts.allTextContents()).toEqual(['GBP\u00a083.34', 'GBP\u00a083.33', 'GBP\u00a083.33']);

		await boris.goto(ana.url());
		await boris.getByRole('button', { name: 'Approve', exact: true }).click();
		await boris.getByRole('status').waitFor();
		await ana.reload();
		await ana.getByLabel('How they agreed').fill('Ms Lee, by mail');
		await ana.getByRole('button', { name: 'The customer agrees' }).click();
		await ana.getByRole('status').waitFor();
		expect(await state(ana)).toBe('✓ running');
		expect(await slices(ana, 'INV-0140')).toHaveLength(3);
		await looked(ana, 'plan');

		const first = ana.url();
		const anew = await unfold(ana, 'Agree it anew');
		const lines = anew.getByLabel('Day and amount, one instalment on each line');
		const days = (await lines.inputValue()).split('\n').map((each) => each.slice(0, 10));
		expect(days).toHaveLength(3);
		await lines.fill(`${days[0]} 50\n${days[1]} 100`);
		await anew.getByRole('button', { name: 'Agree it anew' }).click();
		await ana.getByRole('alert').waitFor();
		expect(await textOf(ana.getByRole('alert'))).toContain('The plan does not add up');
		expect(await lines.inputValue()).toBe(`${days[0]} 50\n${days[1]} 100`);
		await lines.fill(`${days[0]} 50\n${days[1]} 200`);
		await anew.getByRole('button', { name: 'Agree it anew' }).click();
		await ana.waitForURL((url) => url.href !== first && /\/arrangements\/[0-9a-f]{24}$/.test(url.pathname));
		expect(await state(ana)).toBe('… waits for approval');
		await looked(ana, 'plan-anew');
		await ana.getByRole('link', { name: 'the one before' }).click();
		expect(await state(ana)).toBe('✓ running');
		expect(await textOf(ana.locator('main'))).toContain('Until it is, this one stands.');

		await ana.getByRole('link', { name: 'the newer version' }).click();
		await boris.goto(ana.url());
		await boris.getByRole('button', { name: 'Approve', exact: true }).click();
		await boris.getByRole('status').waitFor();
		await ana.reload();
		await ana.getByRole('button', { name: 'The customer agrees' }).click();
		await ana.getByRole('status').waitFor();
		expect(await state(ana)).toBe('✓ running');
		expect(await slices(ana, 'INV-0140')).toHaveLength(2);
		await ana.getByRole('link', { name: 'the one before' }).click();
		expect(await state(ana)).toBe('– agreed anew: see the newer version');

		await toArrangements(ana);
		await looked(ana, 'arrangements');
		expect(said).toEqual([]);
	}, 180_000);
});
