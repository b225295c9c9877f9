import { type Day, day, dayIn } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import { sellerOf } from '../../shared/domain/legal.ts';
import { reminderOrder } from '../../shared/domain/letter.ts';
import type { Mailing } from '../../shared/domain/mailing.ts';
import { toDecimal } from '../../shared/domain/money.ts';
import { reasonWords } from '../../shared/domain/reasons.ts';
import { notFound } from '../../shared/domain/refusal.ts';
import type { Company } from '../../shared/ports/companies.ts';
import type { DueCustomer } from '../../shared/ports/mailings.ts';
import type { NextMailsView } from '../../shared/wire/reminders-view.ts';
import { written } from './deliver-mail.ts';
import { gatherFacts } from './gather-facts.ts';
import { isUnsure } from './is-unsure.ts';
import type { LetterPorts } from './ports.ts';

/** Each is decided and written as if its day were here. */
const customersAPage = 10;
const everyDay = day('9999-12-31');

type Row = NextMailsView['rows'][number];

const rowOf = async (company: Company, due: DueCustomer, today: Day, ports: LetterPorts): Promise<Row | null> => {
	const { customer: id, currency } = due;
	const on = due.next > today ? due.next : today;
	const customer = await ports.books.customer(company.id, id);
	const now = ports.clock.now();
	const whose: Pick<Mailing, 'company' | 'customer' | 'currency'> = { company: company.id, customer: id, currency };
	const standing = await ports.mailings.standing(company.id, id, currency);
	const connection = standing && (await ports.connections.connection(company.id, standing.ledger));
	if (!customer || !connection || connection.state === 'disconnected') return null;
	const asOf = connection.freshAsOf ?? now;
	const gathered = await gatherFacts({ ...whose, plannedAt: now }, on, asOf, ports);
	if (!gathered) return null;
	const { decision } = gathered;
	const { stage, asked } = decision;
	const row = {
		day: on,
		customer: { id, name: customer.name },
		currency,
		stage: stage && { day: stage.day, tone: stage.tone },
		amount: toDecimal({ minor: asked, currency }),
	};
	const unsure = await isUnsure({ ...whose, ledger: connection.ledger }, connection, ports);
	const reason = unsure ? 'LEDGER_UNSURE' : (decision.reasons[0] ?? (customer.email ? null : 'NO_ADDRESS'));
	if (stage === null || reason !== null) return { ...row, subject: null, text: null, why: reasonWords[reason ?? 'NOTHING_DUE'] };
	const around = { customer, seller: sellerOf(connection), timeZone: company.timeZone, asOf };
	const letter = await written(reminderOrder(whose, decision, stage, on, [], around), undefined, ports);
	return { ...row, subject: letter?.subject ?? null, text: letter?.text ?? null, why: letter ? null : reasonWords.TEMPLATE_BROKEN };
};

/** Customers by the day they come next, with the words they would get if nothing changed until then. ≈ 5 RCU a customer. */
export const viewNext = async (id: CompanyId, from: string | undefined, ports: LetterPorts): Promise<NextMailsView> => {
	const company = await ports.companies.company(id);
	if (!company) throw notFound('company');
	const today = dayIn(company.timeZone, ports.clock.now());
	const page = await ports.mailings.dueCustomers(id, everyDay, customersAPage, from === undefined || from === '' ? null : from);
	const rows = await Promise.all(page.rows.map((due) => rowOf(company, due, today, ports)));
	return { rows: rows.filter((row) => row !== null), next: page.next };
};
