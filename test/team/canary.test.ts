/**
 * Nothing leaks (invariant 9, threats T1 and T15): a whole journey with values that can be recognised, then every sink is searched for them: what the
 * functions print, the table, the queues, the answers and their headers, and the access log's format. Each sink is also given a leak once, so that
 * the search is known to find one.
 */

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtInScenario } from '../../local/scenario/index.ts';
import { kmsVault } from '../../shared/adapters/kms/vault.ts';
import type { CustomersView } from '../../shared/wire/http.ts';
import { type Canaries, leaksIn } from '../support/canary.ts';
import { companyOf, type Running, startRunning } from '../support/running.ts';
import { connectQuickbooks, connectXero, signedIn } from '../support/signed-in.ts';
import type { Shown, Visitor } from '../support/visitor.ts';

const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
/** What a visitor puts where it does not belong. */
const planted = {
	query: 'canary-in-the-query-7f3a',
	referer: 'canary-in-the-referer-91cc',
	agent: 'canary-in-the-agent-5d20',
	path: 'canary-in-the-path-c4e8',
	body: 'canary-in-the-body-28b1',
	header: 'canary-in-a-header-e07d',
	address: 'canary.person@leak.example',
	webhook: 'canary-in-a-webhook-3b9f',
	message: 'canary-in-a-message-a6d1',
} as const;

let running: Running;
let ana: Visitor;
let hub = '';
let secrets: Canaries;
let people: Canaries;
/** Bodies that waited in queues while nobody took them. */
const waiting: string[] = [];
/** What the hub answered to requests by hand. */
const answers: { readonly headers: Headers; readonly text: string }[] = [];

const scenario = builtInScenario();
const customers = scenario.organisations.flatMap((each) => each.customers);

const tokens = async (company: string): Promise<{ access: string[]; refresh: string[] }> => {
	const keyId = [...running.stack.runtime.wiring.functions].map(({ environment }) => environment.GRANT_KEY_ID).find((id) => id) ?? '';
	const kms = new KMSClient({ ...local, endpoint: running.stack.keysUrl });
	const vault = kmsVault(keyId, kms);
	const found = { access: [] as string[], refresh: [] as string[] };
	for (const { grant: id } of await running.connections.connections(company)) {
		const grant = await running.connections.grant(company, id);
		if (!grant) continue;
		found.access.push(await vault.open({ company, purpose: 'access' }, grant.access));
		found.refresh.push(await vault.open({ company, purpose: 'refresh' }, grant.refresh));
	}
	kms.destroy();
	return found;
};
const parameter = async (name: string): Promise<string> => {
	const answer = await fetch(running.stack.parametersUrl, {
		method: 'POST',
		headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
		body: JSON.stringify({ Name: `/cobro/${name}`, WithDecryption: true }),
	});
	return ((await answer.json()) as { Parameter: { Value: string } }).Parameter.Value;
};
const messages = async (which: 'all' | 'dead'): Promise<string[]> => {
	const sqs = new SQSClient({ ...local, endpoint: running.stack.queuesUrl });
	const found: string[] = [];
	for (const { name, url } of running.stack.runtime.wiring.queues) {
		if (which === 'dead' && !name.includes('Dead')) continue;
		const { Messages = [] } = await sqs.send(
			new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }),
		);
		found.push(...Messages.map((each) => JSON.stringify(each)));
	}
	sqs.destroy();
	return found;
};
/** Nobody takes messages from now on. The emulator still serves the polls that were cut off: each is given a message of no meaning. */
const pause = async (): Promise<void> => {
	await running.stack.runtime.pause();
	await running.send('notices', JSON.stringify({ type: 'sync.notice', provider: 'xero', ledgers: ['nobody'] }));
	await running.send('pulls', JSON.stringify({ type: 'sync.recount', company: 'nobody', ledger: 'xero-nobody' }));
	await running.send('refreshes', JSON.stringify({ type: 'connect.refresh', company: 'nobody', grant: 'none' }));
};
const byHand = async (path: string, init: RequestInit = {}): Promise<void> => {
	const cookie = `cobro-session=${ana.cookies(hub).get('cobro-session') ?? ''}`;
	const answer = await fetch(`${hub}${path}`, {
		redirect: 'manual',
		...init,
		headers: {
			cookie,
			origin: hub,
			referer: `${hub}/?${planted.referer}`,
			'user-agent': planted.agent,
			'x-canary': planted.header,
			'x-forwarded-for': planted.header,
			...init.headers,
		},
	});
	answers.push({ headers: answer.headers, text: await answer.text() });
};

