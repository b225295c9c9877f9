/** The running stack with its table and queues within a test's reach, past the functions: to see what was written, and to let time pass. */
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { builtInScenario } from '../../local/scenario/index.ts';
import { type LocalStack, type StackOptions, startStack } from '../../local/stack.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoCompanies } from '../../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../../shared/adapters/dynamo/connections.ts';
import { dynamoMailings } from '../../shared/adapters/dynamo/mailings.ts';
import { openStore } from '../../shared/adapters/dynamo/store.ts';
import type { Connection, Grant } from '../../shared/domain/connection.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Mailings } from '../../shared/ports/mailings.ts';
import type { Problem } from '../../shared/wire/http.ts';
import type { QueueName } from '../../shared/wire/queues.ts';
import type { Scenario } from '../../shared/wire/scenario.ts';
import type { Visitor } from './visitor.ts';

type Item = Readonly<Record<string, unknown>>;
const local = { region: 'eu-west-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export type Running = {
	readonly stack: LocalStack;
	readonly companies: Companies;
	readonly connections: Connections;
	/** The operator's switch. */
	stopEverywhere: Mailings['stopEverywhere'];
	/** Ids of the two built-in ledgers. */
	readonly xero: string;
	readonly quickbooks: string;
	/** Every item of the table, by key. */
	items(): Promise<readonly Item[]>;
	/** The same as one text: equal before and after when nothing was written. */
	written(): Promise<string>;
	/** Puts a body on a queue as it is, whatever it says. */
	send(queue: QueueName, body: string, group?: string): Promise<void>;
	/** Bodies in a queue's dead-letter queue. They stay there. */
	dead(queue: QueueName): Promise<readonly string[]>;
	/** What waits in every queue, dead letters too, with all that comes with it. It stays there. */
	waiting(): Promise<readonly string[]>;
	/** Changes a stored record behind everybody's back: how a test lets a token or a pause run out. */
	change(company: string, ledger: string, of: (connection: Connection) => Connection): Promise<Connection>;
	changeGrant(company: string, id: string, of: (grant: Grant) => Grant): Promise<Grant>;
	/** A pause ends now: the sweeper finds the ledger, and everything that follows is done. */
	wake(company: string, ledger: string): Promise<Connection>;
	connection(company: string, ledger: string): Promise<Connection>;
	close(): Promise<void>;
};

const queueWords: Readonly<Record<QueueName, string>> = {
	refreshes: 'Refreshes',
	letters: 'Letters',
	notices: 'Notices',
	pulls: 'Pulls',
	rolls: 'Rolls',
	plans: 'Plans',
	mails: 'Mails',
	mailEvents: 'MailEvents',
	checkouts: 'Checkouts',
	bookings: 'Bookings',
	exports: 'Exports',
	payables: 'Payables',
	arrangements: 'Tendings',
};

