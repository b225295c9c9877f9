/** The adapter with the real SDK over HTTP against the sandbox. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StripeSandbox, startStripeSandbox } from '../../../../local/sandbox/stripe/index.ts';
import { stripeCollecting } from '../../../../shared/adapters/stripe/collecting.ts';
import { instantOfMs, later, msOf } from '../../../../shared/domain/day.ts';
import { currency } from '../../../../shared/domain/money.ts';
import { type Collecting, CollectingFault, type OpenSession } from '../../../../shared/ports/collecting.ts';

const eur = currency('EUR');
let at = instantOfMs(Date.parse('2026-11-22T09:00:00Z'));
let sandbox: StripeSandbox;
let collecting: Collecting;
let keys = 0;

beforeAll(async () => {
	sandbox = await startStripeSandbox({
		port: 0,
		dir: null,
		secretKey: 'sk_test_right',
		webhookSecret: 'whsec_x',
		webhookUrl: null,
		now: () => at,
		limits: false,
	});
	collecting = stripeCollecting({ apiUrl: sandbox.url, secretKey: async () => 'sk_test_right' });
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const share = (id: string, minor: number) => ({ id, number: `INV-${id}`, minor });
const order = (over: Partial<OpenSession> = {}): OpenSession => {
	const shares = over.shares ?? [share('1', 12_500), share('2', 2_500)];
	return {
		key: `k${++keys}`,
		for: { company: 'co1', customer: 'xero-1~acme', checkout: `c${keys}` },
		currency: eur,
		shares,
		total: shares.reduce((sum, { minor }) => sum + minor, 0),
		locale: 'es-MX',
		email: null,
		expiresAt: later(at, 31 * 60_000),
		successUrl: 'https://hub.example.com/pay/done?checkout=c1',
		cancelUrl: 'https://hub.example.com/pay',
		...over,
	};
};
/** What Stripe's page lists, asked for without the adapter. */
const linesOf = async (session: string): Promise<readonly { readonly description: string; readonly amount_total: number }[]> => {
	const answer = await fetch(`${sandbox.url}/v1/checkout/sessions/${session}/line_items?limit=100`, {
		headers: { authorization: 'Bearer sk_test_right' },
	});
	const { data } = (await answer.json()) as { data: { description: string; amount_total: number }[] };
	return data;
};
const fault = async (work: Promise<unknown>): Promise<CollectingFault> => {
	const error: unknown = await work.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (!(error instanceof CollectingFault)) throw new Error(`not a fault: ${String(error)}`);
	return error;
};

describe('a session', () => {
	it('is made once for a key, says whose it is, and is found as it is', async () => {
		const asked = order();
		const made = await collecting.open(asked);
		expect(await collecting.open(asked)).toEqual(made);
		expect(await collecting.session(made.id)).toEqual({ ...made, state: 'open', for: asked.for, paymentLink: null, payment: null });
		const wire = sandbox.store.sessions().find(({ id }) => id === made.id);
		expect(wire).toMatchObject({ amount_total: 15_000, currency: 'eur', locale: 'es-419', customer_email: null, submit_type: 'pay' });
		expect(wire?.expires_at).toBe(msOf(asked.expiresAt) / 1000);
		expect(await collecting.session('cs_test_unknown')).toBeNull();
	});

	it('paid by card: amount, fee, method and the last four', async () => {
		const made = await collecting.open(order());
		sandbox.act.pay(made.id);
		const session = await collecting.session(made.id);
		expect(session).toMatchObject({
			state: 'complete',
			payment: { state: 'paid', minor: 15_000, currency: eur, method: 'card', last4: '4242', at: expect.any(String) },
		});
		expect(session?.payment?.fee).toBeGreaterThan(0);
		expect(session?.payment?.id).toMatch(/^pi_/);
		expect(await collecting.expire(made.id)).toBe('complete');
	});

	it.each([
		{ succeeds: true, state: 'paid', minor: 15_000 },
		{ succeeds: false, state: 'failed', minor: 15_000 },
	])('paid by bank debit: pending for days, then $state', async ({ succeeds, state, minor }) => {
		const made = await collecting.open(order());
		sandbox.act.pay(made.id, succeeds ? 'debit' : 'debit-fails');
		const pending = await collecting.session(made.id);
		expect(pending).toMatchObject({ state: 'complete', payment: { state: 'pending', method: 'sepa_debit', minor: 15_000 } });
		at = later(at, 3 * 86_400_000);
		sandbox.act.settle(pending?.payment?.id ?? '', succeeds);
		const ended = await collecting.session(made.id);
		expect(ended?.payment).toMatchObject({ state, minor });
		// The day the money came, not the day it was promised.
		if (succeeds) expect(ended?.payment?.at.slice(0, 10)).toBe(at.slice(0, 10));
	});

	it('ends when asked, as often as one asks, and by itself', async () => {
		const [one, two] = [await collecting.open(order()), await collecting.open(order())];
		expect(await collecting.expire(one.id)).toBe('expired');
		expect(await collecting.expire(one.id)).toBe('expired');
		at = later(at, 32 * 60_000);
		expect(await collecting.session(two.id)).toMatchObject({ state: 'expired', payment: null });
		expect(await collecting.expire('cs_test_unknown')).toBe('expired');
	});

	it('lists invoices up to 90, and says more in one line', async () => {
		const many = (count: number) => Array.from({ length: count }, (_, i) => share(String(i), 100));
		const few = await collecting.open(order({ shares: many(90) }));
		const lots = await collecting.open(order({ shares: many(91) }));
		expect(await linesOf(few.id)).toHaveLength(90);
		const lines = await linesOf(lots.id);
		expect(lines.map(({ description, amount_total }) => ({ description, amount_total }))).toEqual([
			{ description: 'Facturas INV-0, INV-1, INV-2… (91 en total)', amount_total: 9_100 },
		]);
	});

	it.each([
		['en-GB', 'Invoice INV-1'],
		['es-MX', 'Factura INV-1'],
		['ru', 'Счёт № INV-1'],
		['de', 'Invoice INV-1'],
	])('names each invoice in the customer’s language: %s', async (locale, name) => {
		const made = await collecting.open(order({ locale }));
		expect((await linesOf(made.id)).map(({ description }) => description)).toEqual([name, name.replace('1', '2')]);
	});

	it('keeps to the units of Stripe', async () => {
		const of = (code: string, minor: number) => collecting.open(order({ currency: currency(code), shares: [share('1', minor)] }));
		const amount = async (code: string, minor: number): Promise<number | null | undefined> => {
			const { id } = await of(code, minor);
			return sandbox.store.sessions().find((session) => session.id === id)?.amount_total;
		};
		expect(await amount('JPY', 5_000)).toBe(5_000);
		expect(await amount('ISK', 5_000)).toBe(500_000);
		expect(await amount('KWD', 12_340)).toBe(12_340);
		const { id } = await of('UGX', 40_000);
		sandbox.act.pay(id);
		expect((await collecting.session(id))?.payment).toMatchObject({ minor: 40_000, currency: 'UGX' });
		// Shares that no card network takes one by one, though it takes their sum.
		const fine = [share('1', 12_345), share('2', 5)];
		const kwd = await collecting.open(order({ currency: currency('KWD'), shares: fine }));
		expect(await linesOf(kwd.id)).toHaveLength(1);
	});
});

