/**
 * What people and providers reach: CloudFront with a web ACL, since an HTTP API takes none. A stack of its own, because AWS keeps what belongs to CloudFront in one
 * region. It only passes on: nothing is cached, errors neither; bodies, queries, cookies and headers arrive as they were sent.
 */
import { CfnOutput, Duration, ReferenceStrength, SecretValue, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
	AllowedMethods,
	CachePolicy,
	Distribution,
	FunctionCode,
	FunctionEventType,
	Function as FunctionOfEdge,
	FunctionRuntime,
	HttpVersion,
	OriginProtocolPolicy,
	OriginRequestPolicy,
	OriginSslPolicy,
	SecurityPolicyProtocol,
	ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { edgeHeaders } from '../shared/wire/http.ts';
import type { Hub } from './hub.ts';
import { WebAcl } from './parts/web-acl.ts';

/** Where web ACLs and certificates for CloudFront live, whatever region the hub is in. */
export const edgeRegion = 'us-east-1';

export type EdgeProps = {
	readonly hub: Hub;
	readonly hubOrigin: string;
	/** See `Settings`. */
	readonly edgeKeys: readonly string[];
	readonly certificate: string;
};

/**
 * Every error that CloudFront keeps by itself: ten seconds, for everyone who asks for the same path, whatever the answer's own `no-store` says of it
 * (docs.aws.amazon.com, "Control how long CloudFront caches errors"). `/pay` is one path for all customers, so the answer to one would be shown to the next.
 */
const errors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** Name of the secret with this hash in the edge's region: another key is another name, so that CloudFormation sees that it changed. */
export const secretName = (hash: string): string => `cobro/edge-key-${hash.slice(0, 12)}`;

/** Writes over what the visitor sent under this name. Runs in every edge location before the request is passed on. */
export const visitorCode = `function handler(event) { var request = event.request; request.headers['${edgeHeaders.visitor}'] = { value: event.viewer.ip }; return request; }`;

export class Edge extends Stack {
	constructor(scope: Construct, id: string, { hub, hubOrigin, edgeKeys, certificate }: EdgeProps, stack: StackProps) {
		super(scope, id, stack);
		const [key = ''] = edgeKeys;
		const visitor = new FunctionOfEdge(this, 'Visitor', {
			code: FunctionCode.fromInline(visitorCode),
			runtime: FunctionRuntime.JS_2_0,
			comment: "Cobro: the visitor's address, for limits.",
		});
		const api = Stack.consumeReference(hub.api.id, ReferenceStrength.WEAK);
		const distribution = new Distribution(this, 'Distribution', {
			comment: 'Cobro',
			httpVersion: HttpVersion.HTTP2_AND_3,
			webAclId: new WebAcl(this, 'WebAcl').attrArn,
			...(certificate === ''
				? {}
				: {
						domainNames: [new URL(hubOrigin).hostname],
						certificate: Certificate.fromCertificateArn(this, 'Certificate', certificate),
						minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
					}),
			defaultBehavior: {
				origin: new HttpOrigin(`${api}.execute-api.${hub.region}.amazonaws.com`, {
					protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
					originSslProtocols: [OriginSslPolicy.TLS_V1_2],
					// The API answers within 29 seconds, if only that it gave up.
					readTimeout: Duration.seconds(30),
					// CloudFormation fetches it: the template holds its name alone.
					customHeaders: { [edgeHeaders.key]: SecretValue.secretsManager(secretName(key)).unsafeUnwrap() },
				}),
				allowedMethods: AllowedMethods.ALLOW_ALL,
				viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
				compress: false,
				cachePolicy: CachePolicy.CACHING_DISABLED,
				// The API knows itself by its own host name.
				originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
				functionAssociations: [{ function: visitor, eventType: FunctionEventType.VIEWER_REQUEST }],
			},
			errorResponses: errors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
		});
		new CfnOutput(this, 'Address', {
			value: distribution.distributionDomainName,
			description: 'Where the hub is; with a name of your own, what its DNS record points to.',
		});
		Validations.of(distribution).acknowledge(
			{
				id: 'AwsSolutions-CFR1',
				reason: "Companies' customers live anywhere.",
			},
			{
				id: 'AwsSolutions-CFR3',
				reason:
					"Access logs would keep paths with payment links' tokens, and addresses of people, which no log of Cobro does. The API's own log has route and status of each request, and the web ACL's metrics count what never got there.",
			},
			{
				id: 'AwsSolutions-CFR4',
				reason:
					"Under CloudFront's own name its certificate and TLS versions are AWS's to choose; a name of your own comes with TLS 1.2 at least.",
			},
		);
	}
}
