/** The texts of a scenario as days and amounts, and where in the file a failure happened. */
import { addDays, type Day, DayError, day } from '../../../shared/domain/day.ts';
import { type Currency, isFinerThanMinor, MoneyError, parseMoney } from '../../../shared/domain/money.ts';
import { ScenarioError } from '../sandbox.ts';
import { EditError } from './edit-error.ts';

/** The reason of an expected failure, with the place it happened at. */
export const at = <T>(place: string, work: () => T): T => {
	try {
		return work();
	} catch (error) {
		if (error instanceof EditError || error instanceof MoneyError || error instanceof DayError)
			throw new ScenarioError(`${place}: ${error.message}`);
		throw error;
	}
};

export const dayOf = (text: string, today: Day): Day => (/^[+-]?\d+d$/.test(text) ? addDays(today, Number(text.slice(0, -1))) : day(text));

export const minorOf = (text: string, code: Currency): number => {
	if (isFinerThanMinor(text, code)) throw new MoneyError(`${text} has more decimals than ${code}`);
	return parseMoney(text, code).minor;
};
