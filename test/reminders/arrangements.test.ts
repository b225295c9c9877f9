/** What was agreed with a customer, day by day: what is chased meanwhile, and when and at which stage the rest resumes. Nobody tells the station anything. */
import { describe, expect, it } from 'vitest';
import { newDispute, newExtension, newInsolvency, newPause, newPlan, newPromise } from '../../shared/domain/arrangements/ask.ts';
import { day } from '../../shared/domain/day.ts';
import { customer, Days, owed } from '../support/arrangements/reminded.ts';

describe('a promise', () => {
	it('broken over a weekend and a holiday: nothing until its grace is over, then one mail, at the stage that is right that day', async () => {
		// Due on Monday 9 November: +10 on the 19th, +21 on Monday the 30th.
		const days = new Days('2026-11-18', owed('i1', '2026-11-09', 1_000));
		await days.until('2026-11-20');
		// On Friday: by next Friday, and Monday the 30th is a holiday, so its grace lasts until Wednesday.
		const holidays = new Set([day('2026-11-30')]);
		days.agree(newPromise(days.asking('p'), { invoices: ['i1'], minor: 1_000, by: day('2026-11-27') }, days.known({ holidays })));
		await days.until('2026-12-02');
		expect(days.told).toEqual(['2026-11-19 reminder 1000: i1 by 2026-11-09']);
		expect(days.outcomes).toEqual(['sent', 'suppressed PROMISED × 3']);
		await days.until('2026-12-13');
		expect(days.told.slice(1)).toEqual(['2026-12-03 firm 1000: i1 by 2026-11-09']);
		// The final notice is a person's.
		await days.until('2026-12-20');
		expect(days.outcomes).toEqual(['sent', 'suppressed PROMISED × 3', 'sent', 'suppressed NEEDS_PERSON']);
	});

	it('of a part: the rest is asked for, and the record says what was promised', async () => {
		const days = new Days('2026-11-18', owed('i1', '2026-11-09', 1_000));
		const promise = days.agree(newPromise(days.asking('p'), { invoices: ['i1'], minor: 400, by: day('2026-11-27') }, days.known()));
		await days.until('2026-11-19');
		expect(days.told).toEqual(['2026-11-19 reminder 600: i1 by 2026-11-09']);
		expect(days.of('2026-11-19')?.facts?.documents).toMatchObject([
			{ id: 'i1', open: 1_000, claims: [{ of: promise.id, why: 'PROMISED', minor: 400 }] },
		]);
	});
});

describe('a dispute', () => {
	it('upheld after 20 days: asked about each day meanwhile, told once then', async () => {
		const days = new Days('2026-11-21', owed('i1', '2026-11-19', 1_000));
		const dispute = days.agree(newDispute(days.asking('d'), { invoice: 'i1', minor: null, reason: 'quality', text: '' }, days.known()));
		await days.until('2026-12-11');
		expect(days.told).toEqual([]);
		days.becomes(dispute, 'upheld');
		await days.until('2026-12-20');
		expect(days.outcomes).toEqual(['suppressed DISPUTED × 20', 'sent']);
		expect(days.told).toEqual(['2026-12-12 firm 1000: i1 by 2026-11-19']);
	});

	it('of one invoice holds up no other, and when it ends nobody hears of the others again', async () => {
		const days = new Days('2026-11-21', owed('i1', '2026-11-12', 1_000), owed('i2', '2026-11-19', 500));
		const dispute = days.agree(newDispute(days.asking('d'), { invoice: 'i1', minor: null, reason: 'price', text: '' }, days.known()));
		await days.until('2026-11-22');
		expect(days.told).toEqual(['2026-11-22 soft 500: i2 by 2026-11-19']);
		await days.until('2026-11-24');
		days.becomes(dispute, 'withdrawn');
		await days.until('2026-11-28');
		// i1 is at its +10; i2 is named beside it and has no stage of its own.
		expect(days.told.slice(1)).toEqual(['2026-11-25 reminder 1500: i1 by 2026-11-12, i2 by 2026-11-19']);
		expect(days.model.exceptionsOf(customer)).toEqual([]);
	});
});

