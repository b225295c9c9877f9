/** The other side of emulators.ts. Ends with its parent. */
import { startDynamo } from '../local/aws/dynamo/index.ts';
import { startMail } from '../local/aws/mail/index.ts';
import { startQuickbooksSandbox } from '../local/sandbox/quickbooks/index.ts';
import { startXeroSandbox } from '../local/sandbox/xero/index.ts';
import { day, type Instant, instantOfMs } from '../shared/domain/day.ts';
import type { Provider } from '../shared/domain/document.ts';
import { env } from '../shared/wire/env.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';
import type { Opened, Order, Question, Started } from './emulators.ts';
import { mailSender } from './owing.ts';

const weekMs = 7 * 86_400_000;
let behindMs = weekMs;
const options = {
	port: 0,
	dir: null,
	clientId: 'bench',
	clientSecret: 'bench',
	webhookKey: 'bench',
	webhookUrl: null,
	now: (): Instant => instantOfMs(Date.now() - behindMs),
	limits: false,
};

/** Nobody listens to its events. */
const mailWiring = {
	configurationSets: [{ name: mailSender.configurationSet, topicArn: 'arn:aws:sns:eu-west-1:000000000000:none', events: [] }],
	identities: [mailSender.domain],
};

type Sandbox = { readonly calls: () => number; readonly touch: (count: number) => void };
const opened: Partial<Record<Provider, Sandbox>> = {};

const openXero = async (organisation: ScenarioOrganisation, today: string): Promise<Opened> => {
	const xero = await startXeroSandbox(options);
	xero.load(organisation, day(today));
	behindMs = 0;
	opened.xero = {
		calls: () => xero.calls(),
		touch: (count) => {
			const invoices = xero
				.dump(organisation.id)
				.documents.filter(({ kind, status, rest }) => kind === 'invoice' && status === 'AUTHORISED' && rest > 0);
			for (const { id } of invoices.slice(0, count)) xero.edit(organisation.id).changeInvoice(id, { reference: 'touched' });
		},
	};
	return { origin: xero.origin, token: xero.consent([organisation.id]).access_token };
};

const openQuickbooks = async (organisation: ScenarioOrganisation, today: string): Promise<Opened> => {
	const quickbooks = await startQuickbooksSandbox(options);
	quickbooks.load(organisation, day(today));
	behindMs = 0;
	opened.quickbooks = {
		calls: () => quickbooks.calls(),
		touch: (count) => {
			const invoices = quickbooks.dump(organisation.id).documents.filter(({ type, balance }) => type === 'Invoice' && balance > 0);
			for (const { id } of invoices.slice(0, count)) quickbooks.edit(organisation.id).edit('Invoice', id, { reference: 'touched' });
		},
	};
	const redirect = 'http://127.0.0.1/back';
	const asked = new URL(quickbooks.endpoints[env.quickbooks.authorize] ?? '');
	asked.search = String(
		new URLSearchParams({
			client_id: options.clientId,
			redirect_uri: redirect,
			response_type: 'code',
			scope: 'com.intuit.quickbooks.accounting',
			state: 'bench',
		}),
	);
	const code = new URL(quickbooks.agree(asked.href, organisation.id)).searchParams.get('code') ?? '';
	const answer = await fetch(quickbooks.endpoints[env.quickbooks.token] ?? '', {
		method: 'POST',
		headers: {
			authorization: `Basic ${Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64')}`,
			'content-type': 'application/x-www-form-urlencoded',
		},
		body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect }),
	});
	const { access_token: token } = (await answer.json()) as { access_token?: string };
	if (!token) throw new Error(`the QuickBooks sandbox gave no token (${answer.status})`);
	return { origin: quickbooks.origin, token };
};

const start = async ({ organisations, today }: Order): Promise<void> => {
	const dynamo = await startDynamo({ port: 0, dir: null });
	const mail = { port: 0, dir: null, now: Date.now, wiring: mailWiring };
	const [fast, usual] = await Promise.all([startMail({ ...mail, limits: null }), startMail(mail)]);
	const sandboxes: Partial<Record<Provider, Opened>> = {};
	for (const organisation of organisations) {
		behindMs = weekMs;
		sandboxes[organisation.provider] = await (organisation.provider === 'xero' ? openXero : openQuickbooks)(organisation, today);
	}
	process.send?.({ dynamo: dynamo.url, ses: { fast: fast.url, usual: usual.url }, sandboxes } satisfies Started);
};

const cpu = (): number => {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
};

const answer = (question: Question): number => {
	if (question === 'cpu') return cpu();
	if ('calls' in question) return opened[question.calls]?.calls() ?? 0;
	opened[question.touch]?.touch(question.count);
	return question.count;
};

process.once('disconnect', () => process.exit(0));
process.on('message', (said: Order | Question) => {
	if (typeof said === 'object' && 'organisations' in said) void start(said);
	else process.send?.(answer(said));
});
