/**
 * The crash walk of the sync journey: connect, full read, adding up, closing, tie-out, a working day in the ledger with its webhooks, the delta, an
 * hour, edits of which no delta tells, a renewed token, the night's sweep, a recount. It is walked once unharmed to count the requests that the functions make. Then again with the power cut
 * there and all memory lost, at each of the places that differ (`places` in power.ts): once with the queues redelivering, once with every queue emptied, so
 * that only the state can bring it back.
 */
import { seeded } from '../../../local/scenario/seeded.ts';
import { dayIn } from '../../../shared/domain/day.ts';
import type { Provider } from '../../../shared/domain/document.ts';
import { endOf } from './history.ts';
import { type Asked, type Place, places } from './power.ts';
import { quickbooksSide } from './quickbooks-side.ts';
import { World } from './world.ts';
import { xeroSide } from './xero-side.ts';

export type Pass = 'redelivered' | 'emptied';
export type Walked = {
	readonly provider: Provider;
	/** Requests of the unharmed journey. */
	readonly requests: number;
	/** Where a cut differs from every other. */
	readonly places: number;
	/** Cuts that were made: places × passes. */
	readonly cuts: number;
	readonly failures: readonly string[];
	readonly seconds: number;
};

const invoices = 5;
const edits = 8;
const silentEdits = 6;

/** The same for everybody: chance is seeded anew. Ends at rest, compared. */
const journey = async (world: World): Promise<readonly string[]> => {
	const chance = seeded(4);
	await world.connectPatiently();
	await world.rest();
	const edit = (count: number): void => {
		for (let done = 0; done < count; ) if (world.side.edit(chance, dayIn('UTC', world.now())) !== null) done += 1;
	};
	edit(edits);
	await world.rest();
	// What the night is to find.
	world.side.silent(true);
	edit(silentEdits);
	world.side.silent(false);
	return (await endOf(world, 'open')).differences;
};

const startOf = (provider: Provider): Promise<World> =>
	World.start(provider === 'xero' ? xeroSide(3, invoices) : quickbooksSide(3, invoices));

const walkOnce = async (
	provider: Provider,
	cut: (Place & { readonly pass: Pass }) | null,
): Promise<{
	readonly failures: readonly string[];
	readonly requests: number;
	readonly log: readonly Asked[];
	readonly crashes: number;
}> => {
	const world = await startOf(provider);
	try {
		if (cut) world.cutIn(cut.at, cut.side);
		if (cut?.pass === 'emptied') world.afterCut = () => void world.mail.empty();
		const differences = await journey(world).catch((error: unknown) => [String(error)]);
		return { failures: differences, requests: world.requests, log: world.requestLog, crashes: world.crashes };
	} finally {
		await world.close();
	}
};

/** Every `stride`-th place from `from` on; 1 and 1 is the whole walk. */
export const walk = async (
	provider: Provider,
	{ from = 1, stride = 1, tell }: { readonly from?: number; readonly stride?: number; readonly tell?: (line: string) => void } = {},
): Promise<Walked> => {
	const began = performance.now();
	const unharmed = await walkOnce(provider, null);
	const failures = unharmed.failures.map((each) => `unharmed: ${each}`);
	const all = places(unharmed.log);
	let cuts = 0;
	for (let i = from; i <= all.length; i += stride)
		for (const pass of ['redelivered', 'emptied'] as const) {
			const { at, side } = all[i - 1] as Place;
			const walked = await walkOnce(provider, { at, side, pass });
			cuts += walked.crashes;
			const where = `cut ${side} request ${at} (${walked.log[at - 1]?.name}), queues ${pass}`;
			for (const each of walked.failures) failures.push(`${where}: ${each}`);
			if (walked.failures.length) tell?.(`${where}: ${walked.failures[0]}`);
		}
	return { provider, requests: unharmed.requests, places: all.length, cuts, failures, seconds: (performance.now() - began) / 1000 };
};