describe('an instalment plan', () => {
	const instalments = [
		{ due: day('2026-12-01'), minor: 300 },
		{ due: day('2026-12-15'), minor: 300 },
		{ due: day('2027-01-12'), minor: 300 },
	];

	it('with instalments before the due day: each is chased by its own day, less what was paid, and nothing by the due day', async () => {
		const days = new Days('2026-11-23', owed('i1', '2026-12-31', 900));
		const plan = newPlan(days.asking('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments }, days.known());
		days.agree({ ...plan, state: 'active' });
		await days.until('2026-11-29');
		expect(days.told).toEqual(['2026-11-26 before 300: i1 by 2026-12-01']);
		days.pays('i1', 200);
		await days.until('2026-12-09');
		expect(days.told.slice(1)).toEqual(['2026-12-04 soft 100: i1 by 2026-12-01']);
		days.pays('i1', 100);
		await days.until('2026-12-14');
		expect(days.told.slice(2)).toEqual(['2026-12-10 before 300: i1 by 2026-12-15']);
		days.pays('i1', 300);
		// Five days before the due day in the ledger, and three after it: nothing, since the last instalment is due in January.
		await days.until('2027-01-06');
		expect(days.told.slice(3)).toEqual([]);
		await days.until('2027-01-16');
		expect(days.told.slice(3)).toEqual(['2027-01-07 before 300: i1 by 2027-01-12', '2027-01-15 soft 300: i1 by 2027-01-12']);
	});

	it('that something holds up beside mails about others: what came meanwhile is told once, when nothing holds it any more', async () => {
		const days = new Days('2026-11-27', owed('i1', '2026-12-31', 900), owed('i2', '2026-12-01', 500));
		const plan = newPlan(days.asking('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments }, days.known());
		days.agree({ ...plan, state: 'active' });
		days.agree(newPause(days.asking('z'), { invoice: 'i1', until: day('2026-12-11'), why: '' }, days.known()));
		await days.until('2026-12-11');
		expect(days.told).toEqual([
			'2026-11-28 before 500: i2 by 2026-12-01',
			'2026-12-04 soft 500: i2 by 2026-12-01',
			'2026-12-11 reminder 500: i2 by 2026-12-01',
		]);
		await days.until('2026-12-17');
		// The first instalment is at its +10; of the second the notice before it is over.
		expect(days.told.slice(3)).toEqual(['2026-12-12 reminder 800: i1 by 2026-12-01, i2 by 2026-12-01']);
	});

	it('that is off: the invoice is chased by its due day again, at the stage of that day', async () => {
		// Due on 19 November: +3 on the 22nd, +10 on the 29th, +21 on 10 December.
		const days = new Days('2026-11-21', owed('i1', '2026-11-19', 900));
		await days.until('2026-11-22');
		const plan = newPlan(days.asking('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments }, days.known());
		days.agree({ ...plan, state: 'active' });
		await days.until('2026-12-18');
		expect(days.told).toEqual([
			'2026-11-22 soft 900: i1 by 2026-11-19',
			'2026-11-26 before 300: i1 by 2026-12-01',
			'2026-12-04 soft 300: i1 by 2026-12-01',
			'2026-12-10 before 300: i1 by 2026-12-15',
			'2026-12-11 reminder 300: i1 by 2026-12-01',
			'2026-12-18 soft 600: i1 by 2026-12-01, i1 by 2026-12-15',
		]);
		// Two are missed with their grace: it is off by itself, though nobody has written that down yet.
		await days.until('2026-12-23');
		expect(days.told.slice(6)).toEqual(['2026-12-19 firm 900: i1 by 2026-11-19']);
	});
});

describe('an extension', () => {
	it('moves every stage to its own day, each once; cancelled, the due day counts again', async () => {
		const days = new Days('2026-11-21', owed('i1', '2026-11-12', 1_000), owed('i2', '2026-12-03', 500));
		const extension = newExtension(days.asking('e'), { invoices: ['i1'], to: day('2026-12-10') }, days.known());
		days.agree({ ...extension, state: 'active' });
		await days.until('2026-12-23');
		expect(days.told).toEqual([
			'2026-11-28 before 500: i2 by 2026-12-03',
			'2026-12-05 before 1000: i1 by 2026-12-10',
			'2026-12-06 soft 500: i2 by 2026-12-03',
			'2026-12-13 reminder 1500: i2 by 2026-12-03, i1 by 2026-12-10',
			'2026-12-20 reminder 1500: i2 by 2026-12-03, i1 by 2026-12-10',
		]);
		// 42 days after its due day the final notice is right: a person's.
		days.becomes({ ...extension, state: 'active' }, 'cancelled');
		await days.until('2026-12-24');
		expect(days.of('2026-12-24')?.reasons).toEqual(['NEEDS_PERSON']);
	});
});

describe('a pause', () => {
	it('of the customer until a day: the day after, one mail', async () => {
		const days = new Days('2026-11-21', owed('i1', '2026-11-19', 1_000), owed('i2', '2026-11-25', 200));
		days.agree(newPause(days.asking('z'), { invoice: null, until: day('2026-12-01'), why: 'on holiday' }, days.known()));
		await days.until('2026-12-01');
		expect([days.told, days.outcomes]).toEqual([[], ['suppressed PAUSED × 10']]);
		await days.until('2026-12-04');
		expect(days.told).toEqual(['2026-12-02 reminder 1200: i1 by 2026-11-19, i2 by 2026-11-25']);
	});
});

describe('insolvency', () => {
	it('stops a mail that waits already, at once, and all that would follow', async () => {
		const days = new Days('2026-11-22', owed('i1', '2026-11-19', 1_000));
		await days.model.sweep();
		const plan = days.model.queue.shift();
		if (plan) await days.model.deliver(plan);
		expect(days.outcomes).toEqual(['planned']);
		days.agree(newInsolvency(days.asking('x'), { since: day('2026-11-20'), claimBy: null, reference: '12 IN 34/26' }, days.known()));
		days.model.pass(1);
		await days.model.calm(20);
		await days.until('2026-12-01');
		expect([days.told, days.outcomes]).toEqual([[], ['suppressed INSOLVENT × 10']]);
	});
});
