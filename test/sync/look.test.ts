/** Reading documents by id for a mail: what is asked, what counts as read, and what a failure leaves. */
import { describe, expect, it } from 'vitest';
import { lookForMail } from '../../functions/sync/look-for-mail.ts';
import type { LookPorts } from '../../functions/sync/look-ports.ts';
import { refusedInAll } from '../../shared/domain/connection.ts';
import { type Instant, instant, later } from '../../shared/domain/day.ts';
import { type Document, journalList } from '../../shared/domain/document.ts';
import { type Look, unread } from '../../shared/domain/look.ts';
import { type Accounting, type Looked, type Meter, unmetered } from '../../shared/ports/accounting.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Message } from '../../shared/wire/messages.ts';
import { anInvoice } from '../shared/adapters/dynamo/table.ts';
import { fake } from '../support/fake.ts';
import { memoryLooks } from '../support/looks.ts';
import { atRest, began, minute, rig, saying } from './rig.ts';

const ledger = atRest.ledger;
const mailOf = (customer: string): string => `rem|2026-11-22|EUR|${ledger}~${customer}`;
const invoices = (...ids: readonly string[]): Look['documents'] => ids.map((id) => ({ kind: 'invoice', id, at: null }));
const aLook = (customer: string, documents: Look['documents'], over: Partial<Look> = {}): Look => ({
	company: 'co',
	ledger,
	mail: mailOf(customer),
	documents,
	since: began,
	until: instant('2026-11-23T00:00:00.000Z'),
	tries: 1,
	retryAt: later(began, minute),
	rev: 0,
	...over,
});

/** A ledger that answers two at once, each as `has` says: a document, `gone`, `unreadable`, or nothing at all. */
const world = async (...given: readonly Look[]) => {
	const { state, looks: faults, sent, ports: sync, allowances, kept } = rig();
	const looks = memoryLooks();
	for (const look of given) await looks.port.saveLook(look);
	const has = new Map<string, 'gone' | 'unreadable' | 'nothing'>();
	const calls: string[][] = [];
	const saved: Document[] = [];
	const codes: string[] = [];
	const queue: Message[] = [];
	let slow = 0;
	let news = true;
	let during: () => void = () => undefined;
	const accountingOf = (meter: Meter) =>
		fake<Accounting>({
			atOnce: () => 2,
			look: async (kind, ids): Promise<Looked> => {
				meter.ask('read');
				during();
				calls.push(ids.map((id) => `${kind === 'invoice' ? '' : `${kind} `}${id}`));
				state.now = later(state.now, slow);
				const fault = faults.shift();
				if (fault instanceof Error) throw fault;
				const as = (what: string | undefined) => ids.filter((id) => has.get(id) === what);
				return {
					documents: as(undefined).map((id) => anInvoice({ id, kind, ledger })),
					gone: as('gone'),
					refused: as('unreadable').map((id) => ({ kind, id, reason: 'no sense' })),
					calls: 1,
				};
			},
		});
	const ports: LookPorts = {
		...sync,
		looks: looks.port,
		log: { warn: (code, fields) => void codes.push(`${code} ${fields.code ?? fields.count}`) },
		openAccounting: async (_, __, ___, meter) => accountingOf(meter ?? unmetered),
		queues: { send: async (message) => void queue.push(message) },
		books: fake<Books>({
			document: async (_, of, kind, id) => ({ ...anInvoice({ id, kind, ledger: of }), rev: 1, seen: began, saved: began, held: 0 }),
			repair: async (_, documents) => {
				saved.push(...documents);
				return { written: news ? documents.length : 0, stale: 0, findings: [] };
			},
			noteRows: async (_, { refused }) => ({ changed: refused.length, unread: refused }),
		}),
	};
	const look = (customer: string, company = 'co') => lookForMail({ type: 'sync.look', company, ledger, mail: mailOf(customer) }, ports);
	const left = async (customer: string) => {
		const known = await looks.port.look('co', ledger, mailOf(customer));
		return known ? unread(known).map(({ id }) => id) : null;
	};
	const sends = () => queue.filter(({ type }) => type === 'reminders.send').length;
	return {
		state,
		faults,
		has,
		calls,
		saved,
		codes,
		queue,
		look,
		left,
		looks,
		sends,
		sent,
		allowances,
		kept,
		slows: (ms: number): void => {
			slow = ms;
		},
		finds: (count: number): void => {
			news = count > 0;
		},
		meanwhile: (work: () => void): void => {
			during = work;
		},
	};
};
const readAt = (look: Look | null): readonly (Instant | null)[] => look?.documents.map(({ at }) => at) ?? [];

