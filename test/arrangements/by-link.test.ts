/**
 * Customers by the link of a mail (threat T6: the bearer is not the customer). What counts at once, what needs a code, who may type it, and that nothing is done
 * twice or half: double clicks, cuts, stale pages, other links, other companies.
 */
import { describe, expect, it } from 'vitest';
import { linkBounds } from '../../shared/domain/arrangements/by-link.ts';
import { day, later } from '../../shared/domain/day.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import { toldViews } from '../../shared/wire/told-view.ts';
import { cutter, PowerCut } from '../reconcile/world.ts';
import { anInvoice, who } from '../shared/adapters/dynamo/table.ts';
import { type LinkWorld, linkWorld } from './by-link-world.ts';
import { dispute } from './world.ts';

const promise = { invoice: 'i1', amount: '300.00', day: '2026-12-04' };
const question = { invoice: 'i1', reason: 'price', text: 'We agreed on 800.' };
const plan = { invoice: ['i1', 'i2'], count: '3', every: 'month', day: '2026-12-01', text: 'It is a slow winter.' };

const refused = async (doing: Promise<unknown>): Promise<string> => {
	try {
		return JSON.stringify(await doing);
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
};
const idOf = (found: { readonly kind: string; readonly arrangement?: string }): string => {
	if (found.kind !== 'done' || found.arrangement === undefined) throw new Error(found.kind);
	return found.arrangement;
};
const requestOf = (found: { readonly kind: string; readonly request?: string }): string => {
	if (found.kind !== 'code' || found.request === undefined) throw new Error(found.kind);
	return found.request;
};
const wrongFor = (code: string): string => (code === '000000' ? '000001' : '000000');

describe('a promise', () => {
	it('counts at once, by the customer, with the link’s hash and never its token; nobody owns it yet', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const id = idOf(await world.ask(cookie, 'promise', promise));
		const [link] = [...world.links.values()];
		expect(await world.one(id)).toMatchObject({
			kind: 'promise',
			state: 'open',
			owner: null,
			parts: [{ invoice: 'i1', minor: 30_000 }],
			terms: { minor: 30_000, by: '2026-12-04', deadline: '2026-12-08' },
			by: { side: 'customer', id: `link:${link?.hash.slice(0, 32)}` },
		});
		const [begun] = await world.history(id);
		expect(begun?.by?.name).toBe(`the customer, by the link mailed on 2026-11-23 (${link?.hash.slice(0, 8)})`);
		expect(JSON.stringify(await world.history(id))).not.toContain(cookie);
		expect(world.mails.size).toBe(0);
	});

	it('of all that is free, when no amount is typed', async () => {
		const world = await linkWorld();
		const id = idOf(await world.ask(world.link(), 'promise', { invoice: ['i1', 'i2'], amount: ' ', day: '2026-12-04' }));
		expect((await world.one(id)).parts.map(({ minor }) => minor)).toEqual([100_000, 50_000]);
	});

	it('pressed twice, at once or later, is one; gone back to, changed and sent again it is another', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const seen = await world.desk(cookie);
		const both = await Promise.all([1, 2].map(() => world.ask(cookie, 'promise', promise, 'nonce-0001', undefined, seen)));
		expect(new Set(both.map(idOf)).size).toBe(1);
		expect(idOf(await world.ask(cookie, 'promise', promise, 'nonce-0001', undefined, seen))).toBe(both.map(idOf)[0]);
		expect(await world.all()).toHaveLength(1);
		const another = world.ask(cookie, 'promise', { ...promise, invoice: 'i2' }, 'nonce-0001', undefined, seen);
		expect(idOf(await another)).not.toBe(both.map(idOf)[0]);
		expect(await world.all()).toHaveLength(2);
	});

	it('of two forms sent at once for the same invoice one counts', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const seen = await world.desk(cookie);
		const both = await Promise.all(
			['nonce-0001', 'nonce-0002'].map((nonce) => refused(world.ask(cookie, 'promise', promise, nonce, undefined, seen))),
		);
		expect(both.filter((each) => each === 'PROMISED_ALREADY')).toHaveLength(1);
		expect(await world.all()).toHaveLength(1);
	});

	it.each([
		[{ ...promise, amount: '1000.01' }, { amount: 'over' }],
		[{ ...promise, amount: 'soon' }, { amount: 'unreadable' }],
		[{ ...promise, amount: '-1' }, { amount: 'negative' }],
		[{ ...promise, day: '2026-12-08' }, { day: 'day-far' }],
		[{ ...promise, day: '2026-11-22' }, { day: 'day-past' }],
		[{ ...promise, day: 'tomorrow' }, { day: 'day-missing' }],
		[{ ...promise, invoice: [] }, { invoices: 'nothing-chosen' }],
		[{ ...promise, invoice: 'i9' }, { invoices: 'gone' }],
		[{ ...promise, text: 'x'.repeat(2001) }, { text: 'text-long' }],
	])('that cannot be says so by the field: %j', async (form, fields) => {
		const world = await linkWorld();
		expect(await world.ask(world.link(), 'promise', form)).toEqual({ kind: 'fields', ...fields });
		expect(await world.all()).toEqual([]);
	});

	it('twice broken, is agreed with a person from then on', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		for (const [nonce, invoice] of [
			['nonce-0001', 'i1'],
			['nonce-0002', 'i2'],
		] as const) {
			await world.ask(cookie, 'promise', { ...promise, invoice, amount: '10' }, nonce);
		}
		world.days(20);
		await world.tended();
		expect((await world.all()).map(({ state }) => state)).toEqual(['broken', 'broken']);
		const next = { ...promise, day: '2026-12-20' };
		expect(await refused(world.ask(cookie, 'promise', next, 'nonce-0003'))).toBe('BROKEN_BEFORE');
	});
});

