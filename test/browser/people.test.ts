/** In real browsers on the running stack: Ana invites Boris from the page, he follows the letter's link on his phone, signs in and is in her company. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitationFor } from '../support/invited.ts';
import { type Running, startRunning } from '../support/running.ts';
import { executablePath, launch } from './browser.ts';

if (!executablePath) console.warn('SKIPPED: no chromium on this machine, so nobody was invited in a browser (apt-get install chromium)');

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };
/** `COBRO_LOOK=<folder>`: pictures of every page that is looked at, for a person. */
const lookIn = process.env.COBRO_LOOK;

describe.skipIf(!executablePath)(`people in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let running: Running;
	let browser: Browser;
	/** What the browser had to say on our pages: refused by a policy, missing, thrown. */
	const said: string[] = [];

	const newPage = async (viewport: { width: number; height: number }): Promise<Page> => {
		const page = await (await browser.newContext({ viewport })).newPage();
		page.setDefaultTimeout(30_000);
		page.on('console', (message) => {
			if (message.location().url.startsWith(running.stack.hubOrigin)) said.push(message.text());
		});
		page.on('pageerror', (error) => said.push(error.message));
		return page;
	};
	const looked = async (page: Page, picture: string): Promise<void> => {
		const usual = page.viewportSize() ?? phone;
		for (const size of [desk, phone]) {
			await page.setViewportSize(size);
			const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
			const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
			expect([violations.map(({ id }) => id), overflow], picture).toEqual([[], 0]);
			if (lookIn !== undefined) await page.screenshot({ path: `${lookIn}/${picture}-${size.width}.png`, fullPage: true });
		}
		await page.setViewportSize(usual);
	};

	beforeAll(async () => {
		[running, browser] = await Promise.all([startRunning(), launch()]);
	}, 180_000);
	afterAll(async () => {
		await browser?.close();
		await running?.close();
	});

	it('invites, joins, changes a role', async () => {
		const hub = running.stack.hubOrigin;
		const ana = await newPage(desk);
		await ana.goto(`${hub}/sign-in`);
		await ana.getByRole('button', { name: 'Ana Demo' }).click();
		await ana.waitForURL(`${hub}/`);
		await ana.getByRole('link', { name: 'People' }).click();
		await ana.getByLabel('Their address').fill('boris@demo.example');
		await ana.getByRole('group', { name: 'What they may do' }).last().getByLabel('Sales').check();
		await ana.getByLabel('The letter’s language').selectOption({ label: 'Русский' });
		await ana.getByRole('button', { name: 'Invite', exact: true }).click();
		await ana.getByText('Invited. The letter leaves within a minute.').waitFor();
		await running.stack.idle();
		await looked(ana, 'people');

		const boris = await newPage(phone);
		await boris.goto(await invitationFor(running, 'boris@demo.example'));
		expect(await boris.getByRole('heading', { level: 1 }).textContent()).toBe('Ana Demo invites you to Ana Demo’s company');
		await looked(boris, 'join');
		await boris.getByRole('button', { name: 'Sign in and join' }).click();
		await boris.getByRole('button', { name: 'Boris Demo' }).click();
		await boris.waitForURL(`${hub}/`);
		await boris.goto(`${hub}/people`);
		expect(await boris.getByRole('listitem').filter({ hasText: 'Boris Demo (you)' }).textContent()).toContain('Finance, Sales');
		await looked(boris, 'people-looked-at');

		await ana.reload();
		const him = ana.getByRole('listitem').filter({ hasText: 'boris@demo.example; here since' });
		await him.locator('summary').click();
		await him.getByLabel('Finance').uncheck();
		await him.getByRole('button', { name: 'Keep these roles' }).click();
		await ana.getByText('The roles are changed.').waitFor();
		await him.locator('summary').click();
		await him.getByRole('button', { name: 'Remove Boris Demo' }).click();
		await ana.getByText('Removed. They are signed out with their next click.').waitFor();
		await boris.reload();
		expect(await boris.getByRole('heading', { level: 1 }).textContent()).toBe('You are in no company here');
		expect(said.filter((each) => !each.includes('403'))).toEqual([]);
	}, 120_000);
});
