/**
 * A ledger that is one company's and that another one asks for. Both owners must agree; until then it stays where it is and nobody else reads it. Each
 * company keeps a record of its own with what it may know: the asking one never learns who has it. Pure.
 */
import { type Instant, later } from './day.ts';
import type { CompanyId, LedgerId, Provider } from './document.ts';
import { newlyTelling, type Telling } from './telling.ts';

/**
 * How a request ended. `withdrawn`: by who asked. `closed`: the ledger is no longer that company's, or the asking one's consent has ended; nothing moved.
 */
export const moveEnds = ['agreed', 'refused', 'expired', 'withdrawn', 'closed'] as const;
export type MoveEnd = (typeof moveEnds)[number];
/** `proposed`: an owner of the asking company has not said yes yet, and nobody else knows of it. */
export type MoveState = 'proposed' | 'asked' | MoveEnd;

type Move = {
	readonly company: CompanyId;
	/** The same on both sides; random. */
	readonly id: string;
	readonly ledger: LedgerId;
	readonly askedAt: Instant;
	readonly expiresAt: Instant;
	readonly endedAt: Instant | null;
	readonly wake: Instant | null;
	readonly rev: number;
};

/** Kept by the company that asks; of each ledger it has one. */
export type MoveAsk = Move & {
	readonly state: MoveState;
	readonly provider: Provider;
	readonly externalId: string;
	/** As the provider calls it. */
	readonly name: string;
	/** Its consent: sealed, and used by nobody until the other company agrees. */
	readonly grant: string;
	/** Who consented. */
	readonly by: { readonly user: string; readonly name: string };
	/** Whose it was when it was asked for; null: nobody was asked yet. Shown to nobody. */
	readonly owner: CompanyId | null;
	/** What its people were told of the answer. */
	readonly answer: Telling;
};

/** Kept by the company that is asked. */
export type MoveDemand = Move & {
	readonly state: Exclude<MoveState, 'proposed'>;
	/** Who asks. What it is called, and the person's name there, is all that is shown of it. */
	readonly from: CompanyId;
	readonly fromName: string;
	readonly person: string;
	/** What its people were told of the question. */
	readonly question: Telling;
	/** User who agreed or refused. */
	readonly answeredBy: string | null;
};

const hourMs = 60 * 60_000;
const dayMs = 24 * hourMs;
const liveMs = 7 * dayMs;
/** Between an answer and the next question about the same ledger of the same company. */
const pauseMs = dayMs;

export const isOpen = ({ state }: { readonly state: MoveState }): boolean => state === 'proposed' || state === 'asked';
export const isOver = ({ expiresAt }: Pick<Move, 'expiresAt'>, now: Instant): boolean => expiresAt <= now;

/** When an open one is looked after again: at its end, and each day before, since it may have become void unheard. */
export const nextLook = ({ expiresAt }: Pick<Move, 'expiresAt'>, now: Instant): Instant => {
	const tomorrow = later(now, dayMs);
	return tomorrow < expiresAt ? tomorrow : expiresAt;
};

type NewAsk = Pick<MoveAsk, 'company' | 'id' | 'ledger' | 'provider' | 'externalId' | 'name' | 'grant' | 'by'>;
/** Nobody was asked yet. `rev`: of what is stored of an earlier one. */
export const newAsk = (of: NewAsk, now: Instant, rev: number): MoveAsk => {
	const expiresAt = later(now, liveMs);
	const common = { state: 'proposed', owner: null, answer: newlyTelling, askedAt: now, expiresAt, endedAt: null } as const;
	return { ...of, ...common, wake: nextLook({ expiresAt }, now), rev };
};

/** Its owner says yes: the other company is asked from now on, for as long as any is. */
export const putTo = (
	ask: MoveAsk,
	owner: CompanyId,
	fromName: string,
	now: Instant,
): { readonly ask: MoveAsk; readonly demand: MoveDemand } => {
	const expiresAt = later(now, liveMs);
	const asked: MoveAsk = { ...ask, state: 'asked', owner, askedAt: now, expiresAt, wake: nextLook({ expiresAt }, now) };
	return {
		ask: asked,
		demand: {
			company: owner,
			id: ask.id,
			ledger: ask.ledger,
			state: 'asked',
			from: ask.company,
			fromName,
			person: ask.by.name,
			question: newlyTelling,
			answeredBy: null,
			askedAt: now,
			expiresAt,
			endedAt: null,
			wake: now,
			rev: 0,
		},
	};
};

/** Over; its consent is let go of, and its people are told. */
export const endedAsk = (ask: MoveAsk, state: MoveEnd, now: Instant): MoveAsk => ({ ...ask, state, endedAt: now, wake: now });
export const endedDemand = (demand: MoveDemand, state: MoveEnd, now: Instant, answeredBy: string | null = null): MoveDemand => ({
	...demand,
	state,
	endedAt: now,
	answeredBy,
	wake: null,
});

/** What its people are told by letter of how it ended; null: they did that themselves. */
export const toldEnd = ({ state, owner }: Pick<MoveAsk, 'state' | 'owner'>): 'agreed' | 'refused' | 'expired' | 'closed' | null =>
	owner !== null && (state === 'agreed' || state === 'refused' || state === 'expired' || state === 'closed') ? state : null;

/** Not before that may the same company be asked for the same ledger again; null: at once. */
export const askAgainAt = ({ owner, endedAt }: Pick<MoveAsk, 'owner' | 'endedAt'>, of: CompanyId, now: Instant): Instant | null => {
	if (owner !== of || endedAt === null) return null;
	const at = later(endedAt, pauseMs);
	return now < at ? at : null;
};

const asking = 'ask:';
const demanding = 'demand:';

/** What is due of moves, as the work index names it. */
export type MoveWork = { readonly ledger: LedgerId; readonly demand: string | null };
export const askWork = (ledger: LedgerId): string => `${asking}${ledger}`;
export const demandWork = (ledger: LedgerId, id: string): string => `${demanding}${ledger}|${id}`;
/** Null: it is none. Ids of consents hold no `:`. */
export const moveWorkOf = (work: string): MoveWork | null => {
	if (work.startsWith(asking)) return { ledger: work.slice(asking.length), demand: null };
	if (!work.startsWith(demanding)) return null;
	const [ledger = '', demand = ''] = work.slice(demanding.length).split('|');
	return { ledger, demand };
};
