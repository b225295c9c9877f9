/**
 * What the sandbox says has the shape of Stripe's own example resources, and what it takes is a part of Stripe's own parameters (both kept beside the
 * project, not in it). In a clone alone the builders' types, which are the SDK's, are the guarantee that remains.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv, { type AnySchema } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { linkCreate, linkUpdate } from '../../local/sandbox/stripe/api/links.ts';
import { sessionCreate } from '../../local/sandbox/stripe/api/sessions.ts';
import { stripeCollecting } from '../../shared/adapters/stripe/collecting.ts';
import { instantOfMs, later } from '../../shared/domain/day.ts';
import { currency } from '../../shared/domain/money.ts';
import { aSession, line, type Rig, secretKey, startHub, startRig } from '../sandbox/stripe/rig.ts';
import { beside } from './beside.ts';
import { routeOf } from './recorder.ts';

const { folder: contracts, absent, why: reason } = beside('stripe', "Stripe's fixtures and schemas");

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Resources = Readonly<Record<string, { readonly [name: string]: Json }>>;
const readJson = (file: string): unknown => JSON.parse(readFileSync(resolve(contracts, file), 'utf8'));

/** In the SDK of October 2026 and not yet in the fixtures of July: only these may be more than the fixture has. */
const newer: Readonly<Record<string, readonly string[]>> = {
	'checkout.session': ['allowed_payment_method_types'],
	payment_intent: ['allowed_payment_method_types', 'payment_record'],
	product: ['tax_details'],
	dispute: ['intended_submission_method', 'network_reason_code'],
	// Optional in the SDK, and the fixture's event is the platform's own.
	event: ['account'],
};
/** The SDK calls these optional, and Stripe leaves them out where they do not apply. */
const optional: Readonly<Record<string, readonly string[]>> = {
	charge: ['refunds'],
	account: ['external_accounts', 'future_requirements', 'requirements', 'settings', 'tos_acceptance'],
};

const typeOf = (example: Json): AnySchema => {
	if (example === null) return {};
	if (Array.isArray(example)) return { type: ['array', 'null'], ...(example[0] === undefined ? {} : { items: typeOf(example[0]) }) };
	if (typeof example !== 'object') return { type: [typeof example, 'null'] };
	return {
		type: ['object', 'null'],
		properties: Object.fromEntries(Object.entries(example).map(([name, value]) => [name, typeOf(value)])),
	};
};
/** A schema of an example: every field of it, in its type or null, and no field that Stripe does not have. Expanded fields may be objects. */
const schemaOf = (kind: string, example: { readonly [name: string]: Json }): AnySchema => {
	const fields = Object.keys(example).filter((name) => !optional[kind]?.includes(name));
	const properties = Object.entries(example).map(([name, value]): [string, AnySchema] => {
		if (typeof value === 'string' && /^[a-z]{2,5}_/.test(value) && name !== 'id') return [name, { type: ['string', 'object', 'null'] }];
		return [name, name.startsWith('amount_') && value === null ? { type: ['number', 'null'] } : typeOf(value)];
	});
	return {
		type: 'object',
		required: fields,
		additionalProperties: false,
		properties: {
			...Object.fromEntries(properties),
			...Object.fromEntries((newer[kind] ?? []).map((name) => [name, {}])),
			object: { const: example.object },
			id: { type: 'string' },
		},
	};
};

