/** The outside world on a laptop: a TLS server that stands behind every public address, and name servers that say what a test wants. */
import type { RequestListener } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { egressOver } from '../../../../shared/adapters/egress/https.ts';
import type { Egress, EgressRequest } from '../../../../shared/ports/egress.ts';
import { selfSigned } from './certificate.ts';

export const publicAddress = '93.184.215.14';
export const trusted = selfSigned(['hook.example', 'other.example'], ['127.0.0.1']);

export type Outside = {
	readonly server: Server;
	readonly port: number;
	readonly close: () => Promise<void>;
};
export const openOutside = async (listener: RequestListener, certificate = trusted): Promise<Outside> => {
	const server = createServer({ key: certificate.key, cert: certificate.cert }, listener);
	server.on('tlsClientError', () => undefined);
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	return {
		server,
		port: (server.address() as AddressInfo).port,
		close: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			}),
	};
};

export type Watched = {
	readonly egress: Egress;
	/** Names looked up, in order. */
	readonly asked: string[];
	/** Addresses dialled, one list a connection. */
	readonly dialled: (readonly string[])[];
};
/** Whatever is dialled arrives at `port` on this machine (`at`), after every check of the product. */
export const watchedEgress = (
	port: number,
	resolve: (hostname: string) => readonly string[] | Promise<readonly string[]>,
	{ deadlineMs = 5_000, at = () => ['127.0.0.1'] as readonly string[] } = {},
): Watched => {
	const asked: string[] = [];
	const dialled: (readonly string[])[] = [];
	const egress = egressOver({
		resolve: async (hostname) => {
			asked.push(hostname);
			return resolve(hostname);
		},
		dial: (checked) => {
			dialled.push(checked);
			return { addresses: at(), port };
		},
		secureContext: createSecureContext({ ca: trusted.cert }),
		deadlineMs,
	});
	return { egress, asked, dialled };
};

export const get = (url: string, more: Partial<EgressRequest> = {}): EgressRequest => ({ url, method: 'GET', ...more });
