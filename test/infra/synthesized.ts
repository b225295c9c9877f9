/** The app as tests see it: the real stacks, with a stand-in for every function's code, so that nothing has to be bundled. */
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { cobro, context, type Settings } from '../../lib/cobro.ts';

export type Resource = {
	readonly Type: string;
	readonly Properties: Readonly<Record<string, unknown>>;
	readonly Metadata?: Readonly<Record<string, unknown>>;
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
};
export type Resources = Readonly<Record<string, Resource>>;

/** Settings that need neither an account nor a bundle. */
export const standIns: Settings = {
	account: '000000000000',
	region: 'eu-west-1',
	hubOrigin: 'https://hub.example.com',
	signInIssuer: 'https://issuer.example.com',
	signInClient: 'cobro',
	operators: 'nobody',
	mailFrom: 'invoices@example.com',
	alarmEmail: '',
	edgeKeys: ['e'.repeat(64)],
	certificate: '',
	code: () => Code.fromInline('exports.handler = async () => {};'),
};

/** Without CloudFormation's own rules, which take three seconds of processor time: rules.test.ts is about those. */
export const synthesized = (over: Partial<Settings> = {}) => {
	process.env.CDK_VALIDATION = 'false';
	const app = new App({ context, analyticsReporting: false });
	const { state, hub, edge } = cobro(app, { ...standIns, ...over });
	const templates = {
		state: Template.fromStack(state),
		hub: Template.fromStack(hub),
		watch: Template.fromStack(hub.watch),
		edge: Template.fromStack(edge),
	};
	return {
		templates,
		state: templates.state.toJSON().Resources as Resources,
		hub: templates.hub.toJSON().Resources as Resources,
		watch: templates.watch.toJSON().Resources as Resources,
		edge: templates.edge.toJSON().Resources as Resources,
		regions: { hub: hub.region, edge: edge.region },
		edgeWaitsFor: edge.dependencies.map(({ stackName }) => stackName),
	};
};

export const ofType = (resources: Resources, type: string): readonly (readonly [id: string, resource: Resource])[] =>
	Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** `sync/pull.queue.ts`, from what the template says of a function. */
export const entryOf = (resource: Resource | undefined): string => String(resource?.Metadata?.entry).replace('functions/', '');

export const functionsOf = (resources: Resources): ReadonlyMap<string, { readonly id: string; readonly resource: Resource }> =>
	new Map(ofType(resources, 'AWS::Lambda::Function').map(([id, resource]) => [entryOf(resource), { id, resource }]));

/** The logical id at the end of a Ref, GetAtt or Join of them. */
export const idIn = (value: unknown): string => /"(?:Ref|Fn::GetAtt)":\s*\[?"([A-Za-z0-9]+)"/.exec(JSON.stringify(value))?.[1] ?? '';
