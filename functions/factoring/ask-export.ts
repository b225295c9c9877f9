import { createHash } from 'node:crypto';
import type { Connection } from '../../shared/domain/connection.ts';
import { type Day, dayIn, isDay, later } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { FactoringExport } from '../../shared/domain/export.ts';
import { type Currency, isCurrency } from '../../shared/domain/money.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, Company } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Exports } from '../../shared/ports/exports.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import type { Asked } from './asked.ts';

type Ports = {
	readonly books: Books;
	readonly clock: Clock;
	readonly companies: Companies;
	readonly connections: Connections;
	readonly exports: Exports;
	readonly queues: Queues;
};
type Who = { readonly company: CompanyId; readonly user: string };

/** Should the message be lost, the sweeper brings it this much later. */
const firstWakeMs = 60_000;

const refuseField = (path: string, code: string, title: string, detail: string): Refusal =>
	new Refusal(400, code, title, detail, { fields: [{ path, message: detail }] });

/** From today on, any day is arithmetic on what is open now. Days before need the history of entries. */
const dayAsked = (asked: string | null, company: Company, { clock }: Ports): Day => {
	const today = dayIn(company.timeZone, clock.now());
	const title = 'That day cannot be exported';
	if (asked === null || asked === '') return today;
	if (!isDay(asked)) throw refuseField('asOf', 'AS_OF_UNREADABLE', title, 'Write the day as YYYY-MM-DD.');
	if (asked < today)
		throw refuseField('asOf', 'AS_OF_PAST', title, `Days before today (${today}) are not built yet: they are rebuilt from dated payments.`);
	return asked;
};

const currencyAsked = async (code: string | null, company: CompanyId, { books }: Ports): Promise<Currency | null> => {
	if (code === null || code === '') return null;
	const known = await books.currencies(company);
	if (isCurrency(code) && known.includes(code)) return code;
	const have = known.length > 0 ? `There are documents in ${known.join(', ')}.` : 'There is no document yet.';
	throw refuseField('currency', 'CURRENCY_UNKNOWN', 'There is nothing in that currency', `${have} Leave it out for all of them.`);
};

/** Throws unless at least one ledger is read completely and none is still being read for the first time: its items would be missing. */
const mustBeComplete = (all: readonly Connection[]): void => {
	const connected = all.filter(({ state }) => state !== 'disconnected');
	if (connected.length === 0)
		throw new Refusal(409, 'NO_LEDGER', 'There is no ledger to export from', 'Connect Xero or QuickBooks first; then ask again.');
	const counting = connected.filter(({ phase }) => phase === 'backfill').map(({ name, ledger }) => `${name} (${ledger})`);
	if (counting.length > 0)
		throw new Refusal(
			409,
			'FIRST_READ_RUNNING',
			'The first read is still running',
			`${counting.join(' and ')} is not read completely yet, so its invoices would be missing. Ask again when its figures are on the first page.`,
		);
};

/** The same key of the same company always names the same export. */
const idOf = (company: CompanyId, key: string): string =>
	`EXP-${createHash('sha256').update(`${company}\n${key}`).digest('hex').slice(0, 26)}`;

const sameOr422 = (stored: FactoringExport, asked: Asked): FactoringExport => {
	if (stored.asked === asked.print) return stored;
	throw new Refusal(
		422,
		'IDEMPOTENCY_KEY_REUSED',
		'This key was used for another export',
		`With this Idempotency-Key the export ${stored.id} was asked for, with other wishes. Use a new key for a new export.`,
	);
};

/** Records the export and has it built. Asked again with the same key it answers the same export, however long ago. */
export const askExport = async (asked: Asked, key: string, { company: co, user }: Who, ports: Ports): Promise<FactoringExport> => {
	const { companies, connections, exports, queues, clock } = ports;
	const id = idOf(co, key);
	const known = await exports.export(co, id);
	if (known) return sameOr422(known, asked);
	const company = await companies.company(co);
	if (!company) throw notFound('company');
	const [asOf, currency] = [dayAsked(asked.asOf, company, ports), await currencyAsked(asked.currency, co, ports)];
	mustBeComplete(await connections.connections(co));
	const now = clock.now();
	const stored = await exports.create({
		company: co,
		id,
		asked: asked.print,
		asOf,
		currency,
		formats: asked.formats,
		rules: asked.rules,
		by: user,
		createdAt: now,
		state: 'building',
		reading: null,
		again: [],
		claims: 0,
		lease: null,
		totals: [],
		files: [],
		problem: null,
		readyAt: null,
		wake: later(now, firstWakeMs),
		rev: 0,
	});
	await queues.send({ type: 'factoring.build', company: co, export: id });
	return sameOr422(stored, asked);
};
