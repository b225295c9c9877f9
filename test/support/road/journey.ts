/**
 * The whole road once: connect, first read, reminders live, plan, a payment past us, barrier, mails, customers who open their links and pay (all by card, a
 * part by card, one by debit), bookings, receipts, the next day's plan, the debit that settles, the export. Ends at rest, checked.
 */
import { dayIn } from '../../../shared/domain/day.ts';
import { type Checked, check } from './checker.ts';
import { customerBy } from './customer.ts';
import { exportDifferences } from './export.ts';
import type { Items } from './items.ts';
import { askExport, switchSending } from './people.ts';
import type { Road } from './road.ts';

const hourMs = 3_600_000;
const addresses = (name: string): string => `${name}@customers.example`;

/** Our id of a customer, by the number of one of its invoices. */
export const customerOf = (road: Road, number: string): string => {
	const found = road.side.invoices().find((each) => each.number === number);
	if (!found) throw new Error(`there is no invoice ${number}`);
	return `${road.side.ledger}~${found.customer}`;
};
export const reminderOf = ({ reminders }: Items, customer: string, day: string) =>
	reminders.find((each) => each.customer === customer && each.day === day);

/** The next morning in every zone of ours. Nothing happens in between: as after an outage. */
export const sleep = (road: Road, hours: number): void => road.pass(hours * hourMs);

const wantState = (found: string[], items: Items, customer: string, day: string, wanted: readonly string[]): void => {
	const mailing = reminderOf(items, customer, day);
	const is = mailing ? [mailing.state, ...mailing.reasons].join(' ') : 'no candidate';
	if (!wanted.includes(is)) found.push(`${day}: ${customer.slice(-6)} is ${is}, not ${wanted.join(' or ')}`);
};

export const journey = async (road: Road): Promise<Checked> => {
	const today = (): string => dayIn('UTC', road.now());
	await road.connectPatiently();
	await road.rest();
	road.firstRead = road.requests;
	const [whole, part, debit, elsewhere, silent] = ['W-1', 'P-1', 'D-1', 'E-1', 'S-1'].map((number) => customerOf(road, number));
	if (!whole || !part || !debit || !elsewhere || !silent) throw new Error('a customer is missing');
	const told: string[] = [];

	await switchSending(road, 'live');
	const first = today();
	if (!(await road.until(async () => reminderOf(await road.items(), elsewhere, first) !== undefined))) told.push('nothing was planned');
	road.side.pay('E-1', 21_000, dayIn('UTC', road.now()));
	await road.rest({ withinMs: 2 * hourMs });
	const planned = await road.items();
	const sent = ['sent', 'unknown'];
	for (const each of [whole, part, debit]) wantState(told, planned, each, first, sent);
	wantState(told, planned, elsewhere, first, ['suppressed PAID']);
	wantState(told, planned, silent, first, ['suppressed NO_ADDRESS']);

	// Whoever's mail was cut before it left has none: nobody pays, and the next stage comes.
	const [payer, partly, debtor] = await Promise.all(['whole', 'part', 'debit'].map((name) => customerBy(road, addresses(name))));
	await payer?.paysAll('card');
	await partly?.paysPart('P-1', '400.00', 'card');
	await debtor?.paysAll('debit');
	await road.rest({ withinMs: 2 * hourMs });

	sleep(road, 22);
	await road.tick();
	await road.rest({ withinMs: 2 * hourMs });
	const second = today();
	const replanned = await road.items();
	const gone = ['no candidate', 'suppressed PAID', 'suppressed NOTHING_DUE'];
	wantState(told, replanned, whole, second, payer ? gone : sent);
	wantState(told, replanned, part, second, sent);
	wantState(told, replanned, debit, second, debtor ? ['suppressed IN_FLIGHT'] : sent);
	wantState(told, replanned, elsewhere, second, gone);
	const owed = reminderOf(replanned, part, second);
	if (owed && partly && owed.amount !== 60_000) told.push(`${owed.amount} was asked of the rest`);

	debtor?.settles(true);
	await road.rest({ withinMs: 2 * hourMs });
	// Whoever cuts again and again cuts once more at most: what is looked at must be at rest.
	road.calm = true;
	// A debit whose event was lost is asked after every six hours.
	await road.rest({ withinMs: 7 * hourMs });
	// What no webhook told arrives with the hourly read.
	sleep(road, 1.02);
	await road.tick();
	await road.rest({ withinMs: 2 * hourMs });
	await askExport(road, 'road-1');
	await road.rest({ withinMs: 2 * hourMs });
	road.uncut();
	const checked = await check(road);
	return { ...checked, differences: [...told, ...checked.differences, ...(await exportDifferences(road))] };
};
