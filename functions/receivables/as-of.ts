import { type Day, dayIn, isDay } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { notFound, Refusal } from '../../shared/domain/refusal.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies, Company } from '../../shared/ports/companies.ts';

export type AsOf = { readonly company: Company; readonly today: Day; readonly asOf: Day };

const refuse = (code: string, detail: string): Refusal =>
	new Refusal(400, code, 'That day cannot be shown', detail, { fields: [{ path: 'asOf', message: detail }] });

/** The day asked for, or the company's today. From today on any day is arithmetic on the ladders; the past needs the history of entries. */
export const asOfDay = async (
	id: CompanyId,
	asked: string | undefined,
	{ companies, clock }: { readonly companies: Companies; readonly clock: Clock },
): Promise<AsOf> => {
	const company = await companies.company(id);
	if (!company) throw notFound('company');
	const today = dayIn(company.timeZone, clock.now());
	if (asked === undefined || asked === '') return { company, today, asOf: today };
	if (!isDay(asked)) throw refuse('AS_OF_UNREADABLE', 'Write the day as YYYY-MM-DD.');
	if (asked < today)
		throw refuse('AS_OF_PAST', `Days before today (${today}) are not built yet: they are rebuilt from dated payments and credits.`);
	return { company, today, asOf: asked };
};
