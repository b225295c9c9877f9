/** The texts of a scenario as days and amounts; what they cannot be is an `EditRefused`. */
import { addDays, type Day, day, isDay } from '../../../shared/domain/day.ts';
import { isCurrency, isFinerThanMinor, parseMoney } from '../../../shared/domain/money.ts';
import { EditRefused } from './edit/context.ts';
import type { XeroEditor } from './edit/editor.ts';

export type Loading = { readonly books: XeroEditor; readonly org: string; readonly today: Day };

export const resolve = (text: string, today: Day): Day => {
	if (isDay(text)) return day(text);
	const days = /^([+-]?\d{1,4})d$/.exec(text)?.[1];
	if (days === undefined) throw new EditRefused(`"${text}" is not a day`);
	return addDays(today, Number(days));
};
export const money = (text: string, code: string): number => {
	if (!isCurrency(code)) throw new EditRefused(`"${code}" is not an ISO 4217 currency we can account in`);
	if (isFinerThanMinor(text, code)) throw new EditRefused(`${text} has more decimals than ${code} has`);
	return parseMoney(text, code).minor;
};