describe('amounts', () => {
	it.each([
		['EUR', 50, true],
		['EUR', 99_999_999, true],
		['EUR', 100_000_000, false],
		['EUR', 0, false],
		['EUR', -1, false],
		['KWD', 12_345, false],
		['KWD', 12_340, true],
		['ISK', 999_999, true],
		['ISK', 1_000_000, false],
		['CLF', 100, false],
	])('%s %i: %s', (code, minor, taken) => {
		expect(collecting.takes(currency(code), minor)).toBe(taken);
	});
	it('has the least of a currency in our units, and none where Stripe names none', () => {
		expect(collecting.least(eur)).toBe(50);
		expect(collecting.least(currency('JPY'))).toBe(50);
		expect(collecting.least(currency('HUF'))).toBe(17_500);
		expect(collecting.least(currency('KWD'))).toBeNull();
	});
});

describe('a durable link', () => {
	const link = (key: string) => ({
		key,
		for: { company: 'co1', customer: 'xero-1~acme', checkout: key },
		currency: eur,
		shares: [share('1', 12_500)],
		total: 12_500,
		locale: 'es',
	});
	const visit = async (url: string): Promise<string> => {
		const answer = await fetch(url, { redirect: 'manual' });
		return /cs_test_\w+/.exec(answer.headers.get('location') ?? '')?.[0] ?? '';
	};

	it('is made once for a key, and closed with what was opened from it', async () => {
		const made = await collecting.makeLink(link('l1'));
		expect(await collecting.makeLink(link('l1'))).toEqual(made);
		const open = await visit(made.url);
		expect(await collecting.session(open)).toMatchObject({ state: 'open', paymentLink: made.id, for: { checkout: 'l1' } });
		expect(await collecting.closeLink(made.id)).toEqual([]);
		expect(await collecting.session(open)).toMatchObject({ state: 'expired' });
		expect(await collecting.closeLink(made.id)).toEqual([]);
		expect(await visit(made.url)).toBe('');
	});

	it('tells when it is closed that it was paid meanwhile', async () => {
		const made = await collecting.makeLink(link('l2'));
		const [first, second] = [await visit(made.url), await visit(made.url)];
		sandbox.act.pay(first);
		expect(await collecting.closeLink(made.id)).toEqual([first]);
		expect(await collecting.session(second)).toMatchObject({ state: 'expired' });
	});
});

describe('what goes wrong', () => {
	it('says what it means and nothing that was sent', async () => {
		expect(await fault(collecting.open(order({ shares: [share('1', 20)] })))).toMatchObject({ kind: 'refused', code: 'amount_too_small' });
		const key = 'once';
		await collecting.open(order({ key }));
		expect(await fault(collecting.open(order({ key, locale: 'ru' })))).toMatchObject({ kind: 'refused' });
		const stranger = stripeCollecting({ apiUrl: sandbox.url, secretKey: async () => 'sk_test_wrong' });
		const refused = await fault(stranger.open(order()));
		expect(refused).toMatchObject({ kind: 'unavailable', code: 'key_refused' });
		expect(refused.message).not.toContain('sk_test');
	});

	it('gets over one failure, and gives up after two', async () => {
		for (const kind of ['server-error', 'unavailable-html', 'cut-before', 'cut-after'] as const) {
			sandbox.faults.add(kind);
			await collecting.open(order());
			sandbox.faults.clear();
		}
		sandbox.faults.add('unavailable-html', 9);
		expect(await fault(collecting.open(order()))).toMatchObject({ kind: 'unavailable' });
		sandbox.faults.clear();
		sandbox.faults.add('throttled', 9);
		expect(await fault(collecting.session('cs_test_1'))).toMatchObject({ kind: 'throttled' });
		sandbox.faults.clear();
		const nobody = stripeCollecting({ apiUrl: 'http://127.0.0.1:1', secretKey: async () => 'sk' });
		expect(await fault(nobody.expire('cs_test_1'))).toMatchObject({ kind: 'unavailable', message: 'Stripe did not answer' });
	});
});
