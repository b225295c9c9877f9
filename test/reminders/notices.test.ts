/**
 * What became of an agreement, from a person's deed to the customer's inbox, over a real table: each told once, however the power goes and whichever messages are
 * lost; nothing that does not stand any more; and only where a company's mails may go.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Asked, actOn } from '../../functions/arrangements/act-on.ts';
import { type Asker, begin } from '../../functions/arrangements/begin.ts';
import type { ArrangementPorts } from '../../functions/arrangements/ports.ts';
import { tend } from '../../functions/arrangements/tend.ts';
import type { SendPorts } from '../../functions/reminders/ports.ts';
import { sendMail } from '../../functions/reminders/send-mail.ts';
import { setMode } from '../../functions/reminders/switch-sending.ts';
import { dynamoPostings } from '../../shared/adapters/dynamo/postings.ts';
import { day, instant, later } from '../../shared/domain/day.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { codeMail } from '../../shared/domain/notice-mail.ts';
import { arrangementAsked } from '../../shared/wire/arrangement-asked.ts';
import { cutter, PowerCut } from '../reconcile/world.ts';
import { anInvoice, type Bench, ledger, startBench, who } from '../shared/adapters/dynamo/table.ts';
import { inWords, World } from './rig.ts';

type Wrap = ReturnType<typeof cutter>['wrap'];
const unharmed: Wrap = (port) => port;
const customer = who('c0');
/** Due, and for so long that no reminder is sent of it: it is backlog. */
const longDue = '2026-08-01';
const question = { kind: 'dispute', invoice: 'i1', amount: '40.00', reason: 'quality', text: 'scratched' };
const promise = { kind: 'promise', invoices: ['i1'], amount: '60.00', by: '2026-11-27' };
const putOff = { kind: 'extension', invoices: ['i1'], to: '2027-01-15' };
const plan = { kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2026-12-01 50.00\n2026-12-15 50.00' };

let bench: Bench;
beforeAll(async () => {
	bench = await startBench();
});
afterAll(() => bench.close());

type Act = 'approve' | 'decline' | 'accept' | 'uphold' | 'withdraw';
/** A no needs its words, which stay with us. */
const askedOf = (act: Act, rev: number): Asked =>
	act === 'decline' || act === 'uphold' ? { act, rev, text: 'They are late payers' } : { act, rev };

const start = async (mode: 'live' | 'approval' | 'shadow' | 'off' = 'live', due = '2026-12-31') => {
	const world = new World(bench, mode);
	// Nothing but what this test does is mailed: the invoice is backlog.
	world.now = instant('2026-11-23T10:00:00Z');
	await world.begin('Europe/Madrid');
	await world.customers({ email: 'c0@example.com', language: 'es-MX' }, {});
	await world.save(anInvoice({ id: 'i1', customer, due: day(due) }));
	const postings = dynamoPostings(bench.open());
	const arranging = (wrap: Wrap = unharmed): ArrangementPorts => ({
		arrangements: wrap(world.ports.arrangements),
		books: wrap(world.books),
		companies: wrap(world.ports.companies),
		connections: wrap(world.ports.connections),
		postings: wrap(postings),
		queues: wrap(world.ports.queues),
		clock: world.ports.clock,
	});
	const sending = (wrap: Wrap): SendPorts => ({
		...world.ports,
		mailings: wrap(world.ports.mailings),
		arrangements: wrap(world.ports.arrangements),
		books: wrap(world.books),
		payments: wrap(world.ports.payments),
		connections: wrap(world.ports.connections),
		mailer: async () => wrap(await world.ports.mailer()),
	});
	const asker = (side: 'company' | 'customer', id: string = side): Asker => ({
		company: world.company,
		person: { id, name: id, side },
		roles: side === 'company' ? ['owner'] : [],
	});
	const begun = (fields: object, side: 'company' | 'customer' = 'company', wrap: Wrap = unharmed) =>
		begin(asker(side), customer, arrangementAsked.parse(fields), `one-form-${JSON.stringify(fields).length}`, arranging(wrap));
	const acted = (id: string, act: Act, by = 'olga', wrap: Wrap = unharmed) =>
		world.ports.arrangements
			.arrangement(world.company, customer, id)
			.then((found) => actOn(asker('company', by), customer, id, askedOf(act, found?.rev ?? 0), arranging(wrap)));
	const tended = (wrap: Wrap = unharmed) => tend({ type: 'arrangements.tend', company: world.company, customer }, arranging(wrap));
	/** The mails' own messages; others are not this test's. */
	const mails = (): void => {
		const own = world.queue.filter(({ type }) => type === 'reminders.send');
		world.queue.splice(0, world.queue.length, ...own);
	};
	const drain = async (): Promise<void> => {
		mails();
		await world.drain();
	};
	const notices = async (): Promise<readonly Mailing[]> => (await world.all(customer)).filter(({ kind }) => kind === 'notice');
	const told = (): readonly string[] => world.mails.map(({ order }) => (order.kind === 'notice' ? order.name : order.kind));
	/** Read to its end, just now. */
	const read = () => world.connection(ledger, { freshAsOf: world.now });
	return { world, begun, acted, tended, drain, sending, notices, told, read };
};
type Started = Awaited<ReturnType<typeof start>>;

/** What is done, and the one letter that is to come of it; `before`: done and told already. */
const deeds: Readonly<
	Record<
		string,
		{
			readonly before?: (on: Started) => Promise<unknown>;
			readonly deed: (on: Started, wrap: Wrap) => Promise<unknown>;
			readonly tells: string;
		}
	>
> = {
	'a question is asked': { deed: ({ begun }, wrap) => begun(question, 'customer', wrap), tells: 'dispute-received' },
	'a promise is broken by its day': {
		before: ({ begun }) => begun(promise),
		deed: async ({ tended, world, read }, wrap) => {
			world.now = instant(world.now < '2026-12-03' ? '2026-12-03T08:00:00Z' : world.now);
			await tended(wrap);
			await read();
		},
		tells: 'promise-broken',
	},
};

describe.each(Object.entries(deeds))('%s', (_, { before, deed, tells }) => {
	it.each([
		['before', 'its messages come twice'],
		['after', 'all messages are lost'],
	] as const)('cut %s each call, on the way to the inbox too, then %s: told once', async (when, then) => {
		let [cuts, unknown] = [0, 0];
		for (let n = 1; ; n++) {
			const on = await start('live', longDue);
			await before?.(on);
			await on.drain();
			const known = on.world.mails.length;
			const power = cutter(n, when);
			const ended = await (async () => {
				await deed(on, power.wrap);
				for (const message of on.world.queue.splice(0))
					if (message.type === 'reminders.send') await sendMail(message, on.sending(power.wrap));
				return true;
			})().catch((error: unknown) => {
				if (error instanceof PowerCut) return false;
				throw error;
			});
			if (!ended) cuts += 1;
			await deed(on, unharmed);
			if (then === 'all messages are lost') on.world.queue.splice(0);
			else on.world.queue.push(...on.world.queue);
			await on.drain();
			// The sweep, a claim's lease, the event that proves it, and the hour after which nobody knows.
			for (const minutes of [2, 16, 61]) {
				await on.world.tick(minutes);
				await on.drain();
			}
			const mine = (await on.notices()).filter(({ id }) => id.startsWith(`ntc|${tells}|`));
			expect(mine).toHaveLength(1);
			const taken = on.told().slice(known);
			if (mine[0]?.state === 'unknown') {
				unknown += 1;
				expect(taken).toEqual([]);
			} else {
				expect(mine.map(inWords)).toEqual(['sent']);
				expect(taken).toEqual([tells]);
			}
			if (ended) break;
		}
		console.log(`${cuts} cuts ${when} a call, ${unknown} of them between what was written down and the call that sends`);
		expect(cuts).toBeGreaterThan(15);
		// Cut exactly there, nobody knows: it is not sent again.
		expect(unknown).toBeLessThanOrEqual(1);
	});
});

describe('what does not stand any more', () => {
	it('a question that was taken back before its mail could go is not acknowledged: only that it is closed is told', async () => {
		const { world, begun, acted, drain, told, notices } = await start();
		const { id } = await begun(question, 'customer');
		await acted(id, 'withdraw');
		await drain();
		expect(told()).toEqual(['dispute-closed']);
		expect((await notices()).map((each) => `${each.id.split('|')[1]} ${inWords(each)}`).toSorted()).toEqual([
			'dispute-closed sent',
			'dispute-received suppressed OVERTAKEN',
		]);
		expect(world.mails[0]?.mail).toMatchObject({ to: 'c0@example.com', from: { name: 'Acme Ltd' }, language: 'es-MX' });
	});

	it('a promise that was paid before its mail could go is not confirmed', async () => {
		const { world, begun, drain, notices } = await start();
		await begun(promise);
		const entries = [
			{ day: day('2026-10-01'), kind: 'issued', minor: 10_000 },
			{ day: day('2026-11-23'), kind: 'payment', minor: -10_000, source: 'p1' },
		] as const;
		await world.save(anInvoice({ id: 'i1', customer, open: 0, state: 'closed', total: 10_000, version: '9', entries }));
		await drain();
		expect((await notices()).map(inWords)).toEqual(['suppressed OVERTAKEN']);
	});
});

describe('the road of an extension', () => {
	it('asked for by the customer: received, then agreed', async () => {
		const { begun, acted, drain, told, world } = await start();
		const { id } = await begun(putOff, 'customer');
		await drain();
		await acted(id, 'approve');
		await drain();
		expect(told()).toEqual(['proposal-received', 'extension-agreed']);
		expect(world.mails[1]?.order).toMatchObject({ by: '2027-01-15', lines: [{ number: 'INV-i1' }] });
	});

	it('asked for by a colleague and declined: nobody is told of what they never heard of', async () => {
		const { begun, acted, drain, told } = await start();
		const { id } = await begun(putOff);
		await acted(id, 'decline');
		await drain();
		expect(told()).toEqual([]);
	});

	it('asked for by the customer and declined: an answer without reasons', async () => {
		const { begun, acted, drain, told } = await start();
		const { id } = await begun(putOff, 'customer');
		await drain();
		await acted(id, 'decline');
		await drain();
		expect(told()).toEqual(['proposal-received', 'declined']);
	});
});

describe('a plan', () => {
	it('offered, agreed, missed: each with its own letter', async () => {
		const { begun, acted, tended, drain, told, world, read } = await start('live', longDue);
		const { id } = await begun(plan);
		await acted(id, 'approve');
		await drain();
		await acted(id, 'accept');
		await drain();
		world.now = instant('2026-12-20T09:00:00Z');
		await tended();
		await read();
		await drain();
		expect(told()).toEqual(['plan-offered', 'plan-agreed', 'plan-missed']);
		expect(world.mails[0]?.order).toMatchObject({ instalments: [{ minor: 5_000 }, { minor: 5_000 }], amount: 10_000 });
	});
});

/** Paid in the ledger, and so much of it is here. */
const paid = (...payments: readonly (readonly [source: string, minor: number])[]) => {
	const came = payments.map(([source, minor]) => ({ day: day('2026-11-23'), kind: 'payment', minor: -minor, source }) as const);
	const open = 10_000 - payments.reduce((all, [, minor]) => all + minor, 0);
	const entries = [{ day: day('2026-10-01'), kind: 'issued', minor: 10_000 } as const, ...came];
	return { id: 'i1', customer, due: day(longDue), total: 10_000, open, state: open > 0 ? 'open' : 'closed', entries } as const;
};

describe('what asks for money passes the gate of a reminder', () => {
	const brokenPromise = async () => {
		const on = await start('live', longDue);
		await on.begun(promise);
		await on.drain();
		on.world.now = instant('2026-12-03T08:00:00Z');
		await on.tended();
		return on;
	};
	const broken = async ({ notices }: Started) => (await notices()).filter(({ id }) => id.includes('promise-broken')).map(inWords);

	it('paid past us, and the ledger not read since: nobody is told that it cannot be seen', async () => {
		const on = await brokenPromise();
		on.world.ledgerReadable = false;
		await on.drain();
		expect(await broken(on)).toEqual(['planned LEDGER_STALE']);
		on.world.ledgerReadable = true;
		on.world.inLedger(anInvoice({ ...paid(['p1', 6_000]), version: '9' }));
		await on.world.tick(2, 2);
		expect(on.world.pulls).toBeGreaterThan(0);
		expect(await broken(on)).toEqual(['suppressed OVERTAKEN']);
		expect(on.told()).toEqual(['promise-noted']);
	});

	it('read meanwhile, and nothing came: told', async () => {
		const on = await brokenPromise();
		const asOf = on.world.now;
		await on.drain();
		await on.world.tick(2);
		expect(await broken(on)).toEqual(['sent']);
		expect(on.world.mails.at(-1)?.order).toMatchObject({ name: 'promise-broken', open: 10_000, asOf });
	});

	it('a ledger that cannot be read for two days: not told', async () => {
		const on = await brokenPromise();
		await on.world.connection(ledger, { state: 'needs-reconnecting' });
		await on.drain();
		await on.world.tick(24 * 60);
		expect(await broken(on)).toEqual(['planned LEDGER_STALE']);
		await on.world.tick(25 * 60);
		expect(await broken(on)).toEqual(['suppressed LEDGER_STALE']);
	});
});

describe('a plan whose last payment a bookkeeper deletes and enters again', () => {
	it('is thanked for once', async () => {
		const { world, begun, acted, tended, drain, told, notices } = await start();
		const { id } = await begun(plan);
		await acted(id, 'approve');
		await acted(id, 'accept');
		await drain();
		const known = told().length;
		const states: string[] = [];
		for (const [n, payments] of ([[['p1', 10_000]], [], [['p2', 10_000]]] as const).entries()) {
			world.now = later(world.now, 60_000);
			await world.save(anInvoice({ ...paid(...payments), version: `${n + 5}` }));
			await tended();
			await drain();
			states.push((await world.ports.arrangements.arrangement(world.company, customer, id))?.state ?? '');
		}
		expect(states).toEqual(['completed', 'active', 'completed']);
		expect(told().slice(known)).toEqual(['plan-completed']);
		const mine = (await notices()).filter(({ id: mail }) => mail.includes('plan-completed')).map(inWords);
		expect(mine.toSorted()).toEqual(['sent', 'suppressed TOLD_BEFORE']);
	});
});

describe('the switches are those of receipts', () => {
	it.each([
		['off', 'suppressed SENDING_OFF'],
		['shadow', 'suppressed SHADOW'],
		['approval', 'sent'],
		['live', 'sent'],
	] as const)('%s: %s', async (mode, outcome) => {
		const { begun, drain, notices } = await start(mode);
		await begun(question, 'customer');
		await drain();
		expect((await notices()).map(inWords)).toEqual([outcome]);
	});

	it('what asks for money is not sent where a person approves what does: the reminder that follows asks', async () => {
		const { begun, tended, drain, told, notices, world } = await start('approval');
		await begun(promise);
		await drain();
		world.now = instant('2026-12-03T08:00:00Z');
		await tended();
		await drain();
		expect(told()).toEqual(['promise-noted']);
		expect((await notices()).map(inWords)).toContain('suppressed ASKED_NEXT');
	});

	it('stopped, it waits two days for the switch, and is decided anew', async () => {
		const { begun, drain, notices, world } = await start();
		await setMode(world.company, 'live', world.ports);
		await world.ports.mailings.stopEverywhere({ by: 'op', at: world.now });
		await begun(question, 'customer');
		await drain();
		expect((await notices()).map(inWords)).toEqual(['planned STOPPED_EVERYWHERE']);
		world.now = later(world.now, 49 * 3_600_000);
		await world.sweep();
		expect((await notices()).map(inWords)).toEqual(['suppressed STOPPED_EVERYWHERE']);
		await world.ports.mailings.stopEverywhere(null);
	});

	it('an address that mail came back from gets none', async () => {
		const { begun, drain, notices, world } = await start();
		await world.ports.mailings.refuseAddress(world.company, customer, 'C0@example.com', world.now);
		await begun(question, 'customer');
		await drain();
		expect((await notices()).map(inWords)).toEqual(['suppressed ADDRESS_REFUSED']);
	});
});

describe('a code', () => {
	const code = (world: World, until: string) =>
		codeMail({ company: world.company, customer, ledger, at: world.now }, 'request-1', '123456', instant(until));

	it('goes once, in a mail that leads nowhere, and is kept no longer than that', async () => {
		const { world, drain, notices, told } = await start();
		const mail = code(world, '2026-11-23T10:10:00Z');
		expect(await world.ports.mailings.plan(mail)).toBe('planned');
		expect(await world.ports.mailings.plan({ ...mail, notice: { name: 'code', code: '999999', until: world.now } })).toBe('exists');
		for (let twice = 0; twice < 2; twice++)
			await world.ports.queues.send({ type: 'reminders.send', company: world.company, mail: mail.id });
		await drain();
		expect(told()).toEqual(['code']);
		expect(world.mails[0]?.order).toMatchObject({ code: { text: '123456' } });
		expect(world.mails[0]?.mail.text).toBe('https://hub.example/pay/preview');
		expect((await notices()).map(({ notice, state }) => [notice, state])).toEqual([
			[{ name: 'code', code: null, until: '2026-11-23T10:10:00.000Z' }, 'sent'],
		]);
	});

	it('does not wait for a switch longer than it is good', async () => {
		const { world, drain, notices } = await start();
		await world.ports.mailings.stopEverywhere({ by: 'op', at: world.now });
		await world.ports.mailings.plan(code(world, '2026-11-23T10:10:00Z'));
		await world.sweep();
		expect((await notices()).map(inWords)).toEqual(['planned STOPPED_EVERYWHERE']);
		world.now = instant('2026-11-23T10:11:00Z');
		await world.sweep();
		await drain();
		expect((await notices()).map(({ state, notice }) => [state, notice])).toMatchObject([['suppressed', { code: null }]]);
		await world.ports.mailings.stopEverywhere(null);
	});

	it('that is too old by then is not sent', async () => {
		const { world, drain, notices } = await start();
		const mail = code(world, '2026-11-23T10:10:00Z');
		await world.ports.mailings.plan(mail);
		world.now = instant('2026-11-23T10:11:00Z');
		await world.sweep();
		await drain();
		expect((await notices()).map(inWords)).toEqual(['suppressed OVERTAKEN']);
	});
});