beforeAll(async () => {
	running = await startRunning();
	const { stack } = running;
	hub = stack.hubOrigin;
	const signed = await signedIn(stack);
	ana = signed.visitor;
	const session = ana.cookies(hub).get('cobro-session') ?? '';
	await connectQuickbooks(ana, await connectXero(ana, signed.page));
	await stack.idle();
	const company = await companyOf(running, ana);
	const first = await tokens(company);

	// Looking around, as a person and as a program.
	await ana.open(`${hub}/`);
	const view = await ana.json<CustomersView>(`${hub}/receivables/customers?currency=GBP`);
	await ana.open(`${hub}/customers/${encodeURIComponent(view.rows[0]?.customer ?? '')}`);
	await ana.request(`${hub}/receivables/customers.csv?currency=GBP`);
	// Things where they do not belong.
	for (const accept of ['text/html', 'application/json']) {
		for (const path of [
			`/?asOf=${planted.query}&email=${planted.address}`,
			`/receivables/aging?token=${planted.query}`,
			`/receivables/customers?currency=${planted.query}&from=${planted.query}`,
			`/customers/${planted.path}?x=${planted.query}`,
			`/nothing/${planted.path}`,
			`/connections/xero/callback?code=${planted.query}&state=${planted.query}`,
			`/sign-in/callback?code=${planted.query}&state=${planted.query}`,
			`/pay/${planted.path}`,
		])
			await byHand(path, { headers: { accept } });
		for (const path of ['/connections/xero', `/connections/${planted.path}/sync`, '/reminders', '/factoring/exports'])
			await byHand(path, {
				method: 'POST',
				headers: { accept, 'content-type': 'application/json' },
				body: JSON.stringify({ note: planted.body }),
			});
	}
	await byHand('/webhooks/xero', { method: 'POST', body: planted.webhook, headers: { 'x-xero-signature': planted.webhook } });
	await byHand('/me', { headers: { cookie: '', authorization: `Bearer ${planted.header}` } });
	await byHand('/connections/xero', { method: 'POST', headers: { origin: 'http://localhost:1' }, body: planted.body });

	// Changes in the ledger, their webhooks and messages, seen while nobody takes them from the queues.
	await pause();
	const open = stack.xero
		.dump(running.xero)
		.documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
	if (!open) throw new Error('nothing is open');
	stack.xero.edit(running.xero).pay(open.id, { amount: open.rest, day: stack.now().slice(0, 10) });
	await Promise.all([stack.xero.webhooksIdle(), stack.quickbooks.webhooksIdle()]);
	for (const { ledger, grant } of await running.connections.connections(company)) {
		await ana.request(`${hub}/connections/${ledger}/sync`, { method: 'POST' });
		await ana.request(`${hub}/connections/${ledger}/recount`, { method: 'POST' });
		await running.changeGrant(company, grant, (known) => ({ ...known, wake: stack.now() }));
	}
	await stack.runtime.fire('connect/sweep.schedule');
	waiting.push(...(await messages('all')));
	stack.runtime.resume();
	await stack.idle();

	// What goes wrong at the providers, and messages that nobody can read.
	for (const provider of ['xero', 'quickbooks'] as const) {
		const ledger = `${provider}-${running[provider]}`;
		for (const kind of ['unauthorised', 'unavailable-html', 'broken-row', 'truncated-page', 'throttled-xml'] as const) {
			stack[provider].faults.add(kind, 1);
			await ana.request(`${hub}/connections/${ledger}/sync`, { method: 'POST' });
			await stack.idle();
			await running.wake(company, ledger);
		}
		stack[provider].faults.clear();
	}
	const lost = `xero-${running.xero}`;
	stack.xero.faults.add('truncated-page', 50);
	const another = stack.xero
		.dump(running.xero)
		.documents.find((each) => each.kind === 'invoice' && each.status === 'AUTHORISED' && each.rest > 0);
	if (another) stack.xero.edit(running.xero).pay(another.id, { amount: another.rest, day: stack.now().slice(0, 10) });
	await ana.request(`${hub}/connections/${lost}/sync`, { method: 'POST' });
	await stack.idle();
	stack.xero.faults.clear();
	for (const body of [planted.message, JSON.stringify({ type: 'sync.notice', provider: planted.message, ledgers: [planted.message] })])
		await running.send('notices', body);
	await running.send('pulls', JSON.stringify({ type: 'sync.pull', company, ledger: `xero-${planted.message}`, run: null, step: 'no' }));
	await stack.idle();
	const renewed = await tokens(company);
	await ana.press(await ana.open(`${hub}/`), `/connections/quickbooks-${running.quickbooks}/disconnect`);
	await stack.idle();
	await ana.press(await ana.open(`${hub}/`), 'Sign out');

	const queries = ana.seen.flatMap(({ url, headers }) =>
		[url, headers.get('location')].flatMap((each) => (each ? [new URL(each, url).searchParams] : [])),
	);
	const begun = ana.seen
		.flatMap(({ headers }) => headers.getSetCookie())
		.flatMap((line) => /^cobro-sign-in=([^;]+)/.exec(line)?.[1]?.split('.') ?? []);
	const named = (name: string): string[] => [...new Set(queries.flatMap((query) => query.get(name) ?? []))];
	secrets = {
		'access token': [...new Set([...first.access, ...renewed.access])],
		'refresh token': [...new Set([...first.refresh, ...renewed.refresh])],
		'session token': [session],
		code: named('code'),
		state: named('state'),
		'sign-in cookie': begun,
		'webhook key': await Promise.all(['xero/webhook-key', 'quickbooks/webhook-key'].map(parameter)),
		'client secret': await Promise.all(['xero/client-secret', 'quickbooks/client-secret'].map(parameter)),
	};
	people = {
		'customer name': customers.map(({ name }) => name),
		'customer address': customers.flatMap(({ email }) => (email ? [email] : [])),
		'user’s address': ['ana@demo.example'],
	};
}, 240_000);
afterAll(() => running?.close());

