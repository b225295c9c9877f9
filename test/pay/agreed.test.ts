/** What was agreed with a customer stands in nobody's way who wants to pay; an insolvent one pays nothing here. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dynamoArrangements } from '../../shared/adapters/dynamo/arrangements.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { newDispute, newInsolvency, newPromise } from '../../shared/domain/arrangements/ask.ts';
import { noHolidays } from '../../shared/domain/business-days.ts';
import { addDays, day } from '../../shared/domain/day.ts';
import type { Arrangements } from '../../shared/ports/arrangements.ts';
import { anInvoice, ledger } from '../shared/adapters/dynamo/table.ts';
import { ann } from '../support/arrangements/books.ts';
import { company, customer, type Rig, startRig } from './rig.ts';
import { Visitor } from './visitor.ts';

let rig: Rig;
let arrangements: Arrangements;
beforeAll(async () => {
	rig = await startRig();
	arrangements = dynamoArrangements(rig.bench.open());
	await rig.connect({});
	await rig.saveCustomer({});
	await rig.save(anInvoice({ id: 'a', open: 10_000, total: 10_000 }));
});
afterAll(() => rig.close());

const asking = (id: string) => ({ company, customer, ledger, id, by: ann, at: rig.now(), owner: null });
const known = async () => {
	const invoice = await rig.document('a');
	if (!invoice) throw new Error('no invoice');
	return {
		today: day(rig.now().slice(0, 10)),
		holidays: noHolidays,
		invoices: new Map([['a', invoice]]),
		arrangements: await arrangements.current(company, customer),
		unapplied: 0,
		replaces: null,
	};
};
const begins = async (after: Arrangement): Promise<void> => {
	const change = {
		at: rig.now(),
		by: ann,
		event: 'begin' as const,
		from: null,
		to: after.state,
		does: [],
		text: null,
		before: null,
		after,
	};
	expect(await arrangements.save([change])).toBe('saved');
};

it('what is disputed is shown as that, and all of it may be paid, what was promised too', async () => {
	await begins(newDispute(asking('d'), { invoice: 'a', minor: 4_000, reason: 'price', text: '' }, await known()));
	const { today } = await known();
	await begins(newPromise(asking('p'), { invoices: ['a'], minor: 3_000, by: addDays(today, 5) }, await known()));
	const visitor = new Visitor(rig.origin);
	const page = await visitor.open(await rig.link());
	expect(page.status).toBe(200);
	expect(page.html).toContain('EUR\u00a040.00 of it is disputed: we are clarifying that.');
	const sent = await visitor.send(Visitor.form(page, 'all'));
	expect(sent.status).toBe(303);
	expect((await rig.document('a'))?.held).toBe(10_000);
	for (const checkout of await rig.payments.liveCheckouts(company, customer)) await rig.payments.release(checkout, 'closed');
});

it('who is insolvent is told whom to speak with, and no form is taken, also one that was opened before', async () => {
	const visitor = new Visitor(rig.origin);
	const before = await visitor.open(await rig.link());
	const { today } = await known();
	await begins(newInsolvency(asking('x'), { since: today, claimBy: null, reference: '12 IN 34/26' }, await known()));
	const sent = await visitor.send(Visitor.form(before, 'all'));
	expect([sent.status, sent.to]).toEqual([409, null]);
	for (const language of ['en', 'es', 'ru']) {
		const page = await new Visitor(rig.origin, language).open(await rig.link());
		expect([page.status, /<form/.test(page.html)]).toEqual([409, false]);
		// The link may be somebody else's: it says nothing of why.
		expect(page.html).not.toMatch(/insolv|банкрот/i);
	}
	expect(sent.html).toContain('Please contact the sender');
	expect(await rig.payments.liveCheckouts(company, customer)).toEqual([]);
	expect((await rig.document('a'))?.held).toBe(0);
});
