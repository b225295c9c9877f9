/** What may be asked of an invoice, by which day, why not the rest, and what the record of a decision says of it. */
import { describe, expect, it } from 'vitest';
import type { Arrangement } from '../../../shared/domain/arrangements/arrangement.ts';
import { newDispute, newExtension, newInsolvency, newPause, newPlan, newPromise } from '../../../shared/domain/arrangements/ask.ts';
import { agreedOn } from '../../../shared/domain/arrangements/at-hand.ts';
import { addDays, day } from '../../../shared/domain/day.ts';
import { decide } from '../../../shared/domain/decision.ts';
import { demandedOf } from '../../../shared/domain/demand.ts';
import type { StoredDocument } from '../../../shared/domain/document.ts';
import { noExceptions } from '../../../shared/domain/exceptions.ts';
import { defaultPolicy } from '../../../shared/domain/policy.ts';
import { askingOf, byId, eur, inState, invoiceOf, knownOf, noon } from '../../support/arrangements/books.ts';

const today = day('2026-11-02');
const invoice = invoiceOf({ id: 'i1', total: 1_000 });
const other = invoiceOf({ id: 'i2', total: 500 });
const known = knownOf(today, [invoice, other]);
const of = (arrangements: readonly Arrangement[], is: StoredDocument = invoice, beside: StoredDocument = other) =>
	demandedOf(is, { arrangements, invoices: byId(is, beside) }, today);
const due = day('2026-10-31');
const soon = addDays(today, 10);
const dispute = newDispute(askingOf('d'), { invoice: 'i1', minor: 700, reason: 'price', text: '' }, known);
const promise = newPromise(askingOf('p'), { invoices: ['i1'], minor: 300, by: soon }, known);
const instalments = [
	{ due: soon, minor: 600 },
	{ due: addDays(soon, 30), minor: 900 },
];
const wishes = ['i1', 'i2'].map((each) => ({ invoice: each, minor: null }));
const plan = inState(newPlan(askingOf('n'), { wishes, instalments }, known), 'active');

describe('what may be asked', () => {
	it('of nothing agreed is all, by the due day', () => {
		expect(of([])).toEqual({ demands: [{ due, asked: 1_000 }], why: null, claims: [], rest: 'later' });
	});
	it('of a dispute is the undisputed rest', () => {
		expect(of([dispute])).toEqual({
			demands: [{ due, asked: 300 }],
			why: null,
			claims: [{ of: 'd', why: 'DISPUTED', minor: 700 }],
			rest: 'clarified',
		});
	});
	it('of nothing left is nothing, for what holds most of it', () => {
		expect(of([dispute, promise])).toMatchObject({ demands: [], why: 'DISPUTED', claims: [{ minor: 700 }, { of: 'p', minor: 300 }] });
		expect(of([promise], invoiceOf({ id: 'i1', total: 1_000, held: 700 }))).toMatchObject({ demands: [{ asked: 300 }] });
	});
	it('of a plan is each instalment, by its own day', () => {
		expect(of([plan])).toEqual({
			demands: [
				{ due: soon, asked: 600 },
				{ due: addDays(soon, 30), asked: 400 },
			],
			why: 'PLANNED',
			claims: [
				{ of: 'n', why: 'PLANNED', minor: 600, by: soon },
				{ of: 'n', why: 'PLANNED', minor: 400, by: addDays(soon, 30) },
			],
			rest: 'later',
		});
	});
	it('of a plan one of whose invoices cannot be read is nothing: nobody knows what is paid of it', () => {
		expect(of([plan], invoice, { ...other, ...invoiceOf({ id: 'i2', total: 500, doubt: true }) })).toMatchObject({
			demands: [],
			why: 'LEDGER_UNSURE',
		});
	});
	it('under a pause, or of the insolvent, is nothing, and the record names what it is', () => {
		const pause = newPause(askingOf('z'), { invoice: null, until: soon, why: '' }, known);
		expect(of([pause])).toMatchObject({ demands: [], why: 'PAUSED', claims: [{ of: 'z', why: 'PAUSED', minor: 1_000 }] });
		const insolvency = newInsolvency(askingOf('x'), { since: today, claimBy: null, reference: '' }, known);
		expect(of([dispute, insolvency])).toMatchObject({
			demands: [],
			why: 'INSOLVENT',
			claims: [{ of: 'x' }, { of: 'x', why: 'INSOLVENT' }],
		});
	});
	it('of an extension is all, by its day', () => {
		const extension = inState(newExtension(askingOf('e'), { invoices: ['i1'], to: soon }, known), 'active');
		expect(of([extension])).toMatchObject({ demands: [{ due: soon, asked: 1_000 }], why: 'EXTENDED', claims: [{ of: 'e', by: soon }] });
	});
});

describe('the record of a decision', () => {
	it('says what was agreed of each invoice once, the first few, and nothing where nothing was', () => {
		const many = Array.from({ length: 60 }, (_, n) => ({ due: addDays(today, n), minor: n === 59 ? 941 : 1 }));
		const long = inState(newPlan(askingOf('n'), { wishes: [{ invoice: 'i1', minor: null }], instalments: many }, known), 'active');
		const on = addDays(today, 20);
		const decided = (arrangements: readonly Arrangement[]) =>
			decide({
				policy: defaultPolicy,
				today: on,
				through: null,
				exceptions: noExceptions,
				since: today,
				documents: [invoice, other],
				unapplied: 0,
				freshAsOf: noon,
				plannedAt: noon,
				agreed: { arrangements, invoices: known.invoices },
			}).facts.documents;
		const facts = decided([long]);
		expect(facts.filter(({ id, out }) => id === 'i1' && out === null)).toHaveLength(20);
		expect(facts.flatMap(({ claims }) => (claims ? [claims.length] : []))).toEqual([8]);
		expect(facts.find(({ id, out }) => id === 'i1' && out === 'PLANNED')).toMatchObject({ due, stage: 21, asked: true });
		expect(decided([]).flatMap((each) => Object.keys(each))).not.toContain('claims');
	});
});

describe('arrangements by the documents at hand', () => {
	const at = (documents: readonly StoredDocument[], on = today) => ({ today: on, currency: eur, documents, unapplied: 0 });
	it('are moved on to the day, and what is paid long since is read', async () => {
		const asked: string[] = [];
		const paid = invoiceOf({ id: 'i2', total: 500, paid: [['2026-11-03', 500]] });
		const read = async (_: Arrangement, id: string) => {
			asked.push(id);
			return paid;
		};
		const agreed = await agreedOn([plan, promise], at([invoice], addDays(soon, 6)), read);
		expect([asked, agreed.arrangements.map(({ state }) => state)]).toEqual([['i2'], ['active', 'broken']]);
		// 500 of the first 600 is here.
		expect(demandedOf(invoice, { ...agreed, arrangements: agreed.arrangements.slice(0, 1) }, today).demands).toEqual([
			{ due: soon, asked: 100 },
			{ due: addDays(soon, 30), asked: 900 },
		]);
	});
	it('of another currency are none, and where there are none nothing is read', async () => {
		const never = () => Promise.reject(new Error('nothing is read'));
		expect(await agreedOn([{ ...promise, currency: 'GBP' as typeof eur }], at([]), never)).toEqual({
			arrangements: [],
			invoices: new Map(),
		});
	});
});
