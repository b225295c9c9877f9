/** A flood against one company, through the real handlers: what it may cost at Stripe, and that another company's pages and payments go on as if nothing were. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { budgets } from '../../functions/pay/pace.ts';
import { cookieOf, hashOf, newToken } from '../../functions/pay/page-link.ts';
import type { Tree } from '../../local/sandbox/stripe/form.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoThrottle } from '../../shared/adapters/dynamo/throttle.ts';
import { later } from '../../shared/domain/day.ts';
import { env, providerEndpoints } from '../../shared/wire/env.ts';
import { aCustomer, anInvoice, ledger, who } from '../shared/adapters/dynamo/table.ts';
import { company, type Rig, startRig } from './rig.ts';
import { type Shown, Visitor } from './visitor.ts';

const other = 'co2';
let rig: Rig;
beforeAll(async () => {
	rig = await startRig();
	await rig.connect({});
	await rig.connect({ company: other, name: 'Kiln & Co', rev: 0 });
	await dynamoCompanies(rig.bench.open()).saveCompany({
		id: other,
		name: 'Kiln',
		timeZone: 'Europe/Madrid',
		timeZoneKnown: true,
		rolledTo: null,
		wake: null,
		rev: 0,
	});
	for (const [of, names] of [
		[company, ['mallory', 'bystander', 'latecomer']],
		[other, ['neighbour']],
	] as const)
		for (const name of names) {
			const customer = aCustomer(name, { language: name === 'latecomer' ? 'ru' : 'en' });
			await rig.books.saveCustomers({ company: of, ledger }, [customer], rig.now());
			const invoices = [1, 2].map((n) => anInvoice({ id: `${of}-${name}-${n}`, customer: who(name), open: 100_000, total: 100_000 }));
			await rig.books.save({ company: of, ledger }, invoices, rig.now());
		}
});
afterAll(() => rig.close());

const linkOf = async (of: string, name: string): Promise<string> => {
	const token = newToken();
	const now = rig.now();
	await rig.payments.saveLink({
		company: of,
		hash: hashOf(cookieOf(token)),
		customer: who(name),
		createdAt: now,
		expiresAt: later(now, 86_400_000),
		revokedAt: null,
		mail: null,
		language: null,
	});
	return `${rig.origin}/pay/${token}`;
};
const pays = (visitor: Visitor, page: Shown, id: string, amount: string): Promise<Shown> =>
	visitor.send({ ...Visitor.form(page, 'chosen'), pick: [id], [`amount.${id}`]: amount });
const companyIn = (params: Tree): string => /"company":"(\w+)"/.exec(JSON.stringify(params))?.[1] ?? 'nobody';
/** Sessions that were begun at Stripe, by the company they are for. */
const begunAtStripe = (): Readonly<Record<string, number>> => {
	const counts: Record<string, number> = {};
	for (const { endpoint, params } of rig.sandbox.requests()) {
		if (endpoint !== 'POST /v1/checkout/sessions') continue;
		const of = companyIn(params);
		counts[of] = (counts[of] ?? 0) + 1;
	}
	return counts;
};

describe('a page', () => {
	it('asks neither a ledger nor Stripe, however often it is opened', async () => {
		rig.sandbox.resetCalls();
		const visitor = new Visitor(rig.origin);
		await visitor.open(await linkOf(company, 'bystander'));
		for (let look = 0; look < 30; look++) expect((await visitor.get('/pay')).status).toBe(200);
		expect(rig.sandbox.calls()).toBe(0);
		// No ledger runs here, and the function would not know where one is (test/infra/edge.test.ts holds the deployed one to that).
		const ledgers = Object.keys(providerEndpoints).filter((name) => name !== env.stripe.api);
		expect(ledgers.filter((name) => process.env[name] !== undefined)).toEqual([]);
	});
});

