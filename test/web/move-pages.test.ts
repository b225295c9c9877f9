/** Pages about a ledger that two companies want: each side is told what it may know and what it can do, and no more. */
import { describe, expect, it } from 'vitest';
import { hubPage } from '../../web/hub-page.ts';
import { movePage } from '../../web/move-page.ts';
import { moveAsked, moveBusy, moveDemanded, moveOver, moves, moveWaits } from './move-samples.ts';
import { firstRun, healthy } from './samples.ts';

const finance = { name: 'Fred', roles: ['finance'] } as const;
const sales = { name: 'Sal', roles: ['sales'] } as const;

describe('the hub', () => {
	it('says above all that somebody waits for an answer, and where it is given', () => {
		const html = hubPage({ ...healthy, moves: { asks: [], demands: moves.demands } });
		expect(html).toContain('asks for');
		expect(html).toContain('See what it means and answer');
		expect(hubPage({ ...healthy, user: finance, moves })).not.toContain('See what it means and answer');
	});

	it('shows what was asked for, also to a company that has no ledger yet', () => {
		for (const view of [healthy, firstRun]) {
			const html = hubPage({ ...view, moves });
			for (const words of [
				'Its owner was asked',
				'Waits for your owner',
				'Refused',
				'Void',
				'Not answered',
				'10:00</time>. Nothing was read',
				'on 23 Nov',
			])
				expect(html).toContain(words);
		}
		expect(hubPage(healthy)).not.toContain('Asked for, and connected by another company');
	});

	it('offers each what their role may: an owner all, finance to take back, others nothing', () => {
		const forms = (roles: readonly string[]): readonly string[] =>
			[...hubPage({ ...healthy, user: { name: 'x', roles }, moves }).matchAll(/\/moves\/[^/"]+\/(\w+)"/g)].map(([, verb]) => verb ?? '');
		expect(forms(['owner'])).toEqual(['withdraw', 'confirm', 'withdraw']);
		expect(forms(['finance'])).toEqual(['withdraw', 'withdraw']);
		expect(forms(['sales'])).toEqual([]);
	});
});

describe('the page of a request', () => {
	it('tells its owner who asks and what becomes of each thing, before the button', () => {
		const html = movePage(moveDemanded);
		const told = [
			'Reading',
			'Planned reminders',
			'Pay links',
			'Payments being made',
			'being booked',
			'Exports',
			'Your permission',
			'2\u00a0payments',
		];
		for (const words of told) expect(html).toContain(words);
		expect(html.indexOf('What becomes of it')).toBeLessThan(html.indexOf('Yes, give it to them'));
	});

	it('has no button for whoever is no owner, nor once it is over; and says when something is on its way', () => {
		for (const view of [moveWaits, moveOver, { ...moveDemanded, user: sales }])
			expect(movePage(view)).not.toContain('Yes, give it to them');
		expect(movePage(moveBusy)).toContain('3\u00a0payments or postings are on the way');
		expect(movePage(moveOver)).toContain('taken it back');
		expect(movePage(moveAsked)).toContain('Yes, ask for it');
	});
});
