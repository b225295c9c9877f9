import { describe, expect, it } from 'vitest';
import { actAnswer } from '../../shared/domain/arrangements/advance.ts';
import type { Arrangement } from '../../shared/domain/arrangements/arrangement.ts';
import { acts, arrangementEvents, arrangementKinds, statesOf } from '../../shared/domain/arrangements/kinds.ts';
import { actAsked, arrangementAsked } from '../../shared/wire/arrangement-asked.ts';
import { anewFields, askedOf, begunKinds, formFields } from '../../shared/wire/arrangement-fields.ts';
import { buttonWords, eventWords, stateWords } from '../../shared/wire/arrangement-words.ts';
import { workGroups, workOf, workWords } from '../../shared/wire/arrangement-work.ts';
import { arrangementPage } from '../../web/arrangement-page.ts';
import { arrangementsPage } from '../../web/arrangements-page.ts';
import { worklistPage } from '../../web/worklist-page.ts';
import { ann, bob, byId } from '../support/arrangements/books.ts';
import {
	arrangementsView,
	begun,
	dispute,
	disputePage,
	invoices,
	kindView,
	moved,
	pageOf,
	pause,
	plan,
	planPage,
	promise,
	proposed,
	proposedPage,
	refusedArrangementsView,
	runningPlan,
	today,
	workView,
} from './arrangement-samples.ts';
import { forms, type Sent, tags, words } from './reading.ts';

/** As a browser sends it, with what a person types over it. */
const sent = (form: Sent, typed: Readonly<Record<string, string>> = {}): Readonly<Record<string, unknown>> => {
	const fields = new URLSearchParams(form.fields.map(([name, value]): [string, string] => [name, value]));
	for (const [name, value] of Object.entries(typed)) fields.set(name, value);
	return askedOf(formFields(fields.toString()));
};
const formTo = (page: string, to: string): Sent => {
	const found = forms(page).find(({ action, buttons }) => action.endsWith(to) || buttons.some((each) => each.endsWith(to)));
	if (!found) throw new Error(`no form to ${to}`);
	return found;
};

describe('words', () => {
	it('has them for every state of every kind, every event and every act', () => {
		for (const kind of arrangementKinds) {
			for (const state of statesOf[kind]) expect(stateWords({ kind, state }).text).not.toBe('');
			for (const act of acts) expect(buttonWords(act, kind)).not.toBe('');
		}
		for (const event of arrangementEvents) expect(eventWords[event]).not.toBe('');
		for (const group of workGroups) expect(workWords[group].title).not.toBe('');
	});

	it('offers what the machine allows, and says why not the rest, in every state of every kind', () => {
		let offered = 0;
		for (const one of begun)
			for (const state of statesOf[one.kind]) {
				const arrangement = { ...one, state } as Arrangement;
				const page = pageOf(arrangement, bob, ['owner']);
				for (const { act, may, why } of page.view.acts) {
					const answer = actAnswer(arrangement, act);
					const allowed = answer !== 'stays' && !('refuses' in answer);
					if (!allowed) expect({ state, act, may, why }).toEqual({ state, act, may: false, why: expect.stringMatching(/\w/) });
					else if (act !== 'replace')
						expect({ kind: one.kind, state, act, may }).toEqual({
							kind: one.kind,
							state,
							act,
							may: one.asked.id !== 'u-bob' || act !== 'approve',
						});
					if (may) offered++;
				}
				const read = words(arrangementPage(page));
				expect(read).toContain(stateWords(arrangement).text);
				for (const { text } of page.view.acts) if (text !== 'Agree with the customer') expect(read).toContain(text);
			}
		expect(offered).toBeGreaterThan(40);
	});
	it('offers to end what is agreed only once the ledger has refused it', () => {
		const mayEnd = (noted: Arrangement['noted']): readonly (boolean | undefined)[] =>
			begun
				.filter(({ kind }) => kind === 'settlement' || kind === 'set-off')
				.map((one) => ({ ...one, state: one.kind === 'settlement' ? 'paid' : 'agreed', noted }) as Arrangement)
				.map((one) => pageOf(one, bob, ['owner']).view.acts.find(({ act }) => act === 'withdraw')?.may);
		expect([mayEnd([]), mayEnd(['rejected'])]).toEqual([
			[false, false],
			[true, true],
		]);
	});
});

