/**
 * Everything of Cobro on one machine: emulators, provider sandboxes, sign-in, and the app's own bundled functions, wired as the template says.
 * `npm start` runs it with a state folder; tests run it in memory on free ports.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type Day, dayIn, type Instant, instantOfMs, msOf } from '../shared/domain/day.ts';
import { env } from '../shared/wire/env.ts';
import type { Scenario } from '../shared/wire/scenario.ts';
import { type LocalDynamo, startDynamo } from './aws/dynamo/index.ts';
import { startKeys } from './aws/keys/index.ts';
import { type LocalMail, startMail } from './aws/mail/index.ts';
import { snsPublisher } from './aws/mail/publisher.ts';
import { startParameters } from './aws/parameters/index.ts';
import { type LocalQueues, startQueues } from './aws/queues/index.ts';
import { builtApp } from './built-app.ts';
import { offsetTo, realNow } from './clock.ts';
import { startDesk } from './desk/index.ts';
import { type LocalIdentity, localClientId, startIdentity } from './identity/index.ts';
import { demoUsers } from './identity/users.ts';
import { readAssembly } from './runtime/assembly.ts';
import { type Gateway, startGateway } from './runtime/http.ts';
import { baseEnvironment } from './runtime/lambda.ts';
import { LogSink } from './runtime/log.ts';
import { naming } from './runtime/names.ts';
import { type Runtime, startRuntime } from './runtime/runtime.ts';
import { localRegion } from './runtime/template.ts';
import { readWiring } from './runtime/wiring.ts';
import { type QuickbooksSandbox, startQuickbooksSandbox } from './sandbox/quickbooks/index.ts';
import { type StripeSandbox, startStripeSandbox } from './sandbox/stripe/index.ts';
import { startXeroSandbox, type XeroSandbox } from './sandbox/xero/index.ts';
import { newSecrets, type RealProviders, type SandboxSecrets } from './secrets.ts';
import { type TimeMachine, timeMachine } from './time-machine.ts';

export type StackOptions = {
	/** Folder that survives; null keeps everything in memory. */
	readonly dir: string | null;
	/** The hub's port, the others follow it; 0 takes free ones. Default 0. */
	readonly port?: number;
	/** The civil day it is when the stack starts; time goes on from its noon (UTC). Not together with `offsetMs`. */
	readonly today?: Day;
	/** How far the clock runs ahead of the machine's. */
	readonly offsetMs?: number;
	/** Whether the sandboxes keep the providers' limits. Default true. */
	readonly limits?: boolean;
	/** False: schedules run only when fired by hand. Default true. */
	readonly schedules?: boolean;
	/** What the sandboxes hold; null: nothing is loaded, what a state folder holds stays. */
	readonly scenario: Scenario | null;
	readonly secrets?: SandboxSecrets;
	/** Providers talked to for real: with their own endpoints, as the template has them, and these credentials. Default none. */
	readonly real?: RealProviders;
	/** `COBRO_LIVE` of whoever starts it: what may happen for real while a real provider is connected. Default nothing. */
	readonly live?: string;
	/** A synthesized app; left out, the project's own is built. */
	readonly assembly?: string;
	/** Told how far the clock runs ahead after the time machine has moved it. */
	readonly onMove?: (offsetMs: number) => void;
	/** Told when the app must first be built, which takes seconds. */
	readonly onBuild?: () => void;
	/** See `PollerSetting`. Defaults 10 and 0. */
	readonly leaseSeconds?: number;
	readonly redeliverSeconds?: number;
};

export type LocalStack = {
	readonly hubOrigin: string;
	/** The page of local tools: the other pages, and the clock. */
	readonly deskUrl: string;
	readonly time: TimeMachine;
	readonly xero: XeroSandbox;
	readonly quickbooks: QuickbooksSandbox;
	readonly stripe: StripeSandbox;
	/** SES, with its inbox. */
	readonly mail: LocalMail;
	readonly dynamo: LocalDynamo;
	readonly queues: LocalQueues;
	readonly queuesUrl: string;
	readonly keysUrl: string;
	readonly parametersUrl: string;
	/** Name of the one table, as the functions know it. */
	readonly tableName: string;
	readonly identity: LocalIdentity;
	/** All that the functions printed. */
	readonly logs: LogSink;
	readonly runtime: Runtime;
	/** The stack's clock. */
	now(): Instant;
	/** Loads one more organisation or several; throws `ScenarioError`, then nothing of that organisation is stored. */
	load(scenario: Scenario): void;
	/** Resolves when no webhook is on its way, every queue that is read is empty and nothing runs. Throws after `timeoutMs` (default 60,000). */
	idle(options?: { readonly timeoutMs?: number }): Promise<void>;
	close(): Promise<void>;
};