it('links never lock staff out: ten promises by them at once, and an insolvency begins whatever there is', async () => {
	const world = await linkWorld(Array.from({ length: 52 }, (_, n) => ({ id: `k${n}`, open: 1_000 })));
	const cookie = world.link();
	const asked = await Promise.all(
		Array.from({ length: 12 }, (_, n) =>
			refused(world.ask(cookie, 'promise', { ...promise, invoice: `k${n}`, amount: '0.01' }, `nonce-${1000 + n}`)),
		),
	);
	for (let n = 12; n < 24; n++)
		asked.push(await refused(world.ask(cookie, 'promise', { ...promise, invoice: `k${n}`, amount: '0.01' }, `nonce-${1000 + n}`)));
	expect((await world.all()).length).toBe(linkBounds.openPromises);
	expect(asked.at(-1)).toBe('TOO_MANY_PROMISES');
	for (let n = 0; n < 40; n++) await world.began({ kind: 'promise', invoices: [`k${12 + n}`], amount: '0.01', by: '2026-12-04' });
	const many = { kind: 'promise', invoices: ['i1'], amount: '0.01', by: '2026-12-04' };
	expect(await refused(world.began(many))).toBe('TOO_MANY');
	await world.began({ kind: 'hold', level: 'stop', why: 'See the insolvency' });
	await world.began({ kind: 'pause', until: '2026-12-24', why: 'On holiday' });
	const { id } = await world.began({ kind: 'insolvency', since: '2026-11-20', reference: 'x' });
	expect(await world.one(id)).toMatchObject({ state: 'active' });
	await world.tended();
	expect((await world.all()).filter(({ kind, state }) => kind === 'promise' && state === 'open')).toEqual([]);
});

it('what came and is applied to nothing is not broken on their page either', async () => {
	const world = await linkWorld();
	const cookie = world.link();
	await world.ask(cookie, 'promise', promise);
	const credit = { id: 'c1', kind: 'credit-note' as const, open: 0, total: 30_000, unapplied: 30_000, entries: [] };
	await world.put(anInvoice(credit));
	// The day and its grace are over.
	world.days(16);
	expect((await world.desk(cookie)).arrangements.map(({ state }) => state)).toEqual(['open']);
});

