/** The hub's HTTP API: routes by audience, and a log that says which route was called and nothing about who called it. */
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { env } from '../../shared/wire/env.ts';
import { publicRoutes } from '../../shared/wire/http.ts';
import { Alarm } from './alarm.ts';
import type { Fn } from './fn.ts';
import type { Watch } from './watch.ts';

/** `app`: signed-in people. `public`: anyone, by a browser. `webhook`: providers, by signature. */
export type Audience = 'app' | 'public' | 'webhook';
export type RouteKey = `${keyof typeof HttpMethod} /${string}`;

export type ApiProps = {
	readonly hubOrigin: string;
	readonly signInIssuer: string;
	readonly signInClient: string;
	/** Subjects of the issuer, comma-separated. */
	readonly operators: string;
	/** SHA-256 of the keys that the edge may send: every function that has routes refuses what comes without. */
	readonly edgeKeys: readonly string[];
	readonly alarms: Watch;
};

/** No path, query, address, agent or identity (the canary test greps for them); `error` is API Gateway's own words. */
const logged = {
	requestId: '$context.requestId',
	routeKey: '$context.routeKey',
	status: '$context.status',
	latencyMs: '$context.responseLatency',
	bytes: '$context.responseLength',
	error: '$context.error.message',
};

export class Api extends Construct {
	readonly #api: HttpApi;
	readonly #settings: ApiProps;

	constructor(scope: Construct, id: string, settings: ApiProps) {
		super(scope, id);
		this.#settings = settings;
		this.#api = new HttpApi(this, 'Http', { createDefaultStage: false, description: 'Cobro' });
		const log = new LogGroup(this, 'AccessLog', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
		new HttpStage(this, 'Stage', {
			httpApi: this.#api,
			stageName: '$default',
			autoDeploy: true,
			throttle: { rateLimit: 100, burstLimit: 200 },
			accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(logged)) },
		});
		// Functions answer their own failures, so those are no errors of the function: they are counted here. 501 of what is not built yet is among them.
		new Alarm(this, 'ServerErrors', {
			metric: this.#api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
			threshold: 5,
			when: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
			missing: TreatMissingData.NOT_BREACHING,
			impact: 'People see "something broke on our side" instead of what they came for.',
			heading: 'api server errors',
			alarms: settings.alarms,
		});
		Validations.of(this).acknowledge({
			id: 'AwsSolutions-APIG4',
			reason:
				'An API Gateway authorizer reads a bearer token; people come with a session cookie. The one session middleware checks it on every route that is not in publicRoutes, and webhooks are checked by signature.',
		});
	}

	/** The edge finds the API by it. */
	get id(): string {
		return this.#api.apiId;
	}

	/**
	 * The function answers these routes. Whoever serves people also learns the hub's origin and its sign-in issuer.
	 * Throws when a route for everyone is not in `publicRoutes`, or one for signed-in people is.
	 */
	routes(fn: Fn, audience: Audience, keys: readonly RouteKey[]): void {
		const integration = new HttpLambdaIntegration(`${fn.node.id}Integration`, fn, {
			timeout: Duration.seconds(29),
			scopePermissionToRoute: false,
		});
		for (const key of keys) {
			const open = (publicRoutes as readonly string[]).includes(key);
			if (open !== (audience !== 'app'))
				throw new Error(`${key} is for "${audience}", which publicRoutes in shared/wire/http.ts does not say`);
			const [method, path] = key.split(' ') as [keyof typeof HttpMethod, string];
			this.#api.addRoutes({ path, methods: [HttpMethod[method]], integration });
		}
		fn.addEnvironment(env.edgeKeys, this.#settings.edgeKeys.join(','));
		if (audience === 'webhook') return;
		fn.addEnvironment(env.hub, this.#settings.hubOrigin);
		fn.addEnvironment(env.signIn.issuer, this.#settings.signInIssuer);
		fn.addEnvironment(env.signIn.client, this.#settings.signInClient);
		if (audience === 'app') fn.addEnvironment(env.signIn.operators, this.#settings.operators);
	}

	/** What the function writes to people holds links that lead here. */
	linkedFrom(fn: Fn): void {
		fn.addEnvironment(env.hub, this.#settings.hubOrigin);
	}
}
