/**
 * The pages in a real browser, with the headers they are served with: axe (WCAG 2.2 AA) on phone and desktop, light and dark; the keyboard
 * alone; the content security policy; the way out to a provider. Needs chromium; CI installs it (`apt-get install chromium`).
 */
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { arrangementPage } from '../../web/arrangement-page.ts';
import { arrangementsPage } from '../../web/arrangements-page.ts';
import { bankPage } from '../../web/bank-page.ts';
import { booksPage } from '../../web/books-page.ts';
import { customerPage } from '../../web/customer-page.ts';
import { dayPage } from '../../web/day-page.ts';
import { debtorPage } from '../../web/debtor-page.ts';
import { debtorsPage } from '../../web/debtors-page.ts';
import { documentPage } from '../../web/document-page.ts';
import { pageHeaders } from '../../web/http-headers.ts';
import { hubPage } from '../../web/hub-page.ts';
import { joinPage, notJoinedPage } from '../../web/join-page.ts';
import { leavePage } from '../../web/leave-page.ts';
import { limitsPage } from '../../web/limits-page.ts';
import { movePage } from '../../web/move-page.ts';
import { payablesPage } from '../../web/payables-page.ts';
import { peoplePage } from '../../web/people-page.ts';
import { postConfirmPage } from '../../web/post-confirm-page.ts';
import { postPage } from '../../web/post-page.ts';
import { postingAccountsPage } from '../../web/posting-accounts-page.ts';
import { postingsPage } from '../../web/postings-page.ts';
import { problemPage } from '../../web/problem-page.ts';
import { signedOutPage } from '../../web/signed-out-page.ts';
import { worklistPage } from '../../web/worklist-page.ts';
import {
	arrangementsView,
	disputePage,
	limitsView,
	planPage,
	proposedPage,
	refusedArrangementsView,
	workView,
} from './arrangement-samples.ts';
import { bankBehind, bankForbidden, bankSaid } from './bank-samples.ts';
import { booksDiffer, booksExplained, booksForbidden } from './books-samples.ts';
import { debtorsView, debtorView } from './debtor-samples.ts';
import { documentView } from './document-samples.ts';
import { moveAsked, moveDemanded, moves, moveWaits } from './move-samples.ts';
import { payablesView } from './payables-samples.ts';
import { joinView, peoplePageView, peopleRefused } from './people-samples.ts';
import { postConfirmView, postingAccountsView, postingsView, postView } from './posting-samples.ts';
import { counting, customerDocuments, customerView, dayView, firstRun, healthy, problems, troubled, user } from './samples.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
if (!executablePath) console.warn('SKIPPED: no chromium on this machine, so no page was looked at in a browser (apt-get install chromium)');

const hostileName = '</bdi><script>document.title="broken out"</script>"\'><img src=x onerror=\'document.title="broken out"\'> \u202eشركة';
const hostile = {
	...healthy,
	customers: healthy.customers.map((view) => ({ ...view, rows: view.rows.map((row) => ({ ...row, name: hostileName })) })),
};

/** What is folded is not looked at: here every form is, at once. */
const unfolded = (page: string): string => page.replace(/<details[^>]*>/g, '<details open>');

const [badRequest] = problems;
if (!badRequest) throw new RangeError('there is no sample problem');
const pages: Readonly<Record<string, string>> = {
	'/healthy': hubPage(healthy),
	'/troubled': hubPage(troubled),
	'/counting': hubPage(counting),
	'/still': hubPage({ ...counting, still: true }),
	'/first-run': hubPage(firstRun),
	'/hostile': hubPage(hostile),
	'/customer': customerPage(customerView),
	'/document': documentPage(documentView),
	'/debtors': debtorsPage(debtorsView),
	'/debtor': debtorPage(debtorView),
	'/day': dayPage(dayView),
	'/arrangements': unfolded(arrangementsPage(arrangementsView)),
	'/arrangements-refused': arrangementsPage(refusedArrangementsView),
	'/dispute': arrangementPage(disputePage),
	'/proposed': arrangementPage(proposedPage),
	'/plan': unfolded(arrangementPage(planPage)),
	'/worklist': worklistPage(workView),
	'/limits': limitsPage(limitsView),
	'/people': unfolded(peoplePage(peoplePageView)),
	'/people-refused': peoplePage(peopleRefused),
	'/join': joinPage(joinView),
	'/not-joined': notJoinedPage({ title: 'You have not joined', detail: 'This invitation was taken back.', token: joinView.token }),
	'/bank': bankPage(bankBehind),
	'/bank-said': bankPage(bankSaid),
	'/bank-forbidden': bankPage(bankForbidden),
	'/books-explained': booksPage(booksExplained),
	'/books-differ': booksPage(booksDiffer),
	'/books-forbidden': booksPage(booksForbidden),
	'/moves': hubPage({ ...firstRun, moves }),
	'/move': movePage(moveDemanded),
	'/move-waits': movePage(moveWaits),
	'/move-asked': movePage(moveAsked),
	'/payables': payablesPage(payablesView),
	'/postings': postingsPage(postingsView),
	'/posting-accounts': postingAccountsPage(postingAccountsView),
	'/post': postPage(postView),
	'/post-confirm': postConfirmPage(postConfirmView),
	'/problem': problemPage(badRequest, user),
	'/signed-out': signedOutPage(),
};

