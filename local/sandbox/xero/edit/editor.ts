/** Everything a bookkeeper can do in one organisation of the sandbox: what its pages, the tests and the random histories call. */
import type { OrganisationRow, Store } from '../store.ts';
import { bankEdits } from './bank.ts';
import { billEdits } from './bills.ts';
import { contactEdits } from './contacts.ts';
import type { Change } from './context.ts';
import { creditEdits } from './credits.ts';
import { eraseEdits } from './erase.ts';
import { invoiceEdits } from './invoices.ts';
import { paymentEdits } from './payments.ts';

/** Amounts are minor units, days YYYY-MM-DD, ids GUIDs. Each call is one transaction; a refused one throws `EditRefused` and changes nothing. */
export type XeroEditor = ReturnType<typeof contactEdits> &
	ReturnType<typeof invoiceEdits> &
	ReturnType<typeof paymentEdits> &
	ReturnType<typeof creditEdits> &
	ReturnType<typeof eraseEdits> &
	ReturnType<typeof billEdits> &
	ReturnType<typeof bankEdits>;

export const xeroEditor = (store: Store, org: OrganisationRow, changed: (change: Change) => void): XeroEditor => {
	const context = { store, org, changed };
	return {
		...contactEdits(context),
		...invoiceEdits(context),
		...paymentEdits(context),
		...creditEdits(context),
		...eraseEdits(context),
		...billEdits(context),
		...bankEdits(context),
	};
};
