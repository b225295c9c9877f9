/**
 * The port `Accounting` of a model ledger: every liberty that the port's docstrings allow is taken. Rows come in any order and more than once, small pages
 * shift while they are read, what changes meanwhile is in a page as it is or as it was, or only in the next changes; QuickBooks forgets deletions after
 * 30 days and may not tell of those beyond its cap, and lists do not say the days of what settled an invoice.
 */
import type { Chance } from '../../../local/scenario/seeded.ts';
import type { Day, Instant } from '../../../shared/domain/day.ts';
import type { Document, DocumentKind, Refused } from '../../../shared/domain/document.ts';
import type { Currency } from '../../../shared/domain/money.ts';
import { type Accounting, AccountingFault, type AccountingFaultKind, type Meter, type Page } from '../../../shared/ports/accounting.ts';
import type { ModelLedger } from './ledger.ts';
import { documentOf, type Row } from './rows.ts';

/** What the next calls meet, one each. `bug`: our own code fails. `silence`: the answer comes, but much later. */
export type Misfortune = { readonly kind: AccountingFaultKind | 'bug' | 'silence' | 'lost row'; readonly retryAfterMs: number | null };

export type Surroundings = {
	readonly chance: Chance;
	readonly nowMs: () => number;
	readonly pass: (ms: number) => void;
	/** Told of what really struck. */
	readonly count: (what: string) => void;
};

type Mode = 'everything' | 'changes' | 'open';
type Place = {
	readonly mode: Mode;
	readonly since: number;
	readonly began: number;
	readonly keys: readonly string[] | null;
	readonly done: number;
};

const dayMs = 86_400_000;
const memoryMs = 29 * dayMs;
/** Longer than anything is late in the lists. */
const overlapMs = 60_000;
const cap = 6;

/** What stands at the door of a ledger, whoever opens it. */
export class Door {
	readonly ledger: ModelLedger;
	readonly #around: Surroundings;
	readonly misfortunes: Misfortune[] = [];
	mapping = 1;

	constructor(ledger: ModelLedger, around: Surroundings) {
		this.ledger = ledger;
		this.#around = around;
	}

