/** What of one customer's invoices no lender counts, by what was agreed with it. The third answer of `slicesOf`, in the codes of an export. Pure. */
import type { Arrangement } from './arrangements/arrangement.ts';
import type { Invoices } from './arrangements/received.ts';
import { slicesOf } from './arrangements/slices.ts';
import type { Day } from './day.ts';
import { documentKey } from './document.ts';
import { type AgreedCode, agreedCodes, type Unfunded } from './eligibility.ts';

/** What is on its way an export counts itself, and what an insolvent customer owes as a whole. */
const codeOf = (why: string): AgreedCode | undefined => agreedCodes.find((code) => code === why);

/** @param arrangements the customer's, as they are on `today` */
export const unfundedIn = (arrangements: readonly Arrangement[], invoices: Invoices, today: Day): Unfunded => {
	const insolvent = arrangements.flatMap(({ kind, state, customer }) => (kind === 'insolvency' && state === 'active' ? [customer] : []));
	const found = new Map<string, Partial<Record<AgreedCode, number>>>();
	for (const invoice of invoices.values()) {
		const mine = arrangements.filter(({ currency }) => currency === null || currency === invoice.currency);
		for (const { minor, funds } of slicesOf(invoice, mine, invoices, today)) {
			const code = funds.counts ? undefined : codeOf(funds.why);
			if (code === undefined) continue;
			const amounts = found.get(documentKey(invoice)) ?? {};
			amounts[code] = (amounts[code] ?? 0) + minor;
			found.set(documentKey(invoice), amounts);
		}
	}
	return { insolvent: new Set(insolvent), invoices: found };
};