describe('a stale page', () => {
	it('of an invoice that was paid meanwhile says so, and nothing is begun', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const seen = await world.desk(cookie);
		await world.pay('i1', 100_000);
		for (const [what, form] of [
			['promise', promise],
			['dispute', question],
		] as const)
			expect([what, await refused(world.ask(cookie, what, form, `nonce-${what}`, undefined, seen))]).toEqual([what, 'NOTHING_OPEN']);
		expect(await world.all()).toEqual([]);
	});

	it('with a code that comes after the payment, likewise', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const request = requestOf(await world.ask(cookie, 'plan', plan));
		await world.pay('i1', 100_000);
		expect(await refused(world.confirm(cookie, request, world.code()))).toBe('NOTHING_OPEN');
		expect(await world.all()).toEqual([]);
	});
});

describe('a dispute', () => {
	it('waits for our answer, holds the amount, keeps no card number, and its text is on no page', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const text = 'Charged twice to 4242 4242 4242 4242 <b>really</b>';
		const id = idOf(await world.ask(cookie, 'dispute', { ...question, text }));
		const found = await world.one(id);
		expect(found).toMatchObject({
			state: 'open',
			parts: [{ minor: 100_000 }],
			terms: { text: 'Charged twice to •••• 4242 <b>really</b>', answerBy: '2026-11-30' },
		});
		const now = world.clock.now;
		const { arrangements, numbers } = await world.desk(cookie);
		for (const person of [found.by.id, 'link:other']) {
			const told = toldViews(arrangements, numbers, person, now);
			expect(told).toMatchObject([{ kind: 'dispute', stand: 'we-answer', minor: 100_000, theirs: person === found.by.id }]);
			expect(JSON.stringify(told)).not.toMatch(/Charged|really/);
		}
	});

	it('that would end a plan that runs needs a code', async () => {
		const world = await linkWorld();
		const { id, rev } = await world.began({ kind: 'plan', invoices: ['i1'], cut: 'equal', count: 2, first: '2026-12-01', every: 'month' });
		const { rev: next } = await world.acted(id, { act: 'approve', rev }, 'olga');
		await world.acted(id, { act: 'accept', rev: next }, 'olga');
		const cookie = world.link();
		const request = requestOf(await world.ask(cookie, 'dispute', question));
		expect((await world.one(id)).state).toBe('active');
		await world.confirm(cookie, request, world.code());
		expect((await world.one(id)).state).toBe('suspended');
	});

	it('is taken back by the link that sent it, not by another one; and not sent twice', async () => {
		const world = await linkWorld();
		const [mine, other] = [world.link(), world.link()];
		const id = idOf(await world.ask(mine, 'dispute', question));
		const back = { id, does: 'withdraw', rev: 1, nonce: 'nonce-back' } as const;
		expect(await refused(world.answer(other, back))).toBe('STALE');
		expect(idOf(await world.answer(mine, back))).toBe(id);
		expect((await world.one(id)).state).toBe('withdrawn');
		expect(await refused(world.ask(other, 'dispute', question, 'nonce-0002'))).toBe('DISPUTED_BEFORE');
	});

	it('that staff took down is not the link’s to take back', async () => {
		const world = await linkWorld();
		const { id } = await world.began(dispute);
		expect(await refused(world.answer(world.link(), { id, does: 'withdraw', rev: 1, nonce: 'nonce-back' }))).toBe('STALE');
	});
});

