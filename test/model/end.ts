/** The end of a history: faults off, everybody patient, and then the comparison. */

import type { LedgerId } from '../../shared/domain/document.ts';
import { compare, unfinished, unread, untold } from './compare.ts';
import type { World } from './world.ts';

const minute = 60_000;

/** What is owed when nothing is left to do, before the hour brings it anyway. */
export type Owed = {
	/** By row, the version that was there when a webhook was heard. */
	readonly told: Map<string, number>;
	/** By ledger, since when somebody wants what changed. */
	readonly since: Map<LedgerId, string>;
};

/** A person asks for a recount and looks for its result. */
const recounted = async (world: World): Promise<void> => {
	for (const ledger of world.doors.keys()) await world.press('recount', ledger);
	await world.rest();
};

/** The night comes: a read, and each document compared. */
const night = async (world: World): Promise<void> => {
	const all = await Promise.all([...world.doors.keys()].map((ledger) => world.connection(ledger)));
	const due = all.flatMap((each) => (each?.sweepDue === undefined ? [] : [Date.parse(each.sweepDue)]));
	world.pass(Math.max(0, ...due.map((each) => each - world.ms)) + 1);
	await world.tick();
	// Past the hour, where a read was just made when its sweep became due.
	world.pass(61 * minute);
	await world.tick();
};

/** Faults off, everybody patient: rest, what webhooks told of, one more hourly read, a night, a recount by the product, and then the comparison. */
export const endOf = async (world: World, { told, since }: Owed): Promise<string[]> => {
	world.cutIn(null);
	Object.assign(world.weather, { busy: 0, late: 0 });
	for (const desk of Object.values(world.desks)) desk.troubles.length = 0;
	for (const { ledger, misfortunes: left } of world.doors.values()) {
		left.length = 0;
		ledger.mendAll();
		ledger.isQuiet = true;
	}
	const restless = async (when: string): Promise<string[]> => ((await world.rest()) ? [] : [`never at rest ${when}`]);
	const found = await restless('when the faults stopped');
	found.push(...untold(world, told), ...(await unread(world, since)));
	world.pass(61 * minute);
	await world.tick();
	found.push(...(await restless('after an hour')));
	await night(world);
	found.push(...(await restless('after a night')));
	await recounted(world);
	const { documents, differences } = await compare(world);
	world.count('documents compared', documents);
	found.push(...differences);
	for (const ledger of world.doors.keys()) found.push(...(await unfinished(world, ledger)));
	return found;
};
