/** A ledger's sandbox with bills, our table with its customers, and workers that can lose power at any call of a port. */

import type { PayablesPorts } from '../../functions/payables/ports.ts';
import { readPayables } from '../../functions/payables/read-payables.ts';
import { sweepPayables } from '../../functions/payables/sweep-payables.ts';
import { viewPayables } from '../../functions/payables/view-payables.ts';
import { dynamoAllowances } from '../../shared/adapters/dynamo/allowances.ts';
import { dynamoBooks } from '../../shared/adapters/dynamo/books.ts';
import { dynamoOwed } from '../../shared/adapters/dynamo/owed.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import type { Connection } from '../../shared/domain/connection.ts';
import { later } from '../../shared/domain/day.ts';
import type { Customer, LedgerId } from '../../shared/domain/document.ts';
import type { PayablesRead } from '../../shared/domain/payables-read.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { OwedBooks } from '../../shared/ports/owed.ts';
import type { OpenPayables } from '../../shared/ports/payables.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { type Clock, PowerCut } from '../reconcile/world.ts';
import { anInvoice } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';

export type Wrap = <Port extends object>(port: Port) => Port;
const unharmed: Wrap = (port) => port;

/** A ledger as this station meets it. */
export type Ledger = { readonly ledger: LedgerId; readonly open: OpenPayables; readonly token: () => Promise<string> };

export const startPayablesWorld = (store: Store, company: string, ledgers: readonly Ledger[], clock: Clock) => {
	const owed = dynamoOwed(store);
	const books = dynamoBooks(store);
	const sent: Message[] = [];
	let state: Connection['state'] = 'connected';
	let lastRun: Pick<Connection, 'lastRun'> = {};
	const connections = fake<Connections>({
		connection: async (of, id) =>
			of === company && ledgers.some(({ ledger }) => ledger === id)
				? ({ company, ledger: id, grant: 'g', state, name: id, ...lastRun } as Connection)
				: null,
		connections: async (of) =>
			of === company ? ledgers.map(({ ledger }) => ({ company, ledger, grant: 'g', state, name: ledger }) as Connection) : [],
		grant: async () =>
			({ company, id: 'g', state: 'alive', access: 'sealed', accessExpiresAt: later(clock.now, 3_600_000), refreshing: null }) as Awaited<
				ReturnType<Connections['grant']>
			>,
	});
	const companies = fake<Companies>({ company: async () => ({ timeZone: 'UTC' }) as Awaited<ReturnType<Companies['company']>> });
	const portsOf = (wrap: Wrap): PayablesPorts => ({
		allowances: wrap(dynamoAllowances(store)),
		books: wrap(books),
		connections: wrap(connections),
		// A list that comes in parts is no call.
		owed: { ...wrap(owed), withRows: (...args) => owed.withRows(...args) },
		openPayables: async (ledger, token, now, meter) => {
			const one = ledgers.find((each) => each.ledger === ledger);
			if (!one) throw new Error(`no ${ledger}`);
			return wrapPayables(await one.open(ledger, token === 'sealed' ? await one.token() : token, now, meter), wrap);
		},
		queues: wrap({ send: async (message: Message) => void sent.push(message) }),
		vault: wrap({ seal: async () => '', open: async () => 'sealed' }),
		clock: { now: () => clock.now },
	});
	const [first] = ledgers;
	const deliver = async (wrap: Wrap = unharmed, more: { since?: string; ledger?: LedgerId } = {}): Promise<'done' | 'cut'> => {
		const { ledger = first?.ledger ?? '', since } = more;
		try {
			await readPayables({ type: 'payables.read', company, ledger, ...(since === undefined ? {} : { since }) }, portsOf(wrap));
			return 'done';
		} catch (error) {
			if (error instanceof PowerCut) return 'cut';
			throw error;
		}
	};
	return {
		company,
		owed,
		books,
		sent,
		clock,
		portsOf,
		deliver,
		setState: (to: Connection['state']) => {
			state = to;
		},
		setLastRun: (to: NonNullable<Connection['lastRun']>) => {
			lastRun = { lastRun: to };
		},
		read: async (ledger = first?.ledger ?? ''): Promise<PayablesRead> => {
			const found = await owed.read(company, ledger);
			if (!found) throw new Error('nothing was read');
			return found;
		},
		/** Only what the table says wakes anybody, for so many hours. */
		liveOn: async (hours: number): Promise<void> => {
			const until = later(clock.now, hours * 3_600_000);
			for (;;) {
				const wakes = (await owed.reads(company)).flatMap(({ wake }) => wake ?? []).sort();
				const [wake] = wakes;
				if (wake === undefined || wake > until) return;
				if (wake > clock.now) clock.now = wake;
				sent.length = 0;
				await sweepPayables(portsOf(unharmed));
				for (const message of sent.splice(0)) if (message.type === 'payables.read') await readPayables(message, portsOf(unharmed));
			}
		},
		view: (seen: OwedBooks = owed) => viewPayables(company, { owed: seen, books, companies, connections, clock: { now: () => clock.now } }),
		/** A customer of ours that owes `open`. */
		customer: async (customer: Customer, open: number, currency: Parameters<typeof anInvoice>[0]['currency']) => {
			const scope = { company, ledger: customer.ledger };
			await books.saveCustomers(scope, [customer], clock.now);
			const invoice = { ...anInvoice({ id: `i-${customer.id.slice(-12)}`, customer: customer.id, open }), ledger: customer.ledger };
			await books.save(scope, [{ ...invoice, ...(currency === undefined ? {} : { currency }) }], clock.now);
		},
	};
};

/** `everything` answers at once: only pages are calls. */
const wrapPayables = (payables: Awaited<ReturnType<OpenPayables>>, wrap: Wrap): Awaited<ReturnType<OpenPayables>> => {
	const { page } = wrap({ page: (cursor: string) => payables.page(cursor) });
	return { everything: () => payables.everything(), page };
};
