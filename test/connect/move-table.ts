/** What a ledger's move touches of the table, in memory, with its transactions: all or nothing, on condition of every revision. */
import type { Instant } from '../../shared/domain/day.ts';
import { askWork, demandWork, type MoveAsk, type MoveDemand } from '../../shared/domain/ledger-move.ts';
import type { Connection, Connections, ConsentRequest, Fresh, Grant } from '../../shared/ports/connections.ts';
import type { Directory } from '../../shared/ports/directory.ts';
import type { LedgerMoves } from '../../shared/ports/ledger-moves.ts';
import { fake } from '../support/fake.ts';

type Kept = { readonly company: string; readonly rev: number; readonly wake: Instant | null };

class Records<Row extends Kept> {
	readonly all = new Map<string, Row>();
	readonly #idOf: (row: Row) => string;
	constructor(idOf: (row: Row) => string) {
		this.#idOf = idOf;
	}
	#name(row: Row): string {
		return `${row.company}#${this.#idOf(row)}`;
	}
	get(company: string, id: string): Row | null {
		return this.all.get(`${company}#${id}`) ?? null;
	}
	of(company: string): Row[] {
		return [...this.all.values()].filter((row) => row.company === company);
	}
	fits(row: Row): boolean {
		return (this.all.get(this.#name(row))?.rev ?? 0) === row.rev;
	}
	put(row: Row): void {
		this.all.set(this.#name(row), { ...row, rev: row.rev + 1 });
	}
	save(row: Row): Fresh {
		if (!this.fits(row)) return 'stale';
		this.put(row);
		return 'saved';
	}
	due(now: Instant, work: (row: Row) => string): { readonly company: string; readonly id: string }[] {
		return [...this.all.values()]
			.filter(({ wake }) => wake !== null && wake <= now)
			.map((row) => ({ company: row.company, id: work(row) }));
	}
}

export class MoveTable {
	readonly rows = new Records<Connection>(({ ledger }) => ledger);
	readonly grants = new Records<Grant>(({ id }) => id);
	readonly asks = new Records<MoveAsk>(({ ledger }) => ledger);
	readonly demands = new Records<MoveDemand>(({ ledger, id }) => `${ledger}|${id}`);
	readonly owners = new Map<string, { readonly company: string; readonly ledger: string }>();
	readonly #consents = new Map<string, ConsentRequest>();
	/** Ledgers that went from one company to another. */
	readonly handed: string[] = [];

	readonly connections: Connections = {
		connection: async (company, ledger) => this.rows.get(company, ledger),
		connections: async (company) => this.rows.of(company),
		saveConnection: async (connection) => this.rows.save(connection),
		grant: async (company, id) => this.grants.get(company, id),
		saveGrant: async (grant) => this.grants.save(grant),
		dropGrant: async (company, id) => void this.grants.all.delete(`${company}#${id}`),
		beginConsent: async (request) => void this.#consents.set(request.stateHash, request),
		takeConsent: async (_, stateHash) => {
			const begun = this.#consents.get(stateHash) ?? null;
			this.#consents.delete(stateHash);
			return begun;
		},
		dueConnections: async () => [],
		dueGrants: async (now) => [
			...this.grants.due(now, ({ id }) => id),
			...this.asks.due(now, ({ ledger }) => askWork(ledger)),
			...this.demands.due(now, ({ ledger, id }) => demandWork(ledger, id)),
		],
	};
	readonly directory = fake<Directory>({
		claimLedger: async (provider, externalId, owner) => {
			const known = this.owners.get(`${provider} ${externalId}`);
			if (known && known.company !== owner.company) return 'taken';
			this.owners.set(`${provider} ${externalId}`, owner);
			return 'claimed';
		},
		releaseLedger: async (provider, externalId, company) => {
			if (this.owners.get(`${provider} ${externalId}`)?.company === company) this.owners.delete(`${provider} ${externalId}`);
		},
		ledger: async (provider, externalId) => this.owners.get(`${provider} ${externalId}`) ?? null,
	});
	readonly moves: LedgerMoves = {
		moves: async (company) => ({ asks: this.asks.of(company), demands: this.demands.of(company) }),
		ask: async (company, ledger) => this.asks.get(company, ledger),
		demand: async (company, ledger, id) => this.demands.get(company, `${ledger}|${id}`),
		saveAsk: async (ask) => this.asks.save(ask),
		saveDemand: async (demand) => this.demands.save(demand),
		saveBoth: async (ask, demand) => {
			if (!this.asks.fits(ask) || !this.demands.fits(demand)) return 'stale';
			this.asks.put(ask);
			this.demands.put(demand);
			return 'saved';
		},
		handOver: async ({ ask, demand, from, to, grant }) => {
			const place = `${from.provider} ${from.externalId}`;
			const pointer = this.owners.get(place);
			const fits = [this.rows.fits(from), this.rows.fits(to), this.grants.fits(grant), this.asks.fits(ask), this.demands.fits(demand)];
			if (pointer?.company !== from.company || fits.includes(false)) return 'stale';
			this.owners.set(place, { ...pointer, company: to.company });
			this.rows.put(from);
			this.rows.put(to);
			this.grants.put(grant);
			this.asks.put(ask);
			this.demands.put(demand);
			this.handed.push(`${from.company}>${to.company}`);
			return 'moved';
		},
	};
}
