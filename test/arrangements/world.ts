/** A customer's books, arrangements and postings over our real table; the ledger is what a test says it is. Workers can lose power at any call of a port. */
import { type Asked, actOn } from '../../functions/arrangements/act-on.ts';
import { type Asker, begin } from '../../functions/arrangements/begin.ts';
import { hearRead } from '../../functions/arrangements/hear-read.ts';
import type { ArrangementPorts } from '../../functions/arrangements/ports.ts';
import { tend } from '../../functions/arrangements/tend.ts';
import { type AgreedPorts, postAgreed } from '../../functions/reconcile/post-agreed.ts';
import { sweepArrangements } from '../../functions/reconcile/sweep-arrangements.ts';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { day, type Instant, instant, later } from '../../shared/domain/day.ts';
import type { Document, Entry } from '../../shared/domain/document.ts';
import type { Posting } from '../../shared/domain/posting.ts';
import { newPostingSettings } from '../../shared/domain/posting-accounts.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Companies, Role, User } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { Payments } from '../../shared/ports/payments.ts';
import type { Postings } from '../../shared/ports/postings.ts';
import { type AskedArrangement, arrangementAsked } from '../../shared/wire/arrangement-asked.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { memoryBooks } from '../model/memory/books.ts';
import { Shelves } from '../model/memory/shelf.ts';
import { type cutter, PowerCut } from '../reconcile/world.ts';
import { aCustomer, anInvoice, type Bench, ledger, version, who } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { memoryArrangements, memoryPostings } from './memory.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
const unharmed: Wrap = (port) => port;
type Ports = ArrangementPorts & AgreedPorts;

export const customer = who('acme');
export const monday: Instant = instant('2026-11-23T10:00:00Z');
const person = (id: string, name: string, roles: readonly Role[]) => ({ id, name, roles });
/** Two owners, two of finance, and one who looks. */
export const people = {
	olga: person('olga', 'Olga', ['owner']),
	omar: person('omar', 'Omar', ['owner']),
	finn: person('finn', 'Finn', ['finance']),
	fay: person('fay', 'Fay', ['finance']),
} as const;
export type Name = keyof typeof people;

/** Read as the API reads it. */
export const wish = (fields: Readonly<Record<string, unknown>>): AskedArrangement => arrangementAsked.parse(fields);

export type World = Awaited<ReturnType<typeof startWorld>>;

type Kept = {
	readonly isMemory?: true;
	readonly company: string;
	readonly books: Books;
	readonly arrangements: Arrangements;
	readonly postings: Postings;
};
type More = readonly { readonly id: string; readonly open: number }[];

/** Over our real table. One invoice `i1` of 1,000.00, due 31 October, and what `more` says. */
export const startWorld = (bench: Bench, store: Store, more: More = []) =>
	worldIn(
		{
			company: bench.company(),
			books: dynamoBooks(store),
			arrangements: dynamoArrangements(store),
			postings: dynamoPostings(store),
		},
		more,
	);

/** The same in memory. */
export const memoryWorld = (more: More = []) =>
	worldIn(
		{ isMemory: true, company: 'co1', books: memoryBooks(new Shelves()), arrangements: memoryArrangements(), postings: memoryPostings() },
		more,
	);

