import type { Role } from '../../shared/ports/companies.ts';
import { type DeadLetters, operatorCompany } from '../../shared/ports/dead-letters.ts';
import { deadLettersView } from '../../shared/wire/dead-letter-view.ts';
import type { DeadLettersView } from '../../shared/wire/http.ts';

const shown = 50;

/** The company's own; operators also see what named no company at all. */
export const viewDeadLetters = async (
	who: { readonly company: string; readonly roles: readonly Role[] },
	deadLetters: DeadLetters,
): Promise<DeadLettersView> => {
	const companies = who.roles.includes('operator') ? [who.company, operatorCompany] : [who.company];
	const lists = await Promise.all(companies.map((company) => deadLetters.list(company, shown)));
	return deadLettersView(
		lists
			.flat()
			.toSorted((a, b) => (a.at < b.at ? 1 : -1))
			.slice(0, shown),
	);
};
