/** Open invoices by the thousand, the same every time: a year of due days, amounts and customers as a ledger has them. */

import { seeded } from '../local/scenario/seeded.ts';
import { addDays, type Day, day, instant } from '../shared/domain/day.ts';
import { type Customer, customerId, type Document, ledgerId } from '../shared/domain/document.ts';
import { currency } from '../shared/domain/money.ts';

export const today = day('2026-11-22');
export const startedAt = instant('2026-11-22T08:00:00Z');
export const eur = currency('EUR');
export const scope = { company: 'bench', ledger: ledgerId('xero', '6f2a1c58-3b7e-4d09-9a41-5be0c7d2f316') };

const owner = (at: number) => customerId(scope.ledger, `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`);

export const customers = (count: number): Customer[] =>
	Array.from({ length: count }, (_, at) => ({
		ledger: scope.ledger,
		id: owner(at),
		version: '2026-11-01T00:00:00.000Z',
		name: `Customer number ${at}`,
		email: `accounts@c${at}.example`,
		language: null,
		country: 'ES',
		currency: eur,
		accountNumber: String(100_000 + at),
		archived: false,
	}));

/** Due from about ten months ago to two months ahead, each on its own customer in turn. */
export function* invoices(count: number, among: number): Generator<Document> {
	const chance = seeded(7);
	for (let at = 0; at < count; at++) {
		const due: Day = addDays(today, chance.between(-300, 60));
		const issued = addDays(due, -30);
		const minor = chance.between(1_000, 1_500_000);
		yield {
			ledger: scope.ledger,
			kind: 'invoice',
			id: `11111111-0000-4000-8000-${String(at).padStart(12, '0')}`,
			version: '2026-11-01T00:00:00.000Z',
			customer: owner(at % among),
			number: `INV-${10_000 + at}`,
			reference: `Order ${chance.between(1000, 9999)}`,
			state: 'open',
			currency: eur,
			total: minor,
			open: minor,
			unapplied: 0,
			issued,
			due,
			entries: [{ day: issued, kind: 'issued', minor }],
			providerStatus: 'AUTHORISED',
		};
	}
}
