/** Each call of a provider passes here: counted, and not made when nothing is left for its purpose. ADR 0012. */
import {
	type Allowance,
	type AppMonth,
	addedTo,
	at,
	type Call,
	counted,
	heard,
	type Left,
	limits,
	mayAsk,
	monthOf,
	type No,
	newAllowance,
	type Purpose,
} from '../domain/allowance.ts';
import { type Instant, later, msOf } from '../domain/day.ts';
import { type CompanyId, type LedgerId, providerOf } from '../domain/document.ts';
import { AccountingFault, type Meter } from './accounting.ts';
import type { Allowances } from './allowances.ts';
import type { Clock } from './clock.ts';

/** The call was not made: we keep what is left for others, or know that the provider would say no. The message is for a person. */
export class Held extends AccountingFault {
	constructor({ until, why }: No, now: Instant) {
		super('throttled', why, Math.max(1000, msOf(until) - msOf(now)));
	}
}

type Ports = { readonly allowances: Allowances; readonly clock: Clock };
type Ledger = { readonly company: CompanyId; readonly ledger: LedgerId };

/** Of one ledger and one invocation. Held in memory until it is kept. */
export class LedgerMeter implements Meter {
	/** Of the calls to come. */
	purpose: Purpose;
	/** Calls that were made through it so far. */
	made = 0;
	readonly #ports: Ports;
	/** As it was stored when last looked at, and as it is with our calls. */
	#stored: Allowance;
	#known: Allowance;
	#app: AppMonth | null;
	#calls: Call[] = [];
	#told: Pick<Allowance, 'said' | 'most' | 'wait'> = { said: null, most: null, wait: null };

	private constructor(stored: Allowance, app: AppMonth | null, purpose: Purpose, ports: Ports) {
		this.#stored = stored;
		this.#known = stored;
		this.#app = app;
		this.purpose = purpose;
		this.#ports = ports;
	}

	/** 1 RCU; 0.5 more where all ledgers share a month. */
	static async open({ company, ledger }: Ledger, purpose: Purpose, ports: Ports): Promise<LedgerMeter> {
		const provider = providerOf(ledger);
		const now = ports.clock.now();
		const [stored, app] = await Promise.all([
			ports.allowances.allowance(company, ledger),
			limits[provider].month === null ? null : ports.allowances.appMonth(provider, monthOf(now)),
		]);
		return new LedgerMeter(stored ?? newAllowance({ company, ledger, provider }, now), app, purpose, ports);
	}

	/** As it stands now. */
	get allowance(): Allowance {
		return at(this.#known, this.#ports.clock.now());
	}

	/** Why one more call may not be made just now, and until when; null: it may. Nothing is counted. */
	no(what: Call['what']): No | null {
		return mayAsk(this.#known, this.#app, { at: this.#ports.clock.now(), purpose: this.purpose, what });
	}

	/** Throws `Held`. */
	ask(what: Call['what']): void {
		const call: Call = { at: this.#ports.clock.now(), purpose: this.purpose, what };
		const no = mayAsk(this.#known, this.#app, call);
		if (no) throw new Held(no, call.at);
		this.#calls.push(call);
		this.made += 1;
		this.#known = counted(this.#known, call);
		if (this.#app && what === 'read') this.#app = { ...this.#app, used: this.#app.used + 1 };
	}

	heard(left: Left): void {
		this.#known = heard(this.#known, left, this.#ports.clock.now());
		const { said, most } = this.#known;
		this.#told = { ...this.#told, said, most };
	}

	/** A failure of a call. When the provider says how long to wait, nobody asks this ledger before that. */
	failed(error: unknown): void {
		if (!(error instanceof AccountingFault) || error instanceof Held || error.kind !== 'throttled' || error.retryAfterMs === null) return;
		const wait = { until: later(this.#ports.clock.now(), error.retryAfterMs), why: error.message };
		this.#told = { ...this.#told, wait };
		this.#known = { ...this.#known, wait };
	}

	/** Stores what was asked and heard since it was last kept. Once an invocation: 1 WCU, 2 where all ledgers share a month; nothing where nothing was asked. */
	async keep(): Promise<void> {
		const [calls, told] = [this.#calls, this.#told];
		if (calls.length === 0 && told.wait === null) return;
		this.#calls = [];
		this.#told = { said: null, most: null, wait: null };
		const { allowances } = this.#ports;
		const { company, ledger } = this.#stored;
		for (;;) {
			const next = addedTo(this.#stored, { calls, ...told });
			if ((await allowances.saveAllowance(next)) === 'saved') {
				await this.#keepMonth(calls);
				this.#stored = { ...next, rev: next.rev + 1 };
				return;
			}
			this.#stored = (await allowances.allowance(company, ledger)) ?? { ...this.#stored, rev: 0 };
		}
	}

	async #keepMonth(calls: readonly Call[]): Promise<void> {
		const { provider, month } = this.#stored;
		if (limits[provider].month === null) return;
		const reads = Map.groupBy(
			calls.filter(({ what }) => what === 'read'),
			(call) => monthOf(call.at),
		);
		for (const [of, some] of reads) await this.#ports.allowances.addToMonth(provider, of, some.length, month.of !== of || month.used === 0);
	}
}
