/**
 * The `egress` port over node:https. The host name is resolved here, once; every address it has must be public; and the connection is made
 * to those very addresses, so a name that changes its answer in between (DNS rebinding) changes nothing.
 */
import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { type Egress, type EgressAnswer, EgressFailed, EgressRefused, type EgressRequest } from '../../ports/egress.ts';
import { isPublic } from './public-address.ts';
import { checkBody, readHeaders, readUrl } from './request.ts';

const mostAnswer = 65_536;

type Resolve = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;
export type Way = {
	/** Every address of a host name, none when there is no such host. Rejects when the look-up itself fails. */
	readonly resolve: Resolve;
	/** Where the checked addresses are dialled. */
	readonly dial: (checked: readonly string[]) => { readonly addresses: readonly string[]; readonly port: number };
	readonly secureContext: SecureContext;
	readonly deadlineMs: number;
};

const noSuchHost = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME']);
const codeOf = (error: unknown): string | null => (error instanceof Error && 'code' in error ? String(error.code) : null);

/** Asks the name servers themselves: no hosts file, no search domain, no thread held. IPv4 comes first, as Lambda has no way out over IPv6. */
export const resolveByDns =
	(servers?: readonly string[]): Resolve =>
	async (hostname, signal) => {
		const resolver = new Resolver({ timeout: 1_500, tries: 2 });
		if (servers) resolver.setServers(servers);
		signal.addEventListener('abort', () => resolver.cancel(), { once: true });
		const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
		const addresses = answers.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
		// Name servers that cannot answer for one family are common; the other is enough.
		const broken = answers.find((each) => each.status === 'rejected' && !noSuchHost.has(codeOf(each.reason) ?? ''));
		if (addresses.length === 0 && broken?.status === 'rejected') throw broken.reason;
		return addresses;
	};

const checkedAddresses = async (hostname: string, resolve: Resolve, signal: AbortSignal): Promise<readonly string[]> => {
	// The URL parser has already turned every spelling (decimal, octal, hex, short) into the usual one.
	const addresses = isIP(hostname) ? [hostname] : await resolve(hostname, signal);
	if (addresses.length === 0) throw new EgressRefused('HOST_UNKNOWN', 'There is no host of this name. Check the spelling.');
	// One is enough to refuse: which of them is dialled is not for the address's owner to play with.
	if (!addresses.every(isPublic))
		throw new EgressRefused(
			'NOT_PUBLIC',
			'The address leads to a private or reserved network. Only addresses on the public internet work.',
		);
	return addresses;
};

const exchange = async (url: URL, request: EgressRequest, headers: Record<string, string>, way: Way, signal: AbortSignal) => {
	const hostname = url.hostname.replace(/^\[|\]$/g, '');
	const checked = await checkedAddresses(hostname, way.resolve, signal);
	signal.throwIfAborted();
	const { addresses, port } = way.dial(checked);
	const pinned = addresses.map((address) => ({ address, family: isIP(address) }));
	const literal = isIP(hostname) ? addresses[0] : undefined;
	// What could be loosened from outside (NODE_OPTIONS, NODE_TLS_REJECT_UNAUTHORIZED, proxy variables) is said here outright.
	const connection: ConnectionOptions & TcpNetConnectOpts = {
		host: literal ?? hostname,
		port,
		lookup: (_host, _options, done) => done(null, pinned),
		autoSelectFamily: true,
		autoSelectFamilyAttemptTimeout: 1_000,
		servername: literal ? '' : hostname,
		secureContext: way.secureContext,
		rejectUnauthorized: true,
		ALPNProtocols: ['http/1.1'],
	};
	return new Promise<IncomingMessage>((done, fail) => {
		const outgoing = httpsRequest({
			method: request.method,
			host: url.host,
			path: url.pathname + url.search,
			headers: { ...headers, host: url.host, 'accept-encoding': 'identity' },
			createConnection: () => connect(connection),
			maxHeaderSize: 16_384,
			insecureHTTPParser: false,
			signal,
		});
		outgoing
			.on('response', done)
			.on('error', fail)
			.on('close', () => fail(new EgressFailed('UNREACHABLE', 'The address closed the connection without an answer.', null)));
		outgoing.end(request.body);
	});
};

const readAnswer = async (response: IncomingMessage): Promise<EgressAnswer> => {
	const status = response.statusCode ?? 0;
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of response as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > mostAnswer) throw new EgressFailed('ANSWER_TOO_LARGE', `The answer (${status}) is larger than 64 KB.`, status);
		chunks.push(chunk);
	}
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(response.headers)) if (typeof value === 'string') headers[name] = value;
	return { status, headers, body: Buffer.concat(chunks) };
};

/** Network, name server and certificate errors all carry a code; what has none is ours, or a mistake in here, and stays what it is. */
const failureOf = (error: unknown, status: number | null): unknown => {
	const code = error instanceof EgressRefused || error instanceof EgressFailed ? null : codeOf(error);
	if (code === null) return error;
	if (/CERT|SIGNATURE/.test(code))
		return new EgressFailed('CERTIFICATE', `The certificate of the address is not valid for it (${code}).`, status);
	return new EgressFailed('UNREACHABLE', `The address could not be reached or broke off (${code}).`, status);
};

/** For tests, which stand a server of their own behind public addresses. No check of the address or request can be changed from here. */
export const egressOver = (way: Way): Egress => ({
	async send(request) {
		const url = readUrl(request.url);
		const headers = readHeaders(request.headers ?? {});
		checkBody(request.body ?? '');
		const over = new AbortController();
		const deadline = Promise.withResolvers<never>();
		let status: number | null = null;
		const late = () => deadline.reject(new EgressFailed('TOO_SLOW', 'The address took too long to answer.', status));
		const timer = setTimeout(late, way.deadlineMs);
		const answer = async (): Promise<EgressAnswer> => {
			const response = await exchange(url, request, headers, way, over.signal);
			status = response.statusCode ?? null;
			return readAnswer(response);
		};
		try {
			return await Promise.race([answer(), deadline.promise]);
		} catch (error) {
			throw failureOf(error, status);
		} finally {
			clearTimeout(timer);
			over.abort(); // cuts whatever is still open: a look-up, a connection, an endless answer
		}
	},
});

/** 443, the name servers of the system, the public certificate authorities Node ships. About 10 ms to make: once for each process. */
export const httpsEgress = (): Egress =>
	egressOver({
		resolve: resolveByDns(),
		dial: (addresses) => ({ addresses, port: 443 }),
		secureContext: createSecureContext({ ca: [...rootCertificates], minVersion: 'TLSv1.2' }),
		deadlineMs: 5_000,
	});
