/**
 * The HTTP server every local page and sandbox is built on: loopback only, Host and Origin checked (DNS rebinding, threat T20), bodies bounded.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export type LocalRequest = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	readonly headers: Readonly<Record<string, string>>;
	/** Raw bytes. */
	readonly body: Buffer;
	/** `{name}` parts of the route, decoded. */
	readonly params: Readonly<Record<string, string>>;
};

export type LocalAnswer = {
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string | readonly string[]>>;
	/** An object is sent as JSON; a text as it is (HTML unless a content-type says otherwise). */
	readonly body?: string | Buffer | object;
	/** Cut the connection instead of answering. */
	readonly cut?: true;
};

export type LocalHandler = (request: LocalRequest) => LocalAnswer | Promise<LocalAnswer>;
/** `GET /path/{param}` → handler. `{rest+}` takes several segments. More literal segments win. `ANY` takes any method. */
export type LocalRoutes = Readonly<Record<string, LocalHandler>>;

export type LocalServer = { readonly origin: string; readonly port: number; readonly server: Server; close(): Promise<void> };

/** Somebody else listens on the port: said in words, with what to do. */
export class PortTaken extends Error {
	override readonly name = 'PortTaken';
}

type Route = {
	readonly method: string;
	readonly pattern: RegExp;
	readonly names: readonly string[];
	readonly rank: number;
	readonly handler: LocalHandler;
};

const compile = (routes: LocalRoutes): Route[] =>
	Object.entries(routes)
		.map(([key, handler]) => {
			const [method = 'ANY', path = '/'] = key.split(' ');
			const names: string[] = [];
			const pattern = path.replace(/[.*?^$()|[\]\\]/g, '\\$&').replace(/\{([A-Za-z]+)(\+?)\}/g, (_, name: string, rest: string) => {
				names.push(name);
				return rest ? '(.+)' : '([^/]+)';
			});
			return { method, pattern: new RegExp(`^${pattern}$`), names, rank: names.length, handler };
		})
		.sort((a, b) => a.rank - b.rank);

export const readBody = async (request: IncomingMessage, limit: number): Promise<Buffer | null> => {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size <= limit) chunks.push(chunk);
	}
	return size > limit ? null : Buffer.concat(chunks);
};

/** Only our own names for the loopback, and pages of our own origins, may talk to a local server. Servers (SDKs) send no Origin. */
export const refusedCaller = (request: IncomingMessage): string | null => {
	const host = (request.headers.host ?? '').replace(/:\d+$/, '');
	if (host !== '127.0.0.1' && host !== 'localhost') return 'this server answers 127.0.0.1 and localhost only';
	const origin = request.headers.origin;
	if (origin !== undefined && origin !== 'null' && !/^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin))
		return 'requests from other sites are refused';
	// A page that says no-referrer posts its own form with `Origin: null`; the browser tells it from a stranger's in Sec-Fetch-Site.
	if (origin === 'null' && request.headers['sec-fetch-site'] !== 'same-origin') return 'requests from opaque origins are refused';
	return null;
};

export const serveLocal = async (options: {
	readonly port: number;
	readonly name: string;
	readonly routes: LocalRoutes;
	readonly bodyLimit?: number;
}): Promise<LocalServer> => {
	const routes = compile(options.routes);
	const sockets = new Set<Socket>();
	const server = createServer((request, response) => {
		void (async () => {
			const refused = refusedCaller(request);
			if (refused) {
				response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(`${refused}\n`);
				return;
			}
			const received = await readBody(request, options.bodyLimit ?? 10 * 1024 * 1024);
			if (!received) {
				response.writeHead(413, { 'content-type': 'text/plain; charset=utf-8' }).end('the body is too large\n');
				return;
			}
			const url = new URL(request.url ?? '/', 'http://127.0.0.1');
			const method = request.method ?? 'GET';
			const route = routes.find((each) => (each.method === method || each.method === 'ANY') && each.pattern.test(url.pathname));
			const match = route?.pattern.exec(url.pathname);
			const params = Object.fromEntries((route?.names ?? []).map((name, i) => [name, decodeURIComponent(match?.[i + 1] ?? '')]));
			const headers = Object.fromEntries(
				Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
			);
			const answer: LocalAnswer = route
				? await route.handler({ method, path: url.pathname, query: url.searchParams, headers, body: received, params })
				: {
						status: 404,
						headers: { 'content-type': 'text/plain; charset=utf-8' },
						body: `${options.name} has no ${method} ${url.pathname}\n`,
					};
			if (answer.cut) {
				request.socket.destroy();
				return;
			}
			// Markup of hono/html is a String object, which is a text all the same.
			const body = Buffer.isBuffer(answer.body) ? answer.body : answer.body?.valueOf();
			const json = typeof body === 'object' && !Buffer.isBuffer(body);
			const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : json ? JSON.stringify(body) : '');
			const type = json ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8';
			response.writeHead(answer.status ?? 200, {
				...(bytes.length ? { 'content-type': type } : {}),
				...(answer.headers as Record<string, string>),
				'content-length': String(bytes.length),
			});
			response.end(bytes);
		})().catch((error: unknown) => {
			console.error(`${options.name}:`, error);
			if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
			response.end(`${options.name} failed; its terminal says why\n`);
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
					? new PortTaken(`port ${options.port} (${options.name}) is taken: stop the other program, or choose another with --port`)
					: error,
			),
		);
		server.listen(options.port, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		port,
		server,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
};
