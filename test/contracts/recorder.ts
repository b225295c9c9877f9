/** Stands between an adapter and a sandbox, passes everything on unchanged, and keeps what was asked and answered. */
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from '../../local/sandbox/server.ts';

export type Exchange = {
	readonly method: string;
	readonly path: string;
	readonly query: URLSearchParams;
	/** Names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	readonly status: number;
	readonly type: string;
	readonly answer: string;
};
export type Recorder = { readonly origin: string; readonly exchanges: Exchange[]; close(): Promise<void> };

const flat = (headers: NodeJS.Dict<string | string[]>): Record<string, string> =>
	Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));

export const record = async (target: string): Promise<Recorder> => {
	const exchanges: Exchange[] = [];
	const server = createServer((asked, answer) => {
		void (async () => {
			const body = (await readBody(asked, 1e7)) ?? Buffer.alloc(0);
			const url = new URL(asked.url ?? '/', target);
			const onward = send(url, { method: asked.method ?? 'GET', headers: { ...asked.headers, host: url.host } }, (given) => {
				void readBody(given, 1e8).then((text) => {
					const { statusCode: status = 0, headers } = given;
					exchanges.push({
						method: asked.method ?? 'GET',
						path: url.pathname,
						query: url.searchParams,
						headers: flat(asked.headers),
						body: body.toString(),
						status,
						type: headers['content-type'] ?? '',
						answer: text?.toString() ?? '',
					});
					answer.writeHead(status, headers).end(text);
				});
			});
			// The sandbox cut the connection: so do we.
			onward.on('error', () => asked.socket.destroy());
			onward.end(body);
		})();
	});
	// On a busy machine a test may think longer than Node's five seconds, and would ask over a connection that is being closed.
	server.keepAliveTimeout = 60_000;
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		exchanges,
		close: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			}),
	};
};

/** `GET /things/{id}` as the sandboxes name their routes. */
const patternOf = (path: string): RegExp =>
	new RegExp(`^${path.replace(/[.()]/g, '\\$&').replace(/\{[^}]+\}/g, (name) => (name.endsWith('+}') ? '.+' : '[^/]+'))}$`);

/** The sandbox's routes that an exchange may have come by, the most exact first. */
export const routeOf = (routes: readonly string[], { method, path }: Pick<Exchange, 'method' | 'path'>): string | undefined =>
	routes
		.filter((route) => {
			const [verb, pattern = ''] = route.split(' ');
			return (verb === method || verb === 'ANY') && patternOf(pattern).test(path);
		})
		.sort((a, b) => a.split('{').length - b.split('{').length)[0];
