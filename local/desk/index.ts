/** The desk: a page of what stands on this machine, and the control of its clock. Only the local stack has it. */
import { addDays, dayIn, type Instant } from '../../shared/domain/day.ts';
import { type LocalAnswer, type LocalRequest, type LocalServer, serveLocal } from '../sandbox/server.ts';
import type { TimeMachine } from '../time-machine.ts';
import { deskPage, type Places } from './page.ts';

const steps: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };
const longestMs = 400 * 86_400_000;

/** `+14d`, `+6h`, `+2w` in ms; null for anything else, and for more than 400 days. */
export const readMove = (text: string): number | null => {
	const [, count, unit] = /^\+?(\d{1,4})([hdw])$/.exec(text.trim()) ?? [];
	const ms = Number(count) * (steps[unit ?? ''] ?? Number.NaN);
	return ms > 0 && ms <= longestMs ? ms : null;
};

type Journey = { readonly from: Instant; readonly to: Instant; hops: number; problem: string | null; over: boolean };

export const startDesk = async (options: {
	readonly port: number;
	readonly now: () => Instant;
	/** Null: real providers do not follow a moved clock. */
	readonly move: TimeMachine['move'] | null;
	readonly places: Places;
}): Promise<LocalServer> => {
	const { now, move } = options;
	let journey: Journey | null = null;
	const page = (request: LocalRequest): LocalAnswer => ({
		body: deskPage({
			now: now(),
			places: options.places,
			journey: journey && { ...journey },
			mayMove: move !== null,
			wrong: request.query.get('wrong'),
			tomorrow: addDays(dayIn('UTC', now()), 1),
		}),
		headers: { 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin' },
	});
	const begin = (byMs: number): Promise<void> => {
		if (!move) throw new RangeError('the clock does not move while a real provider is connected');
		const from = now();
		const mine: Journey = { from, to: new Date(Date.parse(from) + byMs).toISOString() as Instant, hops: 0, problem: null, over: false };
		journey = mine;
		return move(byMs, () => {
			mine.hops += 1;
		})
			.then(
				() => undefined,
				(error: unknown) => {
					mine.problem = error instanceof Error ? error.message : String(error);
				},
			)
			.finally(() => {
				mine.over = true;
			});
	};
	return serveLocal({
		port: options.port,
		name: 'the desk',
		routes: {
			'GET /': page,
			'GET /time': () => ({ body: { now: now(), moving: journey !== null && !journey.over, journey } }),
			// A form of the page, or `npm run time`: which waits for the end and says how it went.
			'POST /time': async ({ body, headers }) => {
				const form = new URLSearchParams(body.toString('utf8'));
				const byMs = readMove(form.get('by') ?? '');
				const wantsPage = (headers.accept ?? '').includes('text/html');
				const refuse = (text: string): LocalAnswer =>
					wantsPage
						? { status: 303, headers: { location: `/?wrong=${encodeURIComponent(text)}` } }
						: { status: 400, body: { problem: text } };
				if (byMs === null) return refuse('Say how far: +6h, +14d or +2w, at most 400 days. Time goes forward only.');
				if (!move) return refuse('The clock does not move while a real provider is connected: take its credentials out of .env first.');
				if (journey && !journey.over) return refuse('The clock is moving already: wait until it has arrived.');
				const arrived = begin(byMs);
				if (wantsPage) return { status: 303, headers: { location: '/' } };
				await arrived;
				return { status: journey?.problem ? 500 : 200, body: { now: now(), journey } };
			},
		},
	});
};
