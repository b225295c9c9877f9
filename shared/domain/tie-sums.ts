/** Items of a comparison as they come, one currency each: the sums are of all of them, the lists hold the first. */
import {
	type Foreign,
	type OurRow,
	type Suspect,
	type TieItem,
	type TieItemKind,
	type TieLine,
	tieItemKinds,
	tieShown,
	verdictOf,
} from './book-tie.ts';
import { type Currency, exponentOf, MoneyError } from './money.ts';

export class TieSums {
	readonly currency: Currency;
	ours = 0;
	theirs = 0;
	readonly #kinds = new Map<TieItemKind, { count: number; minor: number }>();
	readonly #items: TieItem[] = [];
	readonly #suspects: Suspect[] = [];
	#suspectsInAll = 0;
	readonly foreign = new Map<Currency, { minor: number; inFigure: number; documents: number }>();

	constructor(currency: Currency) {
		this.currency = currency;
	}

	item(item: TieItem): void {
		const known = this.#kinds.get(item.kind) ?? { count: 0, minor: 0 };
		this.#kinds.set(item.kind, { count: known.count + 1, minor: known.minor + item.minor });
		if (this.#items.length < tieShown) this.#items.push(item);
	}
	suspect(suspect: Suspect): void {
		this.#suspectsInAll += 1;
		if (this.#suspects.length < tieShown) this.#suspects.push(suspect);
	}
	of(kind: TieItemKind): number {
		return this.#kinds.get(kind)?.minor ?? 0;
	}
	/** What is left of the difference by now. */
	get rest(): number {
		let all = this.ours - this.theirs;
		for (const { minor } of this.#kinds.values()) all -= minor;
		return all === 0 ? 0 : all;
	}

	line(shown: number): TieLine {
		const kinds = tieItemKinds.flatMap((kind) => {
			const sum = this.#kinds.get(kind);
			return sum ? [{ kind, ...sum }] : [];
		});
		const { currency, ours, theirs, rest: unexplained } = this;
		const difference = ours - theirs;
		const foreign: Foreign[] = [...this.foreign].map(([code, sum]) => ({ currency: code, ...sum }));
		return {
			currency,
			ours,
			theirs,
			difference,
			unexplained,
			kinds,
			items: this.#items.slice(0, shown),
			suspects: this.#suspects.slice(0, shown),
			suspectsInAll: this.#suspectsInAll,
			foreign,
			verdict: verdictOf({ difference, unexplained, kinds }),
		};
	}
}

const decimal = /^(\d{1,15})(?:\.(\d{1,15}))?$/;
/**
 * Minor units of `from` in minor units of `to`, at `rate` units of `from` for one of `to`: exactly, then half away from zero. Null for a rate that is no
 * decimal above nothing.
 */
export const convertedAt = (minor: number, from: Currency, to: Currency, rate: string): number | null => {
	const match = decimal.exec(rate);
	const fraction = match?.[2] ?? '';
	const units = match ? BigInt(`${match[1]}${fraction}`) : 0n;
	if (units === 0n) return null;
	const top = BigInt(Math.abs(minor)) * 10n ** BigInt(exponentOf(to) + fraction.length);
	const bottom = units * 10n ** BigInt(exponentOf(from));
	const whole = Number((2n * top + bottom) / (2n * bottom));
	if (!Number.isSafeInteger(whole)) throw new MoneyError('a converted amount is too large');
	return minor < 0 && whole !== 0 ? -whole : whole;
};

export const namedOf = ({ kind, id, number, customer, issued }: OurRow) => ({ type: kind, id, number, customer, day: issued });
