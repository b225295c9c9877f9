import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { isOpen, isOver, type MoveAsk, type MoveDemand, nextLook, toldEnd } from '../../shared/domain/ledger-move.ts';
import { closed, isAsItWas, onceLetter, type Telling } from '../../shared/domain/telling.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { MessageOf } from '../../shared/wire/messages.ts';
import { askOf, demandOf, endMove } from './end-move.ts';
import { letGo } from './held-grants.ts';
import { type TellPorts, writePeople } from './write-people.ts';

export type MovePorts = TellPorts & { readonly moves: LedgerMoves; readonly directory: Pick<Directory, 'ledger'> };

/** The stop switch is looked at again after this. */
const stoppedMs = 60 * 60_000;
/** A claim is being given up. */
const leavingMs = 60_000;

type Sheet<T> = {
	readonly held: T;
	readonly telling: (of: T) => Telling;
	readonly withTelling: (of: T, telling: Telling, wake: Instant | null) => T;
	readonly load: () => Promise<T | null>;
	readonly save: (record: T) => Promise<'saved' | 'stale'>;
	/** There is still a reason to tell it. */
	readonly holds: (of: T) => boolean;
};

/**
 * Writes the one letter about a request, if it was not written: as all of them, at most once to each person, and begun anew by nobody. What is kept of it is
 * saved onto whatever else changed, unless the reason is gone. `after`: when the record wakes next once everybody has it.
 */
const tellOnce = async <T extends { readonly company: CompanyId; readonly ledger: LedgerId }>(
	sheet: Sheet<T>,
	order: Parameters<typeof writePeople>[2],
	after: Instant | null,
	ports: MovePorts,
): Promise<void> => {
	let known = sheet.telling(sheet.held);
	const keep = async (telling: Telling, wake: Instant | null): Promise<boolean> => {
		for (;;) {
			const latest = await sheet.load();
			if (!latest || !sheet.holds(latest) || !isAsItWas(sheet.telling(latest), known)) return false;
			if ((await sheet.save(sheet.withTelling(latest, telling, wake))) === 'stale') continue;
			known = telling;
			return true;
		}
	};
	const letter = onceLetter(known, [sheet.held.ledger]);
	if (!letter) return void (await keep(known, after));
	if (await ports.mailings.stoppedEverywhere()) return void (await keep(known, later(ports.clock.now(), stoppedMs)));
	if (!known.open && !(await keep(letter, later(ports.clock.now(), leavingMs)))) return;
	const done = await writePeople(sheet.held.company, letter, order, keep, ports);
	if (done) await keep(closed(done), after);
};

/** The company that is asked: its people are told once, and what has become void or too old is ended. */
const tendDemand = async (company: CompanyId, ledger: LedgerId, id: string, ports: MovePorts): Promise<void> => {
	const demand = await ports.moves.demand(company, ledger, id);
	if (demand?.state !== 'asked') return;
	const now = ports.clock.now();
	const ask = await askOf(demand, ports);
	if (ask?.state !== 'asked') return; // ended this moment, on both sides
	if (isOver(demand, now)) return void (await endMove(ask, demand, 'expired', ports));
	const pointer = await ports.directory.ledger(ask.provider, ask.externalId);
	if (pointer?.company !== company) return void (await endMove(ask, demand, 'closed', ports));
	const connection = await ports.connections.connection(company, ledger);
	if (connection?.state === 'disconnected') return void (await ports.moves.saveDemand({ ...demand, wake: later(now, leavingMs) }));
	const order = {
		kind: 'asked',
		provider: ask.provider,
		ledgers: [connection?.name ?? ask.name],
		asker: demand.fromName,
		person: demand.person,
		until: demand.expiresAt,
		again: false,
		last: true,
	} as const;
	const sheet: Sheet<MoveDemand> = {
		held: demand,
		telling: ({ question }) => question,
		withTelling: (of, question, wake) => ({ ...of, question, wake }),
		load: () => ports.moves.demand(company, ledger, id),
		save: (record) => ports.moves.saveDemand(record),
		holds: ({ state }) => state === 'asked',
	};
	await tellOnce(sheet, order, nextLook(demand, now), ports);
};

/** An open request that cannot be answered any more is ended; null: it is as it was, or changes under our hands. */
const endIfVoid = async (ask: MoveAsk, ports: MovePorts): Promise<MoveAsk | null> => {
	if (isOver(ask, ports.clock.now())) return endMove(ask, await demandOf(ask, ports), 'expired', ports);
	const pointer = await ports.directory.ledger(ask.provider, ask.externalId);
	const grant = await ports.connections.grant(ask.company, ask.grant);
	const stands = grant?.state === 'alive' && pointer !== null && (ask.owner === null || pointer.company === ask.owner);
	return stands ? null : endMove(ask, await demandOf(ask, ports), 'closed', ports);
};

/** The company that asks: once it is over, its unused consent is deleted and its people are told how it went. */
const tendAsk = async (company: CompanyId, ledger: LedgerId, ports: MovePorts): Promise<void> => {
	const known = await ports.moves.ask(company, ledger);
	if (!known || known.wake === null) return;
	const ask = isOpen(known) ? await endIfVoid(known, ports) : known;
	// Stale: whoever changed it has set a wake of its own.
	if (!ask) return void (await ports.moves.saveAsk({ ...known, wake: nextLook(known, ports.clock.now()) }));
	await letGo(company, ask.grant, ports);
	const outcome = toldEnd(ask);
	if (outcome === null || ask.endedAt === null) return void (await ports.moves.saveAsk({ ...ask, wake: null }));
	const order = {
		kind: 'answered',
		outcome,
		at: ask.endedAt,
		provider: ask.provider,
		ledgers: [ask.name],
		again: false,
		last: true,
	} as const;
	const sheet: Sheet<MoveAsk> = {
		held: ask,
		telling: ({ answer }) => answer,
		withTelling: (of, answer, wake) => ({ ...of, answer, wake }),
		load: () => ports.moves.ask(company, ledger),
		save: (record) => ports.moves.saveAsk(record),
		holds: ({ id, state }) => id === ask.id && state === ask.state,
	};
	await tellOnce(sheet, order, null, ports);
};

/**
 * Looks after one side of a request that a ledger moves. Woken by its own place in the work index: a lost message, a duplicate or a cut between any two lines
 * ends the same. ≈ 5 RCU and 3 WCU, and 2 WCU a person.
 */
export const tendMove = async ({ company, ledger, demand }: MessageOf<'connect.move'>, ports: MovePorts): Promise<void> =>
	demand === null ? tendAsk(company, ledger, ports) : tendDemand(company, ledger, demand, ports);