describe.skipIf(!executablePath)(`in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let browser: Browser;
	/** Opened by the present test, closed after it. */
	const contexts: BrowserContext[] = [];
	let hub: Server;
	let provider: Server;
	let origin = '';
	/** Origin headers of POSTs the hub was sent. */
	const origins: (string | undefined)[] = [];

	const listen = async (server: Server): Promise<string> => {
		await new Promise<void>((done) => {
			server.listen(0, '127.0.0.1', done);
		});
		return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	};

	beforeAll(async () => {
		provider = createServer((request, answer) => {
			answer.writeHead(200, { 'content-type': 'text/html' });
			answer.end(`<!doctype html><title>Consent</title><p id="referrer">${request.headers.referer ?? 'none'}</p>`);
		});
		const consent = `${await listen(provider)}/consent?state=a%22b`;
		hub = createServer((request, answer) => {
			if (request.method === 'POST') origins.push(request.headers.origin);
			const page =
				request.method === 'POST' ? leavePage({ provider: 'xero', url: consent }) : pages[new URL(request.url ?? '/', origin).pathname];
			answer.writeHead(page === undefined ? 404 : 200, pageHeaders());
			answer.end(page);
		});
		origin = await listen(hub);
		browser = await chromium.launch({
			...(executablePath && { executablePath }),
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
				'--no-first-run',
			],
		});
	});

	afterEach(async () => {
		await Promise.all(contexts.splice(0).map((context) => context.close()));
	});
	afterAll(async () => {
		await browser?.close();
		for (const server of [hub, provider]) {
			server?.closeAllConnections();
			server?.close();
		}
	});

	const open = async (path: string, width = 1280, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> => {
		const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
		const page = await context.newPage();
		await page.goto(origin + path);
		contexts.push(context);
		return page;
	};

	// Dark differs in colours only. The counting page loads itself, which axe's meta-refresh rule refuses by design (it offers "Stop that");
	// `/still` is the same page after that link and is checked whole.
	const looks = [
		{ width: 1280, colorScheme: 'light', rules: null },
		{ width: 390, colorScheme: 'light', rules: null },
		{ width: 1280, colorScheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
	] as const;
	/** One tab goes through all of them: pages run no script, so at another width or in another scheme they are as if opened so. */
	let tab: Page | null = null;
	beforeAll(async () => {
		tab = await (await browser.newContext()).newPage();
	});

	it.each([
		'/healthy',
		'/troubled',
		'/still',
		'/first-run',
		'/customer',
		'/debtors',
		'/debtor',
		'/document',
		'/day',
		'/bank',
		'/bank-said',
		'/bank-forbidden',
		'/books-explained',
		'/books-differ',
		'/books-forbidden',
		'/moves',
		'/move',
		'/move-waits',
		'/move-asked',
		'/payables',
		'/postings',
		'/posting-accounts',
		'/post',
		'/post-confirm',
		'/arrangements',
		'/arrangements-refused',
		'/dispute',
		'/proposed',
		'/plan',
		'/worklist',
		'/limits',
		'/people',
		'/people-refused',
		'/join',
		'/not-joined',
		'/problem',
		'/signed-out',
	])(
		'axe finds nothing on %s, wide and on a phone, light and dark',
		async (path) => {
			if (!tab) throw new Error('there is no tab');
			const page = tab;
			await page.goto(origin + path);
			for (const [n, { width, colorScheme, rules }] of looks.entries()) {
				await page.setViewportSize({ width, height: 844 });
				await page.emulateMedia({ colorScheme });
				// Half a megabyte of axe is told to the page once. Of what passes, one element each is enough.
				const axe = new AxeBuilder({ page, ...(n > 0 && { axeSource: '"it is there"' }) }).setLegacyMode();
				const found = await axe.options({ resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) }).analyze();
				const said = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
				expect(said, `${width} px, ${colorScheme}`).toEqual([]);
				expect(found.passes.length).toBeGreaterThan(rules === null ? 10 : 0);
				expect(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')).toBe(0);
			}
		},
		60_000,
	);

	it('keeps tables tables on the phone, where rows are drawn as cards', async () => {
		const page = await open('/customer', 390);
		const documents = page.getByRole('table', { name: /^Documents/ });
		expect(await documents.getByRole('row').count()).toBe(customerDocuments.rows.length + 1);
		expect(await documents.getByRole('rowheader', { name: /INV-0107/ }).count()).toBe(1);
		expect(await documents.getByRole('columnheader').count()).toBe(7);
		expect(
			await page
				.getByRole('table', { name: /what was sent, what was not, and why/ })
				.getByRole('columnheader')
				.count(),
		).toBe(3);
	});

	it('reaches every link and control with the keyboard alone, each with a visible focus', async () => {
		const page = await open('/troubled');
		const wanted = Number(await page.evaluate("document.querySelectorAll('a[href],button,input:not([type=hidden]),summary').length"));
		const hidden = Number(
			await page.evaluate("document.querySelectorAll('details:not([open]) :is(a[href],button,input:not([type=hidden]))').length"),
		);
		const reached = new Set<string>();
		let last: string | undefined;
		for (let presses = 0; presses < wanted * 2; presses++) {
			await page.keyboard.press('Tab');
			const at = await page.evaluate(`(() => {
				const all = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),summary')];
				const on = document.activeElement;
				const style = getComputedStyle(on);
				return [all.indexOf(on), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2].join(' ');
			})()`);
			const [index, outlined] = String(at).split(' ');
			if (index === '-1') continue;
			// Once around: back at the first, from another. (A field for a day is several stops.)
			const [first] = reached;
			if (index === first && last !== first) break;
			last = index;
			expect(`${index} ${outlined}`).toBe(`${index} true`);
			reached.add(index ?? '');
		}
		expect(reached.size).toBe(wanted - hidden);
	});

	it('asks again before disconnecting, by keyboard', async () => {
		const page = await open('/healthy');
		const confirm = page.getByRole('button', { name: 'Yes, disconnect Lumen Studio Ltd' });
		expect(await confirm.isVisible()).toBe(false);
		await page.locator('summary', { hasText: 'Disconnect Lumen Studio Ltd' }).focus();
		await page.keyboard.press('Enter');
		expect(await confirm.isVisible()).toBe(true);
	});

	it('changes the mode by keyboard, and shows the words of a mail to come', async () => {
		const page = await open('/healthy');
		await page.locator('summary', { hasText: 'Change how mails are sent' }).press('Enter');
		const live = page.getByRole('radio', { name: /^Live/ });
		expect(await live.isChecked()).toBe(true);
		await live.press('ArrowUp');
		expect(await page.getByRole('radio', { name: /^Approval/ }).isChecked()).toBe(true);
		const words = page.getByText('It may simply have slipped through');
		expect(await words.isVisible()).toBe(false);
		await page.locator('summary', { hasText: 'the mail to Tanner & Daughters' }).press('Enter');
		expect(await words.isVisible()).toBe(true);
	});

	it('shows hostile names as text, and its own policy refuses nothing the page needs', async () => {
		const page = await open('/healthy');
		const said: string[] = [];
		page.on('console', (message) => said.push(message.text()));
		await page.goto(`${origin}/hostile`);
		expect(await page.title()).toBe('Receivables · Cobro');
		expect(await page.locator('script, img').count()).toBe(0);
		expect(await page.locator('.cust th a').first().textContent()).toBe(hostileName);
		expect(said).toEqual([]);
	});

	it('sends the Origin with its forms, goes on to the provider, and tells it no address of ours', async () => {
		const page = await open('/first-run');
		await page.getByRole('button', { name: 'Connect Xero' }).click();
		await page.waitForURL(/\/consent\?state=a%22b$/);
		expect(await page.title()).toBe('Consent');
		expect(await page.locator('#referrer').textContent()).toBe('none');
		expect(origins).toEqual([origin]);
	});
});
