/** The importer's report in sentences, for the terminal. */
import type { ImportReport } from './open-invoices.ts';

const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** Refused rows first, up to `most` of them by number and reason; then what was repaired or is odd. Only lines that say something. */
export const importSentences = ({ rows, loaded, refused, totals, repaired }: ImportReport, most = 20): string[] => {
	const sums = Object.entries(totals).map(([code, total]) => `${total} ${code}`);
	const lines = [`${count(loaded, 'invoice')} of ${count(rows, 'row')} loaded${sums.length ? `: ${sums.join(', ')}` : ''}`];
	for (const { row, reason } of refused.slice(0, most)) lines.push(`row ${row} refused: ${reason}`);
	if (refused.length > most) lines.push(`… and ${count(refused.length - most, 'more row')} refused`);
	const { customersWithSeveralSpellings, customersWithTheSameName, customersSplitByCurrency } = repaired;
	const told: readonly (readonly [number, string])[] = [
		[customersWithSeveralSpellings.length, 'with several spellings of their name; the most frequent was kept'],
		[customersWithTheSameName.length, 'with the name of another; their number was put behind it'],
		[customersSplitByCurrency.length, 'with several currencies; split, as QuickBooks knows one for each'],
	];
	for (const [n, what] of told) if (n) lines.push(`${count(n, 'customer')} ${what}`);
	if (repaired.dueBeforePosted) lines.push(`${count(repaired.dueBeforePosted, 'row')} due before posted; loaded as they stand`);
	if (repaired.withoutDueDay) lines.push(`${count(repaired.withoutDueDay, 'row')} without a due date; due on the day posted`);
	if (repaired.finerThanCents) lines.push(`${count(repaired.finerThanCents, 'amount')} finer than cents; rounded row by row`);
	if (repaired.postedAfterAsOf) lines.push(`${count(repaired.postedAfterAsOf, 'row')} posted after the as-of day; loaded`);
	return lines;
};
