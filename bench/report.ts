/** What a part of the bench found. Only limits that the issue names fail the run; budgets of DESIGN section 5 are printed beside the figure. */

export type Report = {
	/** A figure, or a line about it. */
	say(line: string): void;
	/** A limit: broken, it ends the run with exit code 1. */
	limit(what: string, kept: boolean, figure: string): void;
};

export class Printed implements Report {
	readonly broken: string[] = [];

	say(line: string): void {
		console.log(`  ${line}`);
	}
	limit(what: string, kept: boolean, figure: string): void {
		console.log(`  ${kept ? 'ok    ' : 'BROKEN'} ${figure} (limit: ${what})`);
		if (!kept) this.broken.push(`${what}; measured: ${figure}`);
	}
}

export const median = (values: readonly number[]): number => {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
};

export const shown = (value: number, decimals = 1): string =>
	value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