describe.skipIf(absent)(`objects against Stripe's example resources${reason}`, () => {
	const resources = absent ? {} : (readJson('fixtures3.json') as { resources: Resources }).resources;
	const ajv = new Ajv({ strict: false, allErrors: true });
	const check = (object: { readonly object?: unknown }): string[] => {
		const kind = String(object.object);
		const name = `resource ${kind}`;
		if (!ajv.getSchema(name)) ajv.addSchema(schemaOf(kind, resources[kind] ?? {}), name);
		return ajv.validate(name, object)
			? []
			: (ajv.errors ?? []).map((error) => `${kind}${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`);
	};
	let rig: Rig;
	let hub: Awaited<ReturnType<typeof startHub>>;
	beforeAll(async () => {
		hub = await startHub();
		rig = await startRig({ webhookUrl: hub.url });
		const { stripe, sandbox } = rig;
		for (const [choice, currency] of [
			['card', 'usd'],
			['debit', 'eur'],
			['debit', 'usd'],
			['card-authenticate', 'gbp'],
			['card-declined', 'eur'],
		] as const)
			sandbox.act.pay((await aSession(stripe, { line_items: [line(9000, currency)] })).id, choice);
		const link = await stripe.paymentLinks.create({
			line_items: [line(4000)],
			restrictions: { completed_sessions: { limit: 1 } },
			payment_intent_data: { metadata: { a: 'b' } },
		});
		const visited = await fetch(link.url, { redirect: 'manual' });
		sandbox.act.pay(visited.headers.get('location')?.split('/').at(-1) ?? '');
		for (const payment of sandbox.store.payments())
			if (payment.status === 'processing') sandbox.act.settle(payment.id, payment.currency === 'usd');
		const [card] = sandbox.store.payments();
		await stripe.refunds.create({ payment_intent: card?.id ?? '', amount: 100 });
		sandbox.act.closeDispute(sandbox.act.openDispute(card?.charge ?? '').id, 'won');
		await stripe.accounts.create({ country: 'DE', business_profile: { name: 'Kontor' } });
		sandbox.deauthorize((await stripe.accounts.create({ country: 'MX' })).id);
		await sandbox.webhooksIdle();
	});
	afterAll(async () => {
		await rig.close();
		await hub.close();
	});

	const seen = new Set<string>();
	const ask = async (path: string): Promise<unknown> => {
		seen.add(routeOf(rig.sandbox.routes, { method: 'GET', path: path.split('?')[0] ?? '' }) ?? 'no route');
		return (await fetch(`${rig.sandbox.url}${path}`, { headers: { authorization: `Bearer ${secretKey}` } })).json();
	};
	const listed = [
		'checkout/sessions',
		'payment_links',
		'products',
		'prices',
		'payment_intents',
		'charges',
		'balance_transactions',
		'refunds',
		'disputes',
		'events',
		'accounts',
	];

	it.each(listed)('/v1/%s: every one of the list, and each alone', async (path) => {
		const { data } = (await ask(`/v1/${path}?limit=100`)) as { data: { id: string; object: string }[] };
		expect(data.length).toBeGreaterThan(0);
		for (const each of data) {
			expect(check(each)).toEqual([]);
			expect(await ask(`/v1/${path}/${each.id}`)).toEqual(each);
		}
	});
	it('lines', async () => {
		for (const owner of [...rig.sandbox.store.sessions(), ...rig.sandbox.store.links()]) {
			const { data } = (await ask(
				`/v1/${owner.object === 'payment_link' ? 'payment_links' : 'checkout/sessions'}/${owner.id}/line_items`,
			)) as {
				data: { object: string; price: { object: string } }[];
			};
			for (const each of data) expect([...check(each), ...check(each.price)]).toEqual([]);
		}
	});
	it('the account that asks', async () => {
		expect(check((await ask('/v1/account')) as object)).toEqual([]);
	});
	/** What is written is answered as its GET answers it: the same object of the same store. The rest has no object in its answer. */
	const likeTheirGet =
		/^POST \/v1\/(accounts|products|prices|payment_links|payment_intents|refunds|disputes|checkout\/sessions)(\/\{id\}(\/close|\/expire)?)?$/;
	const objectless = ['ANY /v1/{rest+}', 'POST /oauth/token', 'POST /oauth/deauthorize'];
	it('no route of the sandbox is left out, and a new one would be noticed', () => {
		const unjudged = (routes: readonly string[]): string[] =>
			routes.filter((route) => !likeTheirGet.test(route) && !objectless.includes(route) && !seen.has(route));
		expect(unjudged(rig.sandbox.routes)).toEqual([]);
		const added = ['GET /v1/invoices', 'POST /v1/invoices', 'POST /v1/refunds/{id}/cancel'];
		expect(unjudged([...rig.sandbox.routes, ...added])).toEqual(added);
		expect(seen.size).toBeGreaterThan(20);
	});
	it('what is in an event', () => {
		expect(hub.got.length).toBeGreaterThan(20);
		for (const { event } of hub.got) {
			expect(check(event)).toEqual([]);
			expect(check(event.data.object as { object: string })).toEqual([]);
		}
	});
	it('would notice a wrong answer', () => {
		const [session] = rig.sandbox.store.sessions();
		const { account: _, ...good } = session ?? { account: '', object: 'checkout.session' };
		expect(check(good)).toEqual([]);
		const wrongs = [
			{ amount_total: 'ten' },
			{ colour: 'red' },
			{ expires_at: '2026' },
			{ payment_method_types: ['card', 7] },
			{ metadata: 'a' },
			{ custom_text: { submit: 'Pay' } },
		];
		for (const wrong of wrongs) expect(check({ ...good, ...wrong }), JSON.stringify(wrong)).toHaveLength(1);
		expect(check({ object: 'checkout.session' }).length).toBeGreaterThan(20);
	});
});

type JsonSchema = {
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly $ref?: string;
};
/** The names of parameters: `line_items[].price_data.currency`. */
const pathsOf = (schema: JsonSchema, at = ''): string[] => [
	...Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [`${at}${name}`, ...pathsOf(inner, `${at}${name}.`)]),
	...(schema.items ? pathsOf(schema.items, `${at.slice(0, -1)}[].`) : []),
	...(schema.anyOf ?? []).flatMap((each) => pathsOf(each, at)),
];

