/**
 * The loop on the running stack, once: connect, first read, plan, mail, link, pay, webhook, booking, read back, receipt, export. `docs/journey.md` is
 * written from it (`COBRO_JOURNEY=1 npx vitest run test/journeys/loop.test.ts`). Then what must hold of all that was said on the way: nothing that only
 * looks changes anything, and the pay link is nowhere but in its mail.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { day } from '../../shared/domain/day.ts';
import { Journal } from '../support/journal.ts';
import { atRest, linkOf, loopScenario, mailTo } from '../support/loop.ts';
import { describeAfterwards } from '../support/loop-afterwards.ts';
import { companyOf, type Running, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import { type Shown, Visitor } from '../support/visitor.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'journey.md');
const writes = process.env.COBRO_JOURNEY === '1';
const whole = 'xero.whole@customers.example';

let running: Running;
let ana: Visitor;
let hub: Shown;
let journal: Journal;
/** The customer's browser, and the pages it was shown. */
const customer = new Visitor();
let link = '';
/** Messages that waited while nobody took them. */
const waited: string[] = [];

type Item = Readonly<Record<string, unknown>>;
const stored = async (is: (item: Item) => boolean): Promise<Item> => {
	const found = (await running.items()).find(is);
	if (!found) throw new Error('there is no such record');
	return found;
};
const bySk = (sk: RegExp, also: (item: Item) => boolean = () => true) => stored((item) => sk.test(String(item.sk)) && also(item));
const textOf = (item: Item, name: string): string => String(item[name]);
const ofWhole = ({ pk }: Item): boolean => String(pk).endsWith(whoIs);
let whoIs = '~';
/** What waits is looked at, then everything goes on. */
const goOn = async (): Promise<void> => {
	waited.push(...(await running.waiting()));
	running.stack.runtime.resume();
	await atRest(running);
};

beforeAll(async () => {
	running = await startRunning({ scenario: loopScenario(), today: day('2027-03-02') });
	journal = new Journal(running.stack.dynamo);
	journal.name(running.stack.hubOrigin, 'https://hub');
	journal.name(running.stack.stripe.url, 'https://stripe');
	journal.name(running.xero, 'larch');
}, 180_000);
afterAll(() => running?.close());

/** Names for what is drawn at random: the invoice's, the customer's and whoever else's ids. */
const nameBooks = async (): Promise<void> => {
	for (const item of await running.items()) {
		if (item.sk === 'DOC' && item.ledger === `xero-${running.xero}`) journal.name(textOf(item, 'id'), `‹${textOf(item, 'no')}›`);
		if (item.sk === 'CUSTOMER') journal.name(textOf(item, 'cust').split('~')[1] ?? '', `‹${textOf(item, 'name').split(' ')[0] ?? ''}›`);
	}
};

