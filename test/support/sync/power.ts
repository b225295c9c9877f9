/**
 * The power of one process: every request its functions send passes here, is counted, and may be the last one.
 * After the cut nothing leaves any more, what was on its way still arrives (as bytes on a wire do), and nobody hears an answer.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';

/** Before the request leaves, or after its answer came back and before the function saw it. */
export type Side = 'before' | 'after';
/** `at` counts from 1 over all requests of this power's life. */
export type Cut = { readonly at: number; readonly side: Side };

export type Asked = {
	/** What it was for, `host method path` (AWS calls: their target): for people who look for the n-th. */
	readonly name: string;
	/** Which invocation it was of. */
	readonly invocation: number;
	/** It may change what outlives memory; reads do not. */
	readonly changes: boolean;
};

/** Reads of AWS (KMS keeps nothing) and of everybody else. */
const reading = /\.(GetItem|Query|BatchGetItem|Encrypt|Decrypt|GenerateDataKey|GetParameter)$| (GET|HEAD) /;

/** A cut before or after the n-th request, counted from 1. */
export type Place = { readonly at: number; readonly side: Side };
/**
 * The cuts that differ. All memory is lost at a cut, so that two cuts within an invocation with nothing but reads between them leave the same world: each
 * invocation is cut before its first request, and after every request that may change something.
 */
export const places = (log: readonly Asked[]): readonly Place[] =>
	log.flatMap(({ invocation, changes }, i): Place[] => [
		...(log[i - 1]?.invocation === invocation ? [] : [{ at: i + 1, side: 'before' as const }]),
		...(changes ? [{ at: i + 1, side: 'after' as const }] : []),
	]);

class PowerCut extends Error {
	override readonly name = 'PowerCut';
	constructor() {
		super('the power is cut');
	}
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

export class Power {
	/** Requests that were asked for, the one that was cut included. */
	requests = 0;
	readonly log: Asked[] = [];
	/** The invocation that is under way, or the last one begun. */
	invocation = 0;
	cut: Cut | null = null;
	readonly gone: Promise<void>;
	#dead = false;
	#die: () => void = () => undefined;
	readonly #underWay = new Set<Promise<unknown>>();
	readonly #sockets = new Set<Socket>();

	constructor() {
		this.gone = new Promise((resolve) => {
			this.#die = resolve;
		});
	}
	get dead(): boolean {
		return this.#dead;
	}
	kill(): void {
		this.#dead = true;
		this.#die();
	}

	/** What becomes of the next request. */
	#next(name: string): 'goes' | 'never' | 'unheard' {
		if (this.#dead) return 'never';
		this.requests += 1;
		this.log.push({ name, invocation: this.invocation, changes: !reading.test(name) });
		if (this.requests !== this.cut?.at) return 'goes';
		if (this.cut.side === 'before') this.kill();
		return this.cut.side === 'before' ? 'never' : 'unheard';
	}
	#watch(work: Promise<unknown>): void {
		this.#underWay.add(work);
		void work.finally(() => this.#underWay.delete(work));
	}

	/** Everything that was sent has been answered or refused. Then the connections go too. */
	async settled(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.all(this.#underWay);
		for (const socket of this.#sockets) socket.destroy();
	}

	#request(send: typeof http.request, args: Parameters<typeof http.request>): http.ClientRequest {
		const request = send(...args);
		const target = request.getHeader('x-amz-target');
		const fate = this.#next(typeof target === 'string' ? target : `${request.host} ${request.method} ${request.path.split('?')[0]}`);
		if (fate === 'never') {
			request.destroy(new PowerCut());
			return request;
		}
		request.on('socket', (socket) => this.#sockets.add(socket));
		this.#watch(new Promise<void>((resolve) => request.once('close', resolve)));
		const emit: Emit = request.emit.bind(request);
		request.emit = ((event, ...given) => {
			if (event === 'response' && (fate === 'unheard' || this.#dead)) {
				// The answer arrives at a machine that is off.
				(given[0] as http.IncomingMessage).resume().once('close', () => {
					this.kill();
					request.destroy(new PowerCut());
				});
				return true;
			}
			return emit(event, ...given);
		}) as Emit;
		return request;
	}

	/** `node:http` for the bundles. */
	readonly http = this.#wrapped(http);
	readonly https = this.#wrapped(https as unknown as typeof http);
	#wrapped(of: typeof http): typeof http {
		const request = (...args: Parameters<typeof http.request>) => this.#request(of.request, args);
		const wrapped = { ...of, request, get: (...args: Parameters<typeof http.request>) => this.#request(of.request, args).end() };
		return { ...wrapped, default: wrapped } as unknown as typeof http;
	}

	readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
		const url = new URL(input instanceof Request ? input.url : input);
		const fate = this.#next(`${url.host} ${init?.method ?? 'GET'} ${url.pathname}`);
		if (fate === 'never') throw new PowerCut();
		const sent = fetch(input, init);
		this.#watch(sent.then((answer) => answer.clone().arrayBuffer()).catch(() => undefined));
		const answer = await sent;
		if (fate === 'goes' && !this.#dead) return answer;
		await answer.arrayBuffer();
		this.kill();
		throw new PowerCut();
	};
}
