/** The customer's pages in a real browser, with the headers they are served with: axe (WCAG 2.2 AA), the keyboard alone, no JavaScript, 30 KB. */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askNames } from '../../shared/wire/ask-view.ts';
import { askPage } from '../../web/pay/ask-page.ts';
import { codePage } from '../../web/pay/code-page.ts';
import { type Voice, voiceOf } from '../../web/pay/figures.ts';
import { payHeaders } from '../../web/pay/headers.ts';
import { messagePage } from '../../web/pay/message-page.ts';
import { payPage } from '../../web/pay/pay-page.ts';
import { style } from '../../web/pay/style.ts';
import { toldAllPage, toldPage } from '../../web/pay/told.ts';
import { messageNames } from '../../web/pay/word-shape.ts';
import { catalogue, languages } from '../../web/pay/words.ts';
import {
	aBalanceView,
	anAskView,
	anInvoiceView,
	anOffer,
	aPayView,
	fullView,
	hostileAskView,
	refusedAskView,
	refusedView,
	usualView,
} from './samples.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!executablePath)
	console.warn('SKIPPED: no chromium on this machine, so the payment pages were not looked at in a browser (apt-get install chromium)');

const evil = '</bdi><script>document.title="broken out"</script>"\'><img src=x onerror=\'document.title="broken out"\'>';
const hostile = aPayView([aBalanceView([anInvoiceView({ id: evil, number: evil, reference: evil })])], {
	payee: evil,
	customer: evil,
	company: evil,
});

const coming = (voice: Voice): string =>
	messagePage(voice, {
		name: 'coming',
		payee: 'Lumen Studio S.L.',
		paid: { minor: 12_550, currency: usualView.balances[0]?.currency ?? ('EUR' as never), numbers: ['INV-1', '', 'INV-3'] },
		again: '/pay/done?checkout=1',
		inLanguage: (language) => `/pay?lang=${language}`,
	});
const pages: Readonly<Record<string, string>> = Object.fromEntries(
	languages.flatMap((language) => {
		const voice = voiceOf(language, []);
		return [
			[`/usual-${language}`, payPage(voice, usualView)],
			[`/refused-${language}`, payPage(voice, refusedView)],
			[`/nothing-${language}`, payPage(voice, aPayView([]))],
			[`/coming-${language}`, coming(voice)],
			[`/full-${language}`, payPage(voice, fullView)],
			[`/hostile-${language}`, payPage(voice, hostile)],
			...askNames.map((what) => [`/${what}-${language}`, askPage(voice, anAskView(what))]),
			[`/ask-refused-${language}`, askPage(voice, refusedAskView)],
			[
				`/code-${language}`,
				codePage(voice, { ...anAskView('plan'), id: 'a'.repeat(24), address: 'a•••@acme.example', problem: 'code-wrong' }),
			],
			[`/told-${language}`, toldPage(voice, { ...anAskView('plan'), told: anOffer, problem: null, sent: false })],
			[`/ask-hostile-${language}`, askPage(voice, hostileAskView(evil))],
			[`/told-all-${language}`, toldAllPage(voice, anAskView('plan'), fullView.told)],
		];
	}),
);

