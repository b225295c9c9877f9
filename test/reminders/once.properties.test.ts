/** Whatever the order, the copies, the losses and the cuts: each candidate ends once, and a customer gets at most one mail for each stage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type Day, day, dayIn } from '../../shared/domain/day.ts';
import type { StoredDocument } from '../../shared/domain/document.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { defaultPolicy } from '../../shared/domain/policy.ts';
import { anInvoice, at, version, who } from '../shared/adapters/dynamo/table.ts';
import { Model } from './model.ts';
import { type Answer, isFinal } from './rig.ts';

const start = day('2026-11-22');
const stored = (id: string, customer: string, due: Day, open: number, v = 1): StoredDocument => ({
	...anInvoice({ id, customer: who(customer), due, open, version: version(v) }),
	rev: v,
	seen: at,
	saved: at,
	held: 0,
});

type Act =
	| { readonly do: 'deliver' | 'copy' | 'drop'; readonly n: number; readonly cut: number | null; readonly side: 'before' | 'after' }
	| { readonly do: 'hear' | 'hear-twice'; readonly n: number }
	| { readonly do: 'pass'; readonly n: number }
	| { readonly do: 'sweep' | 'empty' | 'stop' | 'go' }
	| { readonly do: 'pay' | 'hold' | 'free'; readonly n: number };

const act: fc.Arbitrary<Act> = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			do: fc.constantFrom('deliver', 'deliver', 'deliver', 'copy', 'drop'),
			n: fc.nat(20),
			cut: fc.option(fc.integer({ min: 1, max: 25 }), { freq: 2 }),
			side: fc.constantFrom('before', 'after'),
		}),
	},
	{ weight: 2, arbitrary: fc.record({ do: fc.constantFrom('hear', 'hear-twice'), n: fc.nat(5) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), n: fc.constantFrom(1, 2, 5, 16, 65, 60 * 24) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constantFrom('sweep', 'sweep', 'sweep', 'empty', 'stop', 'go') }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('pay' as const), n: fc.nat(3) }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constantFrom('hold', 'hold', 'free'), n: fc.nat(3) }) },
);
const answer = fc.constantFrom<Answer>('ok', 'ok', 'ok', 'lost-sent', 'lost-unsent', 'lost-unsent', 'throttled', 'refused');

const play = async (model: Model, { acts }: { readonly acts: readonly Act[] }): Promise<number> => {
	let cuts = 0;
	const cutting = async (cut: number | null, side: 'before' | 'after', work: () => Promise<unknown>): Promise<boolean> => {
		if (cut !== null) model.cut = { at: model.calls + cut, side };
		const died = await model.survives(work);
		cuts += died ? 1 : 0;
		return died;
	};
	for (const each of acts) {
		if (each.do === 'deliver' || each.do === 'copy' || each.do === 'drop') {
			const message = model.queue[each.n % Math.max(1, model.queue.length)];
			if (!message) continue;
			const died = each.do === 'drop' ? false : await cutting(each.cut, each.side, () => model.deliver(message));
			// A message whose worker died comes again; a copy leaves the message itself.
			if (!died && each.do !== 'copy') model.queue.splice(model.queue.indexOf(message), 1);
		} else if (each.do === 'hear' || each.do === 'hear-twice') {
			const body = model.events[each.n % Math.max(1, model.events.length)];
			if (body === undefined || model.withheld) continue;
			await model.hear(body);
			if (each.do === 'hear') model.events.splice(model.events.indexOf(body), 1);
		} else if (each.do === 'pass') model.pass(each.n);
		else if (each.do === 'sweep') await model.sweep();
		else if (each.do === 'empty') model.queue.length = 0;
		else if (each.do === 'pay') {
			const invoice = [...model.documents.values()][each.n];
			if (invoice) model.documents.set(invoice.id, { ...invoice, open: 0, state: 'closed', rev: invoice.rev + 1 });
		} else if (each.do === 'hold' || each.do === 'free') {
			const invoice = [...model.documents.values()][each.n];
			if (invoice) model.documents.set(invoice.id, { ...invoice, held: each.do === 'hold' ? invoice.open : 0, rev: invoice.rev + 1 });
		} else model.stopped = each.do === 'stop';
	}
	return cuts;
};

const invoices = fc.array(fc.record({ customer: fc.constantFrom('a', 'b'), due: fc.integer({ min: -40, max: 8 }) }), {
	minLength: 1,
	maxLength: 4,
});
const stageDays = (due: Day, from: Day, to: Day): Day[] =>
	defaultPolicy.stages.map((stage) => addDays(due, stage.day)).filter((on) => on > from && on <= to);

/** The last stage that came for it was mailed, or is a person's. */
const isTold = (mails: readonly Mailing[], { id, due, customer }: { id: string; due: Day; customer: string }, today: Day): boolean => {
	const last = defaultPolicy.stages.findLast(({ day }) => day >= 0 && addDays(due, day) <= today);
	if (!last || last.by === 'person') return true;
	return mails.some((mail) => {
		if (mail.customer !== customer || mail.day < addDays(due, last.day)) return false;
		if (mail.reasons.includes('NEEDS_PERSON')) return true;
		const told = mail.facts?.documents.find((each) => each.id === id);
		return (mail.state === 'sent' || mail.state === 'unknown') && told?.stage === last.day && told.out === null;
	});
};

