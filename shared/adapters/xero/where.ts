/** Parts of Xero's `where`. */
import type { Day } from '../../domain/day.ts';

export const dateTime = (day: Day): string => `DateTime(${day.split('-').map(Number).join(',')})`;

/** `Type=="A"`, or several of them in brackets. */
export const anyOf = (words: readonly string[], field = 'Type'): string => {
	const any = words.map((word) => `${field}=="${word}"`).join(' OR ');
	return words.length > 1 ? `(${any})` : any;
};
