import { dayIn } from '../../shared/domain/day.ts';
import type { CompanyId, LedgerId } from '../../shared/domain/document.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { BankRecords } from '../../shared/ports/bank-postings.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Companies } from '../../shared/ports/companies.ts';
import type { Connections } from '../../shared/ports/connections.ts';
import { type BankView, bankView } from '../../shared/wire/bank-view.ts';

type Ports = { readonly connections: Connections; readonly companies: Companies; readonly banks: BankRecords; readonly clock: Clock };

/** The ledger must be the company's own. `timeZone`: the company's, whose today it is. 3–4 RCU. */
export const viewBank = async (
	company: CompanyId,
	ledger: LedgerId,
	{ connections, companies, banks, clock }: Ports,
): Promise<BankView & { readonly timeZone: string }> => {
	const connection = await connections.connection(company, ledger);
	if (!connection) throw notFound('ledger');
	const [known, owner] = await Promise.all([banks.bank(company, ledger), companies.company(company)]);
	const timeZone = owner?.timeZone ?? connection.timeZone ?? 'UTC';
	const now = clock.now();
	return { ...bankView(connection, known, dayIn(timeZone, now), now), timeZone };
};