describe('the arrangements of a customer', () => {
	const page = arrangementsPage(arrangementsView);

	it('says of each invoice what is open and under what, adding up', () => {
		const read = words(page);
		expect(read).toContain('Invoice INV-0107: of EUR 1,000.00, due 20 Oct 2026');
		expect(read).toContain('EUR 100.00 on its way');
		expect(read).toContain('EUR 400.00 disputed not counted for factoring');
		expect(read).toContain('EUR 500.00 chased: due since 20 Oct 2026');
		expect(read).toContain('EUR 200.00 promised, not chased up to 24 Nov 2026');
		expect(read).toContain('EUR 50.00 chased: due since 15 Nov 2026');
		expect(read).toContain('EUR 800.00 put off to 15 Jan 2027');
		expect(read).toContain('instalment of 10 Nov 2026');
		expect(read).toContain('The ledger has a newer state of it that cannot be read');
		for (const { open, slices } of arrangementsView.view.invoices)
			expect(slices.reduce((all, { amount }) => all + Math.round(Number(amount) * 100), 0)).toBe(Math.round(Number(open) * 100));
	});

	it('lists what is in force with what it does, and apart from it what is over', () => {
		const read = words(page);
		expect(read).toContain('Promise to pay: EUR 200.00 by 22 Nov 2026 of INV-0140 … waits for the money');
		expect(read).toContain('What it names is not chased, not taken by autopay, and counted for factoring.');
		expect(read.indexOf('Ended lately')).toBeGreaterThan(read.indexOf('Instalment plan: EUR 640.00 in 4 instalments'));
		expect(read.indexOf('EUR 50.00 by 16 Nov 2026')).toBeGreaterThan(read.indexOf('Ended lately'));
	});

	const typed: Readonly<Record<(typeof begunKinds)[number], Readonly<Record<string, string>>>> = {
		dispute: { text: 'Wet boxes' },
		promise: { invoices: 'inv-0152', amount: '120.50' },
		plan: { invoices: 'inv-0152' },
		extension: { invoices: 'inv-0152' },
		settlement: { invoices: 'inv-0152', pays: '100' },
		reward: { invoices: 'inv-0152', amount: '10' },
		'set-off': { bill: 'bill-77', amount: '10' },
		pause: { why: 'Away' },
		hold: { why: 'Late' },
		insolvency: { reference: 'HRB 1' },
	};

	it.each(begunKinds)('has a form for %s that sends what the API reads, with one key', (kind) => {
		const form = formTo(page, `/arrangements/${kind}`);
		const fields = sent(form, typed[kind]);
		expect(fields.token).toBe('a-random-token');
		const read = arrangementAsked.safeParse({ ...fields, kind });
		expect(read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)).toEqual([]);
		if (read.success) expect(read.data.owner).toBe('u-ann');
	});

	it('keeps what was typed, opens that form only, and says what is wrong beside the field', () => {
		const refused = arrangementsPage(refusedArrangementsView);
		const read = words(refused);
		expect(read).toContain('Something is missing. Write the amount in digits, like 12.50. Nothing was changed; what you typed is below.');
		const fields = sent(formTo(refused, '/arrangements/promise'));
		expect(fields).toMatchObject({ amount: '12O.50', by: '2026-12-01', text: 'said on the "phone"', invoices: ['inv-0152'] });
		const all = tags(refused);
		expect(all.filter(({ name, attributes }) => name === 'details' && 'open' in attributes)).toHaveLength(1);
		const wrong = all.filter(({ attributes }) => attributes['aria-invalid'] === 'true');
		expect(wrong.map(({ attributes }) => attributes.name)).toEqual(['amount']);
		const described = wrong[0]?.attributes['aria-describedby']?.split(' ') ?? [];
		const ids = new Set(all.map(({ attributes }) => attributes.id));
		expect(described.length).toBe(2);
		for (const id of described) expect(ids).toContain(id);
	});

	it('puts a refusal of the domain beside the field that it is about', () => {
		const refused = {
			form: 'settlement',
			fields: { pays: ['9999'] },
			code: 'NOTHING_GIVEN',
			title: 'That is no settlement',
			detail: 'Less!',
			errors: [],
		};
		const wrong = tags(arrangementsPage({ ...refusedArrangementsView, refused })).filter(({ attributes }) => 'aria-invalid' in attributes);
		expect(wrong.map(({ attributes }) => attributes.name)).toEqual(['pays']);
	});

	it('lets others look, with no form', () => {
		const looked = arrangementsPage({ ...arrangementsView, user: { name: 'Sal', roles: ['sales'] } });
		expect(forms(looked).filter(({ action }) => action.includes('/arrangements'))).toEqual([]);
		expect(words(looked)).toContain('needs the role owner or finance');
	});

	it('has no id twice, and opens one form at a time', () => {
		for (const shown of [page, arrangementPage(proposedPage), arrangementPage(planPage)]) {
			const ids = tags(shown).flatMap(({ attributes }) => attributes.id ?? []);
			expect(ids.length).toBe(new Set(ids).size);
		}
		const folds = tags(page).filter(({ attributes }) => attributes.name === 'begin');
		expect(folds).toHaveLength(begunKinds.length);
	});
});