describe.skipIf(absent)(`parameters against the schemas of stripe 23.1.0${reason}`, () => {
	const files = { SessionCreateParams: sessionCreate, PaymentLinkCreateParams: linkCreate, PaymentLinkUpdateParams: linkUpdate };
	const theirs = (file: string): { readonly $ref: string; readonly definitions: Readonly<Record<string, JsonSchema>> } =>
		readJson(`ts-schema-23.1.0/${file}.json`) as { $ref: string; definitions: Record<string, JsonSchema> };
	/** Goes along a path of names through `$ref` and `anyOf`; false where Stripe has no such name. */
	const has = (root: ReturnType<typeof theirs>, schema: JsonSchema, names: readonly string[]): boolean => {
		const [name, ...rest] = names;
		if (name === undefined) return true;
		if (schema.$ref) {
			const target = root.definitions[decodeURIComponent(schema.$ref.replace('#/definitions/', ''))];
			return target !== undefined && has(root, target, names);
		}
		if (schema.anyOf?.some((each) => has(root, each, names))) return true;
		if (name === '[]') return schema.items !== undefined && has(root, schema.items, rest);
		const inner = schema.properties?.[name];
		return inner !== undefined && has(root, inner, rest);
	};

	it.each(Object.entries(files))('%s: the sandbox takes nothing that Stripe does not', (file, schema) => {
		const root = theirs(file);
		const paths = pathsOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
		expect(paths.length).toBeGreaterThan(8);
		const names = (path: string): string[] => path.replaceAll('[]', '.[]').split('.');
		expect(paths.filter((path) => !has(root, root, names(path)))).toEqual([]);
		expect(has(root, root, names('payment_method_type'))).toBe(false);
	});

	/** Every request of these endpoints that the sandbox saw, against Stripe's own schema of its parameters. */
	const mustBeValid = ({ sandbox }: Rig, kinds: Readonly<Record<string, keyof typeof files>>): number => {
		const ajv = new Ajv({ strict: false, coerceTypes: true });
		const validators = new Map(Object.entries(kinds).map(([endpoint, file]) => [endpoint, ajv.compile(theirs(file))]));
		const seen = sandbox.requests().filter(({ endpoint }) => validators.has(endpoint));
		expect(new Set(seen.map(({ endpoint }) => endpoint))).toEqual(new Set(Object.keys(kinds)));
		for (const { endpoint, params } of seen) {
			const validate = validators.get(endpoint);
			expect([endpoint, validate?.(structuredClone(params)), validate?.errors]).toEqual([endpoint, true, null]);
		}
		return seen.length;
	};
	const kinds = { 'POST /v1/checkout/sessions': 'SessionCreateParams', 'POST /v1/payment_links': 'PaymentLinkCreateParams' } as const;

	it('requests as the sandbox saw them are valid', async () => {
		const rig = await startRig();
		await aSession(rig.stripe, {
			line_items: [line(500), line(700)],
			metadata: { a: 'b' },
			locale: 'es',
			expires_at: Date.parse(rig.clock.now) / 1000 + 3600,
		});
		await rig.stripe.paymentLinks.create({
			line_items: [line(500)],
			restrictions: { completed_sessions: { limit: 1 } },
			inactive_message: 'Paid.',
		});
		expect(mustBeValid(rig, kinds)).toBe(2);
		await rig.close();
	});

	it('and so is all that the product asks for: sessions of any currency, language and number of invoices, links made and closed', async () => {
		const rig = await startRig();
		const collecting = stripeCollecting({ apiUrl: rig.sandbox.url, secretKey: async () => secretKey });
		const at = instantOfMs(Date.parse(rig.clock.now));
		let made = 0;
		const order = (code: string, locale: string, count: number, each: number) => ({
			key: `k${++made}`,
			for: { company: 'co1', customer: 'xero-1~acme', checkout: `c${made}` },
			currency: currency(code),
			shares: Array.from({ length: count }, (_, i) => ({ id: `i${i}`, number: `INV-${i}`, minor: each })),
			total: count * each,
			locale,
		});
		const back = {
			email: null,
			expiresAt: later(at, 31 * 60_000),
			successUrl: 'https://hub.example/pay/done?checkout=c',
			cancelUrl: 'https://hub.example/pay',
		};
		for (const [code, locale, count, each] of [
			['EUR', 'en', 1, 12_500],
			['USD', 'es-MX', 90, 100],
			['GBP', 'ru', 91, 100],
			['JPY', 'xx', 2, 5_000],
			['ISK', 'en', 1, 5_000],
			['KWD', 'en', 2, 12_345],
		] as const) {
			await collecting.open({ ...order(code, locale, count, each), ...back });
			const link = await collecting.makeLink(order(code, locale, Math.min(count, 21), each));
			await collecting.closeLink(link.id);
		}
		const update = rig.sandbox.requests().find(({ endpoint }) => /^POST \/v1\/payment_links\/./.test(endpoint))?.endpoint ?? '';
		expect(mustBeValid(rig, { ...kinds, [update]: 'PaymentLinkUpdateParams' })).toBeGreaterThanOrEqual(13);
		await rig.close();
	});
});
