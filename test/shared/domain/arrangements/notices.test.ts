/** Every move that the customer is told of has a letter, or a reason why it has none. */
import { describe, expect, it } from 'vitest';
import type { Arrangement } from '../../../../shared/domain/arrangements/arrangement.ts';
import type { ArrangementChange } from '../../../../shared/domain/arrangements/change.ts';
import { arrangementEvents, arrangementKinds } from '../../../../shared/domain/arrangements/kinds.ts';
import { machine } from '../../../../shared/domain/arrangements/machine.ts';
import { noticeNameOf, noticeOf, stillTrue } from '../../../../shared/domain/arrangements/notices.ts';
import { instant } from '../../../../shared/domain/day.ts';
import { agreedNotices } from '../../../../shared/domain/notice.ts';

const at = instant('2026-11-23T10:00:00Z');
const arrangement = (over: object): Arrangement =>
	({ id: 'a', at, by: { id: 'finn', name: 'Finn', side: 'company' }, parts: [], ...over }) as unknown as Arrangement;
const change = (over: object, after: Arrangement): ArrangementChange =>
	({ at, by: null, from: null, does: ['tell'], text: null, before: null, after, to: after.state, ...over }) as unknown as ArrangementChange;

/** Kinds of which a person tells, or that nobody can begin yet. */
const untold: readonly string[] = ['hold', 'mandate'];

describe('what the customer is told', () => {
	const told = arrangementKinds.flatMap((kind) =>
		Object.entries(machine[kind]).flatMap(([from, row]) =>
			arrangementEvents.flatMap((event) => {
				const answer = row[event];
				if (answer === 'stays' || 'refuses' in answer || !answer.does.includes('tell')) return [];
				return [{ kind, from, event, to: answer.to }];
			}),
		),
	);

	it.each(told)('$kind: $from → $to by $event', ({ kind, from, event, to }) => {
		const after = (side: string) => arrangement({ kind, state: to, by: { id: 'x', name: 'X', side } });
		const [mine, theirs] = ['company', 'customer'].map((side) => noticeNameOf(change({ event, from }, after(side ?? ''))));
		if (untold.includes(kind)) return expect([mine, theirs]).toEqual([null, null]);
		// Of what a colleague asked for, a no is the colleague's to tell.
		if (to === 'declined') return expect([mine, theirs]).toEqual([null, 'declined']);
		expect(mine).not.toBeNull();
		expect(theirs).toBe(mine);
	});

	it('is each letter of ours, and those for what begins', () => {
		const names = told.map(({ kind, from, event, to }) =>
			noticeNameOf(change({ event, from }, arrangement({ kind, state: to, by: { id: 'x', name: 'X', side: 'customer' } }))),
		);
		const begun = (kind: string, state: string, side: string) =>
			noticeNameOf(change({ event: 'begin', does: [] }, arrangement({ kind, state, by: { id: 'x', name: 'X', side } })));
		expect(begun('dispute', 'open', 'company')).toBe('dispute-received');
		expect(begun('promise', 'open', 'customer')).toBe('promise-noted');
		expect(begun('plan', 'asked', 'company')).toBeNull();
		expect(begun('plan', 'asked', 'customer')).toBe('proposal-received');
		expect(begun('pause', 'active', 'company')).toBeNull();
		expect(begun('insolvency', 'active', 'company')).toBeNull();
		expect(begun('mandate', 'asked', 'customer')).toBeNull();
		const all = new Set([...names, 'dispute-received', 'promise-noted', 'proposal-received']);
		expect(agreedNotices.filter((name) => !all.has(name))).toEqual([]);
	});

	it('is not told of what only followed, or was edited', () => {
		expect(noticeNameOf(change({ event: 'edit', does: [] }, arrangement({ kind: 'dispute', state: 'open' })))).toBeNull();
		expect(noticeNameOf(change({ event: 'paid', from: 'open', does: [] }, arrangement({ kind: 'promise', state: 'kept' })))).toBeNull();
	});
});

describe('whether it is still true', () => {
	const plan = arrangement({ kind: 'plan', state: 'active', since: at });
	const notice = noticeOf(change({ event: 'accept', from: 'offered' }, plan));

	it('goes by the state it came into then', () => {
		if (!notice) throw new Error('a plan that is agreed is told');
		expect(stillTrue(notice, plan)).toBe(true);
		expect(stillTrue(notice, arrangement({ kind: 'plan', state: 'suspended', since: at }))).toBe(false);
		// It was suspended in between: another letter tells that it goes on.
		expect(stillTrue(notice, arrangement({ kind: 'plan', state: 'active', since: instant('2026-11-23T11:00:00Z') }))).toBe(false);
	});

	it('a question is one until it is answered', () => {
		const open = arrangement({ kind: 'dispute', state: 'open' });
		const received = noticeOf(change({ event: 'begin', does: [] }, open));
		if (!received) throw new Error('a question is acknowledged');
		const states = ['open', 'proposed', 'conceded', 'resolved', 'upheld', 'withdrawn', 'moot'] as const;
		expect(states.filter((state) => stillTrue(received, arrangement({ kind: 'dispute', state, since: at })))).toEqual([
			'open',
			'proposed',
			'conceded',
		]);
	});
});