describe('a look', () => {
	it('reads batch by batch, each kind by itself, saves what it sees, and takes the mail up again', async () => {
		const it = await world(aLook('a', [...invoices('1', '2', '3'), { kind: 'credit-note', id: 'k', at: null }]));
		await it.look('a');
		expect(it.calls).toEqual([['1', '2'], ['3'], ['credit-note k']]);
		expect(it.saved.map(({ id }) => id)).toEqual(['1', '2', '3', 'k']);
		expect(await it.left('a')).toEqual([]);
		expect(it.queue).toEqual([
			{ type: 'pay.links', company: 'co' },
			{ type: 'arrangements.read', company: 'co', ledger, kind: null, from: null },
			{ type: 'reminders.send', company: 'co', mail: mailOf('a') },
		]);
		expect(it.state.connection.changedAt).toBe(began);
	});
	it('that finds nothing new wakes nobody but its mail; one that was begun and cut may have found something', async () => {
		const it = await world(aLook('a', invoices('1')), aLook('b', invoices('2')));
		it.finds(0);
		await it.look('a');
		expect(it.queue.map(({ type }) => type)).toEqual(['reminders.send']);
		const cut = await it.looks.port.look('co', ledger, mailOf('a'));
		if (cut) await it.looks.port.saveLook({ ...cut, documents: invoices('1') });
		await it.look('a');
		expect(it.queue.map(({ type }) => type)).toEqual(['reminders.send', 'pay.links', 'arrangements.read', 'reminders.send']);
	});
	it('that comes twice costs nothing the second time, and says so again', async () => {
		const it = await world(aLook('a', invoices('1')));
		await it.look('a');
		await it.look('a');
		expect(it.calls).toHaveLength(1);
		expect(it.sends()).toBe(2);
	});
	it('takes along what mails beside it want where the call has room, and they need no call of their own', async () => {
		const it = await world(aLook('a', invoices('1')), aLook('b', invoices('2')), aLook('c', invoices('3', '4')));
		await it.look('a');
		expect(it.calls).toEqual([['1', '2']]);
		expect([await it.left('a'), await it.left('b'), await it.left('c')]).toEqual([[], [], ['3', '4']]);
		await it.look('b');
		expect(it.calls).toHaveLength(1);
		expect(it.sends()).toBe(2);
	});
	it('takes nobody’s credits along: Xero gives them one by one', async () => {
		const credit = (id: string): Look['documents'] => [{ kind: 'credit-note', id, at: null }];
		const it = await world(aLook('a', credit('k')), aLook('b', credit('l')));
		await it.look('a');
		expect(it.calls).toEqual([['credit-note k']]);
	});
	it('counts from before its call, not from its answer', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.slows(30_000);
		await it.look('a');
		expect(readAt(await it.looks.port.look('co', ledger, mailOf('a')))).toEqual([began]);
	});
	it('reads again what was read too early', async () => {
		const early = invoices('1').map((each) => ({ ...each, at: later(began, -1) }));
		const it = await world(aLook('a', early));
		await it.look('a');
		expect(it.calls).toEqual([['1']]);
	});
	it('that takes long goes on with another message, from where it was', async () => {
		const it = await world(aLook('a', invoices('1', '2', '3', '4', '5')));
		it.slows(15_000);
		await it.look('a');
		expect(it.queue).toEqual([{ type: 'sync.look', company: 'co', ledger, mail: mailOf('a') }]);
		expect(await it.left('a')).toEqual(['5']);
		await it.look('a');
		expect(it.calls).toEqual([['1', '2'], ['3', '4'], ['5']]);
		expect(it.sends()).toBe(1);
	});
	it('knows no other company’s mail, ledger or day', async () => {
		const it = await world(aLook('a', invoices('1')), aLook('old', invoices('2'), { until: began }));
		await it.look('a', 'other');
		await it.look('nobody');
		await it.look('old');
		expect([it.calls, it.queue]).toEqual([[], []]);
	});
});