const secretsPrefix = '/cobro';
const ports = ['hub', 'xero', 'quickbooks', 'signIn', 'dynamo', 'queues', 'keys', 'parameters', 'stripe', 'mail', 'desk'] as const;
/** Where the demo companies' mail comes from. */
const mailDomain = 'cobro.example';

type Closing = { close(): Promise<unknown> };

export const startStack = async (options: StackOptions): Promise<LocalStack> => {
	const { dir, limits = true } = options;
	let offsetMs = options.today === undefined ? (options.offsetMs ?? 0) : offsetTo(options.today, realNow());
	const nowMs = (): number => realNow() + offsetMs;
	const now = (): Instant => instantOfMs(nowMs());
	const secrets = options.secrets ?? newSecrets();
	const real = options.real ?? {};
	const folder = (name: string): string | null => (dir === null ? null : join(dir, name));
	const port = (name: (typeof ports)[number]): number => (options.port ? options.port + ports.indexOf(name) : 0);

	const logs = new LogSink(folder('logs'));

	// All at once; should one fail, those that did start are ended before the reason is told.
	const started: Closing[] = [logs];
	const begin = async <T extends Closing>(starting: Promise<T>): Promise<T> => {
		const thing = await starting;
		started.push(thing);
		return thing;
	};
	const sandbox = (provider: 'xero' | 'quickbooks') => ({
		port: port(provider),
		dir: folder(provider),
		...secrets[provider],
		webhookUrl: null,
		now,
		limits,
	});
	const { stripe: till, ...ledgers } = secrets;
	const parameters = {
		...Object.fromEntries(
			Object.entries({ ...ledgers, ...real }).flatMap(([provider, each]) => [
				[`${secretsPrefix}/${provider}/client-id`, each.clientId],
				[`${secretsPrefix}/${provider}/client-secret`, each.clientSecret],
				[`${secretsPrefix}/${provider}/webhook-key`, each.webhookKey],
			]),
		),
		[`${secretsPrefix}/stripe/secret-key`]: till.secretKey,
		[`${secretsPrefix}/stripe/webhook-secret`]: till.webhookSecret,
	};
	const building = options.assembly === undefined ? builtApp(options.onBuild) : Promise.resolve(options.assembly);
	const starting = [
		begin<Gateway>(startGateway({ port: port('hub'), onAnswer: (line) => logs.write('api', JSON.stringify(line)) })),
		begin(startXeroSandbox(sandbox('xero'))),
		begin(startQuickbooksSandbox(sandbox('quickbooks'))),
		begin(startIdentity({ port: port('signIn'), dir: folder('sign-in'), now: nowMs })),
		begin(startDynamo({ port: port('dynamo'), dir: folder('dynamo'), now: nowMs })),
		begin(startQueues({ port: port('queues'), dir: folder('queues') })),
		begin(startKeys({ port: port('keys'), dir: folder('keys') })),
		begin(startParameters({ port: port('parameters'), dir: folder('parameters'), initial: parameters })),
		begin(startStripeSandbox({ port: port('stripe'), dir: folder('stripe'), ...till, webhookUrl: null, now, limits })),
		begin(startMail({ port: port('mail'), dir: folder('mail'), now: nowMs, ...(limits ? {} : { limits: null }) })),
	] as const;
	const closeAll = async (): Promise<void> => {
		await Promise.all(started.splice(0).map((each) => each.close()));
	};
	const settled = await Promise.allSettled([building, ...starting]);
	const failed = settled.find((each) => each.status === 'rejected');
	if (failed) {
		await closeAll();
		throw failed.reason;
	}
	const [gateway, xero, quickbooks, identity, dynamo, queues, keys, parameterStore, stripe, mail] = await Promise.all(starting);
	try {
		const hubOrigin = gateway.origin;
		identity.setHub(hubOrigin);
		xero.setWebhookUrl(`${hubOrigin}/webhooks/xero`);
		quickbooks.setWebhookUrl(`${hubOrigin}/webhooks/quickbooks`);
		stripe.setWebhookUrl(`${hubOrigin}/webhooks/stripe`);

		const load = (scenario: Scenario): void => {
			for (const organisation of scenario.organisations)
				(organisation.provider === 'xero' ? xero : quickbooks).load(organisation, dayIn(organisation.timeZone, now()));
		};
		if (options.scenario) load(options.scenario);

		// The hub's page leads to the desk, so the desk stands before the functions do; its clock moves once they run.
		let time: TimeMachine | null = null;
		const move: TimeMachine['move'] = async (byMs, onHop) => {
			if (!time) throw new RangeError('the stack is still starting');
			return time.move(byMs, onHop);
		};
		const desk = await begin(
			startDesk({
				port: port('desk'),
				now,
				move: Object.keys(real).length > 0 ? null : move,
				places: { hub: hubOrigin, inbox: mail.inboxUrl, stripe: stripe.url, xero: xero.origin, quickbooks: quickbooks.origin },
			}),
		);

		const wiring = readWiring(readAssembly(await building), naming({ queuesUrl: queues.url, hub: hubOrigin }), {
			...(real.xero?.endpoints ?? xero.endpoints),
			...(real.quickbooks?.endpoints ?? quickbooks.endpoints),
			[env.hub]: hubOrigin,
			// No CloudFront runs here.
			[env.edgeKeys]: '',
			[env.signIn.issuer]: identity.url,
			[env.signIn.client]: localClientId,
			[env.signIn.operators]: demoUsers[0]?.subject ?? '',
			[env.secrets]: secretsPrefix,
			[env.stripe.api]: stripe.url,
			[env.mail.from]: `invoices@${mailDomain}`,
			[env.newCompanySending]: 'live',
			// A real ledger is written to only when that is said aloud (DESIGN 9.10).
			[env.live]: Object.keys(real).length > 0 ? (options.live ?? '') : 'mail,book',
			[env.localDesk]: desk.origin,
		});
		// Everything the queue emulator serves: SQS, SNS and S3 on one port.
		const publisher = snsPublisher(queues.url, localRegion);
		const local = { region: localRegion, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
		const dynamoClient = new DynamoDBClient({ ...local, endpoint: dynamo.url });
		const clients = {
			dynamo: dynamoClient,
			sqs: new SQSClient({ ...local, endpoint: queues.url }),
			sns: new SNSClient({ ...local, endpoint: queues.url }),
			s3: new S3Client({ ...local, endpoint: queues.url, forcePathStyle: true }),
		};
		const runtime = await startRuntime(wiring, {
			log: logs,
			offsetMs: () => offsetMs,
			base: baseEnvironment(
				{
					AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
					AWS_ENDPOINT_URL_SQS: queues.url,
					AWS_ENDPOINT_URL_KMS: keys.url,
					AWS_ENDPOINT_URL_SSM: parameterStore.url,
					AWS_ENDPOINT_URL_SES: mail.url,
					AWS_ENDPOINT_URL_S3: queues.url,
				},
				join(import.meta.dirname, 'no-aws-settings'),
			),
			leaseSeconds: options.leaseSeconds ?? 10,
			redeliverSeconds: options.redeliverSeconds ?? 0,
			clients,
			schedules: options.schedules ?? true,
		});
		mail.open({ configurationSets: wiring.mailEvents, publish: publisher, identities: [mailDomain] });
		gateway.open(wiring.routes, (entry, event) => runtime.invoke(entry, event));
		const machine = timeMachine({
			nowMs,
			setNow: (ms) => {
				offsetMs += ms - nowMs();
				options.onMove?.(offsetMs);
			},
			table: { client: dynamoClient, name: wiring.tables[0]?.name ?? '' },
			runtime,
			idle: () => idle({ timeoutMs: 120_000 }),
			others: {
				nextDueMs: () => {
					const till = stripe.nextDue();
					return [till === null ? null : msOf(till), mail.nextEventAt()].filter((at) => at !== null);
				},
				tick: async () => {
					await stripe.tick();
					mail.tick();
				},
			},
		});
		time = machine;
		const webhooksIdle = async (): Promise<void> => {
			await Promise.all([xero.webhooksIdle(), quickbooks.webhooksIdle(), stripe.webhooksIdle(), mail.eventsIdle()]);
		};
		const idle = async (wait?: { readonly timeoutMs?: number }): Promise<void> => {
			await webhooksIdle();
			await runtime.idle(wait);
		};
		return {
			hubOrigin,
			deskUrl: desk.origin,
			time: machine,
			xero,
			quickbooks,
			stripe,
			mail,
			dynamo,
			queues,
			queuesUrl: queues.url,
			keysUrl: keys.url,
			parametersUrl: parameterStore.url,
			tableName: wiring.tables[0]?.name ?? '',
			identity,
			logs,
			runtime,
			now,
			load,
			idle,
			close: async () => {
				await runtime.close();
				for (const client of Object.values(clients)) client.destroy();
				publisher.close();
				await closeAll();
			},
		};
	} catch (error) {
		await closeAll();
		throw error;
	}
};