describe('the road, station by station', () => {
	it('connect: a consent, two sealed tokens', async () => {
		({ visitor: ana, page: hub } = await signedIn(running.stack));
		journal.name(await companyOf(running, ana), 'co');
		journal.name(textOf(await bySk(/^USER#/), 'sk').slice('USER#'.length), 'ana');
		// Each mail waits for a person, so that plan and mail are two stations to look at.
		const form = new URLSearchParams({ mode: 'approval' });
		await ana.request(`${running.stack.hubOrigin}/reminders/mode`, { method: 'POST', body: form });
		hub = await connectXero(ana, await ana.open(`${running.stack.hubOrigin}/`));
		await atRest(running);
		const grant = await bySk(/^GRANT#/);
		journal.name(textOf(grant, 'id'), 'grant-1');
		for (const token of ['access', 'refresh']) journal.name(textOf(grant, token), `‹sealed ${token} token›`);
		journal.say(
			'# The journey of one invoice',
			'',
			'What the table holds after each station, for one customer of Xero who owes W-1 and W-2, is reminded, and pays. Written by',
			'`test/journeys/loop.test.ts` from the running stack, which fails when this page is not what happens; to write it anew:',
			'',
			'```sh',
			'COBRO_JOURNEY=1 npx vitest run test/journeys/loop.test.ts',
			'```',
			'',
			'Each block is a record: its key, then some of its attributes. Ids drawn at random have names, moments keep their day only, and `→` are the states',
			'that a record went through, each of them written before the next effect.',
			'',
			'## connect',
			'Ana agrees on Xero’s page. Both tokens are sealed under KMS, with the company as context.',
		);
		journal.record(grant, ['state', 'generation', 'access', 'refresh', 'accessExpiresAt']);
		expect(grant.state).toBe('alive');
	}, 120_000);

	it('sync: the first read saves every invoice and customer', async () => {
		await nameBooks();
		const connection = await bySk(/^CONN#/);
		const invoice = await bySk(/^DOC$/, ({ no }) => no === 'W-1');
		whoIs = `~${textOf(invoice, 'cust').split('~')[1] ?? ''}`;
		journal.say('## sync', 'Page by page, newer wins; the ledger’s own control balance is held against ours.');
		journal.record(connection, ['state', 'phase', 'counts', 'freshAsOf']);
		journal.record(invoice, ['no', 'state', 'ccy', 'total', 'open', 'held', 'free', 'issued', 'due', 'entries']);
		journal.record(await bySk(/^CUSTOMER$/, ofWhole), ['name', 'email', 'country', 'ccy']);
		expect(connection.phase).toBe('live');
	});

	it('receivables: aging by due day', async () => {
		journal.say(
			'## receivables',
			'Open amounts by due day, so that any as-of day is computed without touching an invoice: `[minor units, invoices]`.',
		);
		const ladder = await bySk(/^LADDER#/, ofWhole);
		journal.record(ladder, ['rungs', 'unapplied', 'g2s']);
		journal.say('`g2s` is the planner’s index: the day from which a stage may be due.');
		expect(ladder.rungs).toEqual({ '2027-02-21': [34010, 1], '2027-02-26': [5990, 1] });
	});

	it('reminders: planned and decided, waiting for a person', async () => {
		const reminder = await bySk(/^REM#/, ofWhole);
		journal.say(
			'## reminders',
			'One candidate for customer × currency × day. The decision and what it saw are in the same record. In this company a person approves.',
		);
		const { documents } = reminder.facts as { readonly documents: readonly unknown[] };
		journal.record({ ...reminder, facts: documents }, ['state', 'stage', 'reasons', 'amount', 'language', 'subject', 'facts']);
		expect(reminder.state).toBe('awaiting');
	});

	it('mail: sent once, with a link of its own', async () => {
		await running.stack.runtime.pause();
		hub = await ana.open(`${running.stack.hubOrigin}/`);
		for (let waiting = true; waiting; ) {
			waiting = hub.html.includes('/approve"');
			if (waiting) hub = await ana.press(hub, '/approve');
		}
		await goOn();
		const mail = await mailTo(running, whole);
		link = linkOf(mail);
		journal.name(link.slice(link.lastIndexOf('/') + 1), '‹token›');
		const reminder = await bySk(/^REM#/, ofWhole);
		journal.name(textOf(reminder, 'messageId'), 'ses-1');
		const kept = await bySk(/^LINK#/, ofWhole);
		journal.name(textOf(kept, 'hash'), '‹hash of a hash of the token›');
		journal.say('Ana presses “Send it”. `sending` is written before the call to SES; the event of SES then says what became of it.');
		journal.record(reminder, ['state', 'messageId', 'delivery', 'by', 'wake']);
		journal.record(kept, ['mail', 'language', 'createdAt', 'expiresAt']);
		journal.say('The mail, as text:');
		journal.block(`To: ${mail.to.join()}\nSubject: ${mail.subject}\n\n${mail.text ?? ''}`);
		expect(reminder).toMatchObject({ state: 'sent', delivery: 'delivered', wake: null });
	}, 120_000);

	it('pay: what is owed now is reserved, then asked of Stripe', async () => {
		const shown = await customer.open(link);
		expect(shown.url).toBe(`${running.stack.hubOrigin}/pay`);
		const till = await customer.press(shown, 'Pay all');
		const checkout = await bySk(/^CHK#/, ofWhole);
		const [session] = running.stack.stripe.store.sessions();
		if (!session) throw new Error('Stripe has no session');
		journal.name(textOf(checkout, 'id'), 'checkout-1');
		journal.name(session.id, 'cs_1');
		journal.say(
			'## pay',
			'The link becomes a cookie and an address without the token. “Pay all” reserves the invoices, then makes a session at Stripe.',
		);
		journal.record(checkout, ['state', 'currency', 'total', 'shares', 'reserved', 'session', 'url', 'expiresAt']);
		journal.record(await bySk(/^DOC$/, ({ no }) => no === 'W-1'), ['no', 'open', 'held', 'free']);
		journal.say('Stripe’s own session:');
		const { id, amount_total, currency, client_reference_id, metadata, success_url, cancel_url, status } = session;
		journal.block(
			JSON.stringify({ id, status, amount_total, currency, client_reference_id, metadata, success_url, cancel_url }, null, 2),
			'json',
		);
		await running.stack.runtime.pause();
		const back = await customer.press(till, 'Pay', { choice: 'card', email: 'payer@customers.example' });
		expect(back.html).toMatch(/<h1[^>]*>(Payment received|Your payment is on its way)/);
		await running.stack.stripe.webhooksIdle();
		await goOn();
		const paid = await bySk(/^CHK#/, ofWhole);
		journal.name(textOf(paid, 'payment'), 'pi_1');
		journal.say(
			'The customer presses Pay on Stripe’s page. The webhook is verified over its raw bytes, remembered, and the reservation is paid.',
		);
		const event = await stored(({ pk }) => String(pk).startsWith('X#EVT#stripe#'));
		journal.name(textOf(event, 'pk').split('#')[3] ?? '', 'evt_1');
		journal.record(event, []);
		journal.record(paid, ['state', 'payment', 'wake']);
		expect(paid.state).toBe('paid');
	}, 120_000);

	it('reconcile: received, allocated, booked in Xero, read back', async () => {
		const payment = await bySk(/^PAYMENT$/);
		const booked = running.stack.xero.dump(running.xero).documents.filter(({ kind }) => kind === 'payment');
		for (const { id, total } of booked) journal.name(id, `‹Xero’s payment of ${total}›`);
		journal.say('## reconcile', 'Received once by Stripe’s id, allocated, written to Xero with a key of its own for each part, read back.');
		journal.record(payment, ['state', 'minor', 'fee', 'method', 'last4', 'day', 'bookings', 'shares', 'problem']);
		journal.say('In Xero’s own books:');
		journal.block(
			booked
				.toSorted((a, b) => b.total - a.total)
				.map(({ id, total, currency, reference, issued }) => `${id}: ${currency} ${total}, ${issued}, “${reference}”`)
				.join('\n'),
		);
		journal.say('The copy after reading back: nothing open, nothing held, and the ladder follows.');
		const invoice = await bySk(/^DOC$/, ({ no }) => no === 'W-1');
		journal.record(invoice, ['no', 'state', 'status', 'open', 'held', 'free', 'entries']);
		journal.record(await bySk(/^LADDER#/, ofWhole), ['rungs', 'unapplied']);
		expect(payment).toMatchObject({ state: 'booked', minor: 40_000, shares: [] });
		expect(booked.map(({ total }) => total).toSorted((a, b) => a - b)).toEqual([5990, 34_010]);
		expect(invoice).toMatchObject({ state: 'closed', open: 0, held: 0 });
	});

	it('reminders: a receipt', async () => {
		const receipt = await bySk(/^RCP#/);
		const mail = await mailTo(running, whole);
		const token = linkOf(mail);
		journal.name(token.slice(token.lastIndexOf('/') + 1), '‹another token›');
		journal.name(textOf(receipt, 'messageId'), 'ses-2');
		journal.say('## reminders: the receipt', 'By the same road as any mail.');
		journal.record(receipt, ['state', 'payment', 'amount', 'subject', 'messageId', 'delivery']);
		journal.block(`To: ${mail.to.join()}\nSubject: ${mail.subject}\n\n${mail.text ?? ''}`);
		expect(receipt).toMatchObject({ state: 'sent', amount: 40_000 });
		expect(mail.text).toMatch(/W-1.*340\.10[\s\S]*W-2.*59\.90/);
	});

	it('factoring: what a factor would fund', async () => {
		hub = await ana.press(await ana.open(`${running.stack.hubOrigin}/`), 'Make an export');
		await atRest(running);
		const made = await bySk(/^EXP#/);
		const files = made.files as readonly { readonly name: string; readonly bytes: number }[];
		journal.name(textOf(made, 'id'), 'EXP-1');
		journal.say('## factoring', 'Every open invoice with what is eligible or why not. W-1 and W-2 are in it no more.');
		journal.record({ ...made, files: files.map(({ name }) => name) }, ['state', 'asOf', 'rules', 'totals', 'files']);
		const csv = await ana.open(`${running.stack.hubOrigin}/factoring/exports/${textOf(made, 'id')}/${files[0]?.name ?? ''}`);
		const [head = '', ...rows] = csv.html.replace('\ufeff', '').trim().split('\r\n');
		journal.block([head, ...rows.filter((row) => !row.includes('LONG-')).toSorted()].join('\n'), 'csv');
		expect(made.state).toBe('ready');
		expect(rows.some((row) => row.includes('W-1'))).toBe(false);
		expect(rows.some((row) => row.includes('P-1'))).toBe(true);
	}, 120_000);

	it('is what docs/journey.md says', () => {
		if (writes) writeFileSync(page, journal.text());
		expect(readFileSync(page, 'utf8')).toBe(journal.text());
	});
});

describeAfterwards(() => ({ running, ana, customer, link, waited }));
