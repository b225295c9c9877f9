/** Ledgers that two companies want, as a real day has them: asked, waiting for an own owner, refused; and the page that answers. */
import { day } from '../../shared/domain/day.ts';
import type { AskView, DemandView, MovesView } from '../../shared/wire/move-view.ts';
import type { MovePageView } from '../../web/move-page.ts';
import { user } from './samples.ts';

const today = day('2026-11-22');
const timeZone = 'Europe/London';
const at = { askedAt: '2026-11-22T09:12:00.000Z', expiresAt: '2026-11-29T09:12:00.000Z', endedAt: null };
const xero = 'xero-3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10';
const quickbooks = 'quickbooks-9130350000000001';

const ask = (over: Partial<AskView>): AskView => ({
	id: '6c1f6a52-6f5e-4a55-8a0e-0d6f5f0f7a11',
	ledger: quickbooks,
	provider: 'quickbooks',
	name: 'Mesa Verde Supply',
	state: 'asked',
	person: 'Ana Demo',
	again: null,
	...at,
	...over,
});
const demand: DemandView = {
	id: 'b0d7a1de-3a55-43a9-9c55-3d3f0f7a8812',
	ledger: xero,
	provider: 'xero',
	name: 'Lumen Studio',
	state: 'asked',
	company: 'Brightwater Property Management and Facilities Services (Holdings) plc شركة',
	person: 'Ольга Константиновна Вознесенская-Оболенская',
	...at,
};

export const moves: MovesView = {
	asks: [
		ask({}),
		ask({
			id: 'p',
			ledger: `${xero}-p`,
			provider: 'xero',
			name: 'Lumen Studio Trading and Property Holdings (Northern Europe) Ltd',
			state: 'proposed',
		}),
		ask({ id: 'r', name: 'Northgate', state: 'refused', endedAt: '2026-11-22T10:00:00.000Z', again: '2026-11-23T10:00:00.000Z' }),
		ask({ id: 'c', name: 'Southgate', state: 'closed', endedAt: '2026-11-21T10:00:00.000Z' }),
		ask({ id: 'e', name: 'Eastgate', state: 'expired', endedAt: '2026-11-21T10:00:00.000Z' }),
	],
	demands: [demand],
};
const none = { payments: 0, postings: 0, stuck: 0 };
export const moveDemanded: MovePageView = { user, today, shown: { is: 'demand', demand, under: { ...none, stuck: 2 }, timeZone } };
export const moveWaits: MovePageView = {
	user: { name: 'Fred Finance', roles: ['finance'] },
	today,
	shown: { is: 'demand', demand: { ...demand, provider: 'quickbooks' }, under: { payments: 1, postings: 2, stuck: 0 }, timeZone },
};
export const moveBusy: MovePageView = { ...moveWaits, user };
export const moveOver: MovePageView = {
	user,
	today,
	shown: { is: 'demand', demand: { ...demand, state: 'withdrawn' }, under: none, timeZone },
};
export const moveAsked: MovePageView = { user, today, shown: { is: 'ask', ask: ask({ state: 'proposed' }), timeZone } };
