/** What stands in front: that all comes by it, that it changes and keeps nothing, and whom it turns away. CloudFront itself runs nowhere here. */
import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { secretName, visitorCode } from '../../lib/edge.ts';
import { tooOftenPage } from '../../lib/parts/too-often-page.ts';
import { env, providerEndpoints } from '../../shared/wire/env.ts';
import { edgeHeaders } from '../../shared/wire/http.ts';
import { functionsOf, idIn, ofType, type Resources, standIns, synthesized } from './synthesized.ts';

const { hub, edge, regions } = synthesized();
const variablesIn = ({ Properties }: Resources[string]): Readonly<Record<string, unknown>> =>
	(Properties.Environment as { readonly Variables?: Readonly<Record<string, unknown>> } | undefined)?.Variables ?? {};
const only = (resources: Resources, type: string): Readonly<Record<string, unknown>> => {
	const found = ofType(resources, type);
	expect([type, found.length]).toEqual([type, 1]);
	return found[0]?.[1].Properties ?? {};
};
type Origin = { readonly DomainName: unknown; readonly OriginCustomHeaders: unknown; readonly CustomOriginConfig: unknown };
type Config = {
	readonly Origins: readonly Origin[];
	readonly DefaultCacheBehavior: Readonly<Record<string, unknown>>;
	readonly CustomErrorResponses: readonly Readonly<Record<string, number>>[];
	readonly [name: string]: unknown;
};
const configOf = (resources: Resources) => only(resources, 'AWS::CloudFront::Distribution').DistributionConfig as Config;
const config = configOf(edge);

describe('the API behind the edge', () => {
	it('is known to functions by the hash of the edge’s key: all that have a route refuse what comes without', () => {
		const routed = new Set(ofType(hub, 'AWS::ApiGatewayV2::Integration').map(([, each]) => idIn(each.Properties.IntegrationUri)));
		for (const [entry, { id, resource }] of functionsOf(hub))
			expect([entry, variablesIn(resource)[env.edgeKeys]]).toEqual([entry, routed.has(id) ? standIns.edgeKeys.join(',') : undefined]);
		expect(routed.size).toBeGreaterThan(10);
	});

	it('cannot be deployed open by a forgotten or mistyped setting', () => {
		for (const edgeKeys of [[], [''], ['the key itself'], ['E'.repeat(64)]]) expect(() => synthesized({ edgeKeys })).toThrow(/edgeKeys/);
	});

	it('is where the edge leads, over TLS, with the key that only CloudFormation fetches', () => {
		expect(config.Origins).toHaveLength(1);
		const [origin] = config.Origins;
		expect(JSON.stringify(origin?.DomainName)).toMatch(
			/"Fn::GetStackOutput".*"CobroHub".*"eu-west-1".*execute-api\.eu-west-1\.amazonaws\.com/,
		);
		expect(origin?.CustomOriginConfig).toMatchObject({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] });
		expect(origin?.OriginCustomHeaders).toEqual([
			{ HeaderName: edgeHeaders.key, HeaderValue: `{{resolve:secretsmanager:cobro/edge-key-${'e'.repeat(12)}:SecretString:::}}` },
		]);
	});

	it('learns of a new key before the edge sends it, and CloudFormation sees that it is another', () => {
		const [old, fresh] = ['old', 'new'].map((key) => createHash('sha256').update(key).digest('hex'));
		const turned = synthesized({ edgeKeys: [fresh ?? '', old ?? ''] });
		const [origin] = configOf(turned.edge).Origins;
		expect(JSON.stringify(origin?.OriginCustomHeaders)).toContain(secretName(fresh ?? ''));
		expect(JSON.stringify(origin?.OriginCustomHeaders)).not.toContain(secretName(old ?? ''));
		expect(variablesIn(functionsOf(turned.hub).get('pay/public.http.ts')?.resource ?? { Type: '', Properties: {} })[env.edgeKeys]).toBe(
			`${fresh},${old}`,
		);
		expect(turned.edgeWaitsFor).toContain('CobroHub');
	});
});

describe('what is open to everyone', () => {
	it('can reach no ledger: an opened page costs no ledger’s quota', () => {
		const ledgers = Object.keys(providerEndpoints).filter((name) => name !== env.stripe.api);
		for (const entry of [
			'pay/public.http.ts',
			'arrangements/public.http.ts',
			'pay/checkout.queue.ts',
			'team/public.http.ts',
			'pay/stripe.webhook.http.ts',
			'sync/webhook.http.ts',
		]) {
			const resource = functionsOf(hub).get(entry)?.resource;
			const known = Object.keys(resource ? variablesIn(resource) : {});
			expect([entry, known.length > 0, known.filter((name) => ledgers.includes(name) || name === env.grantKey)]).toEqual([entry, true, []]);
		}
	});
});

