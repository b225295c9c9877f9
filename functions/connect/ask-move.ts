import { randomUUID } from 'node:crypto';
import type { Instant } from '../../shared/domain/day.ts';
import { type CompanyId, type LedgerId, ledgerId, type Provider } from '../../shared/domain/document.ts';
import { askAgainAt, isOpen, isOver, type MoveAsk, newAsk, putTo } from '../../shared/domain/ledger-move.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import type { ConsentedLedger } from '../../shared/ports/consent.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import type { Queues } from '../../shared/ports/queues.ts';
import { demandOf, endMove } from './end-move.ts';
import { letGo } from './held-grants.ts';

export type AskPorts = {
	readonly connections: Connections;
	readonly companies: Pick<Companies, 'company'>;
	readonly directory: Directory;
	readonly moves: LedgerMoves;
	readonly queues: Queues;
	readonly clock: Clock;
};
/** `owner`: whether the person may agree for the company that asks. */
export type MoveAsker = { readonly company: CompanyId; readonly user: string; readonly name: string; readonly owner: boolean };

export type Asked =
	/** The other company was asked just now, or is asked already. */
	| { readonly is: 'asked' }
	/** An owner of the asking company must say yes first. */
	| { readonly is: 'proposed' }
	/** It said no, or nothing, too short a while ago. */
	| { readonly is: 'later'; readonly at: Instant }
	/** The ledger is nobody else's any more. */
	| { readonly is: 'free' };

/** The other company is asked from now on: both records, or none. Its own wake has its people told, should the message be lost. */
const put = async (ask: MoveAsk, owner: CompanyId, ports: AskPorts): Promise<boolean> => {
	const known = await ports.companies.company(ask.company);
	const both = putTo(ask, owner, known?.name ?? '', ports.clock.now());
	if ((await ports.moves.saveBoth(both.ask, both.demand)) === 'stale') return false;
	await ports.queues.send({ type: 'connect.move', company: owner, ledger: ask.ledger, demand: ask.id });
	return true;
};

/** What is stored of an earlier request, once nothing of it is in the way. */
const cleared = async (company: CompanyId, ledger: LedgerId, owner: CompanyId, ports: AskPorts): Promise<MoveAsk | null> => {
	for (;;) {
		const known = await ports.moves.ask(company, ledger);
		if (!known || !isOpen(known)) return known;
		const over = isOver(known, ports.clock.now());
		if (!over && (known.owner === null || known.owner === owner)) return known;
		await endMove(known, await demandOf(known, ports), over ? 'expired' : 'closed', ports);
	}
};

/**
 * A person agreed at the provider to a ledger that another company has. The consent is kept, held by nobody, and that company is asked, once an owner of
 * the asking one is for it. Cut anywhere, agreeing once more ends in the same place, with one question: a consent that is newer takes the place of the one
 * before. ≈ 5 RCU, 10–14 WCU.
 */
export const askMove = async (
	asker: MoveAsker,
	provider: Provider,
	{ externalId, name }: ConsentedLedger,
	grant: string,
	ports: AskPorts,
): Promise<Asked> => {
	const { company } = asker;
	const by = { user: asker.user, name: asker.name };
	const ledger = ledgerId(provider, externalId);
	for (;;) {
		const owner = (await ports.directory.ledger(provider, externalId))?.company ?? null;
		if (owner === null || owner === company) return { is: 'free' };
		const known = await cleared(company, ledger, owner, ports);
		const now = ports.clock.now();
		const at = known && !isOpen(known) ? askAgainAt(known, owner, now) : null;
		if (at !== null) return { is: 'later', at };
		const open = known && isOpen(known) ? known : null;
		const ask: MoveAsk = open
			? { ...open, name, grant, by: open.state === 'proposed' ? by : open.by }
			: newAsk({ company, id: randomUUID(), ledger, provider, externalId, name, grant, by }, now, known?.rev ?? 0);
		const putForward = ask.state === 'proposed' && asker.owner;
		const saved = putForward ? await put(ask, owner, ports) : (await ports.moves.saveAsk(ask)) === 'saved';
		if (!saved) continue;
		if (known && known.grant !== grant) await letGo(company, known.grant, ports);
		return { is: putForward || ask.state === 'asked' ? 'asked' : 'proposed' };
	}
};

const ended = (): Refusal =>
	new Refusal(409, 'MOVE_ENDED', 'This request has ended', 'Press Connect again if your company still wants this organisation.');

/** An owner of the asking company says yes to what a colleague began. Pressed twice, it is one question. */
export const confirmAsk = async (company: CompanyId, ledger: LedgerId, id: string, ports: AskPorts): Promise<void> => {
	for (;;) {
		const ask = await ports.moves.ask(company, ledger);
		if (ask?.id !== id) throw notFound('request');
		if (ask.state === 'asked') return;
		const owner = (await ports.directory.ledger(ask.provider, ask.externalId))?.company ?? null;
		if (!isOpen(ask) || isOver(ask, ports.clock.now())) throw ended();
		if (owner === null || owner === company) {
			await endMove(ask, null, 'closed', ports);
			throw new Refusal(409, 'LEDGER_FREE', 'Nobody needs to be asked', 'No other company has this organisation any more: press Connect.');
		}
		if (await put(ask, owner, ports)) return;
	}
};

/** The asking company wants it no more. The other one is not bothered with it: the question leaves its page. */
export const withdrawAsk = async (company: CompanyId, ledger: LedgerId, id: string, ports: AskPorts): Promise<void> => {
	for (;;) {
		const ask = await ports.moves.ask(company, ledger);
		if (ask?.id !== id) throw notFound('request');
		if (ask.state === 'withdrawn') return;
		if (!isOpen(ask)) throw ended();
		if ((await endMove(ask, await demandOf(ask, ports), 'withdrawn', ports)) === null) continue;
		return ports.queues.send({ type: 'connect.move', company, ledger, demand: null });
	}
};