describe('a flood by one link', () => {
	it('begins forty payments, and those who pay meanwhile do not notice', async () => {
		rig.sandbox.resetCalls();
		const mallory = new Visitor(rig.origin);
		const page = await mallory.open(await linkOf(company, 'mallory'));
		const [bystander, neighbour] = [new Visitor(rig.origin), new Visitor(rig.origin)];
		const [theirs, far] = [
			await bystander.open(await linkOf(company, 'bystander')),
			await neighbour.open(await linkOf(other, 'neighbour')),
		];
		const statuses = new Map<number, number>();
		for (let n = 1; n <= 50; n++) {
			// Another amount each time: the session before is ended at Stripe, a new one is begun.
			const { status } = await pays(mallory, page, `${company}-mallory-1`, `${n}.00`);
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
		}
		const flood = rig.sandbox.calls();
		expect(Object.fromEntries(statuses)).toEqual({ 303: 40, 429: 10 });
		expect((await pays(bystander, theirs, `${company}-bystander-1`, '10.00')).status).toBe(303);
		expect((await pays(neighbour, far, `${other}-neighbour-1`, '10.00')).status).toBe(303);
		expect(begunAtStripe()).toEqual({ [company]: 41, [other]: 1 });
		await rig.drain();
		const all = rig.sandbox.calls();
		console.log(
			`50 forms of one link: 40 went through, ${flood} requests at Stripe, ${all} with what their events led to (${(all / 42).toFixed(1)} a payment); ` +
				`by endpoint ${JSON.stringify(rig.sandbox.callsByEndpoint())}`,
		);
		// What pace.ts reckons with.
		expect(all / 42).toBeLessThanOrEqual(4);
	});
});

describe('a company whose share is used up', () => {
	const useUp = async (of: string): Promise<void> => {
		const throttle = dynamoThrottle(rig.bench.open());
		for (let left = budgets.beginsOfCompany.times; left > 0; left -= 20)
			await Promise.all(Array.from({ length: 20 }, () => throttle.spend(of, 'pay-company', budgets.beginsOfCompany, rig.now())));
	};

	it('tells its customers in their language when to come back, and asks Stripe nothing', async () => {
		await useUp(company);
		rig.sandbox.resetCalls();
		const latecomer = new Visitor(rig.origin);
		const page = await latecomer.open(await linkOf(company, 'latecomer'));
		expect(page.status).toBe(200);
		const refused = await pays(latecomer, page, `${company}-latecomer-1`, '10.00');
		expect(refused.status).toBe(429);
		expect(refused.html).toContain('Слишком много попыток');
		expect(refused.html).toContain('Ничего не списано');
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(budgets.beginsOfCompany.seconds);
		expect((await latecomer.get('/pay')).status).toBe(200);
		expect(rig.sandbox.calls()).toBe(0);
	});

	it('takes nothing from another: its page opens, its customer pays', async () => {
		rig.sandbox.resetCalls();
		const neighbour = new Visitor(rig.origin);
		const page = await neighbour.open(await linkOf(other, 'neighbour'));
		expect(page.status).toBe(200);
		expect((await pays(neighbour, page, `${other}-neighbour-2`, '25.00')).status).toBe(303);
		expect(begunAtStripe()).toEqual({ [other]: 1 });
	});
});

describe('the page after paying', () => {
	it('asks Stripe about one payment twenty times a minute at most', async () => {
		const neighbour = new Visitor(rig.origin);
		const page = await neighbour.open(await linkOf(other, 'neighbour'));
		await pays(neighbour, page, `${other}-neighbour-1`, '33.00');
		const [checkout] = (await rig.payments.liveCheckouts(other, who('neighbour'))).filter(({ total }) => total === 3_300);
		rig.sandbox.resetCalls();
		const statuses: number[] = [];
		for (let n = 0; n < 30; n++) statuses.push((await neighbour.get(`/pay/done?checkout=${checkout?.id}`)).status);
		expect(statuses.filter((status) => status === 200)).toHaveLength(20);
		expect(statuses.filter((status) => status === 429)).toHaveLength(10);
		expect(rig.sandbox.calls()).toBe(20);
	});
});
