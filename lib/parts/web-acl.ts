/**
 * What is turned away before it reaches the API: floods from one address, and requests that only attackers send. Nothing is sampled or logged, since a request's
 * path may hold a payment link's token; each rule counts what it turned away in CloudWatch.
 */
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { tooOftenPage } from './too-often-page.ts';

type Rule = CfnWebACL.RuleProperty;
type Statement = CfnWebACL.StatementProperty;

const counted = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
	metricName,
	cloudWatchMetricsEnabled: true,
	sampledRequestsEnabled: false,
});

/** As the gateway will read it: `/%70ay` and `/webhooks/../pay` are `/pay`. */
const under = (path: string): Statement => ({
	byteMatchStatement: {
		fieldToMatch: { uriPath: {} },
		positionalConstraint: 'STARTS_WITH',
		searchString: path,
		textTransformations: [
			{ priority: 0, type: 'URL_DECODE' },
			{ priority: 1, type: 'NORMALIZE_PATH' },
		],
	},
});
const webhooks = under('/webhooks/');

/** At most so many requests in a minute from one address (a /64 of IPv6); who sends more gets a plain page that says when to come back. */
const perAddress = (name: string, priority: number, limit: number, where: Statement | null): Rule => ({
	name,
	priority,
	action: {
		block: {
			customResponse: {
				responseCode: 429,
				customResponseBodyKey: 'tooOften',
				responseHeaders: [
					{ name: 'retry-after', value: '60' },
					{ name: 'cache-control', value: 'no-store' },
				],
			},
		},
	},
	statement: {
		rateBasedStatement: {
			aggregateKeyType: 'IP',
			limit,
			evaluationWindowSec: 60,
			...(where === null ? {} : { scopeDownStatement: where }),
		},
	},
	visibilityConfig: counted(name),
});

/**
 * Rules that AWS keeps up to date. Not for webhooks: a provider's event may be long and hold any text, and is believed by the signature over its raw bytes alone.
 * @param counting rules of the group that count and turn nothing away
 */
const managed = (name: string, priority: number, counting: readonly string[] = []): Rule => ({
	name,
	priority,
	overrideAction: { none: {} },
	statement: {
		managedRuleGroupStatement: {
			vendorName: 'AWS',
			name: `AWSManagedRules${name}`,
			scopeDownStatement: { notStatement: { statement: webhooks } },
			ruleActionOverrides: counting.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
		},
	},
	visibilityConfig: counted(name),
});

export class WebAcl extends CfnWebACL {
	constructor(scope: Construct, id: string) {
		super(scope, id, {
			scope: 'CLOUDFRONT',
			description: 'Cobro: what is turned away at the edge.',
			defaultAction: { allow: {} },
			visibilityConfig: counted('Cobro'),
			customResponseBodies: { tooOften: { contentType: 'TEXT_HTML', content: tooOftenPage } },
			rules: [
				// As much as a page allows one address by itself (functions/pay/pace.ts), counted where all its requests pass.
				perAddress('PayPerAddress', 0, 600, under('/pay')),
				// Half of what the API takes from everybody together (lib/parts/api.ts): no address can use it up, providers' webhooks included.
				perAddress('AllPerAddress', 1, 3_000, null),
				managed('KnownBadInputsRuleSet', 2),
				// 8 KB of form and 2 KB of query are too little: signing in brings long codes back. Functions refuse bodies above 256 KB themselves.
				managed('CommonRuleSet', 3, ['SizeRestrictions_BODY', 'SizeRestrictions_QUERYSTRING']),
			],
		});
	}
}
