/** The hosted pages in a real browser: phone-sized, without JavaScript, by the keyboard alone, and clean for axe (WCAG 2.2 AA). */
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aSession, line, type Rig, startRig } from './rig.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!executablePath)
	console.warn('SKIPPED: no chromium on this machine, so the hosted pages were not looked at in a browser (apt-get install chromium)');
const phone = { viewport: { width: 360, height: 740 } };

describe.skipIf(!executablePath)(`the hosted pages in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let browser: Browser;
	let rig: Rig;
	beforeAll(async () => {
		browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
		rig = await startRig();
	});
	afterAll(async () => {
		await browser.close();
		await rig.close();
	});
	/** A session that comes back to the sandbox's own home page. */
	const session = (name = 'Invoice INV-1') =>
		aSession(rig.stripe, {
			line_items: [line(125_000, 'eur', name)],
			success_url: `${rig.sandbox.url}/?done=1`,
			cancel_url: `${rig.sandbox.url}/?back=1`,
		});
	const inPage = async (work: (page: Page) => Promise<void>, javaScriptEnabled = true): Promise<void> => {
		const context = await browser.newContext({ ...phone, javaScriptEnabled });
		try {
			await work(await context.newPage());
		} finally {
			await context.close();
		}
	};

	it('a person pays on a phone without JavaScript, after a declined card and a bank that asks', () =>
		inPage(async (page) => {
			const made = await session();
			await page.goto(made.url ?? '');
			await page.getByLabel('Email').fill('ann@example.com');
			await page.getByLabel(/0002/).check();
			await page.getByRole('button', { name: 'Pay 1,250.00 EUR' }).click();
			expect(await page.getByRole('alert').textContent()).toContain('declined');
			await page.getByLabel('Email').fill('ann@example.com');
			await page.getByLabel(/3-D Secure/).check();
			await page.getByRole('button', { name: /^Pay/ }).click();
			await page.getByRole('button', { name: 'Confirm the payment' }).click();
			expect(page.url()).toBe(`${rig.sandbox.url}/?done=1`);
			expect(await rig.stripe.checkout.sessions.retrieve(made.id)).toMatchObject({ payment_status: 'paid' });
			await page.goto(`${rig.sandbox.url}/c/pay/${made.id}`);
			expect(await page.getByRole('status').textContent()).toContain('The payment was made.');
		}, false));

	it('by the keyboard alone', () =>
		inPage(async (page) => {
			const made = await session();
			await page.goto(made.url ?? '');
			await page.keyboard.press('Tab');
			await page.keyboard.type('ann@example.com');
			await page.keyboard.press('Enter');
			await page.waitForURL(/done=1/);
			expect(await rig.stripe.checkout.sessions.retrieve(made.id)).toMatchObject({
				payment_status: 'paid',
				customer_details: { email: 'ann@example.com' },
			});
		}));

	it('every page is clean for axe and as wide as the phone', async () => {
		const open = await session(`Invoice ${'INV-1-a-rather-long-number-'.repeat(4)}`);
		const asked = await session();
		rig.sandbox.act.pay(asked.id, 'card-authenticate');
		const link = await rig.stripe.paymentLinks.create({ line_items: [line(900)], inactive_message: 'Paid, thank you.' });
		await rig.stripe.paymentLinks.update(link.id, { active: false });
		const gone = await session();
		await rig.stripe.checkout.sessions.expire(gone.id);
		rig.sandbox.addAccount({ name: 'Kontor' });
		const consent = new URLSearchParams({
			response_type: 'code',
			client_id: 'ca_test',
			scope: 'read_write',
			redirect_uri: `${rig.sandbox.url}/`,
			state: 's',
		});
		const paths = [
			`/c/pay/${open.id}`,
			`/c/pay/${asked.id}/authenticate`,
			`/c/pay/${gone.id}`,
			new URL(link.url).pathname,
			'/',
			'/events',
			'/faults',
			`/oauth/authorize?${consent.toString()}`,
		];
		await inPage(async (page) => {
			for (const path of paths) {
				await page.goto(rig.sandbox.url + path);
				const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
				expect(
					violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(' ')}`),
					path,
				).toEqual([]);
				expect(await page.evaluate('document.documentElement.scrollWidth'), path).toBeLessThanOrEqual(360);
			}
		});
	}, 120_000);
});
