/** Comparisons with the books as a real day has them: explained, not explained, and not permitted. */
import { type BookLine, type BookTie, newBookTie, type OurRow, withResult } from '../../shared/domain/book-tie.ts';
import { newConnection } from '../../shared/domain/connection.ts';
import { addDays, day, instant } from '../../shared/domain/day.ts';
import { customerId, type LedgerId, ledgerId, type Provider } from '../../shared/domain/document.ts';
import { currency } from '../../shared/domain/money.ts';
import { BaseTie } from '../../shared/domain/tie-base.ts';
import { CurrencyTie } from '../../shared/domain/tie-currencies.ts';
import { booksView } from '../../shared/wire/books-view.ts';
import type { BooksPageView } from '../../web/books-page.ts';
import { user } from './samples.ts';

const at = instant('2026-11-22T02:14:05.000Z');
const today = day('2026-11-22');
const [gbp, eur, usd, jpy] = [currency('GBP'), currency('EUR'), currency('USD'), currency('JPY')];
const clock = { timeZone: 'Europe/London', today };
const xero = ledgerId('xero', '3f6f2c4e-8a41-4d0b-9c57-2f5d1a7b9e10');
const quickbooks = ledgerId('quickbooks', '9130350000000001');

const row = (ledger: LedgerId, id: string, minor: number, more: Partial<OurRow> = {}): OurRow => ({
	kind: minor < 0 ? 'credit-note' : 'invoice',
	id,
	number: `INV-${id}`,
	customer: customerId(ledger, `c${id}`),
	currency: gbp,
	open: Math.max(0, minor),
	unapplied: Math.max(0, -minor),
	issued: day('2026-11-01'),
	...more,
});
const names = new Map([
	[customerId(xero, 'c3'), 'Brightwater Property Management and Facilities Services (Holdings) plc'],
	[customerId(xero, 'c4'), 'Ñandú Diseño y Comunicación, S.L.'],
	[customerId(quickbooks, 'c7'), 'شركة النور للتجارة'],
	[customerId(quickbooks, 'c1'), "O'Connell Marine Services"],
]);
const shown = (provider: Provider, name: string, tie: BookTie): BooksPageView => {
	const [, externalId = ''] = tie.ledger.split(/-(.*)/s);
	const connection = { ...newConnection({ company: 'c', provider, externalId, name, grant: 'g' }, at), baseCurrency: gbp };
	return { user, view: booksView(connection, tie, names), clock };
};
const empty = (ledger: LedgerId, provider: Provider): BookTie => newBookTie({ company: 'c', ledger, provider });

const base = new BaseTie(gbp, [{ currency: gbp, today: 4_180_000, allDates: 4_400_000, unrealised: 0 }], today);
for (const each of [
	row(xero, '1', 3_300_000),
	row(xero, '2', 1_000_000, { currency: eur, rate: '1.176471' }),
	row(xero, '3', 250_000, { issued: addDays(today, 40) }),
	row(xero, '4', -90_000, { kind: 'prepayment', number: '' }),
])
	base.add(each);
const lines = base.lines();
let explained = empty(xero, 'xero');
for (let n = 3; n >= 0; n--) {
	const on = addDays(today, -n);
	explained = withResult(explained, { at, on, lines, partial: false, unread: 0, calls: 3 });
}
/** Xero, every line named. */
export const booksExplained = shown('xero', 'Lumen Studio Ltd', explained);

const line = (id: string, minor: number, more: Partial<BookLine> = {}): BookLine => ({
	id,
	kind: 'copied',
	type: 'Invoice',
	number: `INV-${id}`,
	customer: `c${id}`,
	day: today,
	currency: usd,
	minor,
	...more,
});
const several = new CurrencyTie(
	quickbooks,
	[
		{ currency: usd, today: 1_204_500, allDates: 1_204_500, unrealised: null },
		{ currency: jpy, today: 90_000, allDates: 90_000, unrealised: null },
	],
	[
		line('1', 800_000),
		line('2', 250_000),
		line('7', 154_500, { kind: 'journal', type: 'Journal Entry', number: 'J-2026-11' }),
		line('8', 90_000, { currency: jpy }),
	],
	false,
);
for (const each of [row(quickbooks, '1', 760_000, { currency: usd }), row(quickbooks, '8', 90_000, { currency: jpy })]) several.add(each);
const untrue = withResult(empty(quickbooks, 'quickbooks'), {
	at,
	on: today,
	lines: several.lines(),
	partial: true,
	unread: 2,
	unreadRows: [{ type: 'invoice', id: '44', number: 'INV-44', customer: customerId(quickbooks, 'c1'), why: 'its total is negative' }],
	calls: 2,
});
/** QuickBooks, a document missing, one different, rows unread. */
export const booksDiffer = shown('quickbooks', '<b>Tortuga</b> Trading', { ...untrue, wanted: at });

/** Nothing was ever compared, since nobody may. */
export const booksForbidden = shown('xero', 'Harbour & Sons', {
	...empty(xero, 'xero'),
	problem: { at, text: 'The permission does not cover the report.', scope: 'accounting.reports.trialbalance.read' },
});