/** `limits`: whether the sandboxes keep the providers' own limits, which a test of faults uses up in a second. `scenario`: one ledger of each kind. */
export const startRunning = async ({
	limits = true,
	scenario = builtInScenario(),
	...options
}: Pick<StackOptions, 'limits' | 'today'> & { readonly scenario?: Scenario } = {}): Promise<Running> => {
	const stack = await startStack({ dir: null, scenario, schedules: false, limits, ...options });
	const idOf = (provider: string): string => scenario.organisations.find((each) => each.provider === provider)?.id ?? '';
	const store = openStore({ tableName: stack.tableName, client: { ...local, endpoint: stack.dynamo.url } });
	const allowances = dynamoAllowances(store);
	const connections = dynamoConnections(store);
	const sqs = new SQSClient({ ...local, endpoint: stack.queuesUrl });
	const queueNamed = (queue: QueueName, kind: 'Queue' | 'Dead') => {
		const found = stack.runtime.wiring.queues.find(({ name }) => name.includes(`${queueWords[queue]}${kind}`));
		if (!found) throw new Error(`the app has no ${queue} ${kind}`);
		return found;
	};
	const items = async (): Promise<readonly Item[]> => {
		const all: Item[] = [];
		let from: Record<string, unknown> | undefined;
		do {
			const answer = await store.db.send(new ScanCommand({ TableName: stack.tableName, ConsistentRead: true, ExclusiveStartKey: from }));
			all.push(...(answer.Items ?? []));
			from = answer.LastEvaluatedKey;
		} while (from);
		const key = (item: Item): string => `${String(item.pk)} ${String(item.sk)}`;
		return all.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
	};
	const connection = async (company: string, ledger: string): Promise<Connection> => {
		const found = await connections.connection(company, ledger);
		if (!found) throw new Error(`${company} has no ${ledger}`);
		return found;
	};
	const change = async (company: string, ledger: string, of: (known: Connection) => Connection): Promise<Connection> => {
		for (;;) if ((await connections.saveConnection(of(await connection(company, ledger)))) === 'saved') return connection(company, ledger);
	};
	return {
		stack,
		companies: dynamoCompanies(store),
		connections,
		stopEverywhere: (stop) => dynamoMailings(store).stopEverywhere(stop),
		xero: idOf('xero'),
		quickbooks: idOf('quickbooks'),
		items,
		written: async () => JSON.stringify(await items()),
		send: async (queue, body, group) => {
			const { url, fifo } = queueNamed(queue, 'Queue');
			await sqs.send(
				new SendMessageCommand({
					QueueUrl: url,
					MessageBody: body,
					...(fifo ? { MessageGroupId: group ?? 'test', MessageDeduplicationId: crypto.randomUUID() } : {}),
				}),
			);
		},
		dead: async (queue) => {
			const { Messages = [] } = await sqs.send(
				new ReceiveMessageCommand({ QueueUrl: queueNamed(queue, 'Dead').url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
			);
			return Messages.map(({ Body }) => Body ?? '');
		},
		waiting: async () => {
			const found = await Promise.all(
				stack.runtime.wiring.queues.map(({ url }) =>
					sqs.send(
						new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 0, MessageAttributeNames: ['All'] }),
					),
				),
			);
			return found.flatMap(({ Messages = [] }) => Messages.map((each) => JSON.stringify(each)));
		},
		change,
		changeGrant: async (company, id, of) => {
			for (;;) {
				const grant = await connections.grant(company, id);
				if (!grant) throw new Error(`${company} has no grant ${id}`);
				const next = of(grant);
				if ((await connections.saveGrant(next)) === 'saved') return { ...next, rev: grant.rev + 1 };
			}
		},
		wake: async (company, ledger) => {
			await change(company, ledger, (known) => ({ ...known, wake: stack.now() }));
			const told = await allowances.allowance(company, ledger);
			if (told?.wait) await allowances.saveAllowance({ ...told, wait: null });
			await stack.runtime.fire('sync/sweep.schedule');
			await stack.idle();
			return connection(company, ledger);
		},
		connection,
		close: async () => {
			store.db.destroy();
			sqs.destroy();
			await stack.close();
		},
	};
};

/** The company a visitor is signed in to. */
export const companyOf = async ({ stack }: Running, visitor: Visitor): Promise<string> =>
	(await visitor.json<{ company: { id: string } }>(`${stack.hubOrigin}/me`)).company.id;

/** What a program is told: the status and the problem's code. */
export const refused = ({ status, html, headers }: { status: number; html: string; headers: Headers }) => {
	const type = headers.get('content-type');
	if (type !== 'application/problem+json') throw new Error(`${status} is no problem but ${String(type)}: ${html.slice(0, 200)}`);
	return JSON.parse(html) as Problem;
};

/** Keys of items that are in one of two `written()` texts and not the same in the other. */
export const changedKeys = (before: string, after: string): readonly string[] => {
	if (before === after) return [];
	const texts = (written: string): Set<string> => new Set((JSON.parse(written) as Item[]).map((item) => JSON.stringify(item)));
	const [old, now] = [texts(before), texts(after)];
	const changed = [...[...old].filter((text) => !now.has(text)), ...[...now].filter((text) => !old.has(text))];
	return changed.map((text) => {
		const { pk, sk } = JSON.parse(text) as Item;
		return `${String(pk)} ${String(sk)}`;
	});
};
