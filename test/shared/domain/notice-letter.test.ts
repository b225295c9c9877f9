/** What a letter about an agreement says of sums and days: no more than may be asked for, and what is open now. */
import { beforeAll, expect, it } from 'vitest';
import { liquidLetters } from '../../../shared/adapters/letters/letters.ts';
import { day } from '../../../shared/domain/day.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import { currency } from '../../../shared/domain/money.ts';
import type { AgreedNotice } from '../../../shared/domain/notice.ts';
import { agreedBody, noticeOrder } from '../../../shared/domain/notice-letter.ts';
import type { Letters } from '../../../shared/ports/letters.ts';
import { toldViews } from '../../../shared/wire/told-view.ts';
import { memoryWorld, postingOf, type World, wish } from '../../arrangements/world.ts';
import { aCustomer, ledger } from '../adapters/dynamo/table.ts';

const plan = { kind: 'plan', invoices: ['i1'], cut: 'own', lines: '2026-11-25 500.00\n2026-12-02 500.00' };
const later = { ...plan, lines: '2026-12-10 500.00\n2026-12-20 500.00' };
const question = { kind: 'dispute', invoice: 'i1', amount: '500.00', reason: 'quality', text: 'x' };
const promise = { kind: 'promise', invoices: ['i1'], amount: '400.00', by: '2026-11-25' };

let letters: Letters;
beforeAll(async () => {
	letters = await liquidLetters();
});

const invoicesOf = async (all: World): Promise<ReadonlyMap<string, StoredDocument>> => {
	const found = await all.books.document(all.company, ledger, 'invoice', 'i1');
	return new Map(found ? [['i1', found]] : []);
};
const bodyOf = async (all: World, name: AgreedNotice, id: string) => {
	const now = { arrangements: await all.all(), invoices: await invoicesOf(all) };
	return agreedBody(name, await all.one(id), now, day(all.clock.now.slice(0, 10)));
};
const written = async (all: World, name: AgreedNotice, id: string): Promise<string> => {
	const body = await bodyOf(all, name, id);
	if (typeof body === 'string') throw new Error(body);
	const seller = { name: 'Acme Ltd', address: null, taxId: null };
	const around = { customer: { ...aCustomer('acme'), language: 'en' }, seller, timeZone: 'Europe/Madrid', asOf: all.clock.now };
	const order = noticeOrder({ currency: currency('EUR') }, body, around);
	const { subject, text } = letters.render({ ...order, payUrl: 'https://hub.example/pay/a' });
	return `${subject}\n${text}`.replaceAll('\u00a0', ' ');
};
const agreed = async (all: World, fields: Readonly<Record<string, unknown>>): Promise<string> => {
	const { id } = await all.began(fields);
	await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
	if (fields.kind === 'plan') await all.acted(id, { act: 'accept', rev: 2 }, 'fay');
	return id;
};

it('a reward names its day in its subject and text', async () => {
	const all = await memoryWorld();
	const id = await agreed(all, { kind: 'reward', invoices: ['i1'], amount: '20.00', by: '2026-11-27' });
	expect(await bodyOf(all, 'reward-offered', id)).toMatchObject({ by: '2026-11-27', amount: 2_000 });
	const text = await written(all, 'reward-offered', id);
	expect(text).toMatch(/^EUR 20\.00 credited if you pay by 27 November 2026\n/);
	expect(text).toContain('paid in full by **27 November 2026**'.replaceAll('**', ''));
});

it('a broken promise asks for what nothing else holds, and says so', async () => {
	const all = await memoryWorld();
	await all.began(question);
	const { id } = await all.began(promise);
	all.days(8);
	await all.tended();
	expect((await all.one(id)).state).toBe('broken');
	expect(await bodyOf(all, 'promise-broken', id)).toMatchObject({ lines: [{ minor: 50_000 }], open: 50_000 });
	const text = await written(all, 'promise-broken', id);
	expect(text).toContain('Total to pay: EUR 500.00');
	expect(text).not.toContain('1,000');
});

it.each([
	['all of it is disputed', { ...question, amount: '1000.00' }, 'DISPUTED'],
	['reminders about this invoice are paused', { kind: 'pause', invoices: ['i1'], until: '2027-01-15', why: 'x' }, 'PAUSED'],
] as const)('nobody is asked though a promise is broken: %s', async (_, besides, why) => {
	const all = await memoryWorld();
	const { id } = await all.began(promise);
	all.days(8);
	await all.tended();
	await all.began(besides);
	expect(await bodyOf(all, 'promise-broken', id)).toBe(why);
});

it('a missed plan that is being agreed anew asks for nothing', async () => {
	const all = await memoryWorld();
	const id = await agreed(all, plan);
	all.days(12);
	const { rev } = await all.one(id);
	const two = await all.acted(id, { act: 'replace', rev, anew: wish(later), token: 'token-12345678' }, 'finn');
	await all.acted(two.id, { act: 'approve', rev: two.rev }, 'fay');
	all.days(2);
	await all.tended();
	expect([(await all.one(id)).state, (await all.one(two.id)).state]).toEqual(['defaulted', 'offered']);
	expect(await bodyOf(all, 'plan-missed', id)).toBe('PLANNED');
});

it('a plan that ends says what is to be paid, without what is disputed', async () => {
	const all = await memoryWorld([{ id: 'i2', open: 50_000 }]);
	const id = await agreed(all, later);
	await all.acted(id, { act: 'withdraw', rev: (await all.one(id)).rev, text: 'x' }, 'fay');
	await all.began(question);
	expect(await bodyOf(all, 'plan-ended', id)).toMatchObject({ lines: [{ minor: 50_000 }], open: 50_000 });
});

it('a later day that is agreed lists what is open now', async () => {
	const all = await memoryWorld();
	const { id } = await all.began({ kind: 'extension', invoices: ['i1'], to: '2026-12-24' });
	await all.pay('i1', 30_000);
	await all.acted(id, { act: 'approve', rev: 1 }, 'fay');
	expect(await bodyOf(all, 'extension-agreed', id)).toMatchObject({ lines: [{ minor: 70_000 }] });
});

it('instalments that go on add up to what is owed: what was credited is cut from the end, what was paid from the beginning', async () => {
	const all = await memoryWorld();
	const id = await agreed(all, later);
	const { id: asked } = await all.began({ ...question, amount: '300.00' });
	await all.acted(asked, { act: 'concede', rev: (await all.one(asked)).rev, as: 'credit-note', amount: '300.00' }, 'olga');
	await all.drain();
	await all.write(await postingOf(all, asked));
	all.read();
	await all.drain();
	expect((await all.one(id)).state).toBe('active');
	const shown = async () => {
		const body = await bodyOf(all, 'plan-resumed', id);
		if (typeof body === 'string') throw new Error(body);
		const [told] = toldViews([await all.one(id)], new Map(), 'p', all.clock.now, await invoicesOf(all));
		const sums = body.instalments.map(({ due, minor }) => `${due} ${minor}`);
		expect(body).toMatchObject({ amount: body.open });
		expect(told?.instalments.map(({ due, minor }) => `${due} ${minor}`) ?? sums).toEqual(sums);
		return sums;
	};
	expect(await shown()).toEqual(['2026-12-10 50000', '2026-12-20 20000']);
	await all.pay('i1', 10_000);
	expect(await shown()).toEqual(['2026-12-10 40000', '2026-12-20 20000']);
	await all.pay('i1', 45_000);
	expect(await shown()).toEqual(['2026-12-20 15000']);
});
