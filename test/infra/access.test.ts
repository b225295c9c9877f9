import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { env, providerEndpoints } from '../../shared/wire/env.ts';
import { publicRoutes } from '../../shared/wire/http.ts';
import { entryOf, functionsOf, idIn, ofType, synthesized } from './synthesized.ts';

const { state, hub } = synthesized();
const functions = functionsOf(hub);

type Statement = {
	readonly Effect: string;
	readonly Action: string | readonly string[];
	readonly Resource: unknown;
	readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
const list = <T>(one: T | readonly T[]): readonly T[] => (Array.isArray(one) ? (one as readonly T[]) : [one as T]);

/** `the table`, `queue SyncPulls`, `secret xero/client-id`: what a policy's resource is to a reader. */
const placeOf = (resource: unknown): string => {
	const text = JSON.stringify(resource);
	const index = /index\/(\w+)/.exec(text)?.[1];
	if (index) return `index ${index}`;
	const secret = /parameter\/cobro\/([\w/-]+)/.exec(text)?.[1];
	if (secret) return `secret ${secret}`;
	if (/GetAttExports.*"\/exports\/\*"/.test(text)) return 'files of exports';
	if (/GetAttExports/.test(text)) return 'the bucket of exports';
	const imported = /GetAtt(TableKey|GrantKey|Table)/.exec(text)?.[1];
	if (imported) return { Table: 'the table', TableKey: "the table's key", GrantKey: 'the grant key' }[imported] ?? imported;
	const id = idIn(resource);
	const type = hub[id]?.Type;
	if (type === 'AWS::SQS::Queue') return `queue ${id.replace(/Queue[0-9A-F]{8}$/, '')}`;
	if (type === 'AWS::Logs::LogGroup') return 'its log';
	const mail = /ses:[^"]*:(?:identity\/([\w.@-]+)|(configuration-set)\/)/.exec(text);
	if (mail) return mail[1] ? `mail identity ${mail[1]}` : 'the mail configuration set';
	// The only action without resources that we allow.
	if (text === '"*"') return 'the account';
	throw new Error(`a grant on something new, name it here: ${text}`);
};

/** What many functions share, shorter; everything else is printed as it is. */
const wordsFor: Readonly<Record<string, string>> = {
	'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:Query': 'read (BatchGetItem GetItem Query)',
	'dynamodb:BatchGetItem dynamodb:BatchWriteItem dynamodb:ConditionCheckItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem':
		'read and write (BatchGetItem BatchWriteItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem)',
	'logs:CreateLogStream logs:PutLogEvents': 'write',
};
const inWords = (actions: string): string => wordsFor[actions] ?? actions;

/** What a function may do, one line a place: `dynamodb:GetItem dynamodb:Query on the table`. */
const grantsOf = (id: string): readonly string[] => {
	const role = idIn(hub[id]?.Properties.Role);
	const statements = ofType(hub, 'AWS::IAM::Policy')
		.filter(([, policy]) => list(policy.Properties.Roles).some((each) => idIn(each) === role))
		.flatMap(([, policy]) => (policy.Properties.PolicyDocument as { readonly Statement: readonly Statement[] }).Statement);
	return statements
		.map((statement) => {
			const actions = inWords([...list(statement.Action)].sort().join(' '));
			const places = [...new Set(list(statement.Resource).map(placeOf))].join(', ');
			const conditions = Object.values(statement.Condition ?? {}).flatMap((each) =>
				Object.entries(each).map(([key, value]) => `${key} = ${list(value).join(' or ')}`),
			);
			expect(statement.Effect).toBe('Allow');
			return `${actions} on ${places}${conditions.length > 0 ? ` if ${conditions.join(' and ')}` : ''}`;
		})
		.sort();
};
const variablesOf = (id: string): readonly string[] =>
	Object.keys((hub[id]?.Properties.Environment as { readonly Variables?: object } | undefined)?.Variables ?? {}).filter(
		// Set by CDK for the SDK's connection reuse on old runtimes.
		(name) => !name.startsWith('AWS_'),
	);

const all = [...functions]
	.map(([entry, { id }]) => ({ entry, grants: grantsOf(id), variables: variablesOf(id) }))
	.sort((a, b) => a.entry.localeCompare(b.entry));

describe('what each function may do', () => {
	it('is printed, and changes only on purpose', async () => {
		const printed = all
			.map(({ entry, grants, variables }) =>
				[entry, ...grants.map((grant) => `  may ${grant}`), `  knows ${variables.join(', ')}`].join('\n'),
			)
			.join('\n\n');
		console.log(`Grants\n\n${printed}\n`);
		await expect(`${printed}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'grants.txt'));
	});

	it('names no wildcard and no managed policy', () => {
		for (const { entry, grants } of all) expect([entry, grants.filter((grant) => grant.includes('*'))]).toEqual([entry, []]);
		const wide = all.flatMap(({ grants }) => grants.filter((grant) => grant.endsWith('on the account')));
		expect([...new Set(wide)]).toEqual(['ses:GetSendQuota on the account']);
		const senders = all.filter(({ grants }) => grants.some((grant) => grant.startsWith('ses:SendRawEmail')));
		expect(senders.map(({ entry }) => entry)).toEqual(['connect/tell.queue.ts', 'reminders/send.queue.ts']);
		for (const [id, role] of ofType(hub, 'AWS::IAM::Role')) expect([id, role.Properties.ManagedPolicyArns]).toEqual([id, undefined]);
	});

	it('comes with the variable that needs it, and no variable without', () => {
		const may = (grants: readonly string[], what: RegExp): boolean => grants.some((grant) => what.test(grant));
		for (const { entry, grants, variables } of all) {
			const granted = [
				...(may(grants, /on the table,/) ? [env.table] : []),
				...(may(grants, /on the grant key/) ? [env.grantKey] : []),
				...(may(grants, /^ssm:/) ? [env.secrets] : []),
				...(may(grants, /^ses:SendRawEmail/) ? [env.mail.from, env.mail.configurationSet] : []),
				...(may(grants, /on files of exports/) ? [env.exportsBucket] : []),
				...(
					[
						'Refreshes',
						'Letters',
						'Notices',
						'Pulls',
						'Rolls',
						'Exports',
						'Plans',
						'Mails',
						'Checkouts',
						'Bookings',
						'Payables',
						'Arrangements',
					] as const
				).flatMap((queue) =>
					may(grants, new RegExp(`sqs:SendMessage on .*${queue}`)) ? [env.queues[queue.toLowerCase() as keyof typeof env.queues]] : [],
				),
			];
			const free = [
				env.edgeKeys,
				env.hub,
				env.live,
				env.localDesk,
				env.newCompanySending,
				...Object.values(env.signIn),
				...Object.keys(providerEndpoints),
			];
			expect([entry, variables.filter((name) => !free.includes(name)).sort()]).toEqual([entry, granted.sort()]);
		}
	});

	it('lets only the refresher open refresh tokens', () => {
		const openers = all.filter(({ grants }) => grants.some((grant) => /kms:Decrypt on the grant key.*refresh/.test(grant)));
		expect(openers.map(({ entry }) => entry)).toEqual(['connect/refresh.queue.ts']);
		expect(Object.values(state).filter((each) => each.Type === 'AWS::KMS::Key')).toHaveLength(2);
	});
});

describe('routes', () => {
	const routes = ofType(hub, 'AWS::ApiGatewayV2::Route').map(([, route]) => {
		const integration = hub[idIn(route.Properties.Target)];
		const target = hub[idIn(integration?.Properties.IntegrationUri)];
		return { key: String(route.Properties.RouteKey), entry: entryOf(target) };
	});

	it('are public by the explicit list only', () => {
		const open = routes.filter(({ entry }) => !entry.endsWith('/app.http.ts')).map(({ key }) => key);
		console.log(`Public routes\n\n  ${open.join('\n  ')}\n`);
		expect([...open].sort()).toEqual([...publicRoutes].sort());
	});

	it('are printed, and change only on purpose', async () => {
		const printed = routes
			.map(({ key, entry }) => `${key} -> ${entry}`)
			.sort()
			.join('\n');
		await expect(`${printed}\n`).toMatchFileSnapshot(join(import.meta.dirname, 'routes.txt'));
	});

	it('are logged by their pattern, never by what was asked for or by whom', () => {
		const [stage] = ofType(hub, 'AWS::ApiGatewayV2::Stage');
		const settings = stage?.[1].Properties.AccessLogSettings as { readonly Format: string } | undefined;
		expect(Object.values(JSON.parse(settings?.Format ?? '{}') as Record<string, string>).sort()).toEqual(
			['requestId', 'routeKey', 'status', 'responseLatency', 'responseLength', 'error.message'].map((name) => `$context.${name}`).sort(),
		);
	});
});