describe('a plan', () => {
	it('is asked for with a code, waits in the worklist as the customer’s, and is theirs to accept with another code', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const request = requestOf(await world.ask(cookie, 'plan', plan));
		expect(await world.all()).toEqual([]);
		const code = world.code();
		expect(code).toMatch(/^\d{6}$/);
		// Neither the request nor anything else that is kept holds it; the mail does, until it is sent.
		expect(JSON.stringify([...world.requests.values()])).not.toContain(code);
		const id = idOf(await world.confirm(cookie, request, ` ${code.slice(0, 3)} ${code.slice(3)} `));
		expect(await world.one(id)).toMatchObject({ kind: 'plan', state: 'asked', by: { side: 'customer' }, owner: null });
		expect((await world.history(id))[0]).toMatchObject({ text: 'It is a slow winter.' });
		expect((await world.history(id))[0]?.by?.name).toMatch(/, with a code sent to a•••@acme\.example$/);
		expect((await world.one(id)).by.name).not.toMatch(/ana@/);
		// Whoever asked does not approve, the customer neither: one of the company does.
		const { rev } = await world.acted(id, { act: 'approve', rev: 1 }, 'fay');
		expect((await world.one(id)).state).toBe('offered');
		const yes = requestOf(await world.answer(cookie, { id, does: 'accept', rev, nonce: 'nonce-yes1' }));
		expect((await world.one(id)).state).toBe('offered');
		expect(idOf(await world.confirm(cookie, yes, world.code()))).toBe(id);
		expect((await world.one(id)).state).toBe('active');
	});

	it('that we offered is declined with a code', async () => {
		const world = await linkWorld();
		const { id, rev } = await world.began({ kind: 'settlement', invoices: ['i1'], pays: '700', by: '2026-12-04' });
		await world.acted(id, { act: 'approve', rev }, 'olga');
		const cookie = world.link();
		const seen = await world.one(id);
		const request = requestOf(await world.answer(cookie, { id, does: 'refuse', rev: seen.rev, nonce: 'nonce-no01' }));
		await world.confirm(cookie, request, world.code());
		expect((await world.one(id)).state).toBe('refused');
	});

	it('whose first instalment is over is not agreed to, in words', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const { id } = await world.began({ kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2026-11-24 500.00\n2026-12-24 500.00' });
		await world.acted(id, { act: 'approve', rev: 1 }, 'fay');
		world.days(2);
		const asked = await world.answer(cookie, { id, does: 'accept', rev: 2, nonce: 'nonce-0009' });
		expect(await refused(world.confirm(cookie, 'request' in asked ? asked.request : '', world.code()))).toBe('PLAN_BEGAN');
		expect(await refused(world.acted(id, { act: 'accept', rev: 2 }))).toBe('PLAN_BEGAN');
		expect(await world.one(id)).toMatchObject({ state: 'offered' });
	});

	it('that was changed since it was seen is not accepted', async () => {
		const world = await linkWorld();
		const { id, rev } = await world.began({ kind: 'plan', invoices: ['i1'], cut: 'equal', count: 2, first: '2026-12-01', every: 'month' });
		const offered = await world.acted(id, { act: 'approve', rev }, 'olga');
		const cookie = world.link();
		const request = requestOf(await world.answer(cookie, { id, does: 'accept', rev: offered.rev, nonce: 'nonce-yes1' }));
		await world.acted(id, { act: 'withdraw', rev: offered.rev }, 'olga');
		expect(await refused(world.confirm(cookie, request, world.code()))).toBe('STALE');
	});
});