	/** True when a row of this answer is to be lost. */
	#strike(): boolean {
		const { chance, pass, count } = this.#around;
		pass(chance.between(20, 900));
		const next = this.misfortunes.shift();
		if (!next) return false;
		count(`provider: ${next.kind}`);
		if (next.kind === 'lost row') return true;
		if (next.kind === 'bug') throw new TypeError('a bug of ours');
		if (next.kind === 'silence') {
			pass(chance.between(15_000, 90_000));
			throw new AccountingFault('unavailable', 'no answer');
		}
		throw new AccountingFault(next.kind, `said ${next.kind}`, next.retryAfterMs);
	}
	#shuffled(keys: readonly string[]): string[] {
		const { chance } = this.#around;
		return keys
			.map((key) => ({ key, at: chance.next() }))
			.toSorted((a, b) => a.at - b.at)
			.map(({ key }) => key);
	}
	#estimates(mode: Mode): Day | null {
		return this.ledger.provider === 'quickbooks' && mode !== 'changes' ? this.ledger.today() : null;
	}
	#isListed(row: Row, mode: Mode, since: number): boolean {
		if (mode === 'changes') return row.updated >= since;
		if (mode === 'everything') return row.state !== 'gone';
		return this.ledger.rest(row) > 0 && !(this.ledger.provider === 'quickbooks' && row.kind === 'payment');
	}
	/** Deletions that this answer does not tell of, and its word for it. */
	#forgotten({ mode, since }: Place, rows: readonly Row[]): { readonly lost: readonly Row[]; readonly refused: readonly Refused[] } {
		if (mode !== 'changes' || this.ledger.provider === 'xero') return { lost: [], refused: [] };
		const { chance, nowMs, count } = this.#around;
		const reach = nowMs() - memoryMs;
		const isOld = since < reach;
		const isFull = rows.length > cap && chance.next() < 0.2;
		if (!isOld && !isFull) return { lost: [], refused: [] };
		const lost = rows.filter(({ state, updated }, i) => state === 'gone' && ((isOld && updated < reach) || (isFull && i >= cap)));
		for (const row of lost) row.hushed = true;
		count(isOld ? 'changes older than a month' : 'changes beyond the cap');
		return { lost, refused: [{ kind: 'invoice', id: 'list deletions', reason: 'some that were deleted may still stand in our copy' }] };
	}
	/** One row, with whatever the port allows. */
	#shown(row: Row, { mode, began }: Place, into: { documents: Document[]; refused: Refused[] }): void {
		const { chance } = this.#around;
		if (row.broken) {
			into.refused.push({ kind: row.kind, id: row.id, reason: 'its total does not add up' });
			return;
		}
		const moved = row.updated > began && !row.hushed ? chance.next() : 1;
		// It slipped over the edge of a page: the next changes have it.
		if (moved < 0.3) return;
		const document = moved < 0.6 ? row.before : this.ledger.shown(row, this.mapping, this.#estimates(mode));
		if (document) into.documents.push(document);
		if (document && chance.next() < 0.05) into.documents.push(document);
	}

	async page(cursor: string): Promise<Page> {
		const loses = this.#strike();
		const { chance, nowMs, count } = this.#around;
		const asked = JSON.parse(cursor) as Place;
		const place = asked.keys ? asked : { ...asked, began: nowMs() };
		const into = { customers: [] as Page['customers'][number][], documents: [] as Document[], refused: [] as Refused[] };
		let keys = place.keys;
		let size = chance.between(3, 12);
		if (!keys) {
			const rows = [...this.ledger.rows.values()].filter((row) => this.#isListed(row, place.mode, place.since));
			const { lost, refused } = this.#forgotten(place, rows);
			into.refused.push(...refused);
			const accounts = [...this.ledger.accounts.values()].filter(({ updated }) => place.mode !== 'changes' || updated >= place.since);
			const documents = this.#shuffled(rows.filter((row) => !lost.includes(row)).map(({ kind, id }) => `${kind}#${id}`));
			// A first read begins with the customers, so that where it began is kept before a document is: both adapters do.
			keys =
				place.mode === 'everything'
					? [...accounts.map(({ id }) => id), ...documents]
					: this.#shuffled([...documents, ...accounts.map(({ id }) => id)]);
			if (place.mode === 'everything') size = accounts.length;
		}
		for (const key of keys.slice(0, size)) {
			const account = this.ledger.accounts.get(key);
			const row = this.ledger.rows.get(key);
			if (account) into.customers.push(this.ledger.customerOf(account));
			else if (row && loses && !(this.ledger.provider === 'quickbooks' && row.kind === 'payment')) {
				row.hushed = true;
				count('rows lost at the edge of a page');
			} else if (row) this.#shown(row, place, into);
		}
		const rest = keys.slice(size);
		// A page that shifted: rows of before come once more.
		if (rest.length > 0 && chance.next() < 0.1) rest.push(...keys.slice(0, 2));
		const done = place.done + Math.min(size, keys.length);
		const page = { ...into, progress: { kind: 'invoice' as const, done, total: done + rest.length }, calls: 1 };
		if (rest.length > 0) return { ...page, next: JSON.stringify({ ...place, keys: rest, done }) };
		return { ...page, next: null, watermark: String(place.began - overlapMs) };
	}

	async look(kind: DocumentKind, ids: readonly string[]): ReturnType<Accounting['look']> {
		this.#strike();
		const answer = { documents: [] as Document[], refused: [] as Refused[], gone: [] as string[], calls: 1 };
		for (const id of ids) {
			const row = this.ledger.rows.get(`${kind}#${id}`);
			if (!row || row.state === 'gone') answer.gone.push(id);
			else if (row.broken) answer.refused.push({ kind, id, reason: 'its total does not add up' });
			else answer.documents.push(documentOf(this.ledger.ledger, row, this.mapping, this.#estimates('open')));
		}
		return answer;
	}

	async control(): ReturnType<Accounting['control']> {
		this.#strike();
		const figures = new Map<Currency, number>();
		for (const row of this.ledger.live)
			figures.set(row.currency, (figures.get(row.currency) ?? 0) + (row.kind === 'invoice' ? 1 : -1) * this.ledger.rest(row));
		return { figures: [...figures].map(([currency, minor]) => ({ currency, minor })), basis: 'all that is left', calls: 2 };
	}

	async organisation(): ReturnType<Accounting['organisation']> {
		this.#strike();
		const { ledger, provider } = this.ledger;
		const base = [...this.ledger.rows.values()][0]?.currency;
		if (!base) throw new Error('the books are empty');
		const timeZone = provider === 'xero' ? 'Europe/London' : 'America/New_York';
		return { name: ledger, legal: { name: ledger, taxId: null, address: null }, baseCurrency: base, timeZone, country: null };
	}
}

const begin = (mode: Mode, since = 0): string => JSON.stringify({ mode, since, began: 0, keys: null, done: 0 } satisfies Place);

type Token = {
	/** Throws where it no longer opens the ledger. */ readonly admit: (now: Instant) => void;
	readonly now: () => Instant;
	readonly meter: Meter;
};

export const accountingOf = (door: Door, { admit, now, meter }: Token): Accounting => {
	const admitted = async <T>(calls: number, work: () => Promise<T>): Promise<T> => {
		for (let call = 0; call < calls; call++) meter.ask('read');
		admit(now());
		return work();
	};
	return {
		get mapping() {
			return door.mapping;
		},
		everything: () => begin('everything'),
		changes: (since) => begin('changes', Number(since)),
		openItems: () => begin('open'),
		atOnce: (kind) => (kind === 'invoice' ? 4 : door.ledger.provider === 'xero' ? 1 : 4),
		organisation: () => admitted(1, () => door.organisation()),
		page: (cursor) => admitted(1, () => door.page(cursor)),
		look: (kind, ids) => admitted(1, () => door.look(kind, ids)),
		control: () => admitted(2, () => door.control()),
	};
};
