/** The port `allowances` in memory. */
import type { Allowance, AppMonth } from '../../shared/domain/allowance.ts';
import type { Allowances } from '../../shared/ports/allowances.ts';

/** `months`: what all companies together have read, by provider and month; a test may fill it. */
export const memoryAllowances = () => {
	const stored = new Map<string, Allowance>();
	const months = new Map<string, AppMonth>();
	const asked = { reads: 0, writes: 0 };
	const keyOf = (company: string, ledger: string): string => `${company}#${ledger}`;
	const port: Allowances = {
		allowance: async (company, ledger) => {
			asked.reads += 1;
			return stored.get(keyOf(company, ledger)) ?? null;
		},
		allowances: async (company) =>
			new Map([...stored.values()].filter((each) => each.company === company).map((each) => [each.ledger, each])),
		saveAllowance: async (allowance) => {
			asked.writes += 1;
			const key = keyOf(allowance.company, allowance.ledger);
			if ((stored.get(key)?.rev ?? 0) !== allowance.rev) return 'stale';
			stored.set(key, { ...allowance, rev: allowance.rev + 1 });
			return 'saved';
		},
		appMonth: async (provider, of) => months.get(`${provider}#${of}`) ?? { of, used: 0, ledgers: 0 },
		addToMonth: async (provider, of, reads, first) => {
			asked.writes += 1;
			const known = months.get(`${provider}#${of}`) ?? { of, used: 0, ledgers: 0 };
			months.set(`${provider}#${of}`, { of, used: known.used + reads, ledgers: known.ledgers + (first ? 1 : 0) });
		},
	};
	return { port, stored, months, asked };
};
