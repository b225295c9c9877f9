/** What is owed both ways on the running stack: read by itself minutes after the first read of a ledger, seen, confirmed by buttons, and one line on the customer's page. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtInScenario } from '../../local/scenario/index.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import type { PayablesView } from '../../shared/wire/payables-view.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Visitor } from '../support/visitor.ts';

let stack: LocalStack;
let ana: Visitor;
const at = (path: string): string => stack.hubOrigin + path;
const view = () => ana.json<PayablesView>(at('/payables/parties'));
const sent = (by: Visitor, path: string, fields: Readonly<Record<string, string>>) =>
	by.request(at(path), { method: 'POST', body: new URLSearchParams(fields), accept: 'application/json', from: at('/payables') });
const post = (path: string, fields: Readonly<Record<string, string>>) => sent(ana, path, fields);
const pairOf = (one: { vendor: string; customer: string } | undefined) => ({ vendor: one?.vendor ?? '', customer: one?.customer ?? '' });

/** Of the built-in books those of four customers: the rest has no suppliers. */
const both = new Set(['bw10', 'bw13', 'mv03', 'mv05']);
const scenario = () => {
	const built = builtInScenario();
	const few = built.organisations.map((each) => ({
		...each,
		customers: each.customers.filter(({ id }) => both.has(id)),
		documents: each.documents.filter(({ customer }) => both.has(customer)),
	}));
	return { ...built, organisations: few };
};

beforeAll(async () => {
	stack = await startStack({ dir: null, scenario: scenario(), schedules: false, limits: false });
	const { visitor, page } = await signedIn(stack);
	ana = visitor;
	await connectQuickbooks(ana, await connectXero(ana, page));
	await stack.idle();
	// When the first minutes of each ledger are over.
	await stack.time.move(3 * 60_000);
}, 180_000);
afterAll(() => stack?.close());

it('was read by itself, shows the contacts that are both, and proposes the rest with reasons', async () => {
	const shown = await view();
	expect(shown.ledgers.map(({ bills, credits, problem }) => `${bills} ${credits} ${problem?.text ?? ''}`).sort()).toEqual(['3 1 ', '4 1 ']);
	const party = (name: string) => shown.parties.find((one) => one.name === name);
	expect(party('Whitby Net & Rope')?.amounts.find(({ currency }) => currency === 'GBP')).toMatchObject({ weOwe: '1200.00', bills: 2 });
	expect(party('Ravensworth Estates')?.amounts.find(({ currency }) => currency === 'EUR')).toMatchObject({
		weOwe: '1500.00',
		credits: '120.00',
	});
	expect(shown.proposals.map(({ vendorName, customerName }) => `${vendorName} = ${customerName}`).sort()).toEqual([
		'Larkspur Brewing Co. = Larkspur Brewing',
		'Red Mesa Roofing (vendor) = Red Mesa Roofing',
	]);
	const page = await ana.open(at('/payables'));
	expect(page.html).toContain('Perhaps the same');
	expect(page.html).toContain('Larkspur Brewing Co.');
});

it('is confirmed and rejected by a person, and stands on the customer’s page', async () => {
	const { proposals } = await view();
	const red = proposals.find(({ vendorName }) => vendorName.startsWith('Red Mesa'));
	const lark = proposals.find(({ vendorName }) => vendorName.startsWith('Larkspur'));
	expect((await post('/payables/matches/confirm', pairOf(red))).status).toBe(200);
	expect((await post('/payables/matches/reject', pairOf(lark))).status).toBe(200);
	const after = await view();
	expect(after.proposals).toEqual([]);
	expect(after.parties.find((one) => one.customer === red?.customer)?.amounts).toEqual([
		expect.objectContaining({ currency: 'USD', weOwe: '2272.75', credits: '72.75', bills: 2 }),
	]);
	const customer = await ana.open(at(`/customers/${encodeURIComponent(red?.customer ?? '')}`));
	expect(customer.html.replaceAll('\u00a0', ' ')).toContain('You owe them <b>USD 2,200.00</b> (2 bills)');
	expect((await post('/payables/matches/confirm', { ...pairOf(red), customer: lark?.customer ?? '' })).status).toBe(409);
	expect((await post('/payables/matches/confirm', { ...pairOf(lark), vendor: 'xero-none~v' })).status).toBe(404);
	expect((await post('/payables/matches/confirm', {})).status).toBe(400);
	expect((await post('/payables/xero-none/read', {})).status).toBe(404);
});

it('is nobody else’s: another company sees nothing and decides nothing', async () => {
	const { parties } = await view();
	const [one] = parties;
	const { visitor: boris } = await signedIn(stack, 'Boris');
	const theirs = await boris.json<PayablesView>(at('/payables/parties'));
	expect(theirs).toMatchObject({ ledgers: [], parties: [], proposals: [], rejected: [] });
	const said = await sent(boris, '/payables/matches/reject', { vendor: one?.vendors[0]?.vendor ?? '', customer: one?.customer ?? '' });
	expect(said.status).toBe(404);
	expect((await view()).parties).toHaveLength(parties.length);
});