describe('a code', () => {
	const asked = async (world: LinkWorld, cookie: string) => requestOf(await world.ask(cookie, 'plan', plan));

	it('is tried five times; then another is needed, and the one before is none', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const id = await asked(world, cookie);
		const first = world.code();
		for (let n = 1; n <= 4; n++) expect(await world.confirm(cookie, id, wrongFor(first))).toEqual({ kind: 'code-wrong' });
		expect(await world.confirm(cookie, id, wrongFor(first))).toEqual({ kind: 'code-often' });
		expect(await world.confirm(cookie, id, first)).toEqual({ kind: 'code-often' });
		expect(await world.again(cookie, id)).toEqual({ kind: 'code', request: id });
		const second = world.code();
		if (first !== second) expect(await world.confirm(cookie, id, first)).toEqual({ kind: 'code-wrong' });
		expect((await world.confirm(cookie, id, second)).kind).toBe('done');
	});

	it('guessed by fifty at once is looked at five times', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const id = await asked(world, cookie);
		const right = world.code();
		const guesses = Array.from({ length: 50 }, (_, n) => String(n).padStart(6, '0')).filter((guess) => guess !== right);
		const found = await Promise.all(guesses.map((guess) => world.confirm(cookie, id, guess)));
		expect(found.filter(({ kind }) => kind === 'code-wrong').length).toBeLessThan(5);
		expect(world.requests.get(id)?.code.tries).toBe(5);
		expect(await world.all()).toEqual([]);
	});

	it('is good for ten minutes', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const id = await asked(world, cookie);
		world.clock.now = later(world.clock.now, 10 * 60_000);
		expect(await world.confirm(cookie, id, world.code())).toEqual({ kind: 'code-over' });
	});

	it('is of use to the link that asked alone: not to another of the same customer, nor to another customer’s', async () => {
		const world = await linkWorld();
		const id = await asked(world, world.link());
		expect(await refused(world.confirm(world.link(), id, world.code()))).toBe('NOT_FOUND');
		expect(await refused(world.confirm(world.link({ customer: who('bolt') }), id, world.code()))).toBe('NOT_FOUND');
	});

	it('is sent once for one form, and five times an hour by one link', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const both = await Promise.all([1, 2].map(() => world.ask(cookie, 'plan', plan, 'nonce-0001')));
		expect(new Set(both.map(requestOf)).size).toBe(1);
		expect(world.mails.size).toBe(1);
		for (let n = 2; n <= 4; n++) requestOf(await world.ask(cookie, 'plan', plan, `nonce-000${n}`));
		expect((await world.ask(cookie, 'plan', plan, 'nonce-0006')).kind).toBe('too-often');
		// Another link has its own share, up to the customer's.
		requestOf(await world.ask(world.link(), 'plan', plan, 'nonce-0007'));
		world.clock.now = later(world.clock.now, 3_600_000);
		const sent = await Promise.all(Array.from({ length: 9 }, (_, n) => world.ask(world.link(), 'plan', plan, `nonce-1${n}000`)));
		expect(sent.filter(({ kind }) => kind === 'code').length).toBeLessThan(6);
	});

	it('is mailed for the same form again, once the request of the day before is gone', async () => {
		const world = await linkWorld();
		const cookie = world.link();
		const form = { invoice: 'i1', day: '2026-12-31' };
		const first = await world.ask(cookie, 'later', form);
		world.requests.clear();
		world.days(1);
		expect(await world.ask(cookie, 'later', form)).toEqual(first);
		expect(world.mails.size).toBe(2);
		expect(await world.confirm(cookie, 'request' in first ? first.request : '', world.code())).toMatchObject({ kind: 'done' });
	});

	it('is asked for in the same words where no address is known', async () => {
		const world = await linkWorld();
		const cookie = world.link({ customer: who('bolt') });
		// Nothing of theirs is open, so nothing can be asked for; what is shown is the same shape.
		expect((await world.desk(cookie)).invoices).toEqual([]);
		expect(await world.ask(cookie, 'plan', plan)).toEqual({ kind: 'fields', invoices: 'gone' });
	});
});

