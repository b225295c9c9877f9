/** Faults of the product, each put into a port or the queue before it: whoever lives through histories must notice every one. */
import type { Connection } from '../../shared/domain/connection.ts';
import { instantOfMs, later } from '../../shared/domain/day.ts';
import type { Document } from '../../shared/domain/document.ts';
import type { Accounting } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Sweeps } from '../../shared/ports/sweeps.ts';
import type { Ports, Sabotage } from './handlers.ts';

/** The port with some of its members as they must not be. */
const spoilt = <Port extends object>(port: Port, how: (port: Port) => Partial<Port>): Port => {
	const spoils = how(port);
	return new Proxy(port, { get: (known, name) => Reflect.get(name in spoils ? spoils : known, name) as unknown });
};
const books = (how: (port: Books) => Partial<Books>): Sabotage => ({ ports: (ports) => ({ ...ports, books: spoilt(ports.books, how) }) });
const sweeps = (how: (port: Sweeps) => Partial<Sweeps>): Sabotage => ({
	ports: (ports) => ({ ...ports, sweeps: spoilt(ports.sweeps, how) }),
});
const connections = (how: (port: Connections) => Partial<Connections>): Sabotage => ({
	ports: (ports) => ({ ...ports, connections: spoilt(ports.connections, how) }),
});
const accounting = (how: (port: Accounting, ports: Ports) => Partial<Accounting>): Sabotage => ({
	ports: (ports) => ({
		...ports,
		openAccounting: async (...args) => spoilt(await ports.openAccounting(...args), (port) => how(port, ports)),
	}),
});
/** Connections are saved otherwise than they should be. `known`: as stored now. */
const saves = (how: (next: Connection, known: Connection | null) => Connection): Sabotage =>
	connections((port) => ({
		saveConnection: async (next) => port.saveConnection(how(next, await port.connection(next.company, next.ledger))),
	}));

const isOver = (next: Connection, known: Connection | null, mode: string): boolean => next.run === null && known?.run?.mode === mode;
const atVersion = (documents: readonly Document[], version: string): Document[] => documents.map((each) => ({ ...each, version }));

export const sabotages: Readonly<Record<string, Sabotage>> = {
	'a sweep drops what it shows at the version that we hold': books((port) => ({
		repair: async (scope, documents, at) => ({ ...(await port.save(scope, documents, at)), findings: [] }),
	})),
	"a delta takes a webhook's mark off as it ends, not as it begins": saves((next, known) =>
		isOver(next, known, 'delta') && next.dirtyAt !== null
			? { ...next, dirtyAt: null, wake: later(next.wake ?? instantOfMs(0), 3_600_000) }
			: next,
	),
	'a document that a list did not show is ended unasked': accounting(() => ({
		look: async (_kind, ids) => ({ documents: [], refused: [], gone: [...ids], calls: 0 }),
	})),
	'nobody asks for what a list did not show': sweeps(() => ({ file: async () => ({ documents: 0, batches: 0 }) })),
	'a step that was cut is not done again': {
		...connections((port) => ({
			dueConnections: async (now, limit) => {
				const due = await port.dueConnections(now, limit);
				const running = await Promise.all(due.map(async ({ company, id }) => (await port.connection(company, id))?.run));
				return due.filter((_, i) => !running[i]);
			},
		})),
		forgetsCuts: true,
	},
	'a sweep moves the watermark': saves((next, known) =>
		isOver(next, known, 'sweep') ? { ...next, watermark: String(Date.parse(next.lastRun?.endedAt ?? '')) } : next,
	),
	'what changed during the first read is not read after it': saves((next, known) =>
		next.run?.stage === 'closing' && known?.run?.stage === 'recount'
			? { ...next, run: { ...next.run, watermark: String(Date.parse(next.wake ?? '') - 6 * 60_000) } }
			: next,
	),
	'a save puts an older version over a newer one': books((port) => ({
		save: async (scope, documents, at) => {
			const known = await Promise.all(documents.map(({ ledger, kind, id }) => port.document(scope.company, ledger, kind, id)));
			await port.repair(
				scope,
				documents.map((each, i) => ({ ...each, version: known[i]?.version ?? each.version })),
				at,
			);
			return { written: documents.length, stale: 0 };
		},
	})),
	'a page loses its first row': accounting((port) => ({
		page: async (cursor) => {
			const page = await port.page(cursor);
			return page.next === null || page.documents.length === 0 ? page : { ...page, documents: page.documents.slice(1) };
		},
	})),
	'a row that cannot be read is dropped in silence': books(() => ({ noteRows: async () => ({ changed: 0, unread: [] }) })),
	'a doubt is never taken off': books((port) => ({ noteRows: (scope, rows, at) => port.noteRows(scope, { ...rows, well: [] }, at) })),
	'the ladders are not made after the first read': books((port) => ({
		recount: (scope, mode, today) => (mode === 'write' ? Promise.resolve({ documents: 0, drift: [] }) : port.recount(scope, mode, today)),
	})),
	'a read is saved in the books of another company': books((port) => ({
		save: async (scope, documents, at) => {
			await port.save({ ...scope, company: 'theirs' }, atVersion(documents, '~'), at);
			return port.save(scope, documents, at);
		},
	})),
	'a webhook is taken for heard and not marked': saves((next, known) =>
		known && next.dirtyAt !== null && known.dirtyAt === null ? { ...next, dirtyAt: null, wake: known.wake } : next,
	),
	'a token that ran out is not renewed before the next hour': {
		ports: (ports) => ({
			...ports,
			queues: { send: async (message, options) => (message.type === 'connect.refresh' ? undefined : ports.queues.send(message, options)) },
			connections: spoilt(ports.connections, () => ({ dueGrants: async () => [] })),
		}),
	},
};
