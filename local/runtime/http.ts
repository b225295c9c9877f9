/** The HTTP API in front of the functions: finds the route, hands the event over, and speaks API Gateway's own refusals. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PortTaken, refusedCaller } from '../sandbox/server.ts';
import { sendAnswer, toEvent } from './event.ts';
import { InvocationError } from './room.ts';
import type { RouteSpec } from './wiring.ts';

/** HTTP API limits (DESIGN 9.7). */
const bodyLimit = 10 * 1024 * 1024;
const answerLimitMs = 30_000;

type Route = RouteSpec & {
	readonly method: string;
	readonly pattern: RegExp;
	readonly names: readonly string[];
	/** Higher wins: literal segments before parameters, parameters before `{rest+}`, a method before ANY. */
	readonly rank: number;
};
const compile = (spec: RouteSpec): Route => {
	if (spec.key === '$default') return { ...spec, method: 'ANY', pattern: /^/, names: [], rank: -1 };
	const [method = 'ANY', path = '/'] = spec.key.split(' ');
	const names: string[] = [];
	let rank = method === 'ANY' ? 0 : 1;
	const source = path
		.split('/')
		.map((segment) => {
			const parameter = /^\{([^}+]+)(\+?)\}$/.exec(segment);
			if (!parameter) {
				rank += 100;
				return segment.replace(/[.*+?^$()|[\]{}\\]/g, '\\$&');
			}
			names.push(parameter[1] ?? '');
			rank += parameter[2] ? 0 : 10;
			return parameter[2] ? '(.+)' : '([^/]+)';
		})
		.join('/');
	return { ...spec, method, pattern: new RegExp(`^${source}$`), names, rank };
};

const readBody = async (request: IncomingMessage): Promise<Buffer | null> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= bodyLimit) chunks.push(chunk);
	}
	return size > bodyLimit ? null : Buffer.concat(chunks);
};

const refuse = (response: ServerResponse, status: number, message: string): void => {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
};

/** Runs a function by its entry; throws `InvocationError`. */
type Invoke = (entry: string, event: unknown) => Promise<unknown>;
export type Gateway = {
	readonly origin: string;
	readonly port: number;
	/** From here on requests are served; until then they are told to come back. */
	open(routes: readonly RouteSpec[], invoke: Invoke): void;
	close(): Promise<void>;
};

/**
 * Listens on loopback; `port` 0 takes any free one. It is opened later, because functions and sandboxes must first know its address.
 * Throws `PortTaken` in words.
 */
export const startGateway = async (options: {
	readonly port: number;
	/** Told of every answer, with the fields of the deployed access log: the route's key and never the path. */
	readonly onAnswer?: (line: { readonly routeKey: string; readonly status: number; readonly latencyMs: number }) => void;
}): Promise<Gateway> => {
	let served: { readonly routes: readonly Route[]; readonly invoke: Invoke } | null = null;
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const refused = refusedCaller(request);
		if (refused) return refuse(response, 403, refused);
		const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
		const query = rest.join('?');
		if (!served) return refuse(response, 503, 'the stack is starting');
		const { routes, invoke } = served;
		const route = routes.find((each) => (each.method === request.method || each.method === 'ANY') && each.pattern.test(rawPath));
		if (!route) return refuse(response, 404, 'Not Found');
		const began = performance.now();
		response.on('finish', () =>
			options.onAnswer?.({ routeKey: route.key, status: response.statusCode, latencyMs: Math.round(performance.now() - began) }),
		);
		const body = await readBody(request);
		if (!body) return refuse(response, 413, 'Request Entity Too Large');
		const match = route.pattern.exec(rawPath);
		let path: string;
		let parameters: Readonly<Record<string, string>>;
		try {
			path = decodeURIComponent(rawPath);
			parameters = Object.fromEntries(route.names.map((name, i) => [name, decodeURIComponent(match?.[i + 1] ?? '')]));
		} catch {
			return refuse(response, 400, 'Bad Request');
		}
		const event = toEvent(request, body, { routeKey: route.key, path, query, parameters });
		let limit: NodeJS.Timeout | undefined;
		try {
			const late = new Promise<never>((_, reject) => {
				limit = setTimeout(() => reject(new InvocationError('Timeout', 'no answer within 30 s')), answerLimitMs);
			});
			sendAnswer(response, await Promise.race([invoke(route.entry, event), late]));
		} catch (error) {
			if (!(error instanceof InvocationError)) throw error;
			if (error.type === 'Timeout') refuse(response, 503, 'Service Unavailable');
			else if (error.type === 'RequestTooLarge') refuse(response, 413, 'Request Entity Too Large');
			else refuse(response, 500, 'Internal Server Error');
		} finally {
			clearTimeout(limit);
		}
	};
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			console.error('hub:', error);
			if (!response.headersSent) refuse(response, 500, 'Internal Server Error');
			else response.destroy();
		});
	});
	server.keepAliveTimeout = 60_000;
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', (error: NodeJS.ErrnoException) =>
			reject(
				error.code === 'EADDRINUSE'
					? new PortTaken(`port ${options.port} (hub) is taken: stop the other program, or choose another with --port`)
					: error,
			),
		);
		server.listen(options.port, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		port,
		open: (specs, invoke) => {
			served = { routes: specs.map(compile).sort((a, b) => b.rank - a.rank), invoke };
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
};
