/** The app as tests see it: the real stacks, with a stand-in for every function's code, so that nothing has to be bundled. */
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { cobro, context } from '../../lib/cobro.ts';

export type Resource = {
	readonly Type: string;
	readonly Properties: Readonly<Record<string, unknown>>;
	readonly Metadata?: Readonly<Record<string, unknown>>;
	readonly DeletionPolicy?: string;
	readonly UpdateReplacePolicy?: string;
};
export type Resources = Readonly<Record<string, Resource>>;

/** About two seconds. Throws when cdk-nag or CloudFormation's own rules find something that nobody acknowledged. */
export const synthesized = () => {
	const app = new App({ context, analyticsReporting: false });
	Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
	const { state, hub } = cobro(app, {
		account: '000000000000',
		region: 'eu-west-1',
		hubOrigin: 'https://hub.example.com',
		signInIssuer: 'https://issuer.example.com',
		signInClient: 'cobro',
		alarmEmail: '',
		code: () => Code.fromInline('exports.handler = async () => {};'),
	});
	const templates = { state: Template.fromStack(state), hub: Template.fromStack(hub) };
	return {
		app,
		templates,
		state: templates.state.toJSON()['Resources'] as Resources,
		hub: templates.hub.toJSON()['Resources'] as Resources,
	};
};

export const ofType = (resources: Resources, type: string): readonly (readonly [id: string, resource: Resource])[] =>
	Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** `sync/pull.queue.ts`, from what the template says of a function. */
export const entryOf = (resource: Resource | undefined): string => String(resource?.Metadata?.['entry']).replace('functions/', '');

export const functionsOf = (resources: Resources): ReadonlyMap<string, { readonly id: string; readonly resource: Resource }> =>
	new Map(ofType(resources, 'AWS::Lambda::Function').map(([id, resource]) => [entryOf(resource), { id, resource }]));

/** The logical id at the end of a Ref, GetAtt or Join of them. */
export const idIn = (value: unknown): string => /"(?:Ref|Fn::GetAtt)":\s*\[?"([A-Za-z0-9]+)"/.exec(JSON.stringify(value))?.[1] ?? '';
