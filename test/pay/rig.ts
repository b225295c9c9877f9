/** The pay station with its real handlers and adapters in this process: table, queues, secrets and Stripe over HTTP, one company with one ledger. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { cookieOf, hashOf, newToken } from '../../functions/pay/page-link.ts';
import { startParameters } from '../../local/aws/parameters/index.ts';
import { startQueues } from '../../local/aws/queues/index.ts';
import { sendAnswer, toEvent } from '../../local/runtime/event.ts';
import { type StripeSandbox, startStripeSandbox } from '../../local/sandbox/stripe/index.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../../shared/adapters/dynamo/connections.ts';
import { dynamoPayments } from '../../shared/adapters/dynamo/payments.ts';
import { newConnection } from '../../shared/domain/connection.ts';
import { type Instant, instantOfMs, later } from '../../shared/domain/day.ts';
import type { Customer, Document, StoredDocument } from '../../shared/domain/document.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Connection, Connections } from '../../shared/ports/connections.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import { env } from '../../shared/wire/env.ts';
import { aCustomer, type Bench, eur, ledger, startBench, tableName, who } from '../shared/adapters/dynamo/table.ts';

export const company = 'co1';
export const customer = who('acme');
export const webhookSecret = 'whsec_right';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<unknown>;
export type Rig = {
	readonly origin: string;
	readonly sandbox: StripeSandbox;
	readonly bench: Bench;
	readonly payments: Payments;
	readonly books: Books;
	readonly connections: Connections;
	readonly now: () => Instant;
	save(...documents: readonly Document[]): Promise<void>;
	saveCustomer(over: Partial<Customer>): Promise<void>;
	connect(over: Partial<Connection>): Promise<void>;
	/** The ledger's latest row of the invoice cannot be read; and then the same row can. */
	doubt(id: string): Promise<void>;
	readWell(id: string): Promise<void>;
	document(id: string): Promise<StoredDocument | null>;
	/** A link of the customer's, as a mail carries it. */
	link(over?: { readonly language?: string | null; readonly expiresAt?: Instant; readonly of?: string }): Promise<string>;
	/** Hands everything on the queue to its function until nothing is left; the bodies that failed. */
	drain(): Promise<readonly string[]>;
	/** Bodies that were sent to the station that books. */
	booked(): Promise<readonly string[]>;
	/** What the sweep does once. */
	sweep(): Promise<void>;
	close(): Promise<void>;
};

const aConnection = (now: Instant): Connection => ({
	...newConnection(
		{ company, provider: 'xero', externalId: '11111111-1111-4111-8111-111111111111', name: 'Lumen Studio', grant: 'g1' },
		now,
	),
	ledger,
	legal: { name: 'Lumen Studio S.L.', taxId: 'B-12345674', address: 'Calle Mayor 1, 28013, Madrid' },
	baseCurrency: eur,
	timeZone: 'Europe/Madrid',
	phase: 'live',
	freshAsOf: now,
	lastFullAt: now,
	wake: null,
});

const routes = ['GET /pay', 'POST /pay', 'GET /pay/done', 'POST /webhooks/stripe'];
const asking = '/pay/ask/';
const listen = (server: Server): Promise<string> =>
	new Promise((done) => {
		server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
	});

