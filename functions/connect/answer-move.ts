import { type Connection, connectedAgain, disconnected, type Grant, newConnection, readAnew } from '../../shared/domain/connection.ts';
import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { endedAsk, endedDemand, isOver, type MoveAsk, type MoveDemand, type MoveEnd } from '../../shared/domain/ledger-move.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { askOf, endMove } from './end-move.ts';
import { type FlightPorts, inFlight } from './in-flight.ts';
import { refreshEarlyMs } from './token-times.ts';

export type AnswerPorts = FlightPorts & {
	readonly connections: Connections;
	readonly directory: Directory;
	readonly moves: LedgerMoves;
	readonly queues: Queues;
	readonly clock: Clock;
};
/** Who answers: an owner of the company that is asked. */
export type Answerer = { readonly company: CompanyId; readonly user: string };

const no = (code: string, title: string, detail: string): Refusal => new Refusal(409, code, title, detail);

const endedWords: Readonly<Record<MoveEnd, string>> = {
	agreed: 'Your company agreed to it, and the organisation has moved.',
	refused: 'Your company said no to it.',
	expired: 'Nobody answered within seven days. Nothing has moved; the other company may ask again.',
	withdrawn: 'The other company has taken it back. Nothing has moved.',
	closed:
		'The organisation is not connected by your company any more, or the other company’s own permission has ended. Nothing has moved by this request.',
};
const over = (end: MoveEnd): Refusal => no('MOVE_ENDED', 'This request has ended', endedWords[end]);

/** Ends it for a reason that lies with neither answer, and says so. */
const endFor = async (ask: MoveAsk, demand: MoveDemand, end: 'expired' | 'closed', ports: AnswerPorts): Promise<Refusal | null> =>
	(await endMove(ask, demand, end, ports)) === null ? null : over(end);

type Open = { readonly ask: MoveAsk; readonly demand: MoveDemand };

/** Both sides of a request that can still be answered; null: it has the end that is wanted already. A request that is not this company's is not there. */
const openOf = async (company: CompanyId, ledger: LedgerId, id: string, wanted: MoveEnd, ports: AnswerPorts): Promise<Open | null> => {
	for (;;) {
		const demand = await ports.moves.demand(company, ledger, id);
		if (!demand) throw notFound('request');
		if (demand.state === wanted) return null;
		if (demand.state !== 'asked') throw over(demand.state);
		const ask = await askOf(demand, ports);
		// Both are always saved together: somebody has just ended it.
		if (ask?.state !== 'asked') continue;
		if (!isOver(demand, ports.clock.now())) return { ask, demand };
		const refusal = await endFor(ask, demand, 'expired', ports);
		if (refusal) throw refusal;
	}
};

/** The first read of the new owner; or the next, if it had this ledger before. */
const beginning = (known: Connection | null, { company, provider, externalId, name, grant }: MoveAsk, now: Instant): Connection =>
	known ? readAnew(connectedAgain(known, { name, grant }, now), now) : newConnection({ company, provider, externalId, name, grant }, now);

/** Tended as soon as its token is nearly over: that may be now. */
const inUse = (grant: Grant, now: Instant): Grant => {
	const due = later(grant.accessExpiresAt, -refreshEarlyMs);
	return { ...grant, wake: due > now ? due : now };
};

const isUsable = (grant: Grant | null, now: Instant): grant is Grant => grant?.state === 'alive' && grant.refreshExpiresAt > now;

/** Nothing may be half written there when the other company begins. One that cannot be written to now has nothing on its way. */
const mustRest = async ({ company, ledger, state }: Connection, ports: AnswerPorts): Promise<void> => {
	if (state !== 'connected') return;
	const { payments, postings } = await inFlight(company, ledger, ports);
	if (payments + postings > 0)
		throw no(
			'MOVE_WAITS',
			'Something is being written to this organisation just now',
			`${payments + postings} of your payments or postings are on their way into it. Agree again when they are booked, mostly within a minute.`,
		);
};

/** Each heals by itself should its message be lost: the consents and the new connection wake, the asking side does, and so does every other request. */
const tellAll = async ({ ask, demand }: Open, left: Connection, renewed: boolean, ports: AnswerPorts): Promise<void> => {
	const { company, ledger } = demand;
	const { queues, moves } = ports;
	await queues.send({ type: 'connect.refresh', company, grant: left.grant });
	await queues.send({ type: 'pay.links', company });
	// Renewed first, as a rule: whoever does that has the read begun. A read that goes before it would say that it waits.
	await queues.send({ type: 'connect.refresh', company: ask.company, grant: ask.grant });
	const message = { type: 'sync.pull', company: ask.company, ledger, run: null, step: 0 } as const;
	if (!renewed) await queues.send(message, { dedupe: `${ledger}:${ask.grant}`.slice(0, 128) });
	await queues.send({ type: 'connect.move', company: ask.company, ledger, demand: null });
	const { demands } = await moves.moves(company);
	for (const other of demands.filter((each) => each.ledger === ledger && each.state === 'asked'))
		await queues.send({ type: 'connect.move', company, ledger, demand: other.id });
};

/**
 * The owner says yes. Pointer, both connections, the consent and both sides of the request change in one transaction, on condition that none has changed
 * since it was looked at: of two answers at once, or of two companies that ask, one wins and the other finds it ended. Pressed again it only tells again.
 */
export const agreeToMove = async ({ company, user }: Answerer, ledger: LedgerId, id: string, ports: AnswerPorts): Promise<void> => {
	for (;;) {
		const open = await openOf(company, ledger, id, 'agreed', ports);
		if (!open) return;
		const { ask, demand } = open;
		const now = ports.clock.now();
		const left = await ports.connections.connection(company, ledger);
		const pointer = await ports.directory.ledger(ask.provider, ask.externalId);
		const grant = await ports.connections.grant(ask.company, ask.grant);
		if (!left || pointer?.company !== company || !isUsable(grant, now)) {
			const refusal = await endFor(ask, demand, 'closed', ports);
			if (refusal) throw refusal;
			continue;
		}
		await mustRest(left, ports);
		const known = await ports.connections.connection(ask.company, ledger);
		const used = inUse(grant, now);
		const moved = await ports.moves.handOver({
			ask: endedAsk(ask, 'agreed', now),
			demand: endedDemand(demand, 'agreed', now, user),
			from: { ...(left.state === 'disconnected' ? left : disconnected(left)), movedAt: now },
			to: beginning(known, ask, now),
			grant: used,
		});
		if (moved === 'moved') return tellAll(open, left, used.wake === now, ports);
	}
};

/** The owner says no: nothing moves, and the consent that was kept for it is deleted. Pressed again nothing more happens. */
export const refuseMove = async ({ company, user }: Answerer, ledger: LedgerId, id: string, ports: AnswerPorts): Promise<void> => {
	for (;;) {
		const open = await openOf(company, ledger, id, 'refused', ports);
		if (!open) return;
		if ((await endMove(open.ask, open.demand, 'refused', ports, user)) === null) continue;
		return ports.queues.send({ type: 'connect.move', company: open.ask.company, ledger, demand: null });
	}
};
