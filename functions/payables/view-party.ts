import { type CustomerId, type LedgerId, ledgerOfCustomer } from '../../shared/domain/document.ts';
import { type Currency, toDecimal } from '../../shared/domain/money.ts';
import { addOwed, type VendorId, type VendorOwed } from '../../shared/domain/payables.ts';
import type { CustomerLadder } from '../../shared/ports/books.ts';
import type { PartyAmountsView, PartyView } from '../../shared/wire/payables-view.ts';

export type Matched = { readonly vendor: VendorId; readonly how: 'contact' | 'person' };
type Parts = {
	readonly customer: CustomerId;
	readonly name: string;
	readonly vendors: readonly Matched[];
	readonly ladders: readonly CustomerLadder[];
	readonly owing: ReadonlyMap<VendorId, VendorOwed>;
	readonly shown: ReadonlyMap<LedgerId, { readonly asOf: string }>;
};

const daysShown = 60;

/** Both sides per currency, each currency for itself; pure. */
export const viewParty = ({ customer, name, vendors, ladders, owing, shown }: Parts): PartyView => {
	const owed = addOwed(vendors.map(({ vendor }) => owing.get(vendor)?.owed ?? []));
	const theirs = new Map<Currency, { open: number; unapplied: number }>();
	for (const { currency, ladder, unapplied } of ladders) {
		const open = [...ladder.values()].reduce((all, { minor }) => all + minor, 0);
		if (open !== 0 || unapplied !== 0) theirs.set(currency, { open, unapplied });
	}
	const codes = [...new Set([...theirs.keys(), ...owed.map(({ currency }) => currency)])].sort();
	const amounts = codes.map((currency): PartyAmountsView => {
		const text = (minor: number): string => toDecimal({ minor, currency });
		const { open, unapplied } = theirs.get(currency) ?? { open: 0, unapplied: 0 };
		const ours = owed.find((one) => one.currency === currency);
		return {
			currency,
			theyOwe: text(open),
			unapplied: text(unapplied),
			weOwe: text(ours?.owed ?? 0),
			credits: text(ours?.credit ?? 0),
			net: text(open - unapplied - (ours ? ours.owed - ours.credit : 0)),
			bills: ours?.bills ?? 0,
			byDay: (ours?.byDay ?? []).slice(0, daysShown).map(([due, minor]) => ({ due, amount: text(minor) })),
		};
	});
	const moments = vendors.flatMap(({ vendor }) => shown.get(ledgerOfCustomer(vendor))?.asOf ?? []).sort();
	return {
		customer,
		name,
		vendors: vendors.map(({ vendor, how }) => ({
			vendor,
			name: owing.get(vendor)?.vendor.name ?? '',
			ledger: ledgerOfCustomer(vendor),
			how,
		})),
		amounts,
		asOf: moments[0] ?? null,
	};
};
