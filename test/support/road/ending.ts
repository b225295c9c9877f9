/** How a history of the road ends: the faults stop, what was late arrives, the hub comes to rest by itself, and all of it is compared. */
import { answerDifferences, chasedDifferences, creditDifferences } from './agreed.ts';
import { check } from './checker.ts';
import { exportDifferences } from './export.ts';
import { askExport, patiently } from './people.ts';
import type { Road } from './road.ts';

type Count = (name: string, by?: number) => void;
const hour = 3_600_000;

const agreedDifferences = async (road: Road, count: Count): Promise<readonly string[]> => {
	const items = await road.items();
	const { compared, found } = await answerDifferences(road, items);
	count('answers compared', compared);
	for (const { kind, state } of items.arrangements) count(`${kind} ${state}`);
	for (const { state, what } of items.postings) count(`${what.kind} ${state}`);
	return [...found, ...chasedDifferences(items), ...creditDifferences(items, road.side.credits())];
};

/** Faults off, everybody patient: debits settle, what was late arrives, a person asks again for what is stuck. Then all is compared. */
export const endOf = async (road: Road, count: Count): Promise<readonly string[]> => {
	road.uncut();
	for (const { faults } of [road.side, road.dynamo, road.ses, road.stripe]) faults.clear();
	await road.dynamo.settleIndexes();
	await patiently(road, 'resuming', () => road.asked('POST', '/reminders/resume'));
	for (const debit of road.stripe.store.payments().filter(({ status }) => status === 'processing')) road.stripe.act.settle(debit.id, true);
	// Past the end of every open session, the latest event of a mail, and Stripe's three days.
	for (const hours of [1.1, 4, 74, 1.1]) {
		await road.rest({ reconnect: true, withinMs: 2 * hour });
		road.pass(hours * hour);
		await road.tick();
	}
	await road.rest({ reconnect: true, withinMs: 2 * hour });
	const stuck = (await road.items()).payments.filter(({ state }) => state === 'stuck');
	count('payments that a person tried again', stuck.length);
	for (const { id } of stuck) await patiently(road, 'trying again', () => road.asked('POST', `/reconcile/${id}/retry`));
	// Not another rest: its day is to be that of the aging it is compared with.
	await askExport(road, 'end');
	await road.until(async () => (await road.items()).exports.every(({ state }) => state === 'ready'));
	const { figures, differences } = await check(road);
	for (const [name, value] of Object.entries(figures)) count(name, value);
	return [...differences, ...(await exportDifferences(road)), ...(await agreedDifferences(road, count))];
};
