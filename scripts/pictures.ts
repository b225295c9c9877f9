/**
 * The README's pictures, and how long the loop takes by hand: in chromium, from the first page of a fresh stack to paid, booked and exported, clicking what
 * a newcomer clicks. `node scripts/pictures.ts [FOLDER]`; prints clicks and minutes. Needs chromium.
 */
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { builtInScenario } from '../local/scenario/index.ts';
import { startStack } from '../local/stack.ts';
import { launch } from '../test/browser/browser.ts';

const folder = process.argv[2] ?? join(import.meta.dirname, '..', 'docs', 'pictures');
const began = performance.now();
const say = (line: string): void => console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
let clicks = 0;
const click = async (what: Locator): Promise<void> => {
	clicks += 1;
	say(`click ${clicks}: ${((await what.textContent()) ?? '').trim().slice(0, 60)}`);
	await what.click();
};
const shoot = async (what: Page | Locator, name: string): Promise<void> => {
	await what.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
	say(`picture ${name}`);
};

const [stack, browser] = await Promise.all([startStack({ dir: null, scenario: builtInScenario() }), launch()]);
say('the stack stands');
try {
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });
	context.setDefaultTimeout(120_000);
	const page = await context.newPage();
	/** The hub loads itself while it counts. */
	const calm = async (): Promise<void> => {
		while ((await page.locator('meta[http-equiv=refresh]').count()) > 0) await page.waitForTimeout(500);
		await page.waitForLoadState('load');
	};
	await page.goto(stack.hubOrigin);
	await click(page.getByRole('link', { name: 'Sign in' }));
	await click(page.getByRole('button', { name: 'Ana Demo' }));
	await click(page.getByRole('button', { name: 'Connect Xero' }).first());
	await click(page.getByRole('button', { name: 'Allow access' }));
	await page
		.getByText(/Customers owe GBP/)
		.first()
		.waitFor();
	await calm();
	await click(page.getByRole('button', { name: 'Connect QuickBooks' }).first());
	await click(page.getByRole('button', { name: 'Agree' }));
	await page
		.getByText(/Customers owe USD/)
		.first()
		.waitFor();
	await calm();
	say('both ledgers are read');
	await stack.idle({ timeoutMs: 300_000 });
	say(`${stack.mail.mails().length} mails are sent`);

	await click(page.getByRole('link', { name: 'the desk' }));
	await click(page.getByRole('link', { name: 'The inbox' }));
	const row = page
		.getByRole('row')
		.filter({ hasText: /Invoices?|invoices/ })
		.first();
	await click(row.getByRole('link'));
	const letter = page.frameLocator('iframe');
	await letter.getByRole('link').first().waitFor();
	await shoot(page, 'mail');
	await page.setViewportSize({ width: 390, height: 844 });
	await click(letter.getByRole('link', { name: /pay|pagar|оплат/i }).first());
	await page.waitForURL(`${stack.hubOrigin}/pay`);
	await shoot(page, 'pay-phone');
	await click(page.getByRole('button').first());
	await page.getByLabel('Email').fill('payer@customers.example');
	await click(page.getByRole('button', { name: /^Pay/ }));
	await page.waitForURL(/\/pay\/done/);
	await stack.idle({ timeoutMs: 300_000 });
	await page.reload();

	await page.setViewportSize({ width: 1280, height: 900 });
	await page.goto(stack.hubOrigin);
	await click(page.getByRole('button', { name: 'Make an export' }));
	await stack.idle({ timeoutMs: 300_000 });
	await page.goto(stack.hubOrigin);
	const [download] = await Promise.all([page.waitForEvent('download'), click(page.locator('#exports').getByRole('link').first())]);
	say(`downloaded ${download.suggestedFilename()}`);
	await shoot(page.locator('#payments'), 'payments');
	await shoot(page.locator('#exports'), 'export');
	await page.goto(stack.hubOrigin);
	// The answer, without the tables behind it.
	await page.setViewportSize({ width: 1280, height: 540 });
	await shoot(page, 'hub');
	await page.setViewportSize({ width: 390, height: 844 });
	await shoot(page, 'hub-phone');
	say(`from the first page to paid, booked and exported: ${clicks} clicks, ${((performance.now() - began) / 60_000).toFixed(1)} minutes`);
} finally {
	await browser.close();
	await stack.close();
}
