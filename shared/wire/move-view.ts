/** Requests that a ledger moves between companies, as people and programs see them: each side what it may know, and no more. */
import type { Connection } from '../domain/connection.ts';
import { type Instant, msOf } from '../domain/day.ts';
import type { LedgerId, Provider } from '../domain/document.ts';
import { askAgainAt, isOpen, isOver, type MoveAsk, type MoveDemand, type MoveState } from '../domain/ledger-move.ts';

type Seen = {
	readonly id: string;
	readonly ledger: LedgerId;
	readonly provider: Provider;
	readonly name: string;
	readonly askedAt: string;
	readonly expiresAt: string;
	readonly endedAt: string | null;
};
/** `again`: not before that may the same question be asked once more; null: at once. Whom it was put to is told nowhere. */
export type AskView = Seen & { readonly state: MoveState; readonly person: string; readonly again: string | null };
/** `company` and `person`: who asks, as their accounts have it. */
export type DemandView = Seen & { readonly state: Exclude<MoveState, 'proposed'>; readonly company: string; readonly person: string };
export type MovesView = { readonly asks: readonly AskView[]; readonly demands: readonly DemandView[] };

/** What nobody has answered in time is over, before anybody has written so. */
const stateNow = <T extends MoveState>(move: { readonly state: T; readonly expiresAt: Instant }, now: Instant): T | 'expired' =>
	isOpen(move) && isOver(move, now) ? 'expired' : move.state;

export const askView = (ask: MoveAsk, now: Instant): AskView => ({
	id: ask.id,
	ledger: ask.ledger,
	provider: ask.provider,
	name: ask.name,
	state: stateNow(ask, now),
	person: ask.by.name,
	askedAt: ask.askedAt,
	expiresAt: ask.expiresAt,
	endedAt: ask.endedAt,
	again: ask.owner === null ? null : askAgainAt(ask, ask.owner, now),
});

export const demandView = (demand: MoveDemand, { provider, name }: Pick<Connection, 'provider' | 'name'>, now: Instant): DemandView => ({
	id: demand.id,
	ledger: demand.ledger,
	provider,
	name,
	state: stateNow(demand, now),
	company: demand.fromName,
	person: demand.person,
	askedAt: demand.askedAt,
	expiresAt: demand.expiresAt,
	endedAt: demand.endedAt,
});

const weekMs = 7 * 24 * 60 * 60_000;

/** What is to be seen beside the connections: open questions, and for a week what became of one's own. One that was agreed to is a connection. */
export const movesView = (
	{ asks, demands }: { readonly asks: readonly MoveAsk[]; readonly demands: readonly MoveDemand[] },
	connections: readonly Connection[],
	now: Instant,
): MovesView => {
	const own = new Map(connections.map((each) => [each.ledger, each]));
	const isNew = ({ endedAt }: MoveAsk): boolean => endedAt === null || msOf(now) < msOf(endedAt) + weekMs;
	return {
		asks: asks
			.filter((ask) => ask.state !== 'agreed' && ask.state !== 'withdrawn' && isNew(ask) && own.get(ask.ledger)?.state !== 'connected')
			.map((ask) => askView(ask, now)),
		demands: demands.flatMap((demand) => {
			const connection = own.get(demand.ledger);
			if (!connection || connection.state === 'disconnected') return [];
			const view = demandView(demand, connection, now);
			return view.state === 'asked' ? [view] : [];
		}),
	};
};
