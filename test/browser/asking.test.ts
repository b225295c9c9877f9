/**
 * A customer who does not pay today, in a real browser on a phone, from the link in the mail: a day is promised and stands in the staff's worklist; a dispute is
 * answered; instalments are asked for with a code from the inbox, approved by staff, and accepted with another code. In three languages, without JavaScript, each
 * page looked at by axe at both widths.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tannerBooks } from '../support/arrangements/tanner.ts';
import { borisJoins } from '../support/colleague.ts';
import { atRest, linkOf, mailTo } from '../support/loop.ts';
import { type Running, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import { executablePath, launch } from './browser.ts';

if (!executablePath)
	console.warn('SKIPPED: no chromium on this machine, so nobody asked for anything in a browser (apt-get install chromium)');

const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };
/** `COBRO_LOOK=<folder>`: pictures of every page that is looked at, for a person. */
const lookIn = process.env.COBRO_LOOK;
const inbox = 'accounts@tanner.example';

const books = () =>
	tannerBooks([
		['INV-0107', '-10d', '1000.00'],
		['INV-0131', '-10d', '600.00'],
		['INV-0140', '+20d', '250.00'],
	]);

describe.skipIf(!executablePath)(`a customer who asks, in chromium${executablePath ? '' : ' (skipped: not installed)'}`, () => {
	let running: Running;
	let browser: Browser;
	let link = '';
	let boris: Page;
	const said: string[] = [];

	const newPage = async (options: BrowserContextOptions = {}): Promise<Page> => {
		const page = await (await browser.newContext({ viewport: phone, locale: 'en-GB', ...options })).newPage();
		page.setDefaultTimeout(30_000);
		page.on('console', (message) => {
			if (message.location().url.startsWith(running.stack.hubOrigin) && !/40[0-9]|422/.test(message.text())) said.push(message.text());
		});
		page.on('pageerror', (error) => said.push(error.message));
		return page;
	};

	beforeAll(async () => {
		[running, browser] = await Promise.all([startRunning({ scenario: books(), limits: false }), launch()]);
		const { visitor, page } = await signedIn(running.stack);
		await connectXero(visitor, page);
		await atRest(running);
		link = linkOf(await mailTo(running, inbox));
		await borisJoins(running, { ana: ['finance'], boris: ['owner'] });
		boris = await newPage({ viewport: desk });
		await boris.goto(`${running.stack.hubOrigin}/sign-in`);
		await boris.getByRole('button', { name: 'Boris Demo' }).click();
		await boris.waitForURL(`${running.stack.hubOrigin}/`);
	}, 180_000);
	afterAll(async () => {
		await browser?.close();
		await running?.close();
	});

	const textOf = async (what: Locator): Promise<string> => ((await what.textContent()) ?? '').replace(/[\s\u00a0]+/g, ' ').trim();
	const heading = (page: Page): Promise<string> => textOf(page.getByRole('heading', { level: 1 }));
	const gist = (page: Page): Promise<string> => textOf(page.locator('#h-told'));
	const looked = async (page: Page, picture: string): Promise<void> => {
		const usual = page.viewportSize() ?? phone;
		for (const size of [desk, phone]) {
			await page.setViewportSize(size);
			const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
			const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
			const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
			expect([picture, size.width, found, overflow]).toEqual([picture, size.width, [], 0]);
			if (lookIn) await page.screenshot({ path: `${lookIn}/ask-${picture}-${size.width}.png`, fullPage: true, animations: 'disabled' });
		}
		await page.setViewportSize(usual);
	};
	/** From the link to one of the forms. */
	const toForm = async (page: Page, words: string): Promise<void> => {
		await page.goto(link);
		await page.getByRole('link', { name: words }).click();
		await page.waitForURL(/\/pay\/ask\//);
	};
	const inDays = async (page: Page, days: number): Promise<string> => {
		const today = await page.locator('input[type=date]').getAttribute('min');
		return new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
	};
	/** The newest code in the local inbox, which came to the address on file. */
	const code = async (): Promise<string> => {
		await atRest(running);
		const { text, subject } = await mailTo(running, inbox);
		const found = /^\D*(\d{6})\D*$/m.exec(text ?? '')?.[1];
		if (!found) throw new Error(`no code in “${subject}”: ${text}`);
		return found;
	};
	const confirm = async (page: Page, button: string, label: string): Promise<void> => {
		await page.getByLabel(label, { exact: true }).fill(await code());
		await page.getByRole('button', { name: button }).click();
		await page.waitForURL(/\/pay\/ask\/told/);
	};

	it('promises a day: what cannot be is said by its field and kept as typed; then it counts, and staff see it', async () => {
		const page = await newPage();
		await page.goto(link);
		await looked(page, 'pay-en');
		await toForm(page, 'I will pay on a certain day');
		expect(await heading(page)).toBe('When will you pay?');
		await looked(page, 'promise-en');
		await page.getByLabel(/INV-0131/).check();
		await page.getByLabel('Amount').fill('6000');
		await page.getByLabel('I will pay on').fill(await inDays(page, 7));
		await page.getByLabel('Anything you want to add').fill('After our own customers pay');
		await page.getByRole('button', { name: 'I will pay on that day' }).click();
		await page.getByRole('alert').waitFor();
		expect(await textOf(page.locator('#e-amount'))).toBe('This is more than is open and free on what you chose.');
		expect(await page.getByLabel('Amount').getAttribute('aria-invalid')).toBe('true');
		expect(await page.getByLabel('Anything you want to add').inputValue()).toBe('After our own customers pay');
		expect(await page.getByLabel(/INV-0131/).isChecked()).toBe(true);
		await looked(page, 'promise-refused-en');
		await page.getByLabel('Amount').fill('300.00');
		await page.getByRole('button', { name: 'I will pay on that day' }).click();
		await page.waitForURL(/\/pay\/ask\/told/);
		expect(await heading(page)).toBe('Thank you. This is how it stands');
		expect(await gist(page)).toMatch(/^You promised GBP 300\.00 by \d+ \w+ 20\d\d: INV-0131$/);
		await looked(page, 'promised-en');
		await page.getByRole('link', { name: '← Back to the invoices' }).click();
		expect(await textOf(page.getByRole('region', { name: 'What stands between us' }))).toContain('You promised GBP 300.00');
		// Loaded again, the form's answer sends nothing.
		await page.goBack();
		await page.reload();
		expect(await gist(page)).toContain('GBP 300.00');

		await boris.goto(`${running.stack.hubOrigin}/arrangements`);
		await boris.getByRole('heading', { name: 'Promised for the next seven days: 1' }).waitFor();
		expect(await textOf(boris.getByRole('row', { name: /Promise to pay: GBP 300\.00/ }))).toContain('asked by the customer');
		await boris.getByRole('link', { name: /^Promise to pay: GBP 300\.00/ }).click();
		const history = await textOf(boris.locator('section', { has: boris.getByRole('heading', { name: 'Who did what' }) }));
		expect(history).toContain('After our own customers pay');
		expect(history).toMatch(/the customer, by the link mailed on 20\d\d-\d\d-\d\d \([0-9a-f]{8}\)/);
	}, 120_000);

	it('says in Spanish that something is wrong; staff answer; the page says so and shows the text to nobody', async () => {
		const page = await newPage();
		await page.goto(link);
		await page.getByRole('link', { name: 'Español' }).click();
		await page.getByRole('link', { name: 'Tengo una pregunta o algo no está bien' }).click();
		await looked(page, 'dispute-es');
		await page.getByLabel(/INV-0107/).check();
		await page.getByLabel('¿De qué se trata?').selectOption('quantity');
		await page.getByLabel('Importe').fill('400,00');
		await page.getByLabel('Cuéntenos más').fill('Faltan dos cajas. <script>alert(1)</script>');
		await page.getByRole('button', { name: 'Enviar' }).click();
		await page.waitForURL(/\/pay\/ask\/told/);
		expect(await gist(page)).toBe('Nos dijo que algo no está bien en 400,00 GBP: INV-0107');
		expect(await page.content()).not.toContain('cajas');
		await looked(page, 'disputed-es');
		await boris.goto(`${running.stack.hubOrigin}/arrangements`);
		await boris.getByRole('link', { name: /^Dispute: GBP 400\.00/ }).click();
		expect(await textOf(boris.locator('main'))).toContain('Faltan dos cajas. <script>alert(1)</script>');
		const answer = boris.locator('details', { has: boris.locator('summary', { hasText: 'Answer that it is owed as it stands' }) });
		if ((await answer.getAttribute('open')) === null) await answer.locator('summary').click();
		await answer.getByRole('textbox').first().fill('Signed for in full');
		await answer.getByRole('button', { name: 'Answer that it is owed as it stands' }).click();
		await boris.getByRole('status').waitFor();
		await page.reload();
		expect(await textOf(page.locator('main'))).toContain('No se acordó: se debe tal como está.');
		expect(await page.content()).not.toContain('Signed for');
		await looked(page, 'answered-es');
	}, 120_000);

	it('asks in Russian for instalments with the code from the inbox; staff approve; the customer agrees with another code', async () => {
		const page = await newPage();
		await page.goto(link);
		await page.getByRole('link', { name: 'Русский' }).click();
		await looked(page, 'pay-ru');
		await page.getByRole('link', { name: 'Мне нужна рассрочка' }).click();
		await looked(page, 'plan-ru');
		await page.getByLabel(/INV-0140/).check();
		await page.getByLabel('Сколько платежей').fill('2');
		await page.getByLabel('Первый платёж').fill(await inDays(page, 3));
		await page.getByRole('button', { name: 'Попросить рассрочку' }).click();
		await page.waitForURL(/\/pay\/ask\/code/);
		expect(await textOf(page.locator('main'))).toContain('a•••@tanner.example');
		await looked(page, 'code-ru');
		await page.getByLabel('Код', { exact: true }).fill('abc');
		await page.getByRole('button', { name: 'Подтвердить' }).click();
		await page.getByRole('alert').waitFor();
		await looked(page, 'code-wrong-ru');
		await confirm(page, 'Подтвердить', 'Код');
		expect(await gist(page)).toBe('Рассрочка на 250,00 GBP, платежей: 2: INV-0140');
		await looked(page, 'asked-ru');

		await boris.goto(`${running.stack.hubOrigin}/arrangements`);
		await boris.getByRole('heading', { name: 'Waits for approval: 1' }).waitFor();
		await looked(boris, 'worklist');
		await boris.getByRole('link', { name: /^Instalment plan: GBP 250\.00/ }).click();
		expect(await textOf(boris.locator('main'))).toMatch(
			/by the link mailed on [\d-]+ \([0-9a-f]{8}\), with a code sent to a•••@tanner\.example/,
		);
		await boris.getByRole('button', { name: 'Approve', exact: true }).click();
		await boris.getByRole('status').waitFor();
		await looked(boris, 'approved');

		await page.goto(`${running.stack.hubOrigin}/pay?lang=ru`);
		await looked(page, 'pay-offered-ru');
		await page.getByRole('link', { name: /^Рассрочка на 250,00/ }).click();
		expect(await heading(page)).toBe('Мы предлагаем Вам');
		await looked(page, 'offered-ru');
		await page.getByRole('button', { name: 'Да, принимаю' }).click();
		await page.waitForURL(/\/pay\/ask\/code/);
		await confirm(page, 'Подтвердить', 'Код');
		expect(await textOf(page.locator('main'))).toContain('Согласовано.');
		await looked(page, 'agreed-ru');
		await boris.reload();
		expect(await textOf(boris.locator('.chip').first())).toBe('✓ running');
	}, 180_000);

	it('asks without JavaScript for a later day, and takes it back', async () => {
		const page = await newPage({ javaScriptEnabled: false });
		await toForm(page, 'Please let me pay later');
		await page.getByLabel(/INV-0107/).check();
		await page.getByLabel('New day').fill(await inDays(page, 40));
		await page.getByRole('button', { name: 'Ask for that day' }).click();
		await page.waitForURL(/\/pay\/ask\/code/);
		await confirm(page, 'Confirm', 'Code');
		expect(await gist(page)).toMatch(/^Pay GBP 1,000\.00 later, on \d+ \w+ 20\d\d: INV-0107$/);
		await page.getByRole('button', { name: 'Take it back' }).click();
		await page.getByText('Over.').waitFor();
		expect(said).toEqual([]);
	}, 120_000);
});
