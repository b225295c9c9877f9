import { randomUUID } from 'node:crypto';
import { type BookTie, type BookTieResult, inexactKinds, newBookTie, type TieProblem, withResult } from '../../shared/domain/book-tie.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { dayIn, type Instant, later, msOf } from '../../shared/domain/day.ts';
import { type Accounting, AccountingFault } from '../../shared/ports/accounting.ts';
import { TryLater } from '../../shared/ports/books.ts';
import { LedgerMeter } from '../../shared/ports/meter.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { spareMs } from './access.ts';
import type { BooksPorts } from './books-ports.ts';
import { booksAfterReadMs, booksAnswerMs, booksEveryMs, booksLeaseMs, booksPauseMs, booksPieceMs, booksTokenMs } from './books-times.ts';
import { compareBooks } from './compare-books.ts';
import { explain } from './explain-totals.ts';
import { nameOn } from './name-differences.ts';
import { within } from './within.ts';

type Message = Pick<MessageOf<'sync.books'>, 'company' | 'ledger' | 'since'>;

/** What the comparison is to be no older than; null: nothing is to be done now. */
const wantedOf = (known: BookTie, { since }: Message, now: Instant): Instant | null => {
	const asked = (since ?? null) as Instant | null;
	const wanted = asked !== null && (known.wanted === null || asked > known.wanted) ? asked : known.wanted;
	if (asked === null && (known.wake === null || known.wake > now)) return null;
	const at = known.latest?.at ?? null;
	if (wanted !== null) return at !== null && at >= wanted ? null : wanted;
	return at === null || at < later(now, -booksEveryMs) ? now : null;
};

/** Other writers of the record are a button and an older copy of the message: what they want is kept. Null: somebody else is at it. */
const saved = async (next: BookTie, { ties }: BooksPorts): Promise<BookTie | null> =>
	(await ties.saveTie(next)) === 'saved' ? { ...next, rev: next.rev + 1 } : null;

/** Nothing of it can be asked now: it is looked at again then, and what is known stays. */
const putOff = async (known: BookTie, ms: number, now: Instant, ports: BooksPorts, more: Partial<BookTie> = {}): Promise<void> => {
	await saved({ ...known, ...more, wake: later(now, ms) }, ports);
};

/** Named one by one where nothing explains it, or only a line that nobody can check. */
const wantsNames = ({ lines }: BookTieResult, listed: boolean): boolean =>
	!listed &&
	lines.some(({ unexplained, kinds }) => unexplained !== 0 || kinds.some(({ kind }) => inexactKinds.has(kind) && kind !== 'rounding'));

const withNames = (result: BookTieResult, { found, foundInAll }: NonNullable<BookTie['naming']>): BookTieResult => ({
	...result,
	lines: result.lines.map((line, n) => (n === 0 ? { ...line, suspects: found, suspectsInAll: foundInAll } : line)),
});

type Open = { readonly token: string; readonly meter: LedgerMeter };

const access = async ({ company, ledger, grant: id }: Connection, ports: BooksPorts): Promise<Open | null> => {
	const grant = await ports.connections.grant(company, id);
	if (grant?.state !== 'alive') return null;
	if (msOf(grant.accessExpiresAt) - msOf(ports.clock.now()) < spareMs)
		throw new AccountingFault('unauthorised', 'The permission is being renewed; comparing goes on by itself.');
	const token = await ports.vault.open({ company, purpose: 'access' }, grant.access);
	return { token, meter: await LedgerMeter.open({ company, ledger }, 'comparing', ports) };
};

const problem = (text: string, at: Instant, scope: string | null = null): TieProblem => ({ text, at, scope });

/** The figures, and what of ours they are to be. Null: the consent lacks the scope. */
const compare = async (known: BookTie, connection: Connection, { token, meter }: Open, ports: BooksPorts): Promise<BookTie> => {
	const at = ports.clock.now();
	if (connection.baseCurrency === null) throw new AccountingFault('unavailable', 'The ledger has not told its own currency yet.');
	const before = meter.made;
	const books = await ports.openLedgerBooks(connection.ledger, token, ports.clock.now, meter);
	const day = dayIn(connection.timeZone ?? 'UTC', at);
	const answer = await within(books.receivables(connection.baseCurrency, day), booksAnswerMs, ports.clock);
	if (answer === null) throw new AccountingFault('unavailable', `The books did not answer within ${booksAnswerMs / 1000} seconds.`);
	const rested = { wanted: null, naming: null, failures: 0, wake: later(at, booksEveryMs) };
	if ('missingScope' in answer)
		return { ...known, ...rested, problem: problem('The permission does not cover the report.', at, answer.missingScope) };
	const result = { ...(await compareBooks(connection, connection.baseCurrency, answer, at, ports)), calls: meter.made - before };
	const naming = wantsNames(result, answer.lines !== null)
		? { run: randomUUID(), step: 0, stage: 'pages' as const, cursor: null, found: [], foundInAll: 0 }
		: null;
	return { ...withResult(known, result), ...rested, naming, ...(naming ? { wake: later(at, booksLeaseMs) } : {}) };
};

