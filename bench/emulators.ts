/** DynamoDB and the providers' sandboxes in a process of their own, so that what they cost is not counted as ours. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '../local/aws/dynamo/table-definition.ts';
import { openStore, type Store } from '../shared/adapters/dynamo/store.ts';
import type { Provider } from '../shared/domain/document.ts';
import type { ScenarioOrganisation } from '../shared/wire/scenario.ts';

/** One sandbox, and an access token to the organisation in it. */
export type Opened = { readonly origin: string; readonly token: string };
export type Started = {
	readonly dynamo: string;
	/** Take mail of `mailSender`: as fast as it comes, or 14 a second, which is what AWS gives a usual account. */
	readonly ses: { readonly fast: string; readonly usual: string };
	readonly sandboxes: Readonly<Partial<Record<Provider, Opened>>>;
};
/** Loaded a week ago by the sandbox's clock, so that a read finds nothing changed since it began. */
export type Order = { readonly organisations: readonly ScenarioOrganisation[]; readonly today: string };

export type Question = 'cpu' | { readonly touch: Provider; readonly count: number } | { readonly calls: Provider };

export type Emulators = Started & {
	/** A table of its own. `counting`: its requests ask for their units, which costs our emulator time and AWS none. */
	store(how?: 'counting'): Promise<Store>;
	/** The first so many invoices of this sandbox are edited. */
	touch(provider: Provider, count: number): Promise<void>;
	/** Calls that this sandbox has answered so far. */
	calls(provider: Provider): Promise<number>;
	/** CPU milliseconds of their process so far. */
	cpu(): Promise<number>;
};

/** They live as long as `work` does. */
export const withEmulators = async (order: Order, work: (emulators: Emulators) => Promise<void>): Promise<void> => {
	const child = fork(new URL('emulators-child.ts', import.meta.url), {
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		serialization: 'advanced',
	});
	child.send(order);
	const [started] = (await Promise.race([
		once(child, 'message'),
		once(child, 'exit').then(([code]) => {
			throw new Error(`the emulators ended with ${code}`);
		}),
	])) as [Started];
	const client = { endpoint: started.dynamo, region: 'eu-west-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
	const ask = async (question: Question): Promise<number> => {
		const answer = once(child, 'message');
		child.send(question);
		const [figure] = (await answer) as [number];
		return figure;
	};
	let tables = 0;
	try {
		await work({
			...started,
			store: async (how) => {
				const tableName = `bench${++tables}`;
				const admin = new DynamoDBClient(client);
				await admin.send(new CreateTableCommand(tableDefinition(tableName)));
				admin.destroy();
				return openStore({ tableName, client, counting: how === 'counting' });
			},
			touch: async (touch, count) => void (await ask({ touch, count })),
			calls: (calls) => ask({ calls }),
			cpu: () => ask('cpu'),
		});
	} finally {
		const gone = once(child, 'exit');
		child.kill();
		await gone;
	}
};
