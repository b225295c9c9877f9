/** Asks a ledger for the documents of a mail, a batch after the other. ADR 0019. */
import { type Connection, refusedOf } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import { documentKinds } from '../../shared/domain/document.ts';
import { type Look, told, unread } from '../../shared/domain/look.ts';
import type { DocumentName } from '../../shared/domain/sweep.ts';
import { type Accounting, AccountingFault, type Looked } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import type { Batch } from '../../shared/ports/sweeps.ts';
import { lookJournals } from './look-journals.ts';
import type { LookPorts } from './look-ports.ts';
import { change } from './move.ts';
import { settleLooked } from './settle-looked.ts';
import { invocationMs, lookMs } from './times.ts';
import { within } from './within.ts';

/** So many others are looked through for what one call can take along. */
const besides = 25;

const isOf =
	({ kind, ids }: Batch) =>
	(name: DocumentName): boolean =>
		name.kind === kind && ids.includes(name.id);

/** Saves it on whatever was asked anew meanwhile. Null: it is gone. */
const mark = async (from: Look, names: readonly DocumentName[], at: Instant, { looks }: LookPorts): Promise<Look | null> => {
	for (let latest: Look | null = from; latest; latest = await looks.look(from.company, from.ledger, from.mail)) {
		const next = told(latest, names, at);
		if (!next) return latest;
		if ((await looks.saveLook(next)) === 'saved') return { ...next, rev: latest.rev + 1 };
	}
	return null;
};

/** A credit has its word wherever it is asked for; of an invoice the ledger must say something, or the mail may ask for what nobody knows. */
const toldOf = ({ kind, ids }: Batch, { documents, refused, gone }: Looked): DocumentName[] => {
	const said = new Set([...documents.map(({ id }) => id), ...refused.map(({ id }) => id), ...gone]);
	return ids.filter((id) => kind !== 'invoice' || said.has(id)).map((id) => ({ kind, id }));
};

/** One call answers for many. Xero gives credits only one by one: nobody's are taken along. */
const takenAlong: ReadonlySet<Batch['kind']> = new Set(['invoice', 'journal'] as const);

/** Of one kind, at most what a call takes. */
const batchOf = (wanted: readonly DocumentName[], beside: readonly Look[], { atOnce }: Pick<Accounting, 'atOnce'>): Batch | null => {
	const kind = documentKinds.find((each) => wanted.some((name) => name.kind === each));
	if (kind === undefined) return null;
	const others = takenAlong.has(kind) ? beside.flatMap(unread) : [];
	const ids = [...wanted, ...others].filter((name) => name.kind === kind).map(({ id }) => id);
	return { kind, ids: [...new Set(ids)].slice(0, Math.max(1, atOnce(kind))) };
};

const lookOf = ({ kind, ids }: Batch, accounting: Pick<Accounting, 'look'>): Promise<Looked> =>
	kind === 'journal' ? lookJournals(accounting, ids) : accounting.look(kind, ids);

/** `look` as it is then: with nothing left, with what the ledger said nothing of, or with more to read when time is up. `changed`: documents. */
export type Done = { readonly look: Look | null; readonly changed: number };

/** Throws `AccountingFault`, `TryLater`. */
export const lookDocuments = async (
	first: Look,
	connected: Connection,
	accounting: Pick<Accounting, 'atOnce' | 'look'>,
	ports: LookPorts,
): Promise<Done> => {
	const { clock, looks } = ports;
	const until = later(clock.now(), invocationMs);
	const near = await looks.lookedBeside(first.company, first.ledger, first.mail, besides);
	const beside = new Map(near.filter((each) => each.until > clock.now() && unread(each).length > 0).map((each) => [each.mail, each]));
	const tried = new Set<string>();
	let look: Look | null = first;
	let connection = connected;
	let found = 0;
	while (look && clock.now() < until) {
		const wanted: readonly DocumentName[] = unread(look).filter(({ kind, id }) => !tried.has(`${kind}#${id}`));
		const batch = batchOf(wanted, [...beside.values()], { atOnce: (kind) => accounting.atOnce(kind) });
		if (!batch) break;
		for (const id of batch.ids) tried.add(`${batch.kind}#${id}`);
		const at = clock.now();
		const answer = await within(lookOf(batch, accounting), lookMs, clock);
		if (answer === null) throw new AccountingFault('unavailable', `The ledger did not answer within ${lookMs / 1000} seconds.`);
		const now = clock.now();
		const { changed, unread: rows } = await settleLooked(connection, batch.kind, batch.ids, answer, now, ports);
		// A row that cannot be read and is not noted would be taken for one that is as we hold it.
		if (answer.refused.length > 0 && rows === null) throw new TryLater('the connection was changed while its documents were read');
		found += changed;
		if (changed > 0 || rows !== null) {
			const said = { ...(rows === null ? {} : refusedOf(rows)), ...(changed > 0 ? { changedAt: now } : {}) };
			connection = (await change(connection, (latest) => ({ ...latest, ...said }), ports)) ?? connection;
		}
		const names = toldOf(batch, answer);
		look = await mark(look, names, at, ports);
		for (const [mail, each] of beside) {
			const next = unread(each).some(isOf(batch)) ? told(each, names, at) : null;
			if (!next) continue;
			// Stale: it was asked for anew, and its own message reads it.
			if ((await looks.saveLook(next)) === 'saved') beside.set(mail, { ...next, rev: each.rev + 1 });
			else beside.delete(mail);
		}
	}
	return { look, changed: found };
};