describe('the edge', () => {
	it('is in the one region where AWS keeps web ACLs of CloudFront, and holds nothing that runs but its own small function', () => {
		expect(regions).toEqual({ hub: 'eu-west-1', edge: 'us-east-1' });
		const types = [...new Set(Object.values(edge).map(({ Type }) => Type))].sort();
		expect(types).toEqual(['AWS::CloudFront::Distribution', 'AWS::CloudFront::Function', 'AWS::WAFv2::WebACL']);
	});

	it('passes everything on as it was sent, and keeps nothing: no answer, no error, no log', () => {
		expect(config.DefaultCacheBehavior).toMatchObject({
			AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
			// AWS's own CachingDisabled and AllViewerExceptHostHeader.
			CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
			OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
			ViewerProtocolPolicy: 'redirect-to-https',
			Compress: false,
		});
		for (const absent of ['CacheBehaviors', 'Logging']) expect(config[absent]).toBeUndefined();
		// All that CloudFront lets one set; of the others it obeys no-store.
		expect(config.CustomErrorResponses.map(({ ErrorCode }) => ErrorCode)).toEqual([400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504]);
		for (const error of config.CustomErrorResponses) expect(Object.keys(error).sort()).toEqual(['ErrorCachingMinTTL', 'ErrorCode']);
		for (const { ErrorCachingMinTTL } of config.CustomErrorResponses) expect(ErrorCachingMinTTL).toBe(0);
	});

	it('tells who the visitor is, whatever the visitor says', () => {
		const event = {
			viewer: { ip: '203.0.113.7' },
			request: { uri: '/pay', headers: { [edgeHeaders.visitor]: { value: '10.0.0.1' }, cookie: { value: 'a=b' } } },
		};
		const passed = runInNewContext(`${visitorCode} handler(event)`, { event }) as typeof event.request;
		expect(JSON.parse(JSON.stringify(passed))).toEqual({
			uri: '/pay',
			headers: { [edgeHeaders.visitor]: { value: '203.0.113.7' }, cookie: { value: 'a=b' } },
		});
		expect(config.DefaultCacheBehavior.FunctionAssociations).toMatchObject([{ EventType: 'viewer-request' }]);
	});

	it('has a name of one’s own when there is a certificate for it', () => {
		const arn = 'arn:aws:acm:us-east-1:000000000000:certificate/11111111-1111-4111-8111-111111111111';
		const named = configOf(synthesized({ certificate: arn }).edge);
		expect(named.Aliases).toEqual(['hub.example.com']);
		expect(named.ViewerCertificate).toMatchObject({ AcmCertificateArn: arn, MinimumProtocolVersion: 'TLSv1.2_2021' });
		expect(config.Aliases).toBeUndefined();
	});
});

describe('the web ACL', () => {
	type Rule = {
		readonly Name: string;
		readonly Statement: object;
		readonly VisibilityConfig: { readonly SampledRequestsEnabled: boolean };
	};
	const acl = only(edge, 'AWS::WAFv2::WebACL') as unknown as {
		readonly Scope: string;
		readonly Rules: readonly Rule[];
		readonly VisibilityConfig: Rule['VisibilityConfig'];
	};
	const rule = (name: string): Rule['Statement'] => acl.Rules.find(({ Name }) => Name === name)?.Statement ?? {};
	const under = (path: string) => ({ ByteMatchStatement: { SearchString: path, PositionalConstraint: 'STARTS_WITH' } });

	it('is CloudFront’s, and keeps no sample of a request: its path may hold a token', () => {
		expect(acl.Scope).toBe('CLOUDFRONT');
		expect(config.WebACLId).toEqual({ 'Fn::GetAtt': ['WebAcl', 'Arn'] });
		for (const { VisibilityConfig } of [acl, ...acl.Rules]) expect(VisibilityConfig.SampledRequestsEnabled).toBe(false);
		expect(ofType(edge, 'AWS::WAFv2::LoggingConfiguration')).toEqual([]);
	});

	it('turns away floods by address: soon on the pages of customers, later everywhere', () => {
		expect(rule('PayPerAddress')).toMatchObject({
			RateBasedStatement: { AggregateKeyType: 'IP', Limit: 600, EvaluationWindowSec: 60, ScopeDownStatement: under('/pay') },
		});
		expect(rule('AllPerAddress')).toMatchObject({ RateBasedStatement: { AggregateKeyType: 'IP', Limit: 3000, EvaluationWindowSec: 60 } });
		expect(Buffer.byteLength(tooOftenPage)).toBeLessThan(4096);
		for (const said of ['Please wait a minute', 'Espere un minuto', 'подождите минуту']) expect(tooOftenPage).toContain(said);
		expect(tooOftenPage).not.toMatch(/<script|https?:|src=/);
	});

	it('never reads webhooks: signatures decide on them, over bytes as they came and of any length', () => {
		for (const group of ['CommonRuleSet', 'KnownBadInputsRuleSet'])
			expect(rule(group)).toMatchObject({
				ManagedRuleGroupStatement: {
					Name: `AWSManagedRules${group}`,
					ScopeDownStatement: { NotStatement: { Statement: under('/webhooks/') } },
				},
			});
		expect(rule('CommonRuleSet')).toMatchObject({
			ManagedRuleGroupStatement: {
				RuleActionOverrides: ['SizeRestrictions_BODY', 'SizeRestrictions_QUERYSTRING'].map((Name) => ({
					Name,
					ActionToUse: { Count: {} },
				})),
			},
		});
	});
});