describe('one arrangement', () => {
	it('shows what the customer says as text, and who did what from which state to which', () => {
		const read = words(arrangementPage(proposedPage));
		expect(read).toContain('Dispute: EUR 400.00 of INV-0107 … waits for approval');
		expect(read).toContain('The customer says: Two of five boxes came wet. They want <b>new</b> ones.');
		expect(read).toContain('Proposed to a second person: “waits for our answer” → “waits for approval”');
		expect(read).toContain('Photos are in the mail of the 19th');
		expect(read).toContain('We give up: EUR 300.00, credit note');
		expect(read).toContain('the customer, by the link mailed on 2026-11-19 (33b6465a)');
	});

	it('has no approval for who asked, and says so; a second person has', () => {
		const own = pageOf(proposed, ann, ['owner']);
		expect(own.view.acts.find(({ act }) => act === 'approve')).toEqual({
			act: 'approve',
			text: 'Approve',
			may: false,
			why: 'You asked for it, so somebody else approves it.',
		});
		expect(words(arrangementPage(own))).toContain('Approve: You asked for it, so somebody else approves it.');
		expect(proposedPage.view.acts.find(({ act }) => act === 'approve')?.may).toBe(true);
		expect(pageOf(proposed, bob, ['finance']).view.acts.find(({ act }) => act === 'approve')?.why).toContain('more than you may');
	});

	it('concedes or proposes by one form, and says how much alone', () => {
		const page = arrangementPage(disputePage);
		expect(words(page)).toContain('Alone you may give up EUR 250.00; more is proposed to a second person.');
		const form = formTo(page, '/concede');
		expect(form.buttons.map((to) => to.slice(to.lastIndexOf('/')))).toEqual(['/concede', '/propose']);
		for (const act of ['concede', 'propose'])
			expect(actAsked.safeParse({ act, ...sent(form) }).data).toMatchObject({ act, as: 'credit-note', amount: '400.00', rev: '0' });
		expect(words(arrangementPage(pageOf(dispute, bob, ['owner'])))).toContain('You may give up any amount alone.');
	});

	it.each(begun.map((each) => [each.kind, each] as const))('sends what the API reads for every act on a %s', (_, arrangement) => {
		const page = pageOf({ ...arrangement, rev: 7 }, bob, ['owner']);
		const read = arrangementPage(page);
		for (const { act, may } of page.view.acts) {
			if (!may) continue;
			const fields = sent(formTo(read, `/${act}`), { text: 'As said on the phone' });
			expect(fields.rev).toBe('7');
			const found =
				act === 'replace' ? arrangementAsked.safeParse({ kind: arrangement.kind, ...fields }) : actAsked.safeParse({ act, ...fields });
			expect(found.success ? [] : [act, found.error.issues]).toEqual([]);
		}
	});

	it('agrees anew with what was agreed filled in, where that can be', () => {
		const form = formTo(arrangementPage(planPage), '/replace');
		const fields = sent(form);
		expect(fields).toMatchObject({ cut: 'own', rev: '2', invoices: ['inv-0131'] });
		expect(fields.lines).toBe('2026-11-22 180.00\n2026-11-24 160.00\n2026-12-01 160.00');
		for (const each of begun) if (page(each).includes('/replace')) expect(anewFields(each, today, byId(...invoices))).not.toBeNull();
	});
	const page = (arrangement: Arrangement): string => arrangementPage(pageOf(arrangement, bob, ['owner']));

	it('shows what came of each instalment', () => {
		const read = words(arrangementPage(planPage));
		expect(read).toContain('1 10 Nov 2026 past EUR 160.00 EUR 20.00 2 17 Nov 2026 past EUR 160.00 EUR 160.00 3 24 Nov 2026 EUR 160.00');
		expect(read).toContain('Received so far EUR 140.00');
	});

	it('keeps what was typed with an act that was refused', () => {
		const refused = {
			form: 'concede',
			fields: { as: ['goodwill'], amount: ['300'], text: ['ok'] },
			code: 'ABOVE_AUTHORITY',
			title: 'Too much',
			detail: 'More than you may.',
			errors: [],
		};
		const shown = arrangementPage({ ...disputePage, refused });
		expect(sent(formTo(shown, '/concede'))).toMatchObject({ as: 'goodwill', amount: '300', text: 'ok' });
		expect(
			tags(shown)
				.filter(({ attributes }) => 'aria-invalid' in attributes)
				.map(({ attributes }) => attributes.name),
		).toEqual(['amount']);
	});

	it('is only looked at by others', () => {
		const looked = arrangementPage(pageOf(dispute, bob, ['auditor']));
		expect(forms(looked).filter(({ action }) => action.includes('/arrangements'))).toEqual([]);
		expect(words(looked)).toContain('This needs the role owner or finance.');
	});
});

