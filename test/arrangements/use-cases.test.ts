import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { begin } from '../../functions/arrangements/begin.ts';
import type { Store } from '../../shared/adapters/dynamo/store.ts';
import { later } from '../../shared/domain/day.ts';
import { anInvoice, type Bench, ledger, startBench, who } from '../shared/adapters/dynamo/table.ts';
import { customer, dispute, refusal, startWorld, wish } from './world.ts';

let bench: Bench;
let store: Store;
beforeAll(async () => {
	bench = await startBench();
	store = bench.open();
});
afterAll(() => bench.close());
const world = (more: Parameters<typeof startWorld>[2] = []) => startWorld(bench, store, more);

const promise = (amount: string, by = '2026-12-04') => ({ kind: 'promise', invoices: ['i1'], amount, by });

describe('what cannot be agreed', () => {
	it.each([
		['a promise above the balance', promise('1000.01'), '409 ABOVE_BALANCE'],
		['a promise in the past', promise('10.00', '2026-11-22'), '409 IN_THE_PAST'],
		['more decimals than the currency has', promise('10.001'), '400 FIELD_WRONG'],
		['an invoice that is not there', { ...promise('10.00'), invoices: ['nobody'] }, '404 NOT_FOUND'],
		[
			'a plan that does not add up',
			{ kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2026-12-01 500.00\n2027-01-01 499.99' },
			'409 DOES_NOT_ADD_UP',
		],
		['equal instalments of nobody knows when', { kind: 'plan', invoices: ['i1'], cut: 'equal', count: 3 }, '400 FIELD_WRONG'],
		['a dispute above the invoice', { ...dispute, amount: '1000.01' }, '409 ABOVE_BALANCE'],
		['a settlement that gives nothing', { kind: 'settlement', invoices: ['i1'], pays: '1000.00', by: '2026-12-01' }, '409 NOTHING_GIVEN'],
		['an owner who is no colleague', { ...dispute, owner: 'stranger' }, '404 NOT_FOUND'],
	])('%s', async (_, fields, said) => {
		const { began, all } = await world();
		expect(await refusal(began(fields))).toBe(said);
		expect(await all()).toEqual([]);
	});

	it('a promise for a paid invoice, or two for the same money', async () => {
		const { began, pay } = await world();
		await began(promise('700.00'));
		expect(await refusal(began(promise('300.01')))).toBe('409 ABOVE_BALANCE');
		await began(promise('300.00'));
		expect(await refusal(began(promise('0.01')))).toBe('409 CLAIMED_ALREADY');
		await pay('i1', 100_000);
		expect(await refusal(began(promise('1.00')))).toBe('409 NOTHING_OPEN');
	});

	it('about another customer’s invoice, another company’s customer, arrangement or invoice: not there', async () => {
		const { began, acted, put, company } = await world();
		await put(anInvoice({ id: 'theirs', customer: who('bolt') }));
		expect(await refusal(began({ ...promise('10.00'), invoices: ['theirs'] }))).toBe('404 NOT_FOUND');
		const mine = await began(dispute);
		const other = await world();
		const stranger = other.asker('finn');
		const approve = { act: 'withdraw', rev: 1 } as const;
		expect(await refusal(other.acted(mine.id, approve))).toBe('404 NOT_FOUND');
		expect(await refusal(acted('nobody', approve))).toBe('404 NOT_FOUND');
		// Even with the other company's own customer id, nothing of theirs is found.
		expect(await refusal(begin(stranger, `${ledger}~nobody`, wish(dispute), 'form-9', other.portsOf()))).toBe('404 NOT_FOUND');
		expect(await refusal(begin(stranger, 'a#b', wish(dispute), 'form-9', other.portsOf()))).toBe('404 NOT_FOUND');
		expect(company).not.toBe(other.company);
	});

	it('more at once than anybody overlooks', async () => {
		const { arrangements, company, began } = await world([{ id: 'i2', open: 9_000 }]);
		const made = await began({ kind: 'promise', invoices: ['i1'], amount: '1.00', by: '2026-12-04' });
		for (let n = 1; n < 50; n++) {
			const after = { ...(await arrangements.arrangement(company, customer, made.id).then((each) => each ?? made)), id: `x${n}`, rev: 0 };
			await arrangements.save([
				{ at: after.at, by: null, event: 'begin', from: null, to: 'open', does: [], text: null, before: null, after },
			]);
		}
		expect(await refusal(began(dispute))).toBe('409 TOO_MANY');
	});
});

it('begun twice by the same form it is one; by another form another', async () => {
	const { began, all } = await world();
	const twice = await Promise.all([began(promise('100.00'), 'finn', 'one-form'), began(promise('100.00'), 'finn', 'one-form')]);
	expect(new Set(twice.map(({ id }) => id)).size).toBe(1);
	expect((await began(promise('100.00'), 'finn', 'one-form')).id).toBe(twice[0]?.id);
	expect(await refusal(began(dispute, 'finn', 'one-form'))).toBe('422 IDEMPOTENCY_KEY_REUSED');
	await began(promise('100.00'), 'finn', 'other-form');
	expect(await all()).toHaveLength(2);
});

it('two people at once promise the same money: one of them is told', async () => {
	const { began, all } = await world();
	const said = await Promise.all([refusal(began(promise('600.00'), 'finn')), refusal(began(promise('600.00'), 'fay'))]);
	expect(said.toSorted()).toEqual(['409 ABOVE_BALANCE', 'done']);
	expect(await all()).toHaveLength(1);
});

describe('a dispute', () => {
	it('is conceded within authority by one person, and asked for in the ledger at once', async () => {
		const { began, acted, sent, history } = await world();
		const { id } = await began(dispute);
		const now = await acted(id, { act: 'concede', rev: 1, as: 'goodwill', amount: '250.00', text: 'Called them.' });
		expect(now).toMatchObject({ state: 'conceded', rev: 2, terms: { concession: { as: 'goodwill', minor: 25_000 } } });
		expect(sent().filter(({ type }) => type !== 'reminders.send')).toEqual([
			expect.objectContaining({ type: 'reconcile.agreed', arrangement: id }),
		]);
		const [last] = await history(id);
		expect(last).toMatchObject({
			event: 'concede',
			from: 'open',
			to: 'conceded',
			does: ['post'],
			text: 'Called them.',
			by: { id: 'finn' },
		});
		expect(last?.before).toMatchObject({ state: 'open', terms: { concession: null } });
	});

	it('above it is proposed, and approved by somebody else who may', async () => {
		const { began, acted } = await world();
		const { id } = await began(dispute);
		const give = { as: 'credit-note', amount: '400.00' } as const;
		expect(await refusal(acted(id, { act: 'concede', rev: 1, ...give }))).toBe('409 ABOVE_AUTHORITY');
		await acted(id, { act: 'propose', rev: 1, ...give });
		expect(await refusal(acted(id, { act: 'approve', rev: 2 }))).toBe('409 OWN_APPROVAL');
		expect(await refusal(acted(id, { act: 'approve', rev: 2 }, 'fay'))).toBe('409 ABOVE_AUTHORITY');
		expect(await acted(id, { act: 'approve', rev: 2 }, 'olga')).toMatchObject({ state: 'conceded' });
		expect(await refusal(acted(id, { act: 'withdraw', rev: 3 }))).toBe('409 AGREED_ALREADY');
	});

	it('declined, the proposal is gone and its asker decides anew', async () => {
		const { began, acted } = await world();
		const { id } = await began(dispute);
		await acted(id, { act: 'propose', rev: 1, as: 'credit-note', amount: '400.00' });
		const now = await acted(id, { act: 'decline', rev: 2, text: 'Half of it, please.' }, 'olga');
		expect(now).toMatchObject({ state: 'open', terms: { concession: null } });
	});

	it('a write-off above what one person writes off is proposed; an owner too', async () => {
		const { began, acted } = await world();
		const { id } = await began(dispute);
		const give = { as: 'write-off', amount: '400.00' } as const;
		expect(await refusal(acted(id, { act: 'concede', rev: 1, ...give }, 'olga'))).toBe('409 WRITE_OFF_ABOVE_LIMIT');
		await acted(id, { act: 'propose', rev: 1, ...give }, 'olga');
		expect(await acted(id, { act: 'approve', rev: 2 }, 'omar')).toMatchObject({ state: 'conceded' });
	});

	it('a payment that arrives between proposal and approval: what is not open any more is not credited', async () => {
		const { began, acted, pay } = await world();
		const { id } = await began(dispute);
		await acted(id, { act: 'propose', rev: 1, as: 'credit-note', amount: '400.00' });
		await pay('i1', 70_000);
		expect(await refusal(acted(id, { act: 'approve', rev: 2 }, 'olga'))).toBe('409 ABOVE_BALANCE');
		await pay('i1', 30_000);
		expect(await refusal(acted(id, { act: 'approve', rev: 2 }, 'olga'))).toBe('409 ARRANGEMENT_OVER');
	});

	it('on a stale tab: told so; the same button pressed twice is done once', async () => {
		const { began, acted, history } = await world();
		const { id } = await began(dispute);
		const uphold = { act: 'uphold', rev: 1, text: 'Delivered and signed for.' } as const;
		await acted(id, uphold);
		expect(await acted(id, uphold)).toMatchObject({ state: 'upheld' });
		expect(await refusal(acted(id, { act: 'withdraw', rev: 1 }))).toBe('409 STALE');
		expect(await refusal(acted(id, uphold, 'fay'))).toBe('409 STALE');
		expect((await history(id)).map(({ event }) => event)).toEqual(['uphold', 'begin']);
	});

	it('is not stale for having been looked at meanwhile; a revision that never was is', async () => {
		const { began, acted, one, liveOn } = await world();
		const { id } = await began({ ...dispute, amount: '10.00' });
		await liveOn(15 * 24);
		const { rev, noted } = await one(id);
		expect([rev > 3, noted]).toEqual([true, ['due']]);
		// Its answer was late since.
		expect(await refusal(acted(id, { act: 'withdraw', rev: 2 }))).toBe('409 STALE');
		expect(await refusal(acted(id, { act: 'withdraw', rev: rev + 1 }))).toBe('409 STALE');
		expect(await acted(id, { act: 'withdraw', rev: 3 })).toMatchObject({ state: 'withdrawn' });
	});

	it('takes from a promise what it disputes: that is called off with it, in one save', async () => {
		const { began, one, history } = await world();
		const promised = await began(promise('800.00'));
		const beside = await began(promise('100.00'));
		await began(dispute);
		expect(await one(promised.id)).toMatchObject({ state: 'cancelled' });
		expect((await history(promised.id)).map(({ event, by }) => [event, by?.id ?? null])).toEqual([
			['disputed', null],
			['begin', 'finn'],
		]);
		expect(await one(beside.id)).toMatchObject({ state: 'open' });
	});

	it('is given to somebody else, without moving', async () => {
		const { began, acted, history } = await world();
		const { id } = await began(dispute);
		expect(await acted(id, { act: 'owner', rev: 1, owner: 'fay' })).toMatchObject({ state: 'open', owner: 'fay', rev: 2 });
		expect((await history(id))[0]).toMatchObject({ event: 'edit', from: 'open', to: 'open' });
		expect(await refusal(acted(id, { act: 'owner', rev: 2, owner: 'stranger' }))).toBe('404 NOT_FOUND');
	});
});

describe('agreed anew', () => {
	const running = { kind: 'plan', invoices: ['i1'], cut: 'equal', count: '4', first: '2026-12-01', every: 'month' };

	it('the old one gives way to the new one, both or neither, and its money is free for it', async () => {
		const { began, acted, one, all } = await world();
		const old = await began(promise('1000.00'));
		const anew = wish(promise('900.00', '2026-12-11'));
		const replace = { act: 'replace', rev: 1, anew, token: 'anew-form' } as const;
		const made = await acted(old.id, replace);
		expect(made).toMatchObject({ state: 'open', version: 2, replaces: old.id, rev: 1, terms: { minor: 90_000 } });
		expect(await one(old.id)).toMatchObject({ state: 'superseded' });
		expect((await acted(old.id, replace)).id).toBe(made.id);
		expect(await all()).toHaveLength(2);
		expect(await refusal(acted(made.id, { ...replace, anew: wish(dispute) }))).toBe('409 OTHER_KIND');
		expect(await refusal(acted(made.id, { ...replace, anew: wish(promise('1000.01')), token: 'third-form' }))).toBe('409 ABOVE_BALANCE');
		expect(await one(made.id)).toMatchObject({ state: 'open', rev: 1 });
	});

	it('a plan: approved, accepted, suspended by a dispute, and re-negotiated', async () => {
		const { began, acted, one, history } = await world();
		const plan = {
			kind: 'plan',
			invoices: ['i1'],
			cut: 'equal',
			count: '4',
			first: '2026-12-01',
			every: 'month',
			down: '100.00',
			downOn: '2026-11-25',
		};
		const { id } = await began(plan);
		expect(await refusal(acted(id, { act: 'approve', rev: 1 }))).toBe('409 OWN_APPROVAL');
		await acted(id, { act: 'approve', rev: 1 }, 'fay');
		await acted(id, { act: 'accept', rev: 2, text: 'By phone, Ms Lee.' });
		const disputed = await began(dispute);
		expect(await one(id)).toMatchObject({ state: 'suspended' });
		await acted(disputed.id, { act: 'withdraw', rev: 1 });
		const now = await one(id);
		expect(now).toMatchObject({ state: 'active' });
		const anew = wish({ ...plan, count: '2' });
		const next = await acted(id, { act: 'replace', rev: now.rev, anew, token: 'anew-form' });
		expect(next).toMatchObject({ state: 'asked', version: 2, replaces: id });
		expect(await one(id)).toMatchObject({ state: 'active' });
		await acted(next.id, { act: 'approve', rev: 1 }, 'fay');
		expect(await one(id)).toMatchObject({ state: 'active' });
		await acted(next.id, { act: 'accept', rev: 2 });
		expect([(await one(id)).state, (await one(next.id)).state]).toEqual(['superseded', 'active']);
		expect((await history(id)).map(({ event, by }) => [event, by?.id ?? null]).slice(0, 2)).toEqual([
			['replaced', null],
			['replace', 'finn'],
		]);
	});

	it('the second person says no: the old one stands, and may be agreed anew once more', async () => {
		const { began, acted, one } = await world();
		const { id } = await began(running);
		await acted(id, { act: 'approve', rev: 1 }, 'fay');
		await acted(id, { act: 'accept', rev: 2 });
		const next = await acted(id, { act: 'replace', rev: 3, anew: wish({ ...running, count: '5' }), token: 'anew-form' });
		const { rev } = await one(id);
		const again = { act: 'replace', rev, anew: wish({ ...running, count: '6' }), token: 'third-form' } as const;
		expect(await refusal(acted(id, again, 'fay'))).toBe('409 ANEW_ALREADY');
		await acted(next.id, { act: 'decline', rev: 1, text: 'Too long.' }, 'fay');
		expect([(await one(id)).state, (await one(next.id)).state]).toEqual(['active', 'declined']);
		expect(await acted(id, again, 'fay')).toMatchObject({ state: 'asked', version: 2, replaces: id });
	});

	it('two people at once agree it anew: one of them is told', async () => {
		const { began, acted, all } = await world();
		const { id } = await began(running);
		await acted(id, { act: 'approve', rev: 1 }, 'fay');
		await acted(id, { act: 'accept', rev: 2 });
		const anew = (count: string, token: string) => ({ act: 'replace', rev: 3, anew: wish({ ...running, count }), token }) as const;
		const both = [acted(id, anew('5', 'form-of-finn'), 'finn'), acted(id, anew('6', 'form-of-fay'), 'fay')];
		expect((await Promise.all(both.map(refusal))).toSorted()).toEqual(['409 STALE', 'done']);
		expect((await all()).map(({ state }) => state).toSorted()).toEqual(['active', 'asked']);
	});

	it('a settlement: what the old offer forgoes is not given up besides', async () => {
		const { began, acted, one } = await world();
		const settlement = { kind: 'settlement', invoices: ['i1'], pays: '850.00', by: '2026-12-04' };
		const { id } = await began(settlement);
		await acted(id, { act: 'approve', rev: 1 }, 'fay');
		const next = await acted(id, { act: 'replace', rev: 2, anew: wish({ ...settlement, pays: '800.00' }), token: 'anew-form' });
		await acted(next.id, { act: 'approve', rev: 1 }, 'fay');
		expect([(await one(id)).state, (await one(next.id)).state]).toEqual(['superseded', 'offered']);
	});
});

it('an insolvency ends what waits, and begins once', async () => {
	const { began, one } = await world();
	const promised = await began(promise('100.00'));
	const begun = { kind: 'insolvency', since: '2026-11-20', claimBy: '2027-01-15', reference: '12 IN 34/26' };
	await began(begun);
	expect(await one(promised.id)).toMatchObject({ state: 'cancelled' });
	expect(await refusal(began(begun))).toBe('409 ALREADY_SO');
});

it('an insolvency has the customer’s payment links closed at once; cut before that, two minutes later; and not once more every look', async () => {
	const { began, sent, lose, tended, clock, liveOn, company } = await world();
	const links = { type: 'pay.links', company };
	const begun = { kind: 'insolvency', since: '2026-11-20', claimBy: '2027-01-15', reference: '12 IN 34/26' };
	await began(begun, 'finn', 'one-form');
	expect(sent()).toEqual([links]);
	lose();
	await began(begun, 'finn', 'one-form');
	expect(sent()).toEqual([links]);
	lose();
	clock.now = later(clock.now, 2 * 60_000);
	await tended();
	expect(sent()).toEqual([links]);
	lose();
	await tended();
	expect(sent()).toEqual([]);
	await liveOn(1);
	expect(sent()).toEqual([]);
});