const plantedCanaries: Canaries = Object.fromEntries(Object.entries(planted).map(([what, value]) => [`planted ${what}`, [value]]));
const everything = (): Canaries => ({ ...secrets, ...people, ...plantedCanaries });
/**
 * Items that are somebody: a customer, one of a company's own people, whose address the sign-in service verified, or what one read of a ledger told of its
 * suppliers and who of them is a customer, which the next read replaces whole.
 */
const isSomebody = ({ pk, sk }: Readonly<Record<string, unknown>>): boolean =>
	sk === 'CUSTOMER' || String(sk).startsWith('USER#') || String(pk).includes('#OWE#');
const itemsButPeople = async (): Promise<string> => JSON.stringify((await running.items()).filter((item) => !isSomebody(item)));
const headersOf = (): string =>
	[...ana.seen.filter(({ url }) => url.startsWith(hub)), ...answers]
		.flatMap(({ headers }) => [...headers])
		// Where a browser must be given its own cookie, and sent on with its own state: that is the protocol, not a leak.
		.filter(([name]) => name !== 'set-cookie' && name !== 'location')
		.map(([name, value]) => `${name}: ${value}`)
		.join('\n');

describe('the journey', () => {
	it('had something to leak: every kind of canary has values, and every sink was used', async () => {
		for (const [what, values] of Object.entries(everything())) expect([what, values.length > 0]).toEqual([what, true]);
		expect(secrets['access token']?.length).toBeGreaterThanOrEqual(4);
		expect(secrets.code?.length).toBeGreaterThanOrEqual(3);
		expect(people['customer name']?.length).toBeGreaterThanOrEqual(60);
		const logs = running.stack.logs.text();
		for (const code of ['HTTP_ANSWERED', 'MESSAGE_FAILED', 'WEBHOOK_REFUSED']) expect(logs).toContain(code);
		expect(waiting.filter((text) => text.includes('sync.notice') && text.includes(running.xero)).length).toBeGreaterThan(0);
		expect(waiting.filter((text) => text.includes('sync.pull') && text.includes(running.xero)).length).toBeGreaterThan(0);
		expect((await messages('dead')).length).toBeGreaterThanOrEqual(3);
		console.log(
			`canary: ${Object.values(everything()).flat().length} values; ${running.stack.logs.lines().length} log lines, ${(await running.items()).length} items, ${waiting.length} messages, ${ana.seen.length + answers.length} answers searched`,
		);
	});
});

