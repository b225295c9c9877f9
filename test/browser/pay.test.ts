/**
 * A customer in a real browser on the running stack: from the inbox to the page, to Stripe's, and back; on a phone, by keyboard alone, without JavaScript,
 * in three languages. Every page is looked at by axe at both widths.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { atRest, connectBoth, linkOf, loopScenario, mailTo } from '../support/loop.ts';
import { type Running, startRunning } from '../support/running.ts';
import { executablePath, launch } from './browser.ts';

if (!executablePath) console.warn('SKIPPED: no chromium on this machine, so nobody paid in a browser (apt-get install chromium)');

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };
const payer = 'payer@customers.example';

describe.skipIf(!executablePath)(`a customer in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let running: Running;
	let browser: Browser;
	const contexts: BrowserContext[] = [];
	/** What the browser had to say on our pages: refused by a policy, missing, thrown. */
	const said: string[] = [];

	beforeAll(async () => {
		[running, browser] = await Promise.all([startRunning({ scenario: loopScenario(), limits: false }), launch()]);
		await connectBoth(running);
	}, 180_000);
	afterEach(async () => {
		await Promise.all(contexts.splice(0).map((context) => context.close()));
	});
	afterAll(async () => {
		await browser?.close();
		await running?.close();
	});

	const newPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
		const context = await browser.newContext({ viewport: phone, ...options });
		contexts.push(context);
		const page = await context.newPage();
		page.setDefaultTimeout(30_000);
		page.on('console', (message) => {
			if (message.location().url.startsWith(running.stack.hubOrigin) && !/40[0-9]|422|503/.test(message.text())) said.push(message.text());
		});
		page.on('pageerror', (error) => said.push(error.message));
		return page;
	};
	/** The page as it is, at both widths: what axe finds, and what sticks out. */
	const looked = async (page: Page): Promise<void> => {
		const usual = page.viewportSize() ?? phone;
		for (const size of [phone, desk]) {
			await page.setViewportSize(size);
			const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
			const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
			const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
			expect([page.url().split('?')[0], size.width, found, overflow]).toEqual([page.url().split('?')[0], size.width, [], 0]);
		}
		await page.setViewportSize(usual);
	};
	const textOf = async (what: Locator): Promise<string> => ((await what.textContent()) ?? '').trim();
	const heading = (page: Page): Promise<string> => textOf(page.getByRole('heading', { level: 1 }));
	const open = async (page: Page, address: string): Promise<void> => {
		await page.goto(linkOf(await mailTo(running, address)));
		await page.getByRole('heading', { level: 1 }).waitFor();
	};
	/** On Stripe's page: how, and Pay. */
	const payAtStripe = async (page: Page, how: RegExp): Promise<void> => {
		await page.getByLabel('Email').fill(payer);
		await page.getByRole('radio', { name: how }).check();
		await page.getByRole('button', { name: /^Pay/ }).click();
	};
	/** Tab until the focus is on something with these words. */
	const tabTo = async (page: Page, words: RegExp): Promise<void> => {
		for (let presses = 0; presses < 60; presses++) {
			await page.keyboard.press('Tab');
			const on = await page.evaluate("[document.activeElement?.innerText, document.activeElement?.labels?.[0]?.innerText].join(' ')");
			if (words.test(String(on).trim())) return;
		}
		throw new Error(`the keyboard does not reach ${String(words)} on ${page.url()}`);
	};

	it('on a phone: finds the mail, opens its link, pays all, comes back, and nothing is open', async () => {
		const page = await newPage();
		let clicks = 0;
		await page.goto(running.stack.mail.inboxUrl);
		await looked(page);
		await page.getByRole('row').filter({ hasText: 'xero.whole@' }).getByRole('link').click();
		await looked(page);
		const letter = page.frameLocator('iframe');
		await letter.getByRole('link', { name: /pay/i }).first().click();
		await page.waitForURL(`${running.stack.hubOrigin}/pay`);
		await looked(page);
		expect(await heading(page)).toBe('Pay Larch & Co');
		expect(await page.getByText('W••• &••• S•••').count()).toBe(1);
		await page.getByRole('button', { name: 'Pay all: GBP 400.00' }).click();
		clicks += 1;
		await page.getByLabel('Email').waitFor();
		await looked(page);
		await payAtStripe(page, /4242/);
		clicks += 1;
		await page.waitForURL(/\/pay\/done/);
		expect(await heading(page)).toMatch(/^(Payment received. Thank you|Your payment is on its way to us)$/);
		await looked(page);
		await atRest(running);
		await page.reload();
		expect(await heading(page)).toBe('Payment received. Thank you');
		await page.goto(`${running.stack.hubOrigin}/pay`);
		await page.getByRole('heading', { name: 'Nothing is open' }).waitFor();
		await looked(page);
		expect(clicks).toBe(2);
		expect((await mailTo(running, 'xero.whole@customers.example')).subject).toBe('Thank you: GBP 400.00 received');
	}, 90_000);

	it('in Spanish: pays a part, and the rest is still there', async () => {
		const page = await newPage();
		await open(page, 'xero.part@customers.example');
		expect(await page.locator('html').getAttribute('lang')).toBe('es');
		expect(await heading(page)).toBe('Pagar a Larch & Co');
		await looked(page);
		await page.getByRole('checkbox', { name: /P-1/ }).check();
		await page.getByLabel(/P-1/).last().fill('400,00');
		await page.getByRole('button', { name: 'Pagar las facturas elegidas' }).click();
		await payAtStripe(page, /4242/);
		await page.waitForURL(/\/pay\/done/);
		await atRest(running);
		await page.reload();
		expect(await heading(page)).toBe('Pago recibido. Gracias');
		await looked(page);
		await page.getByRole('link', { name: 'Volver a las facturas' }).click();
		expect(await textOf(page.locator('.big'))).toMatch(/^600,00\sGBP$/);
		await page.getByRole('link', { name: 'English' }).click();
		expect(await textOf(page.locator('.big'))).toMatch(/^GBP\s600\.00$/);
	}, 60_000);

	it('by keyboard alone, in Russian: a bank debit is on its way', async () => {
		const page = await newPage({ viewport: desk });
		await open(page, 'xero.debit@customers.example');
		expect(await heading(page)).toBe('Оплата: Larch & Co');
		await looked(page);
		await tabTo(page, /^Оплатить всё/);
		await page.keyboard.press('Enter');
		await page.getByLabel('Email').waitFor();
		await tabTo(page, /^Email/);
		await page.keyboard.type(payer);
		await tabTo(page, /^Card 4242/);
		const debit = page.getByRole('radio', { name: /settles in some days/ });
		for (let presses = 0; presses < 8 && !(await debit.isChecked()); presses++) await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await page.waitForURL(/\/pay\/done/);
		await atRest(running);
		await page.reload();
		expect(await heading(page)).toBe('Банковское списание в пути');
		await looked(page);
		await tabTo(page, /^Назад к счетам/);
		await page.keyboard.press('Enter');
		await page.getByText('Банковское списание на').waitFor();
		expect(await page.getByRole('button').count()).toBe(0);
		await looked(page);
	}, 60_000);

	it('without JavaScript: pays one of two invoices, and the other stays', async () => {
		const page = await newPage({ javaScriptEnabled: false });
		await open(page, 'quickbooks.whole@customers.example');
		await page.getByRole('checkbox', { name: /W-2/ }).check();
		await page.getByRole('button', { name: 'Pay the chosen invoices' }).click();
		await payAtStripe(page, /4242/);
		await page.waitForURL(/\/pay\/done/);
		await atRest(running);
		await page.reload();
		expect(await heading(page)).toBe('Payment received. Thank you');
		await page.getByRole('link', { name: 'Back to the invoices' }).click();
		expect(await page.getByText('W-1').count()).toBeGreaterThan(0);
		expect(await page.getByText('W-2').count()).toBe(0);
		expect(await textOf(page.locator('.big'))).toMatch(/^USD\s340\.10$/);
	}, 60_000);

	it('types amounts that cannot be, and is told why at the field and above', async () => {
		const page = await newPage();
		await open(page, 'quickbooks.part@customers.example');
		await page.getByRole('link', { name: 'English' }).click();
		const field = page.getByLabel(/^Amount in USD/);
		for (const [typed, words] of [
			['-1', 'An amount cannot be below zero.'],
			['0', 'Enter more than zero, or untick this invoice.'],
			['1000000000', 'At most USD 1,000.00 of this invoice can be paid now.'],
			['1000.01', 'At most USD 1,000.00 of this invoice can be paid now.'],
			['12.345', 'This currency has 2 decimals at most.'],
			['a lot', 'This is no amount we can read. Write it like 1,234.50.'],
			['', 'Enter an amount, or untick this invoice.'],
		] as const) {
			await page.getByRole('checkbox', { name: /P-1/ }).check();
			await field.fill(typed);
			await page.getByRole('button', { name: 'Pay the chosen invoices' }).click();
			await page.getByRole('alert').waitFor();
			expect([typed, (await textOf(page.locator('.err'))).replaceAll('\u00a0', ' ')]).toEqual([typed, words]);
			expect([typed, await field.inputValue(), await page.getByRole('checkbox', { name: /P-1/ }).isChecked()]).toEqual([
				typed,
				typed,
				true,
			]);
		}
		await looked(page);
		await field.fill('0.10');
		await page.getByRole('button', { name: 'Pay the chosen invoices' }).click();
		expect(await textOf(page.getByRole('alert'))).toContain('The smallest payment is USD\u00a00.50; you chose USD\u00a00.10.');
	}, 60_000);

	it('with two tabs, a double click and the back button ends with one session, paid once', async () => {
		const { stripe } = running.stack;
		const page = await newPage();
		const address = 'quickbooks.elsewhere@customers.example';
		await open(page, address);
		const tab = await page.context().newPage();
		await tab.goto(page.url());
		const before = stripe.store.sessions().length;
		await page.getByRole('button', { name: /^Pay all/ }).dblclick();
		await page.getByLabel('Email').waitFor();
		const at = page.url();
		await tab.getByRole('button', { name: /^Pay all/ }).click();
		await tab.getByLabel('Email').waitFor();
		expect(tab.url()).toBe(at);
		await page.goBack();
		await page.getByText('You began to pay USD 210.00').waitFor();
		await looked(page);
		await page.getByRole('link', { name: 'Go on with that payment' }).click();
		await payAtStripe(page, /4242/);
		await page.waitForURL(/\/pay\/done/);
		await atRest(running);
		// The tab that stood open is told by Stripe; going back in it, by us.
		await payAtStripe(tab, /4242/);
		expect(await heading(tab)).not.toMatch(/^Pay/);
		await tab.goto(`${running.stack.hubOrigin}/pay`);
		await tab.getByRole('heading', { name: 'Nothing is open' }).waitFor();
		expect(stripe.store.sessions()).toHaveLength(before + 1);
		expect(stripe.store.payments().filter(({ amount, captured }) => amount === 21_000 && captured > 0)).toHaveLength(1);
	}, 60_000);

	it('is told when an invoice was voided a second ago, when Stripe is down, and when the page there has expired', async () => {
		const { stripe, xero } = running.stack;
		const page = await newPage();
		await open(page, 'xero.elsewhere@customers.example');
		stripe.faults.add('unavailable-html', Number.POSITIVE_INFINITY);
		await page.getByRole('button', { name: /^Pay all/ }).click();
		await page.getByRole('alert').waitFor({ timeout: 30_000 });
		expect(await textOf(page.getByRole('alert'))).toContain('The payment service does not answer. Nothing was charged.');
		await looked(page);
		stripe.faults.clear();
		await page.getByRole('button', { name: /^Pay all/ }).click();
		await page.getByLabel('Email').waitFor();
		const session = stripe.store.sessions().at(-1);
		await page.goto(`${stripe.url}/`);
		await page.getByRole('row').filter({ hasText: 'open' }).filter({ hasText: '210' }).getByRole('button', { name: 'Expire' }).click();
		await page.goto(session?.url ?? '');
		expect(await heading(page)).toBe('This page has expired');
		await atRest(running);
		await page.getByRole('link', { name: /^Back/ }).click();
		expect(await page.getByRole('button', { name: /^Pay all: GBP 210.00/ }).count()).toBe(1);
		const invoice = xero.dump(running.xero).documents.find(({ number }) => number === 'E-1');
		xero.edit(running.xero).voidInvoice(invoice?.id ?? '');
		await atRest(running);
		await running.wake(String((await running.items()).find(({ sk }) => sk === 'COMPANY')?.id), `xero-${running.xero}`);
		await page.getByRole('button', { name: /^Pay all/ }).click();
		expect(await textOf(page.getByRole('main'))).toMatch(/There is nothing left to pay here|Nothing is open/);
		await looked(page);
	}, 120_000);

	it.each([
		['a link that was cut off', '/pay/AbCdEf', 'We do not know this link'],
		['a link of nobody', '/pay/AAAAAAAAAAAAAAAAAAAAAA', 'We do not know this link'],
		['a page whose cookie has gone', '/pay', 'Please open the link once more'],
	])('%s says what to do', async (_, path, words) => {
		const page = await newPage();
		await page.goto(running.stack.hubOrigin + path);
		expect(await heading(page)).toBe(words);
		await looked(page);
	});

	it('is shown nothing by its console', () => {
		expect(said).toEqual([]);
	});
});
