/** The inbox in a real browser: what a mail may do there, and what a person can do with it on a phone. */

import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalServer, serveLocal } from '../../../local/sandbox/server.ts';
import { executablePath, launch } from '../../browser/browser.ts';
import { compose, openPost, type Post, sender } from './post.ts';

if (!executablePath)
	console.warn('SKIPPED: no chromium on this machine, so the inbox was not opened in a browser (apt-get install chromium)');

describe.skipIf(!executablePath)(`the inbox in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let post: Post;
	let browser: Browser;
	let shop: LocalServer;
	/** Paths asked of the page that the mail links to, with the Referer. */
	const asked: [path: string, referer: string | undefined][] = [];
	let id = '';

	beforeAll(async () => {
		[post, browser] = await Promise.all([openPost(), launch()]);
		shop = await serveLocal({
			port: 0,
			name: 'a shop',
			routes: {
				'ANY /{path+}': ({ params, headers }) => {
					asked.push([params.path ?? '', headers.referer]);
					return {
						headers: { 'x-frame-options': 'DENY' },
						body: `<h1>Pay</h1><form><button>Pay</button></form><script>document.title = 'runs ' + origin</script>`,
					};
				},
			},
		});
		const Data = await compose({
			from: { name: 'ООО «Ромашка»', address: sender },
			to: 'anna@customer.example',
			subject: `Счёт № 17 ${'очень длинная тема '.repeat(8)}`,
			text: `Pay: ${shop.origin}/text`,
			html: `<html><head></head><body><script>fetch('${shop.origin}/script')</script><img src="${shop.origin}/pixel.png" onerror="fetch('${shop.origin}/onerror')">
<p><a href="${shop.origin}/same">Pay here</a> <a target="_blank" href="${shop.origin}/new">Pay there</a></p><form action="${shop.origin}/form"><button>Send</button></form></body></html>`,
			attachments: [{ filename: 'счёт.pdf', content: 'x' }],
		});
		id = (await post.ses.send(new SendRawEmailCommand({ RawMessage: { Data }, ConfigurationSetName: 'reminders' }))).MessageId ?? '';
		post.mail.suppression.add('boris@customer.example', 'BOUNCE');
		post.mail.faults.add('slow', 1, 'nobody@');
	}, 60_000);
	afterAll(async () => {
		await browser?.close();
		await shop?.close();
		await post?.close();
	});

	/** As wide as a phone. */
	const phone = async (javaScriptEnabled: boolean): Promise<Page> => {
		const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled });
		context.setDefaultTimeout(30_000);
		return context.newPage();
	};

	it('runs no script, sends no form and fetches nothing of a mail; a link leads out of the frame', async () => {
		const page = await (await browser.newContext()).newPage();
		await page.goto(`${post.mail.inboxUrl}/${id}`);
		const mail = page.frameLocator('iframe');
		await mail.getByRole('button', { name: 'Send' }).click();
		await mail.getByRole('link', { name: 'Pay here' }).waitFor();
		await page.waitForTimeout(300);
		expect(asked).toEqual([]);
		await mail.getByRole('link', { name: 'Pay here' }).click();
		await page.waitForURL(`${shop.origin}/same`);
		// The page it leads to is a page like any other: its script runs, with its own origin.
		expect(await page.title()).toBe(`runs ${shop.origin}`);
		await page.goBack();
		const [popup] = await Promise.all([page.waitForEvent('popup'), mail.getByRole('link', { name: 'Pay there' }).click()]);
		await popup.waitForURL(`${shop.origin}/new`);
		expect(await popup.title()).toBe(`runs ${shop.origin}`);
		expect(asked.filter(([path]) => path !== 'favicon.ico')).toEqual([
			['same', undefined],
			['new', undefined],
		]);
	});

	it('fits a phone, needs no JavaScript, and axe finds nothing', async () => {
		const page = await phone(false);
		const paths = ['/inbox', `/inbox/${id}`, '/switches'];
		for (const path of paths) {
			await page.goto(post.mail.url + path);
			const box = await page.locator('main').boundingBox();
			expect([path, (box?.x ?? 0) + (box?.width ?? 999) <= 390]).toEqual([path, true]);
		}
		await page.goto(post.mail.inboxUrl);
		await page.getByRole('link', { name: /Счёт № 17/ }).click();
		await page.getByRole('button', { name: 'They open it' }).click();
		expect(await page.getByRole('status').textContent()).toBe('They opened it.');
		const checked = await phone(true);
		for (const path of paths) {
			await checked.goto(post.mail.url + path);
			// A page wider than the phone would have to be pushed sideways.
			expect([path, await checked.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390]);
		}
		// Axe cannot enter the locked frame, and waits for it for ever: it looks at a mail of text only.
		const plain = await post.send('anna@customer.example', 'Plain');
		for (const path of ['/inbox', `/inbox/${plain}`, '/switches']) {
			await checked.goto(post.mail.url + path);
			const { violations } = await new AxeBuilder({ page: checked }).setLegacyMode().analyze();
			expect(violations.map(({ id: rule, nodes }) => `${path} ${rule}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
		}
		if (process.env.COBRO_MAIL_PICTURES) {
			for (const [i, path] of paths.entries()) {
				await checked.goto(post.mail.url + path);
				await checked.screenshot({ path: `${process.env.COBRO_MAIL_PICTURES}/mail-${i}.png`, fullPage: true });
			}
		}
	});
});
