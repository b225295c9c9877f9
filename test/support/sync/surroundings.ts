/** What a world of ours stands on: emulators, a provider's sandbox, one company, and the environment that the functions read. */
import { CreateTableCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { type LocalDynamo, startDynamo } from '../../../local/aws/dynamo/index.ts';
import { tableDefinition } from '../../../local/aws/dynamo/table-definition.ts';
import { startKeys } from '../../../local/aws/keys/index.ts';
import { startParameters } from '../../../local/aws/parameters/index.ts';
import { type LocalIdentity, localClientId, startIdentity } from '../../../local/identity/index.ts';
import { demoUsers } from '../../../local/identity/users.ts';
import { serveLocal } from '../../../local/sandbox/server.ts';
import { newSecrets, type SandboxSecrets } from '../../../local/secrets.ts';
import { dynamoCompanies } from '../../../shared/adapters/dynamo/companies.ts';
import { openStore, type Store } from '../../../shared/adapters/dynamo/store.ts';
import { instantOfMs } from '../../../shared/domain/day.ts';
import { providers } from '../../../shared/domain/document.ts';
import { env } from '../../../shared/wire/env.ts';
import type { QueueName } from '../../../shared/wire/queues.ts';
import { table } from '../../../shared/wire/table.ts';
import type { Side, Start } from './ledger.ts';
import { MailRoom } from './mail.ts';

export const company = 'acme';
const tableName = 'cobro-sync';
export const clientOf = (url: string) => ({
	endpoint: url,
	region: 'eu-west-1',
	credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

export type Surroundings<S extends Side = Side> = {
	readonly dynamo: LocalDynamo;
	readonly mail: MailRoom;
	readonly side: S;
	readonly secrets: SandboxSecrets;
	readonly store: Store;
	readonly identity: LocalIdentity;
	close(): Promise<void>;
};
/** A webhook that arrived; the status to answer with. */
type Hear = (provider: string, headers: Readonly<Record<string, string>>, body: Buffer) => Promise<number>;
/** Where the functions are reached from outside. */
export type Hub = { readonly origin: string; close(): Promise<unknown> };

/** A hub that hears webhooks and nothing else. */
export const webhookHub = (hear: Hear): Promise<Hub> =>
	serveLocal({
		port: 0,
		name: 'the hub',
		routes: {
			'POST /webhooks/{provider}': async ({ params, headers, body }) => ({ status: await hear(params.provider ?? '', headers, body) }),
		},
	});

/** One company, one organisation that is not connected yet. The environment of this process is the functions' from now on. */
export const surround = async <S extends Side>(startSide: Start<S>, nowMs: () => number, hub: Hub): Promise<Surroundings<S>> => {
	const secrets = newSecrets();
	const side = await startSide({ ...secrets, webhooks: `${hub.origin}/webhooks`, now: () => instantOfMs(nowMs()) });
	const dynamo = await startDynamo({ port: 0, dir: null, now: nowMs });
	const keys = await startKeys({ port: 0, dir: null });
	const parameters = await startParameters({
		port: 0,
		dir: null,
		initial: {
			...Object.fromEntries(
				providers
					.map((provider) => [provider, secrets[provider]] as const)
					.flatMap(([provider, each]) => [
						[`/cobro/${provider}/client-id`, each.clientId],
						[`/cobro/${provider}/client-secret`, each.clientSecret],
						[`/cobro/${provider}/webhook-key`, each.webhookKey],
					]),
			),
			'/cobro/stripe/secret-key': secrets.stripe.secretKey,
			'/cobro/stripe/webhook-secret': secrets.stripe.webhookSecret,
		},
	});
	const mail = new MailRoom(nowMs);
	await mail.start();
	const identity = await startIdentity({ port: 0, dir: null, now: nowMs });
	Object.assign(process.env, {
		AWS_REGION: 'eu-west-1',
		AWS_ACCESS_KEY_ID: 'local',
		AWS_SECRET_ACCESS_KEY: 'local',
		AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
		AWS_ENDPOINT_URL_KMS: keys.url,
		AWS_ENDPOINT_URL_SSM: parameters.url,
		AWS_ENDPOINT_URL_SQS: mail.origin,
		AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
		POWERTOOLS_LOG_LEVEL: process.env.COBRO_SYNC_LOG ?? 'SILENT',
		[env.table]: tableName,
		[env.grantKey]: 'grants',
		[env.secrets]: '/cobro',
		[env.hub]: hub.origin,
		[env.signIn.issuer]: identity.url,
		[env.signIn.client]: localClientId,
		[env.signIn.operators]: 'nobody',
		// Here nothing is mailed; a world that does says so itself.
		[env.newCompanySending]: 'off',
		[env.mail.from]: 'invoices@cobro.example',
		[env.mail.configurationSet]: 'cobro',
		...Object.fromEntries(Object.entries(env.queues).map(([name, variable]) => [variable, mail.urlOf(name as QueueName)])),
		...side.endpoints,
	});
	const admin = new DynamoDBClient(clientOf(dynamo.url));
	await admin.send(new CreateTableCommand(tableDefinition(tableName)));
	await admin.send(
		new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true } }),
	);
	admin.destroy();
	const store = openStore({ tableName, client: clientOf(dynamo.url) });
	await dynamoCompanies(store).open(
		{ id: company, name: 'Acme', timeZone: 'UTC', timeZoneKnown: false, rolledTo: null, wake: null, rev: 0 },
		{ company, id: 'ana', name: 'Ana', roles: ['owner'] },
		{ issuer: identity.url, subject: demoUsers[0]?.subject ?? '' },
	);
	return {
		dynamo,
		mail,
		side,
		secrets,
		store,
		identity,
		close: async () => {
			store.db.destroy();
			await Promise.all([side, hub, dynamo, keys, parameters, mail, identity].map((each) => each.close()));
		},
	};
};
