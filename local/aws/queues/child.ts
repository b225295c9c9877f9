/**
 * The queues' own process: fauxqs with its listen kept on the loopback.
 * fauxqs 2.4.1 binds 0.0.0.0 and offers no setting for it; patching `listen` stays in this process and touches nobody else's servers.
 */
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Server } from 'node:net';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { refusedCaller } from '../../sandbox/server.ts';
import { repairFauxqs } from './fauxqs-repairs.ts';
import type { FromChild, ToChild } from './protocol.ts';
import { overrideResponse } from './response-overrides.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Asks for Host and Origin before fauxqs sees the request. */
const guard = (server: HttpServer): void => {
	const listeners = server.listeners('request') as Listener[];
	server.removeAllListeners('request');
	server.on('request', (request: IncomingMessage, response: ServerResponse) => {
		const refused = refusedCaller(request);
		if (refused) response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(`${refused}\n`);
		else if (overrideResponse(request, response)) for (const listener of listeners) listener(request, response);
	});
};

const listen: CallableFunction = Reflect.get(Server.prototype, 'listen');
Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
	const [where, ...rest] = args;
	if (typeof where !== 'object' || where === null)
		throw new Error('fauxqs listens in a way that is not known: it might be open to the network');
	if (this instanceof HttpServer) guard(this);
	return Reflect.apply(listen, this, [{ ...where, host: '127.0.0.1' }, ...rest]) as Server;
};

const say = (message: FromChild): void => {
	process.send?.(message);
};

let stop: (() => Promise<void>) | null = null;
const end = async (): Promise<void> => {
	await stop?.();
	process.exit(0);
};

const start = async (port: number, dir: string | null): Promise<FauxqsServer> => {
	await repairFauxqs();
	return startFauxqs({ port, logger: false, ...(dir === null ? {} : { dataDir: dir }) });
};

process.on('message', (message: ToChild) => {
	if (message.kind === 'stop') {
		void end();
		return;
	}
	start(message.port, message.dir).then(
		(server) => {
			stop = () => server.stop();
			say({ kind: 'ready', port: server.port });
		},
		(error: NodeJS.ErrnoException) => say({ kind: 'failed', portTaken: error.code === 'EADDRINUSE', message: String(error) }),
	);
});
// The parent is gone, however it went: a killed one cannot say goodbye, but the channel closes. State is on disk already.
process.on('disconnect', () => void end());
// Ctrl-C reaches both processes; the parent drains first and then says stop.
process.on('SIGINT', () => undefined);