describe('links that lead nowhere', () => {
	it('say so, whatever is sent by them', async () => {
		const world = await linkWorld();
		const at = world.clock.now;
		expect(await world.visit('nobody gave this out')).toBe('unknown');
		expect(await world.visit('x'.repeat(43))).toBe('unknown');
		expect(await world.visit(world.link({ revokedAt: at }))).toBe('revoked');
		expect(await world.visit(world.link({ expiresAt: at }))).toBe('expired');
		// Another company's customer by the same id (threat T3).
		expect(await world.visit(world.link({ company: 'co2' }))).toBe('unknown');
		await world.began({ kind: 'insolvency', since: '2026-11-20', reference: 'court' });
		expect(await world.visit(world.link())).toBe('insolvent');
	});

	it('name another customer’s invoice in vain', async () => {
		const world = await linkWorld();
		const cookie = world.link({ customer: who('bolt') });
		expect(await world.ask(cookie, 'dispute', question)).toEqual({ kind: 'fields', invoices: 'gone' });
		// Past the form, too.
		const own = await world.desk(world.link());
		const seen = { ...(await world.desk(cookie)), invoices: own.invoices };
		expect(await refused(world.ask(cookie, 'dispute', question, 'nonce-0001', undefined, seen))).toBe('NOT_FOUND');
	});
});

describe('the power goes before and after every call, and it is sent again', () => {
	const road: Readonly<Record<string, (world: LinkWorld, cookie: string, wrap?: ReturnType<typeof cutter>['wrap']) => Promise<unknown>>> = {
		promise: async (world, cookie, wrap) =>
			idOf(await world.ask(cookie, 'promise', promise, 'nonce-0001', wrap, await seenOf(world, cookie))),
		'a code': async (world, cookie, wrap) => requestOf(await world.ask(cookie, 'plan', plan, 'nonce-0001', wrap)),
	};
	const desks = new WeakMap<LinkWorld, Awaited<ReturnType<LinkWorld['desk']>>>();
	const seenOf = async (world: LinkWorld, cookie: string) => {
		const seen = desks.get(world) ?? (await world.desk(cookie));
		desks.set(world, seen);
		return seen;
	};

	it.each(Object.entries(road))('%s', async (name, send) => {
		for (const when of ['before', 'after'] as const)
			for (let n = 1; ; n++) {
				const world = await linkWorld();
				const cookie = world.link();
				const power = cutter(n, when);
				const first = await send(world, cookie, power.wrap).catch((error: unknown) => {
					if (error instanceof PowerCut) return null;
					throw error;
				});
				const found = await send(world, cookie);
				if (name === 'promise') expect(await world.all()).toHaveLength(1);
				else {
					// Cut before its mail, there is none: a new one is asked for on the page.
					if (world.mails.size === 0) await world.again(cookie, String(found));
					expect((await world.confirm(cookie, String(found), world.code())).kind).toBe('done');
				}
				if (first !== null) break;
			}
	});

	it('what a code confirms', async () => {
		for (const when of ['before', 'after'] as const)
			for (let n = 1; ; n++) {
				const world = await linkWorld();
				const cookie = world.link();
				const id = requestOf(await world.ask(cookie, 'plan', plan));
				const power = cutter(n, when);
				const first = await world.confirm(cookie, id, world.code(), power.wrap).catch((error: unknown) => {
					if (error instanceof PowerCut) return null;
					throw error;
				});
				expect((await world.confirm(cookie, id, world.code())).kind).toBe('done');
				expect(await world.all()).toHaveLength(1);
				expect(await world.history((await world.all())[0]?.id ?? '')).toHaveLength(1);
				if (first !== null) break;
			}
	});
});

it('what is over is shown for thirty days, what staff agreed is not shown at all', async () => {
	const world = await linkWorld();
	const cookie = world.link();
	await world.began({ kind: 'promise', invoices: ['i2'], amount: '100.00', by: '2026-12-01', text: 'Ms Lee, by phone' });
	await world.ask(cookie, 'promise', { ...promise, day: '2026-11-24' });
	world.days(10);
	await world.tended();
	const told = async () => {
		const { arrangements, numbers, link } = await world.desk(cookie);
		return toldViews(arrangements, numbers, `link:${link.hash.slice(0, 32)}`, world.clock.now);
	};
	expect(await told()).toMatchObject([{ kind: 'promise', stand: 'broken', day: day('2026-11-24'), numbers: ['INV-i1'] }]);
	expect(JSON.stringify(await told())).not.toContain('Lee');
	world.days(31);
	expect(await told()).toEqual([]);
});