describe('what the ledger says of it', () => {
	it('gone: it is ended in our copy', async () => {
		const it = await world(aLook('a', invoices('1', '2')));
		it.has.set('2', 'gone');
		await it.look('a');
		expect(it.saved.map(({ id, state }) => `${id} ${state}`)).toEqual(['1 open', '2 deleted']);
		expect(it.sends()).toBe(1);
	});
	it('unreadable: noted before it counts as read, so that the mail leaves it out', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.has.set('1', 'unreadable');
		await it.look('a');
		expect(refusedInAll(it.state.connection)).toBe(1);
		expect(await it.left('a')).toEqual([]);
	});
	it('unreadable, and the consent changed meanwhile: nothing counts as read', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.has.set('1', 'unreadable');
		it.meanwhile(() => {
			it.state.connection = { ...it.state.connection, grant: 'another', rev: it.state.connection.rev + 1 };
		});
		await it.look('a');
		expect([await it.left('a'), it.sends(), it.codes]).toEqual([['1'], 0, ['LOOK_FAILED busy']]);
	});
	it('nothing: the mail waits, and no message goes round in circles', async () => {
		const it = await world(aLook('a', invoices('1', '2')));
		it.has.set('1', 'nothing');
		await it.look('a');
		expect(await it.left('a')).toEqual(['1']);
		expect(it.codes).toEqual([]);
		// The one that was told of is progress: it is tried once more, and then no longer.
		expect(it.queue.map(({ type }) => type)).toEqual(['sync.look']);
		await it.look('a');
		expect(it.codes).toEqual(['LOOK_UNTOLD 1']);
		expect(it.queue).toHaveLength(1);
	});
});

describe('a failure', () => {
	it.each(['throttled', 'unavailable', 'refused', 'forbidden'] as const)('%s changes nothing, and is logged', async (kind) => {
		const it = await world(aLook('a', invoices('1')));
		it.faults.push(saying(kind));
		await it.look('a');
		expect([await it.left('a'), it.queue, it.saved, it.codes]).toEqual([['1'], [], [], [`LOOK_FAILED ${kind}`]]);
		expect(it.state.connection).toEqual({ ...atRest });
	});
	it.each(['refused', 'forbidden', 'unavailable'] as const)(
		'%s, of the report of journals, holds no mail up, and is asked once for all that wait',
		async (kind) => {
			const credit = { kind: 'journal', id: '7-1', at: null } as const;
			const it = await world(aLook('a', [credit]), aLook('b', [{ ...credit, id: '8-2' }]));
			it.faults.push(saying(kind));
			await it.look('a');
			expect([await it.left('a'), await it.left('b'), it.sends(), it.calls.length]).toEqual([[], [], 1, 1]);
			expect(it.state.connection.refused.map(({ id }) => id)).toEqual([journalList]);
		},
	);
	it('with a pause: nobody asks for it before', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.faults.push(saying('throttled', 60 * minute));
		await it.look('a');
		expect((await it.looks.port.look('co', ledger, mailOf('a')))?.retryAt).toBe(later(began, 60 * minute));
		// The ledger is left alone by everybody: the next one is not even asked.
		await it.look('a');
		expect(it.calls).toHaveLength(1);
		expect(it.codes).toEqual(['LOOK_FAILED throttled', 'LOOK_FAILED throttled']);
	});
	it('of the token has a delta see to it', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.faults.push(saying('unauthorised'));
		await it.look('a');
		expect(it.queue).toEqual([{ type: 'sync.pull', company: 'co', ledger, run: null, step: 0, since: began, copyOnly: true }]);
		it.state.grant = it.state.grant && { ...it.state.grant, accessExpiresAt: later(began, 1000) };
		await it.look('a');
		expect([it.calls.length, it.queue.length]).toEqual([1, 2]);
	});
	it('of ours is thrown: its message comes again', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.faults.push(new TypeError('ours') as never);
		await expect(it.look('a')).rejects.toThrow('ours');
	});
	it('no consent, or a ledger not read yet: no call', async () => {
		const it = await world(aLook('a', invoices('1')));
		it.state.connection = { ...it.state.connection, phase: 'backfill' };
		await it.look('a');
		it.state.connection = { ...it.state.connection, phase: 'live', state: 'needs-reconnecting' };
		await it.look('a');
		it.state.connection = { ...it.state.connection, state: 'connected' };
		it.state.grant = null;
		await it.look('a');
		expect([it.calls, it.sends()]).toEqual([[], 0]);
	});
});