/** Names go on for so long; the rest is another message's. */
const name = async (known: BookTie, connection: Connection, { token, meter }: Open, ports: BooksPorts): Promise<BookTie> => {
	const until = later(ports.clock.now(), booksPieceMs);
	const accounting: Accounting = await ports.openAccounting(connection.ledger, token, ports.clock.now, meter);
	let { naming } = known;
	let { latest } = known;
	while (naming !== null && latest !== null && ports.clock.now() < until) {
		const before = meter.made;
		const next = await nameOn(known, naming, accounting, ports);
		if (next === null) latest = withNames(latest, naming);
		latest = { ...latest, calls: latest.calls + meter.made - before };
		naming = next;
	}
	const now = ports.clock.now();
	return { ...known, latest, naming, failures: 0, wake: naming === null ? later(now, booksEveryMs) : now };
};

const failed = async (known: BookTie, connection: Connection, error: unknown, ports: BooksPorts): Promise<void> => {
	const now = ports.clock.now();
	if (!(error instanceof AccountingFault || error instanceof TryLater)) throw error;
	if (error instanceof AccountingFault && error.kind === 'unauthorised') {
		await putOff(known, booksTokenMs, now, ports, { failures: known.failures + 1 });
		await ports.queues.send({ type: 'connect.refresh', company: known.company, grant: connection.grant });
		return;
	}
	const failures = known.failures + 1;
	const told = error instanceof AccountingFault ? error.retryAfterMs : booksAfterReadMs;
	// The first stumble over our own list is none to tell of.
	const tell = error instanceof AccountingFault || failures > 2;
	await putOff(known, told ?? booksPauseMs(failures), now, ports, { failures, ...(tell ? { problem: problem(error.message, now) } : {}) });
};

/**
 * Compares a ledger's receivables with the control account of its books, after a sweep, when somebody asks, and when it is due. In the ledger's own lane, so
 * no page is saved meanwhile; while a read is under way it waits. What is wanted is written before the books are asked, so a message that is cut or lost
 * is made good by the sweeper; one that comes twice finds the comparison made.
 */
export const tieBooks = async (message: Message, ports: BooksPorts): Promise<void> => {
	const { company, ledger } = message;
	const now = ports.clock.now();
	const connection = await ports.connections.connection(company, ledger);
	if (!connection) return;
	const stored = (await ports.ties.tie(company, ledger)) ?? newBookTie(connection);
	if (connection.state !== 'connected' || connection.phase !== 'live') {
		if (stored.wake !== null) await saved({ ...stored, wake: null, naming: null }, ports);
		return;
	}
	const goesOn = stored.naming !== null;
	const wanted = wantedOf(stored, message, now);
	if (wanted === null && !goesOn) {
		if (stored.wake !== null && stored.wake <= now) await putOff(stored, booksEveryMs, now, ports, { wanted: null });
		return;
	}
	if (connection.run !== null) return putOff(stored, booksAfterReadMs, now, ports, { wanted });
	const begun = await saved({ ...stored, wanted, wake: later(now, booksLeaseMs) }, ports);
	if (begun === null) throw new TryLater('somebody else is comparing this ledger');
	let open: Open | null = null;
	try {
		open = await access(connection, ports);
		if (open === null) return await putOff(begun, booksEveryMs, now, ports, { wanted: null });
		const next = await saved(
			wanted === null ? await name(begun, connection, open, ports) : await compare(begun, connection, open, ports),
			ports,
		);
		if (next === null) throw new TryLater('somebody else is comparing this ledger');
		await explain(next, ports);
		if (next.naming) await ports.queues.send({ type: 'sync.books', company, ledger }, { dedupe: `${next.naming.run}:${next.naming.step}` });
	} catch (error) {
		open?.meter.failed(error);
		await failed(begun, connection, error, ports);
	} finally {
		await open?.meter.keep();
	}
};