describe('the worklist', () => {
	it('has each where somebody looks for it', () => {
		const around = { users: new Map<string, string>(), invoices: byId(...invoices) };
		const group = (arrangement: Arrangement): string | undefined => workOf(arrangement, today, around)?.group;
		expect(group(proposed)).toBe('approve');
		expect(group(plan)).toBe('approve');
		expect(group(dispute)).toBe('late');
		expect(group(promise)).toBe('today');
		expect(group({ ...promise, terms: { ...promise.terms, by: promise.terms.deadline } })).toBe('week');
		expect(group(runningPlan)).toBe('missed');
		expect(workOf(runningPlan, today, { ...around, invoices: new Map() })).toBeNull();
		expect(group(moved(plan, 'approve'))).toBe('customer');
		expect(group(pause)).toBe('ending');
		expect(workOf({ ...promise, state: 'kept' }, today, around)).toBeNull();
	});

	it('says what waits, for whom, and until when; and where there is more', () => {
		const read = words(worklistPage(workView));
		expect(read).toContain('Waits for approval: ');
		expect(read).toContain('Promised for today: ');
		expect(read).toContain('Broken lately: 1');
		expect(read).toContain('Not all were looked at here. The whole list: Promise to pay.');
		expect(words(worklistPage({ ...workView, view: { ...workView.view, groups: [], more: [] } }))).toContain('Nothing waits for anybody.');
	});

	it('lists one kind page by page', () => {
		const links = tags(worklistPage(kindView)).flatMap(({ attributes }) => attributes.href ?? []);
		expect(links).toContain('/arrangements?kind=promise&from=more');
		expect(links).toContain('/arrangements?kind=promise');
		expect(links).toContain('/arrangements');
	});
});