describe('the pages', () => {
	it('weigh at most 30 KB, style and all, however much there is on them', () => {
		for (const [path, page] of Object.entries(pages)) expect([path, Buffer.byteLength(page) <= 30_000]).toEqual([path, true]);
		expect(Buffer.byteLength(style)).toBeLessThan(5_500);
	});

	it('load nothing, run nothing, and say no token', () => {
		for (const page of Object.values(pages)) {
			expect(page).not.toMatch(/<script(?!>document\.title)[^>]*src|@import|url\(|https?:\/\/(?!checkout\.stripe\.com)/);
			expect(page).not.toContain('/pay/p');
		}
	});

	it('are in one language each, and every one has every word', () => {
		for (const language of languages) {
			expect(pages[`/usual-${language}`]).toContain(`<html lang="${language}">`);
			for (const name of messageNames) expect(catalogue[language].message[name].text.length).toBeGreaterThan(20);
			// Cyrillic stays in Russian but for the switch itself.
			if (language !== 'ru') expect((pages[`/usual-${language}`] ?? '').replaceAll('Русский', '')).not.toMatch(/[а-яё]/i);
		}
	});

	it('forbid everything but themselves and Stripe', () => {
		const headers = payHeaders(['https://checkout.stripe.com']);
		expect(headers['content-security-policy']).toMatch(
			/^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self' https:\/\/checkout\.stripe\.com; frame-ancestors 'none'; base-uri 'none'$/,
		);
		expect(headers).toMatchObject({
			'referrer-policy': 'no-referrer',
			'cache-control': 'no-store',
			'x-robots-tag': 'noindex, nofollow, noarchive',
		});
	});
});

describe.skipIf(!executablePath)(`in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let browser: Browser;
	let server: Server;
	let origin = '';
	const contexts: BrowserContext[] = [];
	beforeAll(async () => {
		server = createServer((request, answer) => {
			answer.writeHead(200, payHeaders([]));
			answer.end(pages[new URL(request.url ?? '/', 'http://x').pathname] ?? '');
		});
		await new Promise<void>((done) => {
			server.listen(0, '127.0.0.1', done);
		});
		origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
	});
	afterEach(async () => {
		await Promise.all(contexts.splice(0).map((context) => context.close()));
	});
	afterAll(async () => {
		await browser?.close();
		server?.closeAllConnections();
		server?.close();
	});
	const open = async (path: string, width = 390, colorScheme: 'light' | 'dark' = 'light', javaScriptEnabled = true): Promise<Page> => {
		const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, javaScriptEnabled });
		contexts.push(context);
		const page = await context.newPage();
		await page.goto(origin + path);
		return page;
	};

	it.each([
		...languages.map((language) => ({ path: `/usual-${language}`, width: 390, scheme: 'light' as const })),
		...languages.map((language) => ({ path: `/refused-${language}`, width: 320, scheme: 'light' as const })),
		...languages.map((language) => ({ path: `/ask-refused-${language}`, width: 320, scheme: 'dark' as const })),
		{ path: '/told-ru', width: 320, scheme: 'dark' as const },
		{ path: '/code-es', width: 320, scheme: 'light' as const },
		{ path: '/refused-en', width: 390, scheme: 'dark' as const },
		{ path: '/coming-es', width: 390, scheme: 'dark' as const },
		{ path: '/nothing-ru', width: 1280, scheme: 'light' as const },
		{ path: '/full-ru', width: 320, scheme: 'light' as const },
	])(
		'axe finds nothing on $path at $width px, $scheme, and nothing runs over the edge',
		async ({ path, width, scheme }) => {
			const page = await open(path, width, scheme);
			const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode().analyze();
			expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
			expect(passes.length).toBeGreaterThan(0);
			expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
		},
		60_000,
	);

	it('every control is reached by the keyboard, visibly, and is 24 px or more', async () => {
		const page = await open('/refused-en');
		const wanted = Number(await page.evaluate("document.querySelectorAll('a[href],button,input:not([type=hidden])').length"));
		const reached = new Set<string>();
		for (let presses = 0; presses < wanted + 3; presses++) {
			await page.keyboard.press('Tab');
			const at = String(
				await page.evaluate(`(() => {
				const on = document.activeElement, style = getComputedStyle(on), box = on.getBoundingClientRect();
				const i = [...document.querySelectorAll('a[href],button,input:not([type=hidden])')].indexOf(on);
				return [i, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2, on.closest('.bad,.skip') !== null || box.height >= 24].join(' ');
			})()`),
			);
			if (at.startsWith('-1')) continue;
			expect(at).toMatch(/true true$/);
			reached.add(at.split(' ')[0] ?? '');
		}
		expect(reached.size).toBe(wanted);
	});

	it('Enter in an amount sends the chosen invoices, never all of them', async () => {
		const page = await open('/usual-en', 390, 'light', false);
		const sent = page.waitForRequest((request) => request.method() === 'POST');
		await page.getByLabel('Amount in EUR Invoice INV-2026-0107').fill('12.50');
		await page.getByLabel('Amount in EUR Invoice INV-2026-0107').press('Enter');
		const fields = new URLSearchParams((await sent).postData() ?? '');
		expect(fields.get('what')).toBe('chosen');
		expect(fields.get('amount.0107')).toBe('12.50');
	});

	it('hostile names are text', async () => {
		const page = await open('/hostile-en');
		expect(await page.title()).toBe(`Pay ${evil}`);
		expect(await page.locator('script, img').count()).toBe(0);
		expect(await page.locator('h1 bdi').textContent()).toBe(evil);
		const asking = await open('/ask-hostile-en');
		expect(await asking.title()).toBe('When will you pay?');
		expect(await asking.locator('script, img').count()).toBe(0);
		expect(await asking.getByLabel('Amount').inputValue()).toBe(evil);
	});
});
