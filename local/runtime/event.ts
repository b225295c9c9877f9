/** HTTP API payload format 2.0, both ways, as API Gateway builds it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { localAccount } from './template.ts';

/**
 * Bodies of these types arrive as text; every other body, forms and bodies without a type included, arrives in base64.
 * Source: API Gateway's own answers, as recorded in ministackorg/ministack#766 and aws/aws-lambda-dotnet#1901.
 */
const isText = (contentType: string | undefined): boolean => /^\s*(text\/|application\/(json|javascript|xml)\b)/i.test(contentType ?? '');

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (of: number): string => String(of).padStart(2, '0');
/** `12/Mar/2020:19:03:58 +0000` */
const commonLogTime = (at: Date): string =>
	`${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

/** `routeKey` is the route that matched, `path` decoded, `query` as it was sent. */
export const toEvent = (
	request: IncomingMessage,
	body: Buffer,
	matched: {
		readonly routeKey: string;
		readonly path: string;
		readonly query: string;
		readonly parameters: Readonly<Record<string, string>>;
	},
): APIGatewayProxyEventV2 => {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(request.headers))
		if (name !== 'cookie' && value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
	const values: Record<string, string> = {};
	for (const [name, value] of new URLSearchParams(matched.query)) values[name] = name in values ? `${values[name]},${value}` : value;
	const text = isText(request.headers['content-type']);
	const at = new Date();
	const method = request.method ?? 'GET';
	const { cookie, host = '' } = request.headers;
	return {
		version: '2.0',
		routeKey: matched.routeKey,
		rawPath: matched.path,
		rawQueryString: matched.query,
		...(cookie === undefined ? {} : { cookies: cookie.split(/; */).filter((each) => each) }),
		headers,
		...(Object.keys(values).length ? { queryStringParameters: values } : {}),
		...(Object.keys(matched.parameters).length ? { pathParameters: { ...matched.parameters } } : {}),
		requestContext: {
			accountId: localAccount,
			apiId: 'local',
			domainName: host,
			domainPrefix: host.split('.')[0] ?? host,
			http: {
				method,
				path: matched.path,
				protocol: `HTTP/${request.httpVersion}`,
				sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
				userAgent: request.headers['user-agent'] ?? '',
			},
			requestId: randomUUID(),
			routeKey: matched.routeKey,
			stage: '$default',
			time: commonLogTime(at),
			timeEpoch: at.getTime(),
		},
		...(body.length ? { body: body.toString(text ? 'utf8' : 'base64') } : {}),
		isBase64Encoded: body.length > 0 && !text,
	};
};

const isStructured = (answer: unknown): answer is APIGatewayProxyStructuredResultV2 =>
	typeof answer === 'object' && answer !== null && 'statusCode' in answer;

/** Sends what a handler returned; anything without a status code becomes a JSON answer of 200. */
export const sendAnswer = (response: ServerResponse, answer: unknown): void => {
	const result: APIGatewayProxyStructuredResultV2 = isStructured(answer)
		? answer
		: {
				statusCode: 200,
				headers: { 'content-type': 'application/json' },
				body: typeof answer === 'string' ? answer : JSON.stringify(answer ?? null),
			};
	const body = Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8');
	const headers: Record<string, string | string[]> = {};
	for (const [name, value] of Object.entries(result.headers ?? {})) headers[name.toLowerCase()] = String(value);
	if (result.cookies?.length) headers['set-cookie'] = [...result.cookies];
	if (body.length) headers['content-type'] ??= 'text/plain; charset=utf-8';
	// A HEAD answer names the length of what GET would send; everything else the length of what it sends.
	delete headers['transfer-encoding'];
	headers['content-length'] = String(body.length);
	response.writeHead(result.statusCode ?? 200, headers).end(body);
};
