/** A synthesized app of our own, small enough to read: what the runtime's tests run. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type FixtureFunction = { readonly code: string; readonly properties?: object; readonly environment?: object };
export type Fixture = {
	/** Entry (`sync/pull.queue`) → its handler. */
	readonly functions: Readonly<Record<string, FixtureFunction | string>>;
	/** `GET /path` → entry. */
	readonly routes?: Readonly<Record<string, string>>;
	/** More resources of the hub's stack. */
	readonly resources?: Readonly<Record<string, object>>;
	readonly state?: { readonly resources: Readonly<Record<string, object>>; readonly outputs?: Readonly<Record<string, object>> };
};

export const idOf = (entry: string): string => entry.replace(/\W(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Writes the assembly into a folder of its own and returns that folder. */
export const writeFixture = (fixture: Fixture): string => {
	const dir = mkdtempSync(join(tmpdir(), 'cobro-assembly-'));
	const resources: Record<string, object> = { ...fixture.resources };
	const files: Record<string, object> = {};
	for (const [entry, given] of Object.entries(fixture.functions)) {
		const { code, properties, environment }: FixtureFunction = typeof given === 'string' ? { code: given } : given;
		const hash = idOf(entry);
		mkdirSync(join(dir, `asset.${hash}`));
		writeFileSync(join(dir, `asset.${hash}`, 'index.js'), code);
		files[hash] = { source: { path: `asset.${hash}`, packaging: 'zip' } };
		resources[hash] = {
			Type: 'AWS::Lambda::Function',
			Metadata: { entry: `functions/${entry}.ts` },
			Properties: {
				// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own placeholders
				Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: `${hash}.zip` },
				Handler: 'index.handler',
				Timeout: 5,
				MemorySize: 256,
				Environment: { Variables: environment ?? {} },
				...properties,
			},
		};
	}
	for (const [i, [key, entry]] of Object.entries(fixture.routes ?? {}).entries()) {
		resources[`Integration${i}`] = {
			Type: 'AWS::ApiGatewayV2::Integration',
			Properties: { IntegrationUri: { 'Fn::GetAtt': [idOf(entry), 'Arn'] }, PayloadFormatVersion: '2.0' },
		};
		resources[`Route${i}`] = {
			Type: 'AWS::ApiGatewayV2::Route',
			Properties: { RouteKey: key, Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${i}` }]] } },
		};
	}
	const write = (file: string, content: object): void => writeFileSync(join(dir, file), JSON.stringify(content));
	write('Hub.template.json', { Resources: resources });
	write('Hub.assets.json', { files });
	write('State.template.json', { Resources: fixture.state?.resources ?? {}, Outputs: fixture.state?.outputs ?? {} });
	const stack = (name: string): object => ({ type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } });
	write('manifest.json', {
		version: '55.0.0',
		artifacts: {
			'Hub.assets': { type: 'cdk:asset-manifest', properties: { file: 'Hub.assets.json' } },
			Hub: stack('Hub'),
			State: stack('State'),
			Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
		},
	});
	return dir;
};