describe('one reminder, once', () => {
	let cut = 0;
	let unknown = 0;
	let mailed = 0;
	let listed = 0;
	const world = (given: readonly { readonly customer: string; readonly due: number }[]): Model => {
		const model = new Model();
		for (const [i, each] of given.entries()) model.documents.set(`i${i}`, stored(`i${i}`, each.customer, addDays(start, each.due), 1_000));
		return model;
	};

	it('each candidate ends sent, suppressed or unknown; nothing is taken twice; nobody gets more mails than stages', async () => {
		await fc.assert(
			fc.asyncProperty(
				invoices,
				fc.array(act, { minLength: 10, maxLength: 80 }),
				fc.array(answer, { minLength: 3, maxLength: 12 }),
				fc.boolean(),
				async (given, acts, answers, withheld) => {
					const model = world(given);
					model.answers = [...answers];
					model.withheld = withheld;
					cut += await play(model, { acts });
					model.answers = [];
					model.stopped = false;
					await model.calm(3 * 60);
					listed += model.customers.filter((customer) => model.exceptionsOf(customer).length > 0).length;
					// Every payment that is on its way fails.
					for (const invoice of model.documents.values()) model.documents.set(invoice.id, { ...invoice, held: 0 });
					// Over midnight, for what is left of the day before, and another three hours.
					model.pass(24 * 60);
					await model.calm(3 * 60);
					const mails = [...model.mails.values()];
					expect(mails.filter((each) => !isFinal(each)).map(({ id, state, reasons, wake }) => [id, state, reasons, wake])).toEqual([]);
					expect([...model.taken].filter(([, count]) => count > 1)).toEqual([]);
					expect(model.codes).not.toContain('MAIL_DOUBLED');
					for (const mail of mails) {
						const taken = model.taken.has(mail.id);
						if (mail.state === 'suppressed') expect([mail.id, taken]).toEqual([mail.id, false]);
						if (mail.state === 'sent') expect([mail.id, taken]).toEqual([mail.id, true]);
						if (mail.state === 'unknown') {
							unknown += 1;
							expect(taken && !withheld).toBe(false);
						}
					}
					// No stage of an invoice is in two mails.
					const told = mails
						.filter(({ id }) => model.taken.has(id))
						.flatMap(({ facts }) => facts?.documents ?? [])
						.flatMap(({ id, stage, out }) => (stage === null || out !== null ? [] : [`${id} ${stage}`]));
					expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
					const today = dayIn('UTC', model.now);
					expect(model.customers.flatMap((customer) => model.exceptionsOf(customer))).toEqual([]);
					for (const { id, due, open, customer } of model.documents.values())
						if (due && open > 0) expect([id, isTold(mails, { id, due, customer }, today)]).toEqual([id, true]);
					for (const customer of model.customers) {
						const count = mails.filter((each) => each.customer === customer && model.taken.has(each.id)).length;
						mailed += count;
						const stages = new Set(
							[...model.documents.values()]
								.filter((each) => each.customer === customer)
								.flatMap(({ due }) => (due ? stageDays(due, start, today) : [])),
						);
						const holds = acts.filter((each) => each.do === 'hold' && model.documents.get(`i${each.n}`)?.customer === customer).length;
						// One for each day on which a stage came, one for all that had come before, and one for what was left out of those.
						expect(count).toBeLessThanOrEqual(stages.size + 1 + holds);
					}
				},
			),
			{ numRuns: 600 },
		);
		console.info(`${cut} cuts, ${mailed} mails, ${unknown} unknown, ${listed} lists of what was left out`);
		expect([cut, unknown, mailed, listed].every((each) => each > 0)).toBe(true);
	}, 120_000);

	it('an outage of k days is at most one mail, at the stage that is right then', async () => {
		await fc.assert(
			fc.asyncProperty(invoices, fc.integer({ min: 1, max: 60 }), async (given, days) => {
				const model = world(given);
				await model.calm(60);
				const before = new Set(model.taken.keys());
				model.pass(days * 24 * 60);
				await model.calm(60);
				for (const customer of model.customers) {
					const after = [...model.taken.keys()].filter((id) => !before.has(id) && id.endsWith(customer));
					expect(after.length).toBeLessThanOrEqual(1);
					for (const id of after) {
						const mail = model.mails.get(id);
						expect(mail?.day).toBe(dayIn('UTC', model.now));
						const late = mail?.facts?.documents.flatMap(({ due, out }) => (out === null ? [due] : [])) ?? [];
						// No notice before the due day of what is due, and nothing that is a person's.
						if (mail?.stage?.tone === 'before') for (const due of late) expect(due > mail.day).toBe(true);
						expect(mail?.stage?.tone).not.toBe('final');
					}
				}
			}),
			{ numRuns: 200 },
		);
	}, 60_000);
});
