/** A provider's consents: rotating refresh tokens with a grace for the one before, answers that are lost, and people who take their word back. */
import type { Chance } from '../../../local/scenario/seeded.ts';
import { type Instant, instantOfMs, msOf } from '../../../shared/domain/day.ts';
import type { LedgerId, Provider } from '../../../shared/domain/document.ts';
import { AccountingFault } from '../../../shared/ports/accounting.ts';
import { type Consent, type ConsentedLedger, ConsentFault, type Tokens } from '../../../shared/ports/consent.ts';

type Agreed = { readonly id: string; readonly ledgers: Set<string>; generation: number; rotatedAt: number; isAlive: boolean };

/** What the next refreshes meet. `lost`: rotated, and nobody hears of it. */
export type TokenTrouble = 'silent' | 'lost' | 'refused';

const minute = 60_000;
const lifeMs = { xero: 30 * minute, quickbooks: 60 * minute } as const;
const graceMs = { xero: 30 * minute, quickbooks: 24 * 60 * minute } as const;

export class ConsentDesk {
	readonly provider: Provider;
	readonly #nowMs: () => number;
	readonly #chance: Chance;
	readonly #count: (what: string) => void;
	readonly #agreed = new Map<string, Agreed>();
	/** What the person chooses at the provider's page. */
	chosen: readonly ConsentedLedger[] = [];
	readonly troubles: TokenTrouble[] = [];

	constructor(
		provider: Provider,
		around: { readonly nowMs: () => number; readonly chance: Chance; readonly count: (what: string) => void },
	) {
		this.provider = provider;
		this.#nowMs = around.nowMs;
		this.#chance = around.chance;
		this.#count = around.count;
	}

	#tokens({ id, generation, rotatedAt }: Agreed): Tokens {
		const ends = rotatedAt + lifeMs[this.provider];
		return {
			access: `${id} ${generation} ${ends}`,
			refresh: `${id} ${generation}`,
			accessExpiresAt: instantOfMs(ends),
			refreshExpiresAt: instantOfMs(rotatedAt + 60 * 24 * 60 * minute),
		};
	}
	/** Throws where this token does not open the ledger. A token that was given out stays good until it runs out. */
	admit(accessToken: string, ledger: LedgerId, now: Instant): void {
		const [id = '', , ends] = accessToken.split(' ');
		const agreed = this.#agreed.get(id);
		if (!agreed?.isAlive || msOf(now) >= Number(ends)) throw new AccountingFault('unauthorised', 'the token is refused');
		if (!agreed.ledgers.has(ledger)) throw new AccountingFault('forbidden', 'this ledger is not part of the consent');
	}
	readonly port = (ledgerOf: (externalId: string) => LedgerId): Consent => ({
		provider: this.provider,
		url: async ({ state }) => `agree:${state}`,
		redeem: async () => {
			const id = `g${this.provider[0]}${this.#agreed.size + 1}`;
			const agreed: Agreed = {
				id,
				ledgers: new Set(this.chosen.map(({ externalId }) => ledgerOf(externalId))),
				generation: 1,
				rotatedAt: this.#nowMs(),
				isAlive: true,
			};
			this.#agreed.set(id, agreed);
			return { tokens: this.#tokens(agreed), ledgers: this.chosen };
		},
		refresh: async (token) => {
			const trouble = this.troubles.shift();
			if (trouble) this.#count(`token: ${trouble}`);
			if (trouble === 'silent') throw new ConsentFault('unavailable', 'no answer');
			const [id = '', generation] = token.split(' ');
			const agreed = this.#agreed.get(id);
			if (agreed && trouble === 'refused') agreed.isAlive = false;
			if (!agreed?.isAlive) throw new ConsentFault('refused', 'invalid_grant');
			const isLast = Number(generation) === agreed.generation - 1 && this.#nowMs() - agreed.rotatedAt < graceMs[this.provider];
			if (Number(generation) !== agreed.generation && !isLast) throw new ConsentFault('refused', 'invalid_grant');
			if (!isLast || this.#chance.next() < 0.5) {
				agreed.generation += 1;
				agreed.rotatedAt = this.#nowMs();
			}
			if (trouble === 'lost') throw new ConsentFault('unavailable', 'the answer was lost');
			return this.#tokens(agreed);
		},
		release: async (externalId, { refresh }) => {
			const agreed = this.#agreed.get(refresh.split(' ')[0] ?? '');
			if (this.provider === 'xero') agreed?.ledgers.delete(ledgerOf(externalId));
			else if (agreed) agreed.isAlive = false;
		},
	});
}