export const startRig = async (): Promise<Rig> => {
	const bench = await startBench();
	const queues = await startQueues({ port: 0, dir: null });
	const now = (): Instant => instantOfMs(Date.now());
	const secretKey = 'sk_test_right';
	const parameters = await startParameters({
		port: 0,
		dir: null,
		initial: { '/cobro/stripe/secret-key': secretKey, '/cobro/stripe/webhook-secret': `${webhookSecret}\nwhsec_next` },
	});
	const sandbox = await startStripeSandbox({ port: 0, dir: null, secretKey, webhookSecret, webhookUrl: null, now, limits: false });
	const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
	const sqs = new SQSClient({ ...local, endpoint: queues.url });
	for (const QueueName of ['checkouts', 'bookings', 'mails'])
		await sqs.send(new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '30' } }));
	let pages: Handler | null = null;
	let hook: Handler | null = null;
	/** The neighbour's, under the same cookie. */
	let forms: Handler | null = null;
	const server = createServer((request, response) => {
		void (async () => {
			const chunks: Buffer[] = [];
			for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
			const [path = '/', query = ''] = (request.url ?? '/').split('?');
			const fixed = `${request.method ?? 'GET'} ${path}`;
			const asked = path.startsWith(asking);
			const usual = routes.includes(fixed) ? fixed : 'GET /pay/{token}';
			const routeKey = asked ? `${request.method ?? 'GET'} ${asking}{what}` : usual;
			const parameters = asked ? { what: path.slice(asking.length) } : routeKey === fixed ? {} : { token: path.slice('/pay/'.length) };
			const event = toEvent(request, Buffer.concat(chunks), { routeKey, path, query, parameters });
			const handler = asked ? forms : path.startsWith('/webhooks') ? hook : pages;
			const answer = await handler?.(event, { awsRequestId: 'r1' } as Context);
			sendAnswer(response, answer);
		})().catch((error: unknown) => {
			console.error(error);
			response.writeHead(500).end();
		});
	});
	const origin = await listen(server);
	Object.assign(process.env, {
		AWS_REGION: local.region,
		AWS_ACCESS_KEY_ID: 'local',
		AWS_SECRET_ACCESS_KEY: 'local',
		AWS_ENDPOINT_URL_DYNAMODB: bench.dynamo.url,
		AWS_ENDPOINT_URL_SQS: queues.url,
		AWS_ENDPOINT_URL_SSM: parameters.url,
		POWERTOOLS_LOG_LEVEL: 'SILENT',
		[env.table]: tableName,
		[env.queues.checkouts]: queues.queueUrl('checkouts'),
		[env.queues.bookings]: queues.queueUrl('bookings'),
		[env.queues.mails]: queues.queueUrl('mails'),
		[env.secrets]: '/cobro',
		[env.stripe.api]: sandbox.url,
		[env.hub]: origin,
	});
	pages = (await import('../../functions/pay/public.http.ts')).handler;
	hook = (await import('../../functions/pay/stripe.webhook.http.ts')).handler;
	forms = (await import('../../functions/arrangements/public.http.ts')).handler;
	const { handler: work } = await import('../../functions/pay/checkout.queue.ts');
	const { handler: sweep } = await import('../../functions/pay/sweep.schedule.ts');
	sandbox.setWebhookUrl(`${origin}/webhooks/stripe`);
	const store = bench.open();
	const [books, payments, connections, companies] = [
		dynamoBooks(store),
		dynamoPayments(store),
		dynamoConnections(store),
		dynamoCompanies(store),
	];
	await companies.saveCompany({
		id: company,
		name: 'Lumen',
		timeZone: 'Europe/Madrid',
		timeZoneKnown: true,
		rolledTo: null,
		wake: null,
		rev: 0,
	});
	const take = async (queue: string): Promise<readonly { readonly body: string; readonly receipt: string }[]> => {
		const answer = await sqs.send(
			new ReceiveMessageCommand({ QueueUrl: queues.queueUrl(queue), MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
		);
		return (answer.Messages ?? []).map(({ Body = '', ReceiptHandle = '' }) => ({ body: Body, receipt: ReceiptHandle }));
	};
	const drop = (queue: string, receipt: string) =>
		sqs.send(new DeleteMessageCommand({ QueueUrl: queues.queueUrl(queue), ReceiptHandle: receipt }));
	const event = (body: string): SQSEvent =>
		({ Records: [{ messageId: body, body, attributes: { ApproximateReceiveCount: '1' } }] }) as unknown as SQSEvent;
	return {
		origin,
		sandbox,
		bench,
		payments,
		books,
		connections,
		now,
		save: async (...documents) => {
			await books.save({ company, ledger }, documents, now());
		},
		saveCustomer: async (over) => {
			await books.saveCustomers({ company, ledger }, [aCustomer('acme', { name: 'Acme Trading Company', ...over })], now());
		},
		connect: async (over) => {
			const known = await connections.connection(company, ledger);
			await connections.saveConnection({ ...(known ?? aConnection(now())), ...over });
		},
		doubt: async (id) => {
			await books.noteRows({ company, ledger }, { refused: [{ kind: 'invoice', id, reason: 'no sense' }], well: [] }, now());
		},
		readWell: async (id) => {
			const known = await books.document(company, ledger, 'invoice', id);
			if (!known) throw new Error('no such invoice');
			await books.noteRows({ company, ledger }, { refused: [], well: [known] }, now());
		},
		document: (id) => books.document(company, ledger, 'invoice', id),
		link: async ({ language = null, expiresAt = later(now(), 86_400_000), of = customer } = {}) => {
			const token = newToken();
			await payments.saveLink({
				company,
				hash: hashOf(cookieOf(token)),
				customer: of,
				createdAt: now(),
				expiresAt,
				revokedAt: null,
				mail: null,
				language,
			});
			return `${origin}/pay/${token}`;
		},
		drain: async () => {
			const failed: string[] = [];
			await sandbox.webhooksIdle();
			for (let found = await take('checkouts'); found.length > 0; found = await take('checkouts'))
				for (const { body, receipt } of found) {
					const answer = await work(event(body));
					if (answer.batchItemFailures.length > 0) failed.push(body);
					await drop('checkouts', receipt);
				}
			return failed;
		},
		booked: async () => {
			const bodies: string[] = [];
			for (let found = await take('bookings'); found.length > 0; found = await take('bookings'))
				for (const { body, receipt } of found) {
					bodies.push(body);
					await drop('bookings', receipt);
				}
			return bodies;
		},
		sweep,
		close: async () => {
			server.closeAllConnections();
			server.close();
			sqs.destroy();
			await Promise.all([sandbox.close(), parameters.close(), queues.close(), bench.close()]);
		},
	};
};
