/** Items as lib-dynamodb hands them over, and reading them back without trust: a broken item throws, it never becomes a wrong figure. */
import { type Day, type Instant, isDay } from '../../domain/day.ts';
import type { CompanyId, Doubt } from '../../domain/document.ts';
import { type Currency, isCurrency } from '../../domain/money.ts';
import type { Key } from '../../wire/table.ts';

export type Item = Readonly<Record<string, unknown>>;

/** An item that is not what its key says. Names the attribute, never its content. */
export class BrokenItem extends Error {
	override readonly name = 'BrokenItem';
	constructor(attribute: string) {
		super(`a stored item is broken: ${attribute}`);
	}
}

export const keyText = ({ pk, sk }: Key): string => `${pk}\n${sk}`;
export const keyOf = (item: Item): Key => ({ pk: text(item, 'pk'), sk: text(item, 'sk') });

export const text = (item: Item, name: string): string => {
	const value = item[name];
	if (typeof value !== 'string') throw new BrokenItem(name);
	return value;
};
export const textOrNull = (item: Item, name: string): string | null => (item[name] == null ? null : text(item, name));

export const whole = (item: Item, name: string): number => {
	const value = item[name];
	if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new BrokenItem(name);
	return value;
};

export const dayAt = (item: Item, name: string): Day => {
	const value = item[name];
	if (!isDay(value)) throw new BrokenItem(name);
	return value;
};

export const instantAt = (item: Item, name: string): Instant => {
	const value = text(item, name);
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)) throw new BrokenItem(name);
	return value as Instant;
};

export const currencyAt = (item: Item, name: string): Currency => {
	const value = item[name];
	if (!isCurrency(value)) throw new BrokenItem(name);
	return value;
};

/** One of a closed list. */
export const oneOf = <T extends string>(item: Item, name: string, all: readonly T[]): T => {
	const found = all.find((each) => each === item[name]);
	if (found === undefined) throw new BrokenItem(name);
	return found;
};

/** DOC and CUSTOMER; most have none. */
export const doubtIn = ({ doubt }: Item): { readonly doubt?: Doubt } => {
	if (doubt === undefined) return {};
	if (typeof doubt !== 'object' || doubt === null) throw new BrokenItem('doubt');
	const item = { ...doubt };
	return { doubt: { since: instantAt(item, 'since'), why: text(item, 'why') } };
};

/** The second lock on tenancy, behind the keys: what was read must belong to the company that asked. */
export const mustBelongTo = (item: Item, company: CompanyId): Item => {
	const pk = text(item, 'pk');
	if (pk !== `C#${company}` && !pk.startsWith(`C#${company}#`)) throw new BrokenItem('pk');
	if (item.co !== undefined && item.co !== company) throw new BrokenItem('co');
	return item;
};
