/**
 * A newcomer in a real browser on the running stack: sign in, connect both ledgers, read the answer, look closer, take it along, disconnect.
 * Clicks and seconds are counted and printed. `COBRO_PICTURES=1` writes the pictures of docs/pictures anew.
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, day } from '../../shared/domain/day.ts';
import { type Running, startRunning } from '../support/running.ts';
import { executablePath, launch } from './browser.ts';

if (!executablePath) console.warn('SKIPPED: no chromium on this machine, so no journey was made in a browser (apt-get install chromium)');

const pictures = join(import.meta.dirname, '..', '..', 'docs', 'pictures');
const takesPictures = process.env.COBRO_PICTURES === '1';
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };

describe.skipIf(!executablePath)(`a newcomer in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let running: Running;
	let browser: Browser;
	let hub = '';
	/** Ana's browser, in which the journey is made; what follows looks at what she connected. */
	let ana: BrowserContext;
	/** Spent by axe, which no newcomer waits for. */
	let checkedMs = 0;
	/** What the browser had to say: refused by a policy, missing, thrown. */
	const said: string[] = [];

	beforeAll(async () => {
		[running, browser] = await Promise.all([startRunning(), launch()]);
		hub = running.stack.hubOrigin;
		ana = await browser.newContext({ viewport: desktop, acceptDownloads: true });
	}, 180_000);
	afterAll(async () => {
		await browser?.close();
		await running?.close();
	});

	const newPage = async (context: BrowserContext): Promise<Page> => {
		const page = await context.newPage();
		page.setDefaultTimeout(30_000);
		// The first page is answered 401 with the way to sign in, which the browser calls a resource that failed.
		page.on('console', (message) => {
			if (!message.text().includes('401')) said.push(`${message.location().url} ${message.text()}`);
		});
		page.on('pageerror', (error) => said.push(`error: ${error.message}`));
		return page;
	};
	const textOf = async (what: Locator): Promise<string> => (await what.textContent()) ?? '';
	/** The violations axe finds on the page as it is. */
	const axe = async (page: Page): Promise<string[]> => {
		const began = performance.now();
		const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
		checkedMs += performance.now() - began;
		return violations.map(({ id, nodes }) => `${new URL(page.url()).pathname} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
	};
	const overflow = (page: Page): Promise<unknown> =>
		page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
	const picture = async (page: Page, name: string): Promise<void> => {
		if (!takesPictures) return;
		mkdirSync(pictures, { recursive: true });
		await page.screenshot({ path: join(pictures, name), animations: 'disabled' });
	};
	/** The hub, done with counting: it loads itself until then. No `waitForFunction`: it evaluates in the page, which its policy refuses. */
	const settled = async (page: Page): Promise<void> => {
		await page.locator('html:has(main):not(:has(meta[http-equiv=refresh]))').waitFor({ timeout: 60_000 });
		await page.waitForLoadState('load');
	};
	const signIn = async (context: BrowserContext, who = 'Ana Demo'): Promise<Page> => {
		const page = await newPage(context);
		await page.goto(`${hub}/sign-in`);
		await page.getByRole('button', { name: who }).click();
		await page.waitForURL(`${hub}/`);
		return page;
	};

	it('gets from nothing to both ledgers’ totals with a few clicks, watching the count', async () => {
		const page = await newPage(ana);
		const began = performance.now();
		const clicked: string[] = [];
		const click = async (what: Locator): Promise<void> => {
			clicked.push((await textOf(what)).replace(/ana@\S+/, '').trim());
			await what.click();
		};
		await page.goto(hub);
		expect(await axe(page)).toEqual([]);
		await click(page.getByRole('link', { name: 'Sign in' }));
		expect(await axe(page)).toEqual([]);
		await click(page.getByRole('button', { name: 'Ana Demo' }));
		await page.getByRole('heading', { name: 'Connect a ledger' }).waitFor();
		expect(await axe(page)).toEqual([]);

		await click(page.getByRole('button', { name: 'Connect Xero' }));
		await page.getByRole('heading', { name: 'read your organisations' }).waitFor();
		expect(await axe(page)).toEqual([]);
		// Reading is slowed down, so that there is something to watch.
		running.stack.xero.faults.add('throttled-concurrent', 1, '/Payments');
		await click(page.getByRole('button', { name: 'Allow access' }));
		await page.waitForURL(`${hub}/`);
		expect(await textOf(page.getByRole('status'))).toContain('Connected');
		await page.getByText(/Counting .*Brightwater/).waitFor();
		await running.stack.idle();
		const company = String((await running.items()).find(({ sk }) => sk === 'COMPANY')?.id);
		await running.wake(company, `xero-${running.xero}`);
		await page
			.getByText(/Customers owe/)
			.first()
			.waitFor({ timeout: 30_000 });
		const firstTotals = (performance.now() - began - checkedMs) / 1000;
		await settled(page);

		await click(page.getByRole('button', { name: 'Connect QuickBooks' }));
		await page.getByText('asks to read').waitFor();
		expect(await axe(page)).toEqual([]);
		await click(page.getByRole('button', { name: 'Agree' }));
		await page.waitForURL(`${hub}/`);
		await page.getByText(/Customers owe USD/).waitFor({ timeout: 30_000 });
		await settled(page);
		const seconds = (performance.now() - began - checkedMs) / 1000;

		const lines = await page.locator('.glance li').allInnerTexts();
		expect(lines).toHaveLength(6);
		for (const line of lines) expect(line).toMatch(/Ties to the ledger/);
		expect(lines.filter((line) => /% is overdue, most by .+, oldest \d+.days?/.test(line)).length).toBeGreaterThanOrEqual(4);
		console.log(
			`browser: first totals after ${firstTotals.toFixed(1)} s, both ledgers after ${seconds.toFixed(1)} s and ${clicked.length} clicks (${clicked.join(' · ')})`,
		);
		expect(clicked.length).toBeLessThanOrEqual(6);
		await page.close();
	}, 120_000);

	it.each([
		['a desk', desktop],
		['a phone', phone],
	] as const)(
		'the hub and a customer on %s: axe finds nothing, nothing sticks out',
		async (where, viewport) => {
			const page = await newPage(ana);
			await page.setViewportSize(viewport);
			await page.goto(hub);
			expect(await axe(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
			await picture(page, where === 'a phone' ? 'hub-phone.png' : 'hub.png');
			await page.getByRole('rowheader').getByRole('link').first().click();
			await page.getByRole('heading', { name: 'Documents' }).waitFor();
			expect(await axe(page)).toEqual([]);
			expect(await overflow(page)).toBe(0);
			if (where === 'a desk') await picture(page, 'customer.png');
			await page.close();
		},
		60_000,
	);

	it('opens the customer who owes most, sees the documents behind the figure, and comes back', async () => {
		const page = await newPage(ana);
		await page.goto(hub);
		const row = page
			.getByRole('table', { name: /Customers by overdue in GBP/ })
			.getByRole('row')
			.nth(1);
		const name = await textOf(row.getByRole('link'));
		const overdue = await textOf(row.getByRole('cell').nth(1).locator('b'));
		await row.getByRole('link').click();
		await page.getByRole('heading', { level: 1, name }).waitFor();
		expect(await textOf(page.locator('dl.facts').first())).toContain(overdue);
		expect(await page.getByRole('row', { name: /days late/ }).count()).toBeGreaterThan(0);
		await page.getByRole('link', { name: 'Back to all receivables' }).click();
		await page.getByRole('heading', { level: 1, name: 'Receivables' }).waitFor();
		await page.close();
	});

	it('looks ahead with the as-of day, keeps it on the way, and comes back to today', async () => {
		const page = await newPage(ana);
		await page.goto(hub);
		const later = addDays(day(await page.getByLabel('As of').inputValue()), 45);
		await page.getByLabel('As of').fill(later);
		await page.getByRole('button', { name: 'Show' }).click();
		await page.getByRole('link', { name: 'Back to today' }).waitFor();
		expect(new URL(page.url()).searchParams.get('asOf')).toBe(later);
		expect(await axe(page)).toEqual([]);
		await page.getByRole('rowheader').getByRole('link').first().click();
		expect(new URL(page.url()).searchParams.get('asOf')).toBe(later);
		await page.goBack();
		await page.getByRole('link', { name: 'Back to today' }).click();
		expect(page.url()).toBe(`${hub}/`);
		await page.close();
	});

	it('takes the customers of a currency along as a file', async () => {
		const page = await newPage(ana);
		await page.goto(hub);
		await page.locator('summary', { hasText: 'EUR' }).click();
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /Download as CSV.*EUR/ }).click()]);
		expect(download.suggestedFilename()).toMatch(/^receivables-EUR-\d{4}-\d{2}-\d{2}\.csv$/);
		const text = readFileSync(await download.path(), 'utf8');
		expect(text.startsWith('\ufeffcustomer,')).toBe(true);
		expect(text.trim().split('\r\n').length).toBeGreaterThan(5);
		await page.close();
	});

	it('with JavaScript switched off does all of it the same', async () => {
		const context = await browser.newContext({ viewport: phone, javaScriptEnabled: false });
		const page = await signIn(context);
		expect(await page.getByText(/Customers owe/).count()).toBe(6);
		await page.getByRole('rowheader').getByRole('link').first().click();
		await page.getByRole('link', { name: 'Back to all receivables' }).click();
		await page.locator(`form[action="/connections/xero-${running.xero}/recount"] button`).click();
		expect(await textOf(page.getByRole('status'))).toContain('Checking every figure');
		await running.stack.idle();
		await page.reload();
		expect(await page.getByText(/nothing off/).count()).toBeGreaterThan(0);
		await context.close();
	}, 60_000);

	it('with the keyboard alone signs in, opens a customer and comes back', async () => {
		const context = await browser.newContext({ viewport: desktop });
		const page = await newPage(context);
		/** Tab until the focus is on something with these words, then Enter. */
		const go = async (words: RegExp): Promise<void> => {
			for (let presses = 0; presses < 60; presses++) {
				await page.keyboard.press('Tab');
				const on = String(
					await page.evaluate("(document.activeElement?.innerText ?? '') + (document.activeElement?.getAttribute('aria-label') ?? '')"),
				);
				if (!words.test(on)) continue;
				await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
				return;
			}
			throw new Error(`the keyboard does not reach ${String(words)} on ${page.url()}`);
		};
		await page.goto(hub);
		await go(/^Sign in/);
		await go(/^Ana Demo/);
		await page.getByRole('heading', { level: 1, name: 'Receivables' }).waitFor();
		const most = await textOf(page.getByRole('rowheader').getByRole('link').first());
		await go(new RegExp(`^${most.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&')}`));
		await page.getByRole('heading', { level: 1, name: most }).waitFor();
		await go(/Back to all receivables/);
		await go(/^Sign out/);
		await page.getByRole('heading', { name: /signed out/i }).waitFor();
		await context.close();
	}, 60_000);

	it('pays an invoice in the Xero sandbox, and the hub follows its webhook', async () => {
		const page = await newPage(ana);
		await page.goto(hub);
		const before = await textOf(page.locator('#h-GBP'));
		await page.goto(running.stack.xero.origin);
		expect(await axe(page)).toEqual([]);
		await page.getByRole('link', { name: 'Brightwater' }).click();
		expect(await axe(page)).toEqual([]);
		await page.getByRole('row').filter({ hasText: 'AUTHORISED' }).filter({ hasText: 'GBP' }).first().getByRole('link').click();
		expect(await axe(page)).toEqual([]);
		await picture(page, 'xero-sandbox.png');
		await page.getByRole('button', { name: 'Pay', exact: true }).click();
		await page.getByRole('cell', { name: 'PAID' }).waitFor();
		await running.stack.idle();
		const company = String((await running.items()).find(({ sk }) => sk === 'COMPANY')?.id);
		await running.wake(company, `xero-${running.xero}`);
		await page.goto(hub);
		const after = await textOf(page.locator('#h-GBP'));
		expect(after).not.toBe(before);
		expect(await textOf(page.locator('.glance li', { hasText: 'GBP' }))).toMatch(/Ties to the ledger/);
		await page.close();
	}, 60_000);

	it('the other sandbox pages read well too', async () => {
		const page = await newPage(ana);
		for (const address of ['/faults', `/organisations/${running.xero}/contacts`].map((path) => running.stack.xero.origin + path)) {
			await page.goto(address);
			expect(await axe(page)).toEqual([]);
		}
		await page.goto(running.stack.quickbooks.origin);
		expect(await axe(page)).toEqual([]);
		await page.getByRole('link', { name: 'Mesa Verde' }).first().click();
		expect(await axe(page)).toEqual([]);
		await page
			.getByRole('link', { name: /^Invoice/ })
			.first()
			.click();
		expect(await axe(page)).toEqual([]);
		await page.close();
	}, 60_000);

	it('disconnects a ledger after being asked, and its figures leave the page', async () => {
		const page = await newPage(ana);
		await page.goto(hub);
		await page.locator('summary', { hasText: 'Disconnect Mesa Verde' }).click();
		await page.getByRole('button', { name: /Yes, disconnect Mesa Verde/ }).click();
		expect(await textOf(page.getByRole('status'))).toContain('Disconnected');
		expect(await page.getByText(/Customers owe USD/).count()).toBe(0);
		expect(await page.getByText(/Customers owe GBP/).count()).toBe(1);
		expect(await page.getByText('– Disconnected').count()).toBe(1);
		await running.stack.idle();
		await page.close();
	});

	it('is shown nothing by its console: no policy refused, nothing missing', () => {
		expect(said).toEqual([]);
	});

	it('pictures are small', () => {
		for (const name of ['hub.png', 'hub-phone.png', 'customer.png', 'xero-sandbox.png'])
			expect([name, statSync(join(pictures, name)).size < 300_000]).toEqual([name, true]);
	});
});
