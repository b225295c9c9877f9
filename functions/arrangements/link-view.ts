/** What customers' own pages show, from what was read for them. Pure. */
import { linkBounds, linkPerson } from '../../shared/domain/arrangements/by-link.ts';
import { addDays, type Instant } from '../../shared/domain/day.ts';
import type { AskFrameView, AskName, AskPageView, AskRefused } from '../../shared/wire/ask-view.ts';
import { type ToldView, toldViews } from '../../shared/wire/told-view.ts';
import { newNonce, proofOf } from './link.ts';
import type { Desk } from './link-desk.ts';
import { choosable, roomIn } from './link-form.ts';

/** @param held the cookie's value */
export const frameView = ({ payee, company, customer }: Desk, held: string): AskFrameView => ({
	payee,
	company,
	customer,
	proof: proofOf(held),
	nonce: newNonce(),
});

/** Neither a plan nor a later day counts by the link alone; a promise or a small dispute does. */
const codeFor: Readonly<Record<AskName, boolean>> = { promise: false, dispute: false, plan: true, later: true };
const mostDays = 366;
/** The oldest: with more the page would be too long for a phone. */
const mostShown = 40;

export const askPageView = (what: AskName, desk: Desk, held: string, refused: AskRefused | null): AskPageView => ({
	...frameView(desk, held),
	what,
	today: desk.today,
	until: addDays(desk.today, what === 'promise' ? linkBounds.promiseDays : mostDays),
	invoices: choosable(what, desk)
		.slice(0, mostShown)
		.map((each) => ({ ...each, room: roomIn(what, each) })),
	refused,
	needsCode: codeFor[what],
	address: desk.address,
});

export const toldIn = ({ arrangements, numbers, open, link }: Desk, now: Instant): readonly ToldView[] =>
	toldViews(arrangements, numbers, linkPerson(link.hash), now, open);
