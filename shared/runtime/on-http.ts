/**
 * The HTTP side of a function: what did not come by the edge is refused, middy routes requests to use cases, sessions are checked before any of them runs, errors leave as problem details,
 * and one log line per request carries the route's pattern.
 */
import middy from '@middy/core';
import headerNormalizer from '@middy/http-header-normalizer';
import router from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { Refusal } from '../domain/refusal.ts';
import { maxBodyBytes, type Problem } from '../wire/http.ts';
import { callerOf } from './edge.ts';
import type { Answer, Request } from './http-types.ts';
import { errorFields, log } from './log.ts';
import { problemOf } from './problem.ts';

/** API Gateway takes 6 MB from a function; larger answers go through S3. */
const maxAnswerBytes = 1024 * 1024;

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;
/** `GET /customers/{customer}` → use case. */
export type Routes<R> = Readonly<Record<string, (request: R) => Promise<Answer> | Answer>>;
export type PageOf = (problem: Problem) => Answer;

const requestOf = (event: Event): Request => {
	// First: a stranger's body is not even read.
	const address = callerOf(event.headers, event.requestContext.http.sourceIp);
	const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
	if (body.length > maxBodyBytes)
		throw new Refusal(
			413,
			'BODY_TOO_LARGE',
			'That is too much at once',
			`A request may carry ${maxBodyBytes / 1024} KB. Files have their own way in.`,
		);
	const text = (all: Record<string, string | undefined> | undefined): Record<string, string> =>
		Object.fromEntries(Object.entries(all ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
	const headers = text(event.headers);
	return {
		route: event.routeKey,
		method: event.requestContext.http.method,
		params: text(event.pathParameters),
		query: text(event.queryStringParameters),
		headers,
		cookies: Object.fromEntries((event.cookies ?? []).map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
		body,
		address,
		wantsPage: (headers.accept ?? '').includes('text/html'),
	};
};

const resultOf = (answer: Answer): Result => {
	const json = typeof answer.body === 'object';
	const body = json ? JSON.stringify(answer.body) : typeof answer.body === 'string' ? answer.body : '';
	if (body.length > maxAnswerBytes)
		throw new Refusal(
			413,
			'ANSWER_TOO_LARGE',
			'That is too much for one answer',
			'Answers hold 1 MB, which is about 6,000 customers in a file. Ask for one page or one customer; whole exports come with issue 3.',
		);
	return {
		statusCode: answer.status ?? 200,
		headers: {
			...(json ? { 'content-type': 'application/json; charset=utf-8' } : {}),
			'cache-control': 'no-store',
			'x-content-type-options': 'nosniff',
			...answer.headers,
		},
		...(answer.cookies?.length ? { cookies: [...answer.cookies] } : {}),
		body,
	};
};

const problemAnswer = (problem: Problem): Answer => ({
	status: problem.status,
	headers: { 'content-type': 'application/problem+json' },
	body: JSON.stringify(problem),
});

type Handle<R> = (request: R) => Promise<Answer> | Answer;
/** What comes between the request and its use case: nothing for public routes, the session for `app` routes. */
export const serve =
	<R extends Request>(routes: Routes<R>, enter: (request: Request) => Promise<R>, page: PageOf | undefined) =>
	async (event: Event, context: Context): Promise<Result> => {
		const began = Date.now();
		const route = (handle: Handle<R>) => async (routed: Event) => resultOf(await handle(await enter(requestOf(routed))));
		const table = Object.entries(routes).map(([key, handle]) => {
			const [method = 'GET', path = '/'] = key.split(' ');
			return { method: method as 'GET', path, handler: route(handle) };
		});
		const run = middy<Event, Result>()
			.use(headerNormalizer())
			.onError((failed) => {
				const problem = problemOf(failed.error, context.awsRequestId);
				if (problem.status >= 500 && problem.status !== 501)
					log.error('HTTP_FAILED', { route: event.routeKey, request: context.awsRequestId, ...errorFields(failed.error) });
				const wantsPage = (event.headers.accept ?? '').includes('text/html');
				failed.response = resultOf(page && wantsPage ? page(problem) : problemAnswer(problem));
			})
			.handler(router(table));
		const result = await run(event, context);
		log.info('HTTP_ANSWERED', {
			route: event.routeKey,
			status: result.statusCode ?? 200,
			ms: Date.now() - began,
			request: context.awsRequestId,
		});
		return result;
	};
