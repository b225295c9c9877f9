/** Connections, grants, allowances, companies, the directory and the vault in memory. */
import type { Allowance, AppMonth } from '../../../shared/domain/allowance.ts';
import type { Instant } from '../../../shared/domain/day.ts';
import type { Allowances } from '../../../shared/ports/allowances.ts';
import type { Companies, Company } from '../../../shared/ports/companies.ts';
import type { Connection, Connections, ConsentRequest, Due, Fresh, Grant } from '../../../shared/ports/connections.ts';
import type { Directory } from '../../../shared/ports/directory.ts';
import type { Vault } from '../../../shared/ports/vault.ts';
import { fake } from '../../support/fake.ts';

type Kept = { readonly company: string; readonly rev: number; readonly wake: Instant | null };

/** Each save names the revision it saw. */
class Records<Row extends Kept> {
	readonly all = new Map<string, Row>();
	readonly #idOf: (row: Row) => string;
	constructor(idOf: (row: Row) => string) {
		this.#idOf = idOf;
	}
	get(company: string, id: string): Row | null {
		return this.all.get(`${company}#${id}`) ?? null;
	}
	save(row: Row): Fresh {
		const name = `${row.company}#${this.#idOf(row)}`;
		if ((this.all.get(name)?.rev ?? 0) !== row.rev) return 'stale';
		this.all.set(name, { ...row, rev: row.rev + 1 });
		return 'saved';
	}
	due(now: Instant, limit: number): Due[] {
		return [...this.all.values()]
			.filter(({ wake }) => wake !== null && wake <= now)
			.toSorted((a, b) => ((a.wake ?? '') < (b.wake ?? '') ? -1 : 1))
			.slice(0, limit)
			.map((row) => ({ company: row.company, id: this.#idOf(row) }));
	}
}

export const memoryConnections = (): Connections => {
	const connections = new Records<Connection>(({ ledger }) => ledger);
	const grants = new Records<Grant>(({ id }) => id);
	const consents = new Map<string, ConsentRequest>();
	return {
		connection: async (company, ledger) => connections.get(company, ledger),
		connections: async (company) => [...connections.all.values()].filter((each) => each.company === company),
		saveConnection: async (connection) => connections.save(connection),
		grant: async (company, id) => grants.get(company, id),
		saveGrant: async (grant) => grants.save(grant),
		dropGrant: async (company, id) => void grants.all.delete(`${company}#${id}`),
		beginConsent: async (request) => void consents.set(`${request.company}#${request.stateHash}`, request),
		takeConsent: async (company, stateHash) => {
			const begun = consents.get(`${company}#${stateHash}`) ?? null;
			consents.delete(`${company}#${stateHash}`);
			return begun;
		},
		dueConnections: async (now, limit) => connections.due(now, limit),
		dueGrants: async (now, limit) => grants.due(now, limit),
	};
};

export const memoryCompanies = (): Companies => {
	const companies = new Map<string, Company>();
	return fake<Companies>({
		company: async (id) => companies.get(id) ?? null,
		saveCompany: async (company) => {
			if ((companies.get(company.id)?.rev ?? 0) !== company.rev) return 'stale';
			companies.set(company.id, { ...company, rev: company.rev + 1 });
			return 'saved';
		},
	});
};

export const memoryDirectory = (): Directory => {
	const owners = new Map<string, { readonly company: string; readonly ledger: string }>();
	return fake<Directory>({
		claimLedger: async (provider, externalId, owner) => {
			const known = owners.get(`${provider} ${externalId}`);
			if (known && known.company !== owner.company) return 'taken';
			owners.set(`${provider} ${externalId}`, owner);
			return 'claimed';
		},
		releaseLedger: async (provider, externalId, company) => {
			if (owners.get(`${provider} ${externalId}`)?.company === company) owners.delete(`${provider} ${externalId}`);
		},
		ledger: async (provider, externalId) => owners.get(`${provider} ${externalId}`) ?? null,
	});
};

export const memoryAllowances = (): Allowances => {
	const all = new Map<string, Allowance>();
	const months = new Map<string, AppMonth>();
	return {
		allowance: async (company, ledger) => all.get(`${company}#${ledger}`) ?? null,
		allowances: async (company) =>
			new Map([...all.values()].flatMap((each) => (each.company === company ? [[each.ledger, each] as const] : []))),
		saveAllowance: async (allowance) => {
			const name = `${allowance.company}#${allowance.ledger}`;
			if ((all.get(name)?.rev ?? 0) !== allowance.rev) return 'stale';
			all.set(name, { ...allowance, rev: allowance.rev + 1 });
			return 'saved';
		},
		appMonth: async (provider, of) => months.get(`${provider} ${of}`) ?? { of, used: 0, ledgers: 0 },
		addToMonth: async (provider, of, reads, first) => {
			const { used, ledgers } = months.get(`${provider} ${of}`) ?? { used: 0, ledgers: 0 };
			months.set(`${provider} ${of}`, { of, used: used + reads, ledgers: ledgers + (first ? 1 : 0) });
		},
	};
};

export const memoryVault: Vault = {
	seal: async ({ company, purpose }, plain) => `${company}\n${purpose}\n${plain}`,
	open: async ({ company, purpose }, sealed) => {
		const context = `${company}\n${purpose}\n`;
		if (!sealed.startsWith(context)) throw new Error('the sealed text is of another context');
		return sealed.slice(context.length);
	},
};
