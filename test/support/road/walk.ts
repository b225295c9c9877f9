/**
 * The crash walk of the whole road. It is walked once unharmed to count the requests that the functions make. Then again with the power cut and all memory
 * lost, once with the queues redelivering, once with every queue emptied at each cut.
 *
 * `walk` cuts once a journey, at every `stride`-th of the places that differ (`places` in ../sync/power.ts) once reminders are live: connecting and the first
 * read are the sync journey's walk. `stumble` cuts again and again, at every `stride`-th request, so that a journey must survive its own recoveries too.
 */
import type { Provider } from '../../../shared/domain/document.ts';
import { type Place, places } from '../sync/power.ts';
import { journey } from './journey.ts';
import { Road } from './road.ts';

type Pass = 'redelivered' | 'emptied';
const passes: readonly Pass[] = ['redelivered', 'emptied'];
type Cutting = Place & { readonly pass: Pass; readonly every: number | null };

export type Walked = {
	readonly provider: Provider;
	/** Requests of the unharmed journey. */
	readonly requests: number;
	/** Where a cut differs from every other, after the first read. */
	readonly places: number;
	readonly journeys: number;
	readonly cuts: number;
	/** Mails of all journeys, and those nobody knows of: their call was cut. */
	readonly mails: number;
	readonly unknown: number;
	readonly bookings: number;
	readonly failures: readonly string[];
	readonly seconds: number;
};
export type WalkOptions = { readonly from?: number; readonly stride?: number; readonly tell?: (line: string) => void };

const once = async (provider: Provider, cutting: Cutting | null) => {
	const road = await Road.begin(provider);
	try {
		if (cutting) {
			road.cutIn(cutting.at, cutting.side);
			road.afterCut = () => {
				if (cutting.pass === 'emptied') road.loses(...road.mail.waiting);
				if (cutting.every !== null && !road.calm) road.cutIn(cutting.every, cutting.side);
			};
		}
		const { figures, differences } = await journey(road).catch((error: unknown) => ({ figures: null, differences: [String(error)] }));
		return { figures, differences, requests: road.requests, log: road.requestLog, firstRead: road.firstRead, crashes: road.crashes };
	} finally {
		await road.close();
	}
};

class Tally {
	readonly #began = performance.now();
	readonly #tell: (line: string) => void;
	journeys = 0;
	cuts = 0;
	mails = 0;
	unknown = 0;
	bookings = 0;
	readonly failures: string[] = [];

	constructor(tell: (line: string) => void = () => undefined) {
		this.#tell = tell;
	}
	add(where: string, { figures, differences, crashes }: Awaited<ReturnType<typeof once>>): void {
		this.journeys += 1;
		this.cuts += crashes;
		this.mails += (figures?.candidates ?? 0) + (figures?.receipts ?? 0);
		this.unknown += figures?.unknown ?? 0;
		this.bookings += figures?.bookings ?? 0;
		this.failures.push(...differences.map((each) => `${where}: ${each}`));
		if (differences[0] !== undefined) this.#tell(`${where}: ${differences[0]}`);
	}
	end(provider: Provider, requests: number, places = 0): Walked {
		const { journeys, cuts, mails, unknown, bookings, failures } = this;
		return {
			provider,
			requests,
			places,
			journeys,
			cuts,
			mails,
			unknown,
			bookings,
			failures,
			seconds: (performance.now() - this.#began) / 1000,
		};
	}
}

/** Every `stride`-th place from `from` on; 1 and 1 is the whole walk. */
export const walk = async (provider: Provider, { from = 1, stride = 1, tell }: WalkOptions = {}): Promise<Walked> => {
	const tally = new Tally(tell);
	const unharmed = await once(provider, null);
	tally.add('unharmed', unharmed);
	const all = places(unharmed.log).filter(({ at }) => at > unharmed.firstRead);
	for (let i = from; i <= all.length; i += stride)
		for (const pass of passes) {
			const place = all[i - 1] as Place;
			const name = unharmed.log[place.at - 1]?.name ?? '';
			tally.add(`cut ${place.side} request ${place.at} (${name}), queues ${pass}`, await once(provider, { ...place, pass, every: null }));
		}
	return tally.end(provider, unharmed.requests, all.length);
};

/** A journey for each beginning `from`, `from` + 1 … of `times`, both sides and passes in turn, cut at every `stride`-th request. */
export const stumble = async (
	provider: Provider,
	{ from = 1, stride = 60, times = 4, tell }: WalkOptions & { readonly times?: number } = {},
): Promise<Walked> => {
	const tally = new Tally(tell);
	let requests = 0;
	for (let i = 0; i < times; i++) {
		const cutting: Cutting = { at: from + i, side: i % 2 ? 'before' : 'after', pass: passes[(i >> 1) % 2] ?? 'redelivered', every: stride };
		const walked = await once(provider, cutting);
		requests = walked.requests;
		tally.add(`cut ${cutting.side} request ${cutting.at} and every ${stride}th after it, queues ${cutting.pass}`, walked);
	}
	return tally.end(provider, requests);
};
