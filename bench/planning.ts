/**
 * What planning a company's day costs for customers who are not due: units of the table for 5,000 customers of whom 50 are due, less the same for a
 * company that has those 50 and nobody else.
 */
import { planDay } from '../functions/reminders/plan-day.ts';
import type { PlanPorts } from '../functions/reminders/ports.ts';
import { dynamoArrangements } from '../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../shared/adapters/dynamo/books.ts';
import { dynamoCompanies } from '../shared/adapters/dynamo/companies.ts';
import { dynamoConnections } from '../shared/adapters/dynamo/connections.ts';
import { dynamoMailings } from '../shared/adapters/dynamo/mailings.ts';
import type { Store } from '../shared/adapters/dynamo/store.ts';
import { addDays, type Day } from '../shared/domain/day.ts';
import { openCompany } from './company.ts';
import { type Emulators, withEmulators } from './emulators.ts';
import { eur, startedAt, today } from './invoices.ts';
import { Meter, type Used } from './meter.ts';
import { customerAt, loadOwing, scopeOf } from './owing.ts';
import { type Report, shown } from './report.ts';

const customers = 5_000;
const due = 50;
const most = 0.1;
const yesterday = addDays(today, -1);

/** Those who are due crossed a stage today. Of the rest a half is not late yet; the others are late, and their last stage was some days ago. */
const duesOf = (at: number): readonly Day[] => {
	if (at < due) return [addDays(today, -10), addDays(today, 20)];
	return at % 2 === 0 ? [addDays(today, 6 + (at % 40))] : [addDays(today, -11 - (at % 9)), addDays(today, 30)];
};

/** As after yesterday: every stage up to then is dealt with. */
const settleYesterday = async ({ mailings }: Pick<PlanPorts, 'mailings'>, company: string, count: number): Promise<void> => {
	const { ledger } = scopeOf(company);
	const waiting = Array.from({ length: count }, (_, at) => customerAt(ledger, at));
	const lane = async (): Promise<void> => {
		for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) await mailings.moveThrough(company, one, eur, yesterday);
	};
	await Promise.all(Array.from({ length: 16 }, lane));
};

const planned = async (store: Store, meter: Meter, company: string, count: number): Promise<Used> => {
	const ports: PlanPorts = {
		mailings: dynamoMailings(store),
		arrangements: dynamoArrangements(store),
		companies: dynamoCompanies(store),
		connections: dynamoConnections(store),
		queues: { send: async () => undefined },
		clock: { now: () => startedAt },
		settings: { newCompanySending: 'live' },
	};
	await openCompany(store, scopeOf(company), startedAt);
	await loadOwing(dynamoBooks(store), scopeOf(company), count, duesOf, today, startedAt);
	await settleYesterday(ports, company, count);
	const used = await meter.of(() => planDay(company, ports));
	const { rows, next } = await ports.mailings.ofDay(company, today, null, due + 1, null);
	if (rows.length !== due || next !== null) throw new Error(`${rows.length} candidates of ${due}`);
	return used;
};

const measure = async (report: Report, emulators: Emulators): Promise<void> => {
	const store = await emulators.store('counting');
	const meter = new Meter(store.db);
	const few = await planned(store, meter, 'few', due);
	const many = await planned(store, meter, 'many', customers);
	const units = ({ reads, writes }: Used): number => reads + writes;
	const line = (count: number, used: Used): string =>
		`${count.toLocaleString('en')} customers, ${due} due: ${shown(used.reads)} read and ${shown(used.writes)} write units in ${used.requests} requests`;
	report.say(line(due, few));
	report.say(line(customers, many));
	const each = Math.max(0, units(many) - units(few)) / (customers - due);
	report.limit(`planning costs at most ${most} units per customer not due`, each <= most, `${shown(each, 4)} units`);
};

export const planning = (report: Report): Promise<void> =>
	withEmulators({ organisations: [], today }, (emulators) => measure(report, emulators));
