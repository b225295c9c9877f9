import { addDays, dayIn, later, startOfDay } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { Books } from '../../shared/ports/books.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Queues } from '../../shared/ports/queues.ts';

/** After midnight by this much, so that clocks which differ a little agree on the day. */
const afterMidnightMs = 5 * 60_000;

/** The company's day has changed: what fell due since the last roll moves up in the by-overdue order. Idempotent; a missed day is caught up. */
export const rollDay = async (
	id: CompanyId,
	{
		books,
		companies,
		queues,
		clock,
	}: { readonly books: Books; readonly companies: Companies; readonly queues: Queues; readonly clock: Clock },
): Promise<void> => {
	const company = await companies.company(id);
	if (!company) return;
	const today = dayIn(company.timeZone, clock.now());
	if (company.rolledTo === null || company.rolledTo < today) {
		await books.roll(id, company.rolledTo ?? addDays(today, -1), today);
		// Once a day. Lost: tomorrow, or whoever presses the button.
		await queues.send({ type: 'receivables.debtors', company: id, run: null });
	}
	const wake = later(startOfDay(addDays(today, 1), company.timeZone), afterMidnightMs);
	await companies.saveCompany({ ...company, rolledTo: today, wake }); // stale: somebody changed the company; the wake brings this again
};