const worldIn = async ({ isMemory, company, books, arrangements, postings }: Kept, more: More) => {
	const scope = { company, ledger };
	const clock = { now: monday };
	const documents = new Map<string, Document>();
	let versions = 0;
	let freshAsOf: Instant = clock.now;
	let queue: Message[] = [];

	const put = async (document: Document): Promise<void> => {
		const next = { ...document, version: version(++versions) };
		documents.set(document.id, next);
		await books.save(scope, [next], clock.now);
	};
	const change = async (id: string, entry: Entry): Promise<void> => {
		const document = documents.get(id);
		if (!document) throw new Error(`no ${id}`);
		const entries = [...document.entries, entry];
		const open = entries.reduce((all, { minor }) => all + minor, 0);
		await put({ ...document, entries, open, state: open > 0 ? 'open' : 'closed' });
	};
	/** What the books in memory have no list of. */
	const openDocumentsOf: Books['openDocumentsOf'] = async () => {
		const all = await Promise.all([...documents.keys()].map((id) => books.document(company, ledger, 'invoice', id)));
		return all.flatMap((each) => (each && each.open > 0 ? [each] : []));
	};
	const today = () => day(clock.now.slice(0, 10));
	await books.saveCustomers(scope, [aCustomer('acme'), aCustomer('bolt')], clock.now);
	for (const { id, open } of [{ id: 'i1', open: 100_000 }, ...more])
		await put(anInvoice({ id, open, total: open, entries: [{ day: day('2026-10-01'), kind: 'issued', minor: open }] }));
	await postings.saveSettings({
		...newPostingSettings(company, ledger),
		chosen: { banks: {}, discount: 'disc', 'write-off': 'bad', clearing: 'clear' },
	});

	const users: readonly User[] = Object.values(people).map(({ id, name, roles }) => ({ company, id, name, roles }));
	const portsOf = (wrap: Wrap = unharmed): Ports => ({
		arrangements: wrap(arrangements),
		books: wrap(isMemory ? fake<Books>({ ...books, openDocumentsOf }) : books),
		postings: wrap(postings),
		companies: wrap(
			fake<Companies>({
				company: async (id) => (id === company ? ({ id, timeZone: 'Europe/Madrid' } as Awaited<ReturnType<Companies['company']>>) : null),
				users: async () => users,
			}),
		),
		connections: wrap(
			fake<Connections>({
				connection: async () =>
					({ company, ledger, phase: 'live', state: 'connected', freshAsOf }) as Awaited<ReturnType<Connections['connection']>>,
			}),
		),
		owed: wrap(fake<OwedBooks>({ confirmedOf: async () => [], read: async () => null, rowsOf: async () => [] })),
		payments: wrap(fake<Payments>({})),
		queues: wrap({ send: async (message: Message) => void queue.push(message) }),
		clock: { now: () => clock.now },
	});
	const asker = (name: Name): Asker => {
		const { id, name: called, roles } = people[name];
		return { company, person: { id, name: called, side: 'company' }, roles };
	};
	let tokens = 0;
	const began = (fields: Readonly<Record<string, unknown>>, by: Name = 'finn', token = `form-${++tokens}`, wrap: Wrap = unharmed) =>
		begin(asker(by), customer, wish(fields), token, portsOf(wrap));
	const acted = (id: string, asked: Asked, by: Name = 'finn', wrap: Wrap = unharmed) =>
		actOn(asker(by), customer, id, asked, portsOf(wrap));

	const one = async (id: string): Promise<Arrangement> => {
		const found = await arrangements.arrangement(company, customer, id);
		if (!found) throw new Error(`no arrangement ${id}`);
		return found;
	};
	const handle = async (message: Message, wrap: Wrap = unharmed): Promise<'done' | 'cut'> => {
		const ports = portsOf(wrap);
		try {
			if (message.type === 'arrangements.tend') await tend(message, ports);
			if (message.type === 'arrangements.read') await hearRead(message, ports);
			if (message.type === 'reconcile.agreed') await postAgreed(message, ports);
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	/** Everything that waits, twice each; `reconcile.post` is the test's to do. */
	const drain = async (): Promise<void> => {
		for (let left = queue; left.length > 0; left = queue) {
			queue = [];
			for (const message of left) for (let twice = 0; twice < 2; twice++) await handle(message);
		}
	};
	/** All queues lost: only what the table says wakes anybody. */
	const liveOn = async (hours: number): Promise<void> => {
		const until = later(clock.now, hours * 3_600_000);
		for (;;) {
			const due = (await arrangements.current(company, customer)).flatMap(({ wake }) => wake ?? []).toSorted();
			const [next] = due;
			if (next === undefined || next > until) break;
			if (next > clock.now) clock.now = next;
			queue = [];
			await sweepArrangements(portsOf());
			await drain();
		}
		clock.now = until;
	};
	const tended = (wrap: Wrap = unharmed) => handle({ type: 'arrangements.tend', company, customer }, wrap);

	const posting = async (id: string): Promise<Posting> => {
		const found = await postings.posting(company, id);
		if (!found) throw new Error(`no posting ${id}`);
		return found;
	};
	/** The ledger takes it: the credit stands on the invoice, and our copy was read back. */
	const write = async (id: string): Promise<void> => {
		const found = await posting(id);
		if (!('invoice' in found.what)) throw new Error('not about an invoice');
		await change(found.what.invoice, { day: today(), kind: 'credit', minor: -found.minor, source: id });
		await postings.savePosting({ ...found, state: 'written', writtenAt: clock.now, wake: null });
	};
	const settle = async (id: string, over: Partial<Posting>): Promise<void> =>
		void (await postings.savePosting({ ...(await posting(id)), ...over }));

	return {
		company,
		clock,
		books,
		arrangements,
		postings,
		portsOf,
		asker,
		began,
		acted,
		one,
		all: () => arrangements.current(company, customer),
		history: async (id: string) => (await arrangements.changes(company, customer, 100, null)).rows.filter(({ after }) => after.id === id),
		tended,
		handle,
		drain,
		liveOn,
		posting,
		write,
		settle,
		put,
		pay: (id: string, minor: number, on = today()) => change(id, { day: on, kind: 'payment', minor: -minor, source: `p${versions}` }),
		credit: (id: string, minor: number) => change(id, { day: today(), kind: 'credit', minor: -minor }),
		/** A complete read of the ledger, just now. */
		read: () => {
			clock.now = later(clock.now, 60_000);
			freshAsOf = clock.now;
			queue.push({ type: 'arrangements.read', company, ledger, kind: null, from: null });
		},
		days: (n: number) => {
			clock.now = later(clock.now, n * 24 * 3_600_000);
		},
		sent: () => queue,
		lose: () => {
			queue = [];
		},
	};
};

export const dispute = {
	kind: 'dispute',
	invoice: 'i1',
	amount: '400.00',
	reason: 'quality',
	text: 'Two of five crates were broken.',
} as const;

/** The refusal's status and code, or `done`. */
export const refusal = async (doing: Promise<unknown>): Promise<string> => {
	try {
		await doing;
	} catch (error) {
		if (error instanceof Refusal) return `${error.status} ${error.code}`;
		throw error;
	}
	return 'done';
};

/** What is written to the ledger for it. */
export const postingOf = async (all: World, id: string): Promise<string> => {
	const { posting } = await all.one(id);
	if (posting === null) throw new Error('nothing was asked for');
	return posting;
};
