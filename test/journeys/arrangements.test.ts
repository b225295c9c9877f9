/** A dispute on the running stack, by its API: proposed, approved by a second person, written to the ledger, and resolved when a later read has shown it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ArrangementDetailView, CustomerArrangementsView } from '../../shared/wire/arrangement-view.ts';
import type { WorklistView } from '../../shared/wire/arrangement-work.ts';
import type { CustomersView } from '../../shared/wire/http.ts';
import { tannerBooks } from '../support/arrangements/tanner.ts';
import { borisJoins } from '../support/colleague.ts';
import { type Running, refused, startRunning } from '../support/running.ts';
import { connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

const books = () =>
	tannerBooks([
		['INV-0107', '-30d', '1000.00'],
		['INV-0140', '+10d', '250.00'],
	]);

let running: Running;
let ana: Visitor;
let boris: Visitor;
let customer = '';
const at = (path: string): string => `${running.stack.hubOrigin}${path}`;
const ofCustomer = (rest = ''): string => at(`/customers/${encodeURIComponent(customer)}/arrangements${rest}`);

const send = (who: Visitor, rest: string, fields: Readonly<Record<string, string>>) =>
	who.request(ofCustomer(rest), { method: 'POST', body: new URLSearchParams(fields), accept: 'application/json' });
const done = async (who: Visitor, rest: string, fields: Readonly<Record<string, string>>): Promise<ArrangementDetailView> => {
	const { status, html } = await send(who, rest, fields);
	if (status >= 300) throw new Error(`${status}: ${html}`);
	return JSON.parse(html) as ArrangementDetailView;
};
const one = (id: string) => ana.json<ArrangementDetailView>(ofCustomer(`/${id}`));

beforeAll(async () => {
	running = await startRunning({ scenario: books(), limits: false });
	const { visitor, page } = await signedIn(running.stack);
	ana = visitor;
	await connectXero(ana, page);
	await running.stack.idle();
	await borisJoins(running, { ana: ['finance'], boris: ['owner'] });
	({ visitor: boris } = await signedIn(running.stack, 'Boris'));
	const accounts = at(`/postings/accounts/xero-${running.xero}`);
	await ana.press(await ana.open(accounts), 'Read the accounts from Xero');
	await running.stack.idle();
	const read = await ana.open(accounts);
	await ana.press(read, 'Save', { discount: /<select id="f-discount"[\s\S]*?<option value="([^"]+)"/.exec(read.html)?.[1] ?? '' });
	customer = (await ana.json<CustomersView>(at('/receivables/customers?currency=GBP'))).rows[0]?.customer ?? '';
}, 180_000);
afterAll(() => running?.close());

describe('a dispute', () => {
	let id = '';
	const invoice = async (): Promise<CustomerArrangementsView['invoices'][number]> => {
		const found = (await ana.json<CustomerArrangementsView>(ofCustomer())).invoices.find(({ number }) => number === 'INV-0107');
		if (!found) throw new Error('it is not open');
		return found;
	};
	const slices = async () => (await invoice()).slices.map(({ amount, how }) => `${amount} ${how}`);

	it('is begun once, however often the form is sent', async () => {
		const fields = {
			invoice: (await invoice()).id,
			amount: '400.00',
			reason: 'quality',
			text: 'Two of five boxes came wet.',
			token: 'a-form-of-ana',
		};
		const begun = await Promise.all([done(ana, '/dispute', fields), done(ana, '/dispute', fields)]);
		id = begun[0].arrangement.id;
		expect(begun.map(({ arrangement }) => [arrangement.id, arrangement.state])).toEqual([
			[id, 'open'],
			[id, 'open'],
		]);
		expect(await slices()).toEqual(['400.00 DISPUTED', '600.00 CHASED']);
	});

	it('above what finance gives up alone is proposed, and approved by somebody else', async () => {
		const give = { rev: '1', as: 'credit-note', amount: '400.00' };
		expect(refused(await send(ana, `/${id}/concede`, give))).toMatchObject({ status: 409, code: 'ABOVE_AUTHORITY' });
		await done(ana, `/${id}/propose`, give);
		const work = await boris.json<WorklistView>(at('/arrangements'));
		expect(work.groups.map(({ group, rows }) => [group, rows.map(({ arrangement }) => arrangement.id)])).toEqual([['approve', [id]]]);
		expect(refused(await send(ana, `/${id}/approve`, { rev: '2' }))).toMatchObject({ status: 409, code: 'OWN_APPROVAL' });
		expect(refused(await send(boris, `/${id}/approve`, { rev: '1' }))).toMatchObject({ status: 409, code: 'STALE' });
		expect((await done(boris, `/${id}/approve`, { rev: '2' })).arrangement.state).toBe('conceded');
	});

	it('is credited in the ledger, and resolved when a later read has shown it', async () => {
		await running.stack.idle();
		const { arrangement } = await one(id);
		expect([arrangement.state, arrangement.posting === null]).toEqual(['conceded', false]);
		expect((await invoice()).open).toBe('600.00');
		// The next read is a person's; the dispute looks for it by itself some minutes later.
		await ana.request(at(`/connections/xero-${running.xero}/sync`), { method: 'POST' });
		await running.stack.idle();
		await running.stack.time.move(6 * 60_000);
		await running.stack.idle();
		const { arrangement: now, history } = await one(id);
		expect(now.state).toBe('resolved');
		expect(history.map(({ event }) => event)).toEqual(['posted', 'approve', 'propose', 'begin']);
		expect(await slices()).toEqual(['600.00 CHASED']);
	});
});

it('whoever only looks sees everything and does nothing', async () => {
	await borisJoins(running, { ana: ['sales'], boris: ['owner'] });
	expect((await ana.json<CustomerArrangementsView>(ofCustomer())).arrangements).toHaveLength(1);
	expect(refused(await send(ana, '/pause', { until: '2030-01-01', why: 'x', token: 'a-form-of-ana-2' }))).toMatchObject({ status: 403 });
	expect(refused(await boris.request(at('/customers/a%23b/arrangements'), { accept: 'application/json' }))).toMatchObject({ status: 404 });
	expect(refused(await boris.request(ofCustomer('/nobody'), { accept: 'application/json' }))).toMatchObject({ status: 404 });
	expect(refused(await boris.request(at('/arrangements?kind=gift'), { accept: 'application/json' }))).toMatchObject({ status: 400 });
	for (const queue of ['arrangements', 'bookings'] as const) expect(await running.dead(queue)).toEqual([]);
});
