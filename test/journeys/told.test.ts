/**
 * On the running stack: a question and what became of it, as they arrive in the customer's inbox; and a reminder that is noted in Xero's own history once somebody
 * has said so.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArrangementDetailView } from '../../shared/wire/arrangement-view.ts';
import type { CustomersView, DocumentsView } from '../../shared/wire/http.ts';
import { tannerBooks } from '../support/arrangements/tanner.ts';
import { arrived } from '../support/road/inbox.ts';
import { type Running, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

let running: Running;
let ana: Visitor;
let customer = '';
const at = (path: string): string => `${running.stack.hubOrigin}${path}`;
const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
	const { status, html } = await ana.request(at(path), { method: 'POST', body: new URLSearchParams(fields), accept: 'application/json' });
	if (status >= 300) throw new Error(`${path}: ${status} ${html}`);
	return html;
};
const agreed = (rest = ''): string => `/customers/${encodeURIComponent(customer)}/arrangements${rest}`;
/** Newest last, as read. */
const inbox = async () =>
	Promise.all(arrived(running.stack.mail).map(async ({ id, mail }) => ({ mail, read: await running.stack.mail.read(id) })));
const last = async () => {
	const found = (await inbox()).at(-1)?.read;
	if (!found) throw new Error('nothing arrived');
	return found;
};
const settled = async (): Promise<void> => {
	await running.stack.idle();
	await running.stack.mail.eventsIdle();
	await running.stack.idle();
};

beforeAll(async () => {
	running = await startRunning({
		scenario: tannerBooks([
			['INV-0107', '-12d', '1000.00'],
			['INV-0140', '+30d', '250.00'],
		]),
		limits: false,
	});
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	// Until somebody has said that reminders are to be noted.
	await post('/reminders/mode', { mode: 'off' });
	await connectXero(ana, page);
	await running.stack.idle();
	customer = (await ana.json<CustomersView>(at('/receivables/customers?currency=GBP'))).rows[0]?.customer ?? '';
}, 180_000);
afterAll(() => running?.close());

describe('a reminder', () => {
	const notes = () => running.stack.xero.dump(running.xero).notes.map(({ details }) => details);

	it('is noted in Xero once somebody says so, on the page of its accounts', async () => {
		const ledger = `xero-${running.xero}`;
		const page = await ana.open(at(`/postings/accounts/${ledger}`));
		expect(page.html).toContain('Off: nothing is noted.');
		const on = await ana.press(page, 'Note reminders in Xero');
		expect(on.html).toContain('Reminders that go out from now on are noted.');
		expect(on.html).toContain('On: reminders are noted in Xero.');
		await post('/reminders/mode', { mode: 'live' });
		await running.stack.runtime.fire('reminders/sweep.schedule');
		await settled();
		expect((await last()).text).toContain('INV-0107');
		expect(notes()).toEqual([]);
		// As soon as the mail service has told that it was delivered.
		const swept = async (): Promise<number> => {
			await running.stack.runtime.fire('reconcile/sweep.schedule');
			await settled();
			return notes().length;
		};
		await expect.poll(swept, { timeout: 30_000, interval: 500 }).toBe(1);
		expect(notes()).toEqual([
			expect.stringMatching(/^Reminder 2 sent by e-mail to a•••@tanner\.example on \d+ \w+ \d{4} by Cobro \[Cobro \w+\]$/),
		]);
		expect(await swept()).toBe(1);
	});
});

describe('a question about an invoice', () => {
	let id = '';

	it('is acknowledged at once, with the day by which there is an answer, and nothing of other invoices', async () => {
		const { rows } = await ana.json<DocumentsView>(at(`/receivables/customers/${encodeURIComponent(customer)}/documents`));
		const invoice = rows.find(({ number }) => number === 'INV-0107');
		const fields = {
			invoice: invoice?.id ?? '',
			amount: '300.00',
			reason: 'quality',
			text: 'Three chairs wobble',
			token: 'one-form-of-mine',
		};
		const asked = JSON.parse(await post(agreed('/dispute'), fields)) as ArrangementDetailView;
		id = asked.arrangement.id;
		await settled();
		const mail = await last();
		expect(mail.subject).toBe('We have your question about invoice INV-0107');
		expect(mail.to).toEqual(['accounts@tanner.example']);
		for (const part of [mail.text, mail.html].map((each) => (each ?? '').replaceAll('\u00a0', ' '))) {
			expect(part).toContain('GBP 300.00');
			expect(part).toMatch(/You have an answer by \d+ \w+ \d{4}/);
			expect(part).not.toMatch(/INV-0140|wobble|GBP 1,000/);
		}
		expect(mail.html).toContain('Larch &amp; Co');
	});

	it('and answered: it is owed as it stands, once, without our words about it', async () => {
		const before = (await inbox()).length;
		const { arrangement } = await ana.json<ArrangementDetailView>(at(agreed(`/${id}`)));
		const fields = { rev: String(arrangement.rev), text: 'They sat on them for weeks' };
		await post(agreed(`/${id}/uphold`), fields);
		await settled();
		for (const sweep of ['reconcile/sweep.schedule', 'reminders/sweep.schedule']) await running.stack.runtime.fire(sweep);
		await settled();
		const told = (await inbox()).slice(before).filter(({ mail }) => mail?.startsWith('ntc|'));
		expect(told.map(({ read }) => read?.subject)).toEqual(['Our answer about invoice INV-0107']);
		expect(told[0]?.read?.text).toContain('the invoice is right as it stands');
		expect(told[0]?.read?.text).not.toContain('weeks');
	});

	it('both stand among what the customer was sent', async () => {
		const { html } = await ana.open(at(`/customers/${encodeURIComponent(customer)}`));
		expect(html).toContain('What was agreed');
		expect(html).toContain('Our answer about invoice INV-0107');
	});
});
