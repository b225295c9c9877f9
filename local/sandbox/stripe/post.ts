/**
 * One POST on this machine. Not by fetch: it writes head and body apart, and Nagle's algorithm with delayed acknowledgement then costs 40 ms each time
 * (measured: 38 ms against 2).
 */
import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** The status, or 0 when there was no answer within `answerMs`. Redirects are not followed. */
export const post = (url: string, headers: Readonly<Record<string, string>>, body: string, answerMs: number): Promise<number> =>
	new Promise((resolve) => {
		const bytes = Buffer.from(body);
		const sent = request(
			url,
			{ agent, method: 'POST', headers: { ...headers, 'content-length': String(bytes.length) }, signal: AbortSignal.timeout(answerMs) },
			(answer) => {
				answer.resume();
				resolve(answer.statusCode ?? 0);
			},
		);
		sent.on('error', () => resolve(0));
		sent.end(bytes);
	});