describe('nothing of it is', () => {
	it('in what the functions print', () => {
		expect(leaksIn(running.stack.logs.text(), everything())).toEqual([]);
		for (const { text } of running.stack.logs.lines().filter(({ text: line }) => line.includes('HTTP_ANSWERED'))) {
			const route = (JSON.parse(text) as { route?: string }).route ?? '';
			expect(route).toMatch(/^(GET|POST|ANY|\$default)/);
			expect(route).not.toContain('?');
		}
	});

	it('in the table, but names and addresses in the item of whose they are', async () => {
		expect(leaksIn(JSON.stringify(await running.items()), { ...secrets, ...plantedCanaries })).toEqual([]);
		expect(leaksIn(await itemsButPeople(), people)).toEqual([]);
		expect(leaksIn(JSON.stringify(await running.items()), people)).not.toEqual([]);
	});

	it('in messages, waiting or dead, but what was dead on arrival', async () => {
		expect(leaksIn(waiting.join('\n'), everything())).toEqual([]);
		const { 'planted message': ours = [], ...others } = everything();
		expect(ours).toHaveLength(1);
		expect(leaksIn((await messages('dead')).join('\n'), others)).toEqual([]);
	});

	it('in the headers of answers', () => {
		expect(leaksIn(headersOf(), everything())).toEqual([]);
	});

	it('in the pages and answers: no secret, and nothing a visitor planted comes back', () => {
		const { state = [], ...others } = secrets;
		const shown: readonly Pick<Shown, 'html'>[] = ana.seen.filter(({ url }) => url.startsWith(hub));
		const bodies = [...shown.map(({ html }) => html), ...answers.map(({ text }) => text)].join('\n');
		expect(leaksIn(bodies, { ...others, ...plantedCanaries })).toEqual([]);
		// The page that leads to a provider carries the state there; no other does.
		const rest = shown.map(({ html }) => html).filter((html) => !html.includes('http-equiv="refresh" content="0;'));
		expect(leaksIn(rest.join('\n'), { state })).toEqual([]);
	});

	it('in the access log: its format names only what nobody can put anything into', async () => {
		const dir = dirname(running.stack.runtime.wiring.functions[0]?.folder ?? '');
		const manifest = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8')) as {
			artifacts: Record<string, { properties?: { templateFile?: string } }>;
		};
		const templates = Object.values(manifest.artifacts).flatMap(({ properties }) => properties?.templateFile ?? []);
		const formats: string[] = [];
		for (const file of templates) {
			const { Resources } = JSON.parse(await readFile(join(dir, file), 'utf8')) as {
				Resources: Record<string, { Type: string; Properties?: { AccessLogSettings?: { Format?: string } } }>;
			};
			for (const { Type, Properties } of Object.values(Resources))
				if (Type === 'AWS::ApiGatewayV2::Stage') formats.push(Properties?.AccessLogSettings?.Format ?? 'no access log');
		}
		expect(formats).toHaveLength(1);
		const named = formats.flatMap((format) => [...format.matchAll(/\$context\.[\w.]+/g)].map(([name]) => name));
		const harmless = [
			'requestId',
			'routeKey',
			'status',
			'responseLatency',
			'responseLength',
			'error.message',
			'integrationLatency',
			'requestTimeEpoch',
		];
		expect(named.length).toBeGreaterThan(3);
		for (const name of named) expect(harmless.map((each) => `$context.${each}`)).toContain(name);
	});
});

describe('the search finds a leak that is there', () => {
	const one = (canaries: Canaries, what: string): string => canaries[what]?.at(-1) ?? '';

	it('in the log: a token, a name, a query, in any form', () => {
		for (const [what, form] of [
			['access token', (value: string) => `{"message":"${value}"}`],
			['session token', (value: string) => Buffer.from(`x${value}`).toString('base64')],
			['customer name', (value: string) => `/customers?name=${encodeURIComponent(value)}`],
			['planted referer', (value: string) => `referer ${value}`],
		] as const) {
			running.stack.logs.write('leak', form(one(everything(), what)));
			expect(leaksIn(running.stack.logs.text(), everything()).join()).toContain(what);
		}
	});

	it('in the table: a token in plain, a name outside its item', async () => {
		const company = (await running.items()).find(({ sk }) => sk === 'COMPANY');
		const known = company && (await running.companies.company(String(company.id)));
		if (!known) throw new Error('no company');
		await running.companies.saveCompany({ ...known, name: `${one(secrets, 'refresh token')} ${one(people, 'customer name')}` });
		expect(leaksIn(await itemsButPeople(), { ...secrets, ...people })).toEqual([
			expect.stringContaining('refresh token'),
			expect.stringContaining('customer name'),
		]);
	});

	it('in a queue and in a header', async () => {
		await pause();
		await running.send('notices', JSON.stringify({ note: one(secrets, 'client secret') }));
		expect(leaksIn((await messages('all')).join('\n'), secrets)).toEqual([expect.stringContaining('client secret')]);
		expect(leaksIn(`${headersOf()}\nx-debug: ${one(secrets, 'webhook key')}`, secrets)).toEqual([expect.stringContaining('webhook key')]);
	});
});
