/** The step that notes rows that cannot be read: what it costs, and that a cut anywhere leaves no doubt that nothing takes off. */
import { describe, expect, it } from 'vitest';
import { noteUnread } from '../../functions/sync/note-unread.ts';
import { begun } from '../../functions/sync/run.ts';
import { isRunning, type Running } from '../../functions/sync/running.ts';
import { type Connection, newConnection } from '../../shared/domain/connection.ts';
import { instant } from '../../shared/domain/day.ts';
import { customerId, type Document, ledgerId, type Refused, type Unread } from '../../shared/domain/document.ts';
import type { Page } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { fake } from '../support/fake.ts';

const now = instant('2026-11-22T09:00:00.000Z');
const ledger = ledgerId('xero', '1');
const agreed = newConnection({ company: 'co', provider: 'xero', externalId: '1', name: 'Lumen', grant: 'g' }, now);
const row = (id: string): Refused => ({ kind: 'invoice', id, reason: 'no sense' });
const well = (id: string): Document => ({ ledger, kind: 'invoice', id, version: '1', customer: customerId(ledger, 'c') }) as Document;
const page = (documents: readonly Document[], refused: readonly Refused[]): Page => ({
	customers: [],
	documents,
	refused,
	progress: { kind: 'invoice', done: 1, total: 1 },
	calls: 1,
	next: 'c',
});

class Cut extends Error {}

/** A table of one connection and its rows that cannot be read. The n-th call is cut, before it or after. */
class Small {
	connection: Connection = { ...begun({ ...agreed, phase: 'live', watermark: 'w', rev: 1 }, 'r', now) };
	unread = new Map<string, Unread>();
	calls: string[] = [];
	cut: { readonly at: number; readonly side: 'before' | 'after' } | null = null;

	async #through<T>(name: string, call: () => T): Promise<T> {
		const hit = this.cut?.at === this.calls.push(name) - 1 ? this.cut.side : null;
		if (hit === 'before') throw new Cut();
		const answer = call();
		if (hit === 'after') throw new Cut();
		return answer;
	}
	get running(): Running {
		if (!isRunning(this.connection)) throw new Error('no run');
		return this.connection;
	}
	ports = {
		connections: fake<Connections>({
			connection: () => this.#through('read', () => this.connection),
			saveConnection: (each) =>
				this.#through('save', () => {
					if (each.rev !== this.connection.rev) return 'stale';
					this.connection = { ...each, rev: each.rev + 1 };
					return 'saved';
				}),
		}),
		books: fake<Books>({
			noteRows: (_, rows) =>
				this.#through('note', () => {
					for (const each of rows.well) this.unread.delete(each.id);
					for (const each of rows.refused) this.unread.set(each.id, each);
					return { changed: 1, unread: [...this.unread.values()] };
				}),
		}),
	};
}

describe('a page', () => {
	it('costs nothing while every row reads well', async () => {
		const small = new Small();
		expect(await noteUnread(small.running, page([well('a')], []), now, small.ports)).toBeNull();
		expect(small.calls).toEqual([]);
	});

	it('without the rows that are listed costs nothing, with one of them it is noted', async () => {
		const small = new Small();
		small.connection = { ...small.connection, refused: [row('a')], refusedInAll: 1 };
		expect(await noteUnread(small.running, page([well('b')], []), now, small.ports)).toBeNull();
		expect(small.calls).toEqual([]);
		expect(await noteUnread(small.running, page([well('a')], []), now, small.ports)).not.toBeNull();
		expect(small.calls).toEqual(['note']);
	});

	it('is looked at always while more cannot be read than is listed', async () => {
		const small = new Small();
		small.connection = { ...small.connection, refused: [row('a')], refusedInAll: 2 };
		await noteUnread(small.running, page([well('b')], []), now, small.ports);
		expect(small.calls).toEqual(['note']);
	});

	it('keeps what an older record lists and nobody kept one by one', async () => {
		const small = new Small();
		const { refusedInAll: _, ...old } = small.connection;
		small.connection = { ...old, refused: [row('a'), row('b')] };
		await noteUnread(small.running, page([well('a')], []), now, small.ports);
		expect([...small.unread.keys()]).toEqual(['b']);
	});

	it('of a run that is another’s by now notes nothing', async () => {
		const small = new Small();
		const { running } = small;
		small.connection = { ...small.connection, run: null, rev: 9 };
		expect(await noteUnread(running, page([], [row('a')]), now, small.ports)).toBeNull();
		expect(small.unread.size).toBe(0);
	});
});

it.each(['before', 'after'] as const)('cut %s any call and done again on a page where the row reads well, no doubt stays', async (side) => {
	for (let at = 0; ; at++) {
		const small = new Small();
		small.cut = { at, side };
		const noted = await noteUnread(small.running, page([], [row('a')]), now, small.ports).catch((error: unknown) => {
			if (error instanceof Cut) return null;
			throw error;
		});
		const untouched = small.calls.length <= at;
		small.cut = null;
		// The step's own save comes after: cut there, or before, it is done again from the connection as it is.
		await noteUnread(small.running, page([well('a')], []), now, small.ports);
		expect([...small.unread.keys()]).toEqual([]);
		if (untouched) {
			expect(noted?.unread).toEqual([row('a')]);
			return;
		}
	}
});
